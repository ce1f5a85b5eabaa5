#!/usr/bin/env python3
"""Takes the hosts of all feeds down and up again, and looks at what is held against the feeds.

usage: outage.py [--binary .build/release/dateline]

Each host is a loopback address of its own, 127.0.0.2 and so on. What takes hours is played by a clock that is set on;
only the daemon's tries without a network, some ten seconds, are waited for.
"""

import contextlib
import http.server
import json
import signal
import subprocess
import threading
import time

from loopback import Dateline, arguments, expect

HOUR = 3600
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Host {0}</title><link>http://host{0}.test/</link>
{1}</channel></rss>"""
ENTRY = """<item><title>Entry {1} of {0}</title><guid isPermaLink="false">{0}-{1}</guid>
<description>What host {0} has to say under number {1}.</description></item>"""


class Host:
    """A host with one feed, which can be taken down, refusing connections, and up again at the same address."""

    def __init__(self, number):
        self.number, self.entries, self.requests, self.redirect = number, 1, 0, None
        self.address, self.port, self.server = "127.0.0.%d" % (number + 2), 0, None
        self.up()

    def up(self):
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                host.requests += 1
                if host.redirect:
                    self.send_response(302)
                    self.send_header("Location", host.redirect)
                    self.send_header("Content-Length", "0")
                    return self.end_headers()
                entries = "".join(ENTRY.format(host.number, n) for n in range(host.entries, 0, -1))
                body = FEED.format(host.number, entries).encode()
                if self.path == "/login":
                    body = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Welcome</body></html>"
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_):
                pass

        self.server = Server((self.address, self.port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def url(self):
        return "http://%s:%d/feed" % (self.address, self.port)


class Town:
    """Hosts, and a Dateline that reads the feed of each."""

    def __init__(self, binary, count, is_read=True):
        self.hosts = [Host(number) for number in range(count)]
        self.dateline = Dateline(binary, [host.url for host in self.hosts])
        self.now = int(time.time())
        if is_read:
            expect(self.fetch().returncode == 0, "%d feeds are read" % count)

    def fetch(self, hours=0, *arguments):
        self.now += hours * HOUR
        return self.dateline.run("fetch", "--json", *arguments, now=self.now, check=False)

    def states(self):
        lines = self.dateline.run("status", "--json", now=self.now).stdout.splitlines()
        return {line["url"]: line for line in map(json.loads, lines)}

    def failures(self):
        states = self.states()
        return [states[host.url].get("failures", 0) for host in self.hosts]

    def logged(self):
        return [line["_dateline"]["event"] for line in self.dateline.log_lines()]

    def down(self, *numbers):
        for number in numbers or range(len(self.hosts)):
            self.hosts[number].down()

    def up(self, *numbers):
        for number in numbers or range(len(self.hosts)):
            self.hosts[number].up()

    def close(self):
        self.down()
        self.dateline.close()


@contextlib.contextmanager
def town(*arguments, **options):
    place = Town(*arguments, **options)
    try:
        yield place
    finally:
        place.close()


def events(run):
    return [json.loads(line)["_dateline"]["event"] for line in run.stdout.splitlines()]


def news(events):
    """How many entries were read: texts so short look alike to some."""
    return sum(event in ("new", "duplicate") for event in events)


def whole_outage(binary):
    with town(binary, 20) as place:
        place.down()
        for hours in (2, 2, 3, 5):
            run = place.fetch(hours)
            expect(run.returncode == 1 and run.stdout == "" and len(run.stderr.splitlines()) == 1,
                   "without a network a round says one line, and fails: " + run.stderr.strip()[:60])
        states = place.states().values()
        expect(not any(place.failures()), "no failure is counted")
        expect(all(s["next_check"] <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(place.now)) for s in states),
               "all feeds stay due")
        status = place.dateline.run("status", now=place.now).stdout.splitlines()[0]
        expect("20 of 20 feeds wait" in status, "status says so: " + status)
        expect(all("no_network_since" in state for state in place.states().values()), "to programs of each feed")
        for host in place.hosts:
            host.entries = 2
        place.up()
        run = place.fetch()
        expect(run.returncode == 0 and news(events(run)) == 20, "all are read as soon as there is a network")
        expect("no network" not in place.dateline.run("status", now=place.now).stdout, "and status says no more of it")
        expect(not any("no_network_since" in state for state in place.states().values()), "to programs neither")


def first_start(binary):
    with town(binary, 5, is_read=False) as place:
        place.down()
        run = place.fetch()
        expect(run.returncode == 1 and "feed-failing" not in run.stdout, "feeds that were never read are not blamed either")
        place.up()
        expect(news(events(place.fetch(1))) == 5, "and are read at the next try")


def hotspot(binary):
    with town(binary, 5) as place:
        login = Host(200)
        for host in place.hosts:
            host.redirect = "http://%s:%d/login" % (login.address, login.port)
        run = place.fetch(3)
        expect(run.returncode == 1 and len(run.stderr.splitlines()) == 1 and not any(place.failures()),
               "a hotspot that leads all hosts to its page is no network")
        login.down()


def dead_hosts(binary):
    with town(binary, 20) as place:
        place.down(*range(6))
        told = []
        for round in range(3):
            run = place.fetch(12)
            told += events(run)
            expect(len(run.stderr.splitlines()) == 6 and place.failures() == [round + 1] * 6 + [0] * 14,
                   "six dead hosts of twenty fail for the %d. time" % (round + 1))
        expect(told == ["feed-failing"] * 6, "and are told at the third")
        place.down(*range(6, 19))
        run = place.fetch(24)
        expect(place.failures()[6:] == [1] * 13 + [0], "one host that answers keeps nineteen from being ours")


def two_hosts(binary):
    with town(binary, 2) as place:
        place.down()
        run = place.fetch(3)
        expect(place.failures() == [1, 1] and len(run.stderr.splitlines()) == 2, "of two hosts it cannot be told: they fail")


def journal_has(path, words):
    return sum(words in line for line in path.read_text().splitlines())


def wait(condition, what, seconds=120):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return expect(True, what)
        time.sleep(0.2)
    expect(False, what)


def daemon(binary):
    """Starts without a network, is killed in it, starts again, and has one at last."""
    with town(binary, 8) as place:
        journal = place.dateline.home / "journal"
        place.down()
        for life in range(2):
            place.now += 5 * HOUR
            with open(journal, "w") as file:
                process = place.dateline.start("run", now=place.now, stderr=file, stdout=subprocess.DEVNULL)
                try:
                    wait(lambda: journal_has(journal, "no host can be reached"), "the daemon says that there is no network")
                    if life == 0:
                        # Into the next try, or just before it: nothing may come of that either.
                        time.sleep(10)
                        process.send_signal(signal.SIGKILL)
                    else:
                        expect(not any(place.failures()), "no failure is counted, after kill -9 either")
                        for host in place.hosts:
                            host.entries, host.requests = 2, 0
                        place.up()
                        wait(lambda: all(host.requests for host in place.hosts), "all that is due goes on when one answers")
                        wait(lambda: news(place.logged()) == 16, "and every entry is read")
                        process.send_signal(signal.SIGTERM)
                    process.wait(30)
                finally:
                    process.kill()
                    process.wait()
        expect(journal_has(journal, "no host can be reached") == 1 and journal_has(journal, "hosts can be reached again") == 1,
               "one line when it begins, and one when it ends")
        expect(journal_has(journal, "a feed cannot be read") == 0, "and none of a feed")
        expect(set(place.logged()) <= {"feed-added", "new", "duplicate"}, "the log knows nothing of it")


def main():
    parser = arguments(__doc__)
    options = parser.parse_args()
    for scenario in (whole_outage, first_start, hotspot, dead_hosts, two_hosts, daemon):
        print("==", scenario.__name__.replace("_", " "))
        scenario(options.binary)


if __name__ == "__main__":
    main()
