"""A reader of the log that keeps the last number it has handled: python3 reader.py FOLDER HANDLED

Appends to HANDLED each line of the log in FOLDER once, by number, and goes on until it is killed. After that it takes
up where HANDLED ends. It is what README tells people to write, so what it misses or gets twice is Dateline's fault.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from campaigns.audit import span_of_line, told  # noqa: E402
from loopback import contents_of  # noqa: E402


def files(folder):
    """The newest first."""
    rotated = (p for p in folder.glob("items.jsonl.*") if p.suffix[1:].isdigit())
    return [folder / "items.jsonl", *sorted(rotated, key=lambda p: int(p.suffix[1:]))]


def beyond(folder, last):
    """{number: line} of what the log has beyond `last`."""
    found = {}
    for path in files(folder):
        lines = [(told(line), line) for line in contents_of(path).split(b"\n")[:-1]]
        found.update({what[0]: line for what, line in lines if what and what[0] > last})
        if any(what and what[0] <= last for what, _ in lines):
            break
    return found


def handled_by(path):
    """What was handled, as [(number, what it stands for)]; a line that was cut off by a kill is taken away."""
    contents = contents_of(path)
    whole = contents[:contents.rfind(b"\n") + 1]
    if whole != contents:
        path.write_bytes(whole)
    return [told(line) for line in whole.split(b"\n")[:-1]]


def main():
    folder, handled = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    last = max((number for number, _ in handled_by(handled)), default=0)
    with open(handled, "ab", buffering=0) as to:
        while True:
            found = beyond(folder, last)
            # Between two looks a file may have been renamed: what seems to be missing is looked for again.
            while last + 1 in found or any(last + 1 in span_of_line(line) for line in found.values()):
                nearest = min(number for number in found if number > last)
                to.write(found[nearest] + b"\n")
                last = nearest
            time.sleep(0.05)


if __name__ == "__main__":
    main()
