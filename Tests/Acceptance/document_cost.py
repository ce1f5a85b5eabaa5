#!/usr/bin/env python3
"""What large documents cost that are made to hurt, and that reading them opens nothing.

usage: document_cost.py [--binary .build/release/dateline] [--short] [--only KIND] [--part {document,feed,trace}]

Parts:
  document  from bytes to a document: each kind of 32 MiB under a root that is no feed's, so that nothing is made of it.
            At most 2 s of processor time, and 8 times as much memory as it is long
  feed      the same as a feed: it is read, or refused with a reason, within the budget of a document
  trace     under strace: whatever a document names, no file is opened and no address asked that a harmless document
            does not cause to be
The short form has documents of 8 MiB, with a quarter of the time.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from hostile_documents import ENTITIES, EXTERNAL, XML, make_bytes
from loopback import arguments, expect, skip

# `[fetch] parse-time-limit`, and what the process costs by itself.
TIME_LIMIT, START = 10, 0.5
MEMORY_LIMIT = 256 << 20


def measure(binary, path, folder):
    """Processor seconds, bytes of memory at most, exit status, and what was said. The parent is small: its size counts."""
    with open(folder / "said", "wb") as said:
        process = subprocess.Popen([binary, "parse", "--compact", "--config", folder / "dateline.toml", path],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = (folder / "said").read_text(errors="replace").strip()
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, process.returncode, text


def write(kind, size, path, is_feed):
    """In a process of its own, which ends with what it needed."""
    child = os.fork()
    if child == 0:
        document = make_bytes(kind, size)
        if not is_feed:
            for name in (b"rss", b"feed", b"channel", b"RDF"):
                document = re.sub(rb"(</?)%s(?=[ >])" % name, rb"\1%sx" % name, document)
        path.write_bytes(document)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    expect_quietly(status == 0, "%s was made" % kind)


def expect_quietly(condition, what):
    if not condition:
        raise SystemExit("FAILED: " + what)


def check_cost(binary, kinds, size, folder, is_feed):
    path = folder / "document.xml"
    path.write_bytes(b"<x/>")
    _, base, _, _ = measure(binary, path, folder)
    wrong, worst = [], [0, 0]
    for kind in kinds:
        write(kind, size, path, is_feed)
        length = path.stat().st_size
        seconds, memory, status, said = measure(binary, path, folder)
        memory -= base
        ratio = memory / length
        print("%-26s %6.2f s  %5.1f times  exit %d  %s" % (kind, seconds, ratio, status, said[-90:]), flush=True)
        worst = [max(worst[0], seconds), max(worst[1], ratio)]
        if is_feed:
            # Copies of the budget's own, such as libxml2's, are counted by it to within some megabytes.
            right = seconds <= TIME_LIMIT + 2 and memory <= MEMORY_LIMIT + 8 * length and status in (0, 1) \
                and (status == 0 or said.startswith("dateline: "))
        else:
            right = seconds <= 2 * size / (32 << 20) + START and ratio <= 8 and status == 1
        if not right:
            wrong.append("%s %.2f s %.1f times exit %d %s" % (kind, seconds, ratio, status, said[-200:]))
    expect(not wrong, "%d kinds of %d MiB %s: at most %.1f s and %.1f times as much memory %s" % (
        len(kinds), size >> 20, "are read or refused as feeds" if is_feed else "become documents", *worst, wrong))


def calls(binary, path, folder):
    """The files and addresses that a process asks the system for."""
    trace = folder / "trace"
    subprocess.run(["strace", "-f", "-qq", "-e", "trace=%file,%network", "-o", trace, binary, "parse", "--config",
                    folder / "dateline.toml", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    found = set()
    for line in trace.read_text(errors="replace").splitlines():
        call = re.sub(r"^\d+ +", "", line)
        names = re.findall(r'"([^"]*)"', call)
        network = re.match(r"(socket|connect|sendto|bind|getaddrinfo)\w*\(.*AF_INET", call)
        if network or names:
            found.add((call.split("(")[0], tuple(name for name in names if not name.startswith("/proc/"))))
    return found


def check_trace(binary, folder):
    if not shutil.which("strace"):
        skip("no strace")
    path = folder / "document.xml"
    canary = folder / "canary.dtd"
    canary.write_text("<!ENTITY e 'secret'>")
    harmless = '<?xml version="1.0" encoding="%s"?><rss version="2.0"><channel>%s<title>t</title></channel></rss>'
    usual = set()
    for encoding in ("utf-8", "utf-16", "utf-7", "iso-8859-1"):
        for mistake in ("", "</stray>"):
            path.write_bytes((harmless % (encoding, mistake)).encode("utf-16" if encoding == "utf-16" else "utf-8"))
            usual |= calls(binary, path, folder)
    expect_quietly(usual, "strace tells something")
    count = 0
    for name, document in EXTERNAL(str(canary)):
        path.write_bytes(document)
        strange = calls(binary, path, folder) - usual
        expect_quietly(not strange, "%s causes %s" % (name, strange))
        count += 1
    # What would be seen: the document itself, under another name.
    other = folder / "canary.xml"
    shutil.copy(path, other)
    expect_quietly(any("canary.xml" in str(call) for call in calls(binary, other, folder) - usual), "a file is seen")
    expect(count > 0, "%d documents that name files and addresses cause none to be opened or asked" % count)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--part", choices=["document", "feed", "trace"])
    options = parser.parse_args()
    binary = str(options.binary.resolve())
    size = (8 if options.short else 32) << 20
    kinds = [kind for kind in [*ENTITIES, *XML] if options.only in (None, kind)]
    with tempfile.TemporaryDirectory(prefix="dateline-") as name:
        folder = pathlib.Path(name)
        (folder / "dateline.toml").write_text('[fetch]\nbody-limit = "64MiB"\n')
        if options.part in (None, "document"):
            check_cost(binary, kinds, size, folder, False)
        if options.part in (None, "feed"):
            check_cost(binary, [*ENTITIES] if options.short and not options.only else kinds, size, folder, True)
        if options.part in (None, "trace"):
            check_trace(binary, folder)


if __name__ == "__main__":
    sys.exit(main())
