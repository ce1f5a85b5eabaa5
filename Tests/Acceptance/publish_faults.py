#!/usr/bin/env python3
"""Ends publishing in the midst, by a kill or by a disk that is full, and looks at what stands there then.

usage: publish_faults.py [--binary .build/release/dateline]

Each call by which a file gets its name or its bytes is hit once: strace kills the process there, or lets the call fail.
Expected: each file has its old bytes or its new ones, whole; the state is the new one only where all files are; a failure
is one line; the next run comes to what an undisturbed one comes to, and leaves nothing beside the files.
"""

import pathlib
import shutil
import subprocess

import publish
from loopback import Dateline, FeedServer, arguments, expect, skip

STATE = ".published.json"
CALLS = "?rename,?renameat,?renameat2"
# What is hit, and how.
FAULTS = [(CALLS, "signal=KILL"), (CALLS, "error=ENOSPC"), ("fsync", "signal=KILL"), ("fsync", "error=EIO"),
          ("fchmod", "signal=KILL"), ("fchmod", "error=ENOSPC")]


def wrong(held, old, new):
    """What a reader, or the next run, would be misled by."""
    found = ["%s is neither the old nor the new" % name for name, text in held.items()
             if not pathlib.Path(name).name.startswith(".") and text not in (old.get(name), new.get(name))]
    found += ["%s is gone" % name for name in old if name not in held and name in new]
    if held.get(STATE) not in (None, old.get(STATE), new.get(STATE)):
        found.append("the state is none")
    if held.get(STATE) == new[STATE]:
        found += ["the state tells of %s" % name for name in new if held.get(name) != new[name]]
    return found


def run(dateline, calls, fault, number):
    """One run, hit at its call of that number: None where it has no such call, else its status and what it said."""
    trace = dateline.home / "trace"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=" + calls, "-e", "inject=%s:%s:when=%d" % (calls, fault, number),
         dateline.binary, "publish"], env=dateline.environment(), capture_output=True, text=True, timeout=120)
    text = trace.read_text()
    return (done.returncode, done.stderr) if "INJECTED" in text or "SIGKILL" in text else None


def begin(www, old):
    shutil.rmtree(www, ignore_errors=True)
    for name, text in old.items():
        (www / name).parent.mkdir(parents=True, exist_ok=True)
        (www / name).write_bytes(text)


def check_checker(old, new):
    half = dict(old) | {"index.html": new["index.html"][:-100]}
    early = dict(old) | {STATE: new[STATE]}
    expect(wrong(half, old, new) and wrong(early, old, new) and not wrong(old, old, new) and not wrong(new, old, new),
           "half a file, and a state before its files, would be found")


def hit(dateline, kind, old, new):
    """All calls of a run that begins with `old`."""
    www = dateline.home / "www"
    count = left = 0
    for calls, fault in FAULTS:
        for number in range(1, 100):
            begin(www, old)
            ended = run(dateline, calls, fault, number)
            if ended is None:
                break
            status, said = ended
            count += 1
            held = publish.bytes_of(www)
            beside = [name for name in held if name not in new]
            left += len(beside)
            problems = wrong(held, old, new)
            if "error=" in fault:
                # A folder that cannot be flushed is forgiven: all its files stand there.
                is_done = status == 0 and all(held.get(name) == text for name, text in new.items())
                is_told = status == 1 and len(said.splitlines()) == 1 and "cannot publish in" in said
                problems += beside + ([] if is_done or is_told else [said, status])
            dateline.run("publish")
            after = publish.bytes_of(www)
            problems += sorted(name for name in after.keys() | new.keys() if after.get(name) != new.get(name))
            if problems:
                raise SystemExit("%s, %s %s at %d: %s" % (kind, calls, fault, number, problems))
    expect(count > 20 and left > 0, "%s: hit %d times; %d files without a name were left by kills, and taken away" % (kind, count, left))


def main():
    options = arguments(__doc__).parse_args()
    if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True).returncode:
        skip("no strace, or it may trace nothing here")
    with FeedServer(publish.documents(publish.PLAIN)) as server, Dateline(options.binary, server.urls()) as dateline:
        with open(dateline.home / "dateline.toml", "a") as file:
            file.write(publish.settings(dateline, ""))
        www = dateline.home / "www"
        dateline.run("fetch")
        dateline.run("publish")
        old = publish.bytes_of(www)
        hit(dateline, "the first run", {}, old)
        server.documents["/gazette.xml"] = server.documents["/gazette.xml"].replace(b"eleven", b"twelve")
        dateline.run("fetch", "--force")
        begin(www, old)
        dateline.run("publish")
        new = publish.bytes_of(www)
        check_checker(old, new)
        hit(dateline, "a run after a revision", old, new)


if __name__ == "__main__":
    main()
