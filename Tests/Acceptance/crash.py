#!/usr/bin/env python3
"""Kills the daemon at random moments and counts what is in the store and the log afterwards.

usage: crash.py [--binary .build/release/dateline] [--feeds FOLDER] [--kills 50] [--seed N]

Each start is two hours later by the daemon's clock, so that all feeds are due; answers come with random delays, and
documents grow while it goes on. At the end a run without kills over the same documents tells how many entries there
should be.
"""

import random
import re
import signal
import sys
import time

from loopback import Dateline, FeedServer, arguments, check_log, expect, feeds_folder

ENTRY = "<item><title>Late entry {0}</title><guid isPermaLink=\"false\">late-{0}</guid><link>http://late.test/{0}</link>" \
        "<description>An entry numbered {0} that was added while the daemon was being killed.</description></item>"


def grow(server, number):
    """Adds an entry to a document that allows it."""
    paths = [p for p, body in server.documents.items() if b"</item>" in body and b"<rss" in body]
    path = paths[number % len(paths)]
    body = server.documents[path]
    at = re.search(rb"<item[ >]", body).start()
    server.documents[path] = body[:at] + ENTRY.format(number).encode() + body[at:]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    with FeedServer.of_folder(feeds_folder(options.feeds), delay=lambda: chance.random() ** 4 * 0.2) as server, \
            Dateline(options.binary, server.urls()) as killed, Dateline(options.binary, server.urls()) as whole:
        begin = int(time.time())
        for number in range(options.kills):
            process = killed.start("run", now=begin + number * 7200, stderr=sys.stderr if number == 0 else -3)
            time.sleep(0.02 + chance.random() * 0.7)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if chance.random() < 0.3:
                grow(server, number)
        later = begin + options.kills * 7200
        killed.run("fetch", "--force", now=later, check=False)
        whole.run("fetch", now=later, check=False)
        check_log(killed)
        count = "SELECT count(*) FROM event WHERE kind IN ('new', 'duplicate')"
        missing = set(whole.query("SELECT feed.url, item.guid, item.url FROM item JOIN feed ON feed.id = item.feed")) \
            - set(killed.query("SELECT feed.url, item.guid, item.url FROM item JOIN feed ON feed.id = item.feed"))
        expect(not missing, "no entry is missing (%s)" % list(missing)[:3])
        expect(killed.query(count) == whole.query(count),
               "as many new items as a run without kills has: %d" % whole.query(count)[0][0])
        expect(killed.is_sound(), "the store is sound")
    print("%d kills" % options.kills)


if __name__ == "__main__":
    sys.exit(main())
