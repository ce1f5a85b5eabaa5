#!/usr/bin/env python3
"""Documents made to hurt, beside feeds that are read all the same.

usage: hostile.py [--binary .build/release/dateline] [--short] [--only PART]

Parts:
  scaling  with the budget off, what reading each kind costs at one, two and four megabytes: it grows with the document
  budget   with the budget on, the largest real feed and a large one of 9,000 entries are read whole
  daemon   as many hostile documents as cores, and twice that, beside twenty good feeds: all good ones are kept, the
           service manager hears of it in time, the daemon stops when it is asked to, its memory stays small
  restarts the same with kill -9 in between, six times
  pages    articles' pages of these kinds

Processor time is measured, and what is waited for has all the time that a busy machine may need. Sizes are smaller in
the short form.
"""

import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from hostile_documents import KINDS, PAGE_KINDS, make
from loopback import Dateline, FeedServer, arguments, expect

UNLIMITED = "item-limit = 0\nparse-time-limit = 0\nparse-memory-limit = 0\n"
# On the wire as they are: compressed they would be a few kilobytes.
LARGE = 'transfer-limit = "64MiB"\n'
# The heaviest of what documents can do: read from end to end again and again, entries and values without number, what
# becomes much larger, what takes long to read.
HOSTILE = [
    ("end-tags", 30), ("json-empty", 24), ("items-empty", 31), ("html-comments", 16), ("html-marks", 8),
    ("items-short", 30), ("instructions", 20), ("long-base", 8), ("json-arrays", 30), ("html-ampersands", 28),
    ("items-one-guid", 18), ("authors", 16), ("nodes", 30), ("items-one-title", 15), ("json-base", 8), ("geometries", 16),
]
GOOD = 20
MEMORY = 512 << 20


def cost(binary, kind, size, folder):
    """Processor seconds of `dateline parse`, which is ended after a minute of them."""
    path = pathlib.Path(folder, "document")
    path.write_bytes(make(kind, size))
    command = [binary, "parse-page" if kind in PAGE_KINDS else "parse", "--config", folder + "/dateline.toml", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def check_scaling(binary, short):
    unit = 250_000 if short else 1_000_000
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        pathlib.Path(folder, "dateline.toml").write_text("[fetch]\n" + UNLIMITED)
        slow = []
        for kind in [*KINDS, *PAGE_KINDS]:
            def measure():
                return [cost(binary, kind, times * unit, folder) for times in (1, 2, 4)]

            # Starting takes some hundredths of a second, whatever is read.
            def is_slow(costs):
                return costs[2] > 5 * max(costs[0], 0.15)

            costs = measure()
            if is_slow(costs):
                # What else runs on the machine makes a run longer, and never shorter: the least of two counts.
                costs = list(map(min, costs, measure()))
            if is_slow(costs):
                slow.append("%s %.2f %.2f %.2f s" % (kind, *costs))
        expect(not slow, "%d kinds cost no more than five times as much at four times the size %s"
               % (len(KINDS) + len(PAGE_KINDS), slow))


def check_budget(binary):
    text = "Words of an article, as long as articles are. " * 10
    items = "".join("<item><title>Title %d</title><guid>g%d</guid><link>http://x.test/%d</link><description>%s</description>"
                    "</item>" % (n, n, n, text) for n in range(9000))
    documents = {"a feed of 9,000 entries": ('<rss version="2.0"><channel><title>t</title>%s</channel></rss>' % items).encode()}
    with Dateline(binary) as dateline:
        for name, document in documents.items():
            path = dateline.home / "document"
            path.write_bytes(document)
            read = json.loads(dateline.run("parse", "--compact", str(path)).stdout)
            entries = len(re.findall(rb"<(?:item|entry)[ >]", document))
            expect(len(read["items"]) == entries, "%s is read whole: %d entries of %.1f MB"
                   % (name, entries, len(document) / 1e6))
            expect("item-limit" not in dateline.run("parse", "--warnings", str(path)).stdout, "nothing of it was left")


class Manager:
    """What systemd does for a service: hears that it is ready, and that it is alive."""

    def __init__(self, folder):
        self.path = str(pathlib.Path(folder, "notify"))
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []  # (time, message)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                message = self.socket.recv(4096).decode()
            except OSError:
                return
            self.heard.append((time.monotonic(), message))

    def environment(self):
        return {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": "60000000"}

    def is_ready(self):
        return any("READY=1" in message for _, message in self.heard)

    def longest_silence(self, end):
        times = [at for at, message in self.heard if "WATCHDOG=1" in message or "READY=1" in message] + [end]
        return max(b - a for a, b in zip(times, times[1:]))


def good_feed(number):
    items = "".join("<item><title>Good entry %d of feed %d</title><guid>%d-%d</guid><description>What there is to say of "
                    "entry %d in the good feed %d.</description></item>" % (n, number, number, n, n, number) for n in range(10))
    return ('<rss version="2.0"><channel><title>Good %d</title>%s</channel></rss>' % (number, items)).encode()


def peak_memory(process):
    status = pathlib.Path("/proc/%d/status" % process.pid).read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) * 1024


def kept(dateline):
    try:
        return dateline.query("SELECT count(DISTINCT feed) FROM item JOIN feed ON feed.id = item.feed WHERE feed.url LIKE '%/good-%'")[0][0]
    except Exception:  # there is no store yet
        return 0


def wait_for(condition, process, patience=240):
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end and process.poll() is None:
        time.sleep(0.1)
    return condition()


def documents(count, first, scale):
    hostile = {}
    for number in range(count):
        kind, size = HOSTILE[(first + number) % len(HOSTILE)]
        hostile["/hostile-%02d-%s" % (number, kind)] = make(kind, int(size * scale * 1e6))
    return {**hostile, **{"/good-%d" % number: good_feed(number) for number in range(GOOD)}}


def start(dateline, manager):
    env = {**dateline.environment(), **manager.environment()}
    return subprocess.Popen([dateline.binary, "run"], env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stop(process):
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - begin


def check_daemon(binary, count, first, scale, linger):
    served = documents(count, first, scale)
    with FeedServer(served) as server, Dateline(binary, server.urls(), LARGE) as dateline:
        manager = Manager(dateline.home)
        process = start(dateline, manager)
        try:
            expect(wait_for(manager.is_ready, process), "%d hostile documents (%s): READY" % (
                count, " ".join(path[12:] for path in served if "hostile" in path)))
            expect(wait_for(lambda: kept(dateline) == GOOD, process), "all %d good feeds are kept" % GOOD)
            time.sleep(linger)
            end = time.monotonic()
            memory = peak_memory(process)
        finally:
            time_to_stop = stop(process)
        expect(process.returncode == 0 and time_to_stop <= 5, "it stops within 5 s (%.1f s)" % time_to_stop)
        expect(manager.longest_silence(end) < 60, "the watchdog is fed in time (%.0f s)" % manager.longest_silence(end))
        expect(memory <= MEMORY, "at most 512 MiB were in use (%d MiB)" % (memory >> 20))


def check_restarts(binary, count, scale):
    with FeedServer(documents(count, 0, scale)) as server, Dateline(binary, server.urls(), LARGE) as dateline:
        for _ in range(6):
            process = start(dateline, Manager(dateline.home))
            time.sleep(3)
            process.kill()
            process.wait()
        process = start(dateline, Manager(dateline.home))
        try:
            expect(wait_for(lambda: kept(dateline) == GOOD, process), "after six kills all %d good feeds are kept" % GOOD)
        finally:
            stop(process)
        expect(dateline.is_sound(), "the store is sound")


def check_pages(binary, count, scale):
    kinds = ["page-html-comments", "page-title", "page-bold", "page-html-marks", "page-headings-nested",
             "page-html-words", "page-data-texts", "page-properties"]
    served = documents(0, 0, 1)
    paths = ["/page-%d.html" % number for number in range(count)]
    for number, path in enumerate(paths):
        served[path] = make(kinds[number % len(kinds)], int(8e6 * scale))
    with FeedServer(served) as server, Dateline(binary, [], LARGE) as dateline:
        items = "".join("<item><title>Entry %s</title><link>%s</link></item>" % (path, server.address + path) for path in paths)
        server.documents["/teasers"] = ('<rss version="2.0"><channel><title>t</title>%s</channel></rss>' % items).encode()
        urls = [url for url in server.urls() if not url.endswith(".html")]
        (dateline.home / "feeds.d/test.toml").write_text("".join(
            '[[feed]]\nurl = "%s"\n%s' % (url, 'pages = "always"\n' if "teasers" in url else "") for url in urls))
        process = start(dateline, Manager(dateline.home))
        try:
            expect(wait_for(lambda: kept(dateline) == GOOD, process), "beside %d hostile pages all good feeds are kept" % count)
            asked = lambda: {path for path, _ in server.requests if path.endswith(".html")}
            expect(wait_for(lambda: len(asked()) == count, process), "all of the pages have been asked for")
            time.sleep(3)
            memory = peak_memory(process)
        finally:
            time_to_stop = stop(process)
        expect(time_to_stop <= 5, "it stops within 5 s (%.1f s)" % time_to_stop)
        expect(memory <= MEMORY, "at most 512 MiB were in use (%d MiB)" % (memory >> 20))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", choices=["scaling", "budget", "daemon", "restarts", "pages"])
    options = parser.parse_args()
    cores = os.cpu_count()
    scale = 0.3 if options.short else 1

    def has(part):
        return options.only in (None, part)

    if has("scaling"):
        check_scaling(options.binary, options.short)
    if has("budget"):
        check_budget(options.binary)
    if has("daemon"):
        for count in [cores, 2 * cores]:
            for first in range(0, 1 if options.short else len(HOSTILE), count):
                check_daemon(options.binary, count, first, scale, 2 if options.short else 20)
    if has("restarts"):
        check_restarts(options.binary, 2 * cores, scale)
    if has("pages"):
        check_pages(options.binary, 2 * cores, scale)


if __name__ == "__main__":
    sys.exit(main())
