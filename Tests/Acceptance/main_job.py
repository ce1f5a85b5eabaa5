#!/usr/bin/env python3
"""The main job from a list of feeds to the store and the log, with the built command.

usage: main_job.py [--binary .build/release/dateline] [--feeds FOLDER]

A round by hand, a second one that finds nothing, one more entry; then the daemon: an entry that comes, a feed that is
added, a configuration that is wrong, and the end by SIGTERM.
"""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from loopback import Dateline, FeedServer, arguments, check_log, expect, feeds_folder, wait_for

ENTRY = b'<item><title>Just in: %d</title><guid isPermaLink="false">just-in-%d</guid>' \
        b"<link>http://late.test/%d</link><description>An entry that was not there before, number %d.</description></item>"


def grow(server, number):
    """One more entry in a document that takes one; its path."""
    path = next(p for p, body in server.documents.items() if b"<rss" in body and re.search(rb"<item[ >]", body))
    body = server.documents[path]
    at = re.search(rb"<item[ >]", body).start()
    server.documents[path] = body[:at] + ENTRY % (number, number, number, number) + body[at:]
    return path


def by_hand(server, dateline):
    dateline.run("fetch")
    lines = dateline.log_lines()
    new = [line for line in lines if line["_dateline"]["event"] in ("new", "duplicate")]
    expect(len(new) == dateline.query("SELECT count(*) FROM item")[0][0] > 0, "%d new events, one an item" % len(new))
    parsed = 0
    for path in server.documents:
        file = dateline.home / ("document" + pathlib.Path(path).suffix)
        file.write_bytes(server.documents[path])
        items = json.loads(dateline.run("parse", "--base-url", server.address + path, str(file)).stdout)["items"]
        # Distinct as a reader sees them: an entry that a document has twice is one.
        parsed += len({(i.get("id"), i.get("url"), i.get("title"), i.get("content_text")) for i in items})
    print("note: the documents hold %d entries that are not wholly alike" % parsed)
    expect(len(new) <= parsed and len(new) >= parsed * 0.98, "as many as the documents hold distinct entries")
    expect(all(isinstance(line.get("id"), str) and line["id"] for line in lines), "every line has an id")
    if shutil.which("jq"):
        done = subprocess.run(["jq", "-es", "map(.id) | all"], stdin=open(dateline.log), stdout=-3)
        expect(done.returncode == 0, "every line passes jq -e .id")

    server.requests.clear()
    dateline.run("fetch", "--force")
    expect(len(dateline.log_lines()) == len(lines), "a second round writes no event")
    expect(server.requests and all(status == 304 for _, status in server.requests),
           "all %d answers of the second round are 304" % len(server.requests))
    grow(server, 1)
    out = dateline.run("fetch", "--force", "--json").stdout
    expect(len(dateline.log_lines()) == len(lines) + 1 == len(lines) + len(out.splitlines()), "one more entry is one more line")
    check_log(dateline)


def daemon(server, dateline):
    journal = open(dateline.home / "journal", "w+")
    out = open(dateline.home / "tail", "w+")
    process = dateline.start("run", stderr=journal)
    follower = dateline.start("tail", "-f", "-n", "0", "--json", stdout=out)
    tail = subprocess.Popen(["tail", "-n", "0", "-F", str(dateline.log)], stdout=open(dateline.home / "tail-F", "w"), stderr=-3)
    try:
        def told(text):
            return all(text in (dateline.home / name).read_text() for name in ("tail", "tail-F"))

        wait_for(lambda: "running" in (dateline.home / "journal").read_text(), "the daemon runs")
        time.sleep(0.5)
        # Every feed is due an hour after its last check: a feed that is new is checked at once.
        server.documents["/added.xml"] = b'<rss version="2.0"><channel><title>Added</title>' + ENTRY % (2, 2, 2, 2) + b"</channel></rss>"
        dateline.run("feed", "add", server.address + "/added.xml")
        wait_for(lambda: told("Just in: 2"), "a feed added while it runs is picked up without a signal, in both tails")
        good = (dateline.home / "dateline.toml").read_text()
        (dateline.home / "dateline.toml").write_text(good + "[fetch\n")
        wait_for(lambda: "last good one" in (dateline.home / "journal").read_text(), "a wrong configuration is said")
        (dateline.home / "dateline.toml").write_text(good)
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        expect(process.wait(timeout=10) == 0 and time.monotonic() - begin < 5, "SIGTERM ends it within 5 s, with status 0")
    finally:
        for each in (process, follower, tail):
            each.kill()
            each.wait()
    check_log(dateline)


def entry_within_interval(server, dateline):
    """The daemon with its clock moved to just before feeds are due: an entry that is added is told in time."""
    due = dateline.query("SELECT max(strftime('%s', next_check)) FROM feed WHERE subscribed")[0][0]
    grow(server, 3)
    process = dateline.start("run", now=int(due) - 3, stderr=-3)
    try:
        wait_for(lambda: "Just in: 3" in dateline.log.read_text(), "an entry added to a served file is told when its feed is due")
    finally:
        process.send_signal(signal.SIGTERM)
        expect(process.wait(timeout=10) == 0, "the daemon ends")
    check_log(dateline)


def heard_from_the_start(dateline):
    """A SIGTERM is lost at no moment: until the daemon listens, it ends the process, as it does by default."""
    bit = 1 << signal.SIGTERM - 1
    if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=-3, check=False).returncode:
        print("left out: no strace, by which the daemon's first moments last long enough to be looked at")
        return
    # -D: the process that is started is the daemon itself.
    process = subprocess.Popen(
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "inject=rt_sigaction:delay_enter=100000", dateline.binary, "run"],
        env=dateline.environment(), stdin=-3, stdout=-3, stderr=-3)

    def mask(name):
        status = pathlib.Path("/proc/%d/status" % process.pid).read_text()
        return int(re.search(r"^%s:\s*(\w+)" % name, status, re.M)[1], 16)

    try:
        looks, deaf, deadline = 0, 0, time.monotonic() + 120
        while not mask("SigCgt") & bit and time.monotonic() < deadline:
            deaf += mask("SigIgn") & bit > 0
            looks += 1
        expect(looks > 0 and deaf == 0, "SIGTERM is at no moment ignored")
        process.send_signal(signal.SIGTERM)
        expect(process.wait(timeout=60) == 0, "and ends the daemon once it listens")
    finally:
        process.kill()
        process.wait()


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--feeds")
    options = parser.parse_args()
    with FeedServer.of_folder(feeds_folder(options.feeds)) as server, Dateline(options.binary, server.urls()) as dateline:
        by_hand(server, dateline)
        daemon(server, dateline)
        entry_within_interval(server, dateline)
        heard_from_the_start(dateline)


if __name__ == "__main__":
    sys.exit(main())
