#!/usr/bin/env python3
"""A year of many feeds in steps of a day, with [retention] on: what grows, and what does not.

usage: year.py [--binary .build/release/dateline] [--feeds 2000] [--days 365] [--short]

Each day half of the feeds publish an entry, some of them a copy of another feed's, and here and there an entry is
written anew; feeds list their ten newest, and now and then an old one again, long after it has been pruned. Then all
feeds are checked once. A row a month tells what Dateline has: memory, store, SQLite's log, index, log, descriptors.

In the middle a backup is made, and put back a day later. That, and how the store's files grow, is left out where the
store is in PostgreSQL.

Nothing that was pruned may be told as new, a copy that comes 33 days late must find its story, and after two months
store, index and descriptors may grow by no more than what is remembered of items. --short is a hundred days of
twenty-four feeds.
"""

import json
import os
import random
import re
import subprocess
import sys
import time

from campaigns.home import Home
from campaigns.newsroom import rss, words
from campaigns.tally import Tally
from loopback import FeedServer, arguments, size_of

BEGIN = 1_800_000_000
DAY = 86400
KEPT = 30  # days
LISTED = 10
LATE = 33  # days after which copies come


class Year:
    """Feeds that publish day by day. An entry is (guid, link, title, text, seconds)."""

    def __init__(self, server, feeds, seed=1):
        (self.server, self.chance) = (server, random.Random(seed))
        self.listed = [[] for _ in range(feeds)]
        self.counts = [0] * feeds
        self.texts = [None] * feeds  # of the newest entry: whose words it has
        self.old = {}  # day -> (feed, entry) of that day, which others print late or list again
        self.late = []  # (guid of the copy, guid of the original)
        self.relisted = 0

    def entry(self, feed, text_of, now):
        number = self.counts[feed]
        self.counts[feed] += 1
        guid = "tag:year.test,2027:%d/%d" % (feed, number)
        return (guid, "http://site%d.test/%d" % (feed, number), words(6, "title", *text_of).capitalize(),
                words(90, *text_of) + ".", now)

    def publish(self, day):
        now = BEGIN + day * DAY
        feeds = range(len(self.listed))
        changed = set()
        for feed in feeds if day == 0 else self.chance.sample(feeds, len(feeds) // 2):
            # Some print today what the feed before them has printed today.
            twin = feed - 1
            is_copy = feed % 7 == 3 and self.listed[twin] and twin in changed
            text_of = self.texts[twin] if is_copy else (feed, self.counts[feed])
            self.texts[feed] = text_of
            self.list(feed, self.entry(feed, text_of, now - 3600), changed)
        today = self.chance.choice([f for f in changed if f % 7 != 3] or [0])
        self.old[day] = (today, self.listed[today][0], self.texts[today])
        if day - LATE in self.old:
            feed, original, text_of = self.old.pop(day - LATE)
            other = (feed + 1 + self.chance.randrange(len(feeds) - 1)) % len(feeds)
            copy = self.entry(other, text_of, now - 1800)
            self.list(other, copy, changed)
            self.late.append((copy[0], original[0]))
            # And its own feed lists it again, as if nothing had been.
            self.listed[feed] = [original] + [e for e in self.listed[feed] if e[0] != original[0]]
            changed.add(feed)
            self.relisted += 1
        for feed in self.chance.sample(feeds, max(1, len(feeds) // 100)):
            if self.listed[feed]:
                at = self.chance.randrange(len(self.listed[feed]))
                guid, link, title, text, published = self.listed[feed][at]
                self.listed[feed][at] = (guid, link, title, text + " " + words(15, "edition", day, feed), published)
                changed.add(feed)
        for feed in changed:
            document = rss("Year %d" % feed, "http://site%d.test/" % feed, self.listed[feed], "")
            self.server.documents["/%d.xml" % feed] = document.encode()

    def list(self, feed, entry, changed):
        self.listed[feed] = ([entry] + self.listed[feed])[:LISTED]
        changed.add(feed)


def run_day(home, now):
    """Checks all feeds; returns what the process had of memory at most (MB), and of descriptors."""
    process = home.start("fetch", now=now, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory = descriptors = 0
    while process.poll() is None:
        # What the system counts of a child that has ended begins with the memory of this script.
        try:
            peak = re.search(r"VmHWM:\s*(\d+)", open("/proc/%d/status" % process.pid).read())
            memory = max(memory, int(peak[1]) if peak else 0)
            descriptors = max(descriptors, len(os.listdir("/proc/%d/fd" % process.pid)))
        except OSError:
            pass
        time.sleep(0.02)
    errors = process.stderr.read()
    process.stderr.close()
    if process.returncode:
        raise SystemExit("fetch: status %d: %s" % (process.returncode, errors[-2000:]))
    return memory // 1024, descriptors


def measure(home):
    """What SQLite's files have of a store, and the log."""
    if home.database:
        (held, left), = home.query("SELECT count(*) FILTER (WHERE state < 2), count(*) FILTER (WHERE state = 2) FROM items")
        return dict(store=0, wal=0, index=0, log=home.log_bytes(), held=held, left=left, sketches=0, free=0)
    part = lambda suffix: size_of(home.store.with_name(home.store.name + suffix))
    held, left, sketches, free = home.query(
        "SELECT sum(state < 2), sum(state = 2), (SELECT sum(length(sketch) + length(keys)) FROM story_items"
        " JOIN items ON items.id = item WHERE state = 2), (SELECT * FROM pragma_freelist_count) FROM items")[0]
    return dict(store=part(""), wal=part("-wal"), index=part("-keys"), log=home.log_bytes(),
                held=held or 0, left=left or 0, sketches=sketches or 0, free=free * 4096)


class Heard:
    """A reader of the log: guid -> [(number, kind, story)] of what it has told."""

    def __init__(self, home):
        (self.home, self.told, self.file, self.last) = (home, {}, None, 0)

    def read(self):
        """Goes on in the file it has read in, whatever that is called now, and then in the newest."""
        if self.file:
            self.take()
        if not self.file or os.fstat(self.file.fileno()).st_ino != self.home.log.stat().st_ino:
            if self.file:
                self.file.close()
            self.file = open(self.home.log, "rb")
            self.take()

    def take(self):
        for line in self.file:
            item = json.loads(line)
            facts = item["_dateline"]
            assert facts["seq"] == self.last + 1, "the number %d follows %d" % (facts["seq"], self.last)
            self.last = facts["seq"]
            if facts["event"] in ("new", "duplicate"):
                self.told.setdefault(item["id"], []).append((facts["seq"], facts["event"], facts.get("story")))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    if options.short:
        (options.feeds, options.days) = (24, 100)
    tally = Tally("laws")
    began = time.time()
    with FeedServer() as server:
        urls = ["%s/%d.xml" % (server.address, feed) for feed in range(options.feeds)]
        home = Home(options.binary, urls, log_size="%dkB" % (500 if options.short else 64_000))
        text = (home.home / "dateline.toml").read_text().replace("keep = 500", "keep = 2")
        # All feeds are of one host here, and it is not what is measured.
        text = text.replace("connections-per-host = 8", "connections-per-host = 64")
        (home.home / "dateline.toml").write_text(text + '[schedule]\ninterval = "12h"\n[retention]\nitems-for = "%dd"\nrevisions-for = "7d"\n' % KEPT)
        year = Year(server, options.feeds)
        heard, rows = Heard(home), []
        (memory, descriptors) = (0, 0)
        print("day  s     MB memory  files  store MB  WAL MB  index MB  log MB   held    left  bytes each left")
        for day in range(options.days + 1):
            year.publish(day)
            (some, files) = run_day(home, BEGIN + day * DAY)
            (memory, descriptors) = (max(memory, some), max(descriptors, files))
            heard.read()
            if day == options.days // 2 and not home.database:
                home.run("backup", str(home.home / "backup.db"), now=BEGIN + day * DAY)
            if day == options.days // 2 + 1 and not home.database:
                # What was pruned before is known as pruned, and what was told after the backup is read back.
                home.run("restore", str(home.home / "backup.db"), now=BEGIN + day * DAY + 60, timeout=600)
                heard.read()
            if day and (day % 30 == 0 or day == options.days):
                row = measure(home)
                rows.append({**row, "day": day, "memory": memory, "files": descriptors})
                each = row["sketches"] / row["left"] if row["left"] else 0
                print("%3d %5.0f %10d %6d %9.1f %7.1f %9.1f %7.1f %7d %7d %6.0f" % (
                    day, time.time() - began, memory, descriptors, row["store"] / 1e6, row["wal"] / 1e6,
                    row["index"] / 1e6, row["log"] / 1e6, row["held"], row["left"], each), flush=True)
                (memory, descriptors) = (0, 0)
        judge(tally, year, heard.told, rows)
        if not home.database:
            judge_files(tally, rows)
        most = 3.2 * (500e3 if options.short else 64e6)  # the file and two old ones
        check(tally, rows[-1]["log"] <= most, "the log keeps its size", "%d bytes" % rows[-1]["log"])
        found = home.run("store", "check", now=BEGIN + options.days * DAY, check=False)
        check(tally, found.returncode == 0, "'store check' finds nothing", found.stdout[-500:])
        home.close()
    print("%d entries of %d feeds in %d days, %.0f s" % (
        sum(year.counts), options.feeds, options.days, time.time() - began))
    sys.exit(tally.finish())


def check(tally, holds, law, details):
    tally.add(law, [] if holds else [("broken", details)])


def judge(tally, year, heard, rows):
    twice = [guid for guid, times in heard.items() if len(times) > 1]
    check(tally, not twice, "nothing is told as new twice", "%d, as %s" % (len(twice), twice[:3]))
    check(tally, len(heard) == sum(year.counts), "each entry is told once", "%d of %d" % (len(heard), sum(year.counts)))
    lost = [copy for copy, original in year.late if heard[copy][0][1:] != ("duplicate", heard[original][0][2])]
    check(tally, not lost and year.late, "a copy %d days late finds its story" % LATE,
                "%d of %d did not, as %s" % (len(lost), len(year.late), lost[:3]))
    check(tally, rows[-1]["left"] > 0 and year.relisted > 0, "items have been pruned and were listed again", "none")
    (early, late) = (rows[1], rows[-1])
    for what, slack in (("memory", 1.3), ("files", 1.2)):
        check(tally, late[what] <= slack * max(early[what], 1), "%s stays as it is" % what,
                    "%d, then %d" % (early[what], late[what]))


def judge_files(tally, rows):
    """Of SQLite: what a database does with its room is its own affair."""
    (early, late) = (rows[1], rows[-1])
    # What is left of an item: its row, the sketch of its story with its rows and indexes, and its keys.
    left = late["left"] - early["left"]
    remains = left * (100 + 160) + 1.3 * (late["sketches"] - early["sketches"])
    grown = late["store"] - early["store"]
    print("from day %d to %d the store has grown by %.1f MB, of which %.1f MB are what is left of %d items: %d bytes each"
          % (early["day"], late["day"], grown / 1e6, remains / 1e6, left, grown / left if left else 0))
    check(tally, grown <= remains + early["store"] / 4, "the store grows by what is left of items alone",
                "%d bytes, not %d" % (grown, remains))
    per_item = [row["index"] / (row["held"] + row["left"]) for row in (early, late)]
    check(tally, per_item[1] <= 2.1 * per_item[0], "so does the index", "%d and %d bytes an item" % tuple(per_item))
    check(tally, late["wal"] <= 1.5 * max(early["wal"], 1), "wal stays as it is", "%d, then %d" % (early["wal"], late["wal"]))


if __name__ == "__main__":
    main()
