"""Libraries that are preloaded into the command, compiled from the C files beside this one."""

import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def compiled(name, folder):
    """The path of NAME.c as a library in `folder`, made where it is not there yet."""
    library = pathlib.Path(folder) / (name + ".so")
    if library.exists():
        return str(library)
    compiler = next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), None)
    if not compiler:
        raise SystemExit("a C compiler is needed: cc or clang")
    subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", library, HERE / (name + ".c"), "-lpthread"],
                   check=True)
    return str(library)
