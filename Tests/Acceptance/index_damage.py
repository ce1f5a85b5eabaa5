#!/usr/bin/env python3
"""Damages the index beside the store (dateline.db-keys) in the ways that disks, copies and other programs have, and
counts which known entries are then told again.

usage: index_damage.py [--binary .build/release/dateline] [--feeds 10] [--entries 200] [--rounds 3] [--short]

Each feed shows all of its entries once, and then one. Each trial begins with that store, damages the index, and lets
the entries of all feeds but two come back, twice: none may be told, and the second time nothing may be made anew.
"""

import os
import random
import shutil
import sqlite3
import sys
import time

from loopback import Dateline, FeedServer, arguments, expect

PAGE = 4096


def document(feed, numbers, name="entry"):
    words = random.Random(99)
    vocabulary = [a + b for a in "ba ke li mo nu ra se ti vo zu".split() for b in "dan fel gir hom jun lar mex".split()]
    items = []
    for number in numbers:
        words.seed("%s %s %s" % (feed, name, number))
        text = " ".join(words.choice(vocabulary) + str(words.randrange(1000)) for _ in range(60))
        items.append("<item><title>%s</title><link>http://feed%d.test/%s/%d</link>" % (text[:50], feed, name, number)
                     + "<guid isPermaLink=\"false\">%s-%d-%d</guid>" % (name, feed, number)
                     + "<description>%s.</description></item>" % text)
    return ("<rss version=\"2.0\"><channel><title>Feed %d</title><link>http://feed%d.test/</link>" % (feed, feed)
            + "<description>-</description>%s</channel></rss>" % "".join(items)).encode()


def pages(data):
    return range(PAGE, len(data) - PAGE + 1, PAGE)


def flip(count):
    def change(data, chance):
        for _ in range(count):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return change


def zero(share):
    def change(data, chance):
        offsets = list(pages(data))
        for at in chance.sample(offsets, max(1, int(len(offsets) * share))):
            data[at:at + PAGE] = bytes(PAGE)
    return change


def fill(what):
    def change(data, chance):
        data[PAGE:] = what(chance, len(data) - PAGE)
    return change


def halves(data, _):
    middle = PAGE + (len(data) - PAGE) // (2 * PAGE) * PAGE
    data[PAGE:] = data[middle:] + data[PAGE:middle]


def copied(data, chance):
    offsets = list(pages(data))
    for _ in range(len(offsets) // 4):
        to, source = chance.sample(offsets, 2)
        data[to:to + PAGE] = data[source:source + PAGE]


def header(field, number):
    """Field 0 is the form; then the store's number, the seed, how many pages, the status, the boot, two generations,
    and the check value."""
    def change(data, _):
        old = int.from_bytes(data[8 * field:8 * field + 8], "little")
        data[8 * field:8 * field + 8] = (number(old) & (1 << 64) - 1).to_bytes(8, "little")
    return change


def cut(size):
    def change(data, chance):
        del data[size(len(data), chance):]
    return change


def trials():
    """Name, change of the file's bytes, whether it must be made anew (None: where the damage is met)."""
    yield "unharmed", lambda data, _: None, False
    yield "garbage behind the end", lambda data, chance: data.extend(chance.randbytes(50_000)), False
    for count in (1, 10, 100, 1000, 10_000):
        yield "%d bits flipped" % count, flip(count), True if count >= 1000 else None
    yield "one page zeroed", zero(0), None
    for share in (0.1, 0.5, 1):
        yield "%d %% of pages zeroed" % (100 * share), zero(share), True
    yield "all pages random", fill(lambda chance, size: chance.randbytes(size)), True
    yield "all pages 0xFF", fill(lambda _, size: b"\xff" * size), True
    yield "halves swapped", halves, True
    yield "pages copied from other places", copied, True
    yield "pageCount halved", header(3, lambda old: old // 2), True
    yield "pageCount 64", header(3, lambda old: 65 if old == 64 else 64), True
    yield "pageCount 2^39", header(3, lambda _: 1 << 39), True
    yield "pageCount 2^64-1", header(3, lambda _: -1), True
    names = ("form", "identity", "seed", None, "status", "boot", "generation", "previous", "check")
    for field, name in enumerate(names):
        if name:
            yield name + " off by a bit", header(field, lambda old: old ^ 1), True
            yield name + " off by its highest bit", header(field, lambda old: old ^ 1 << 63), True
    yield "header zeroed", lambda data, _: data.__setitem__(slice(0, 72), bytes(72)), True
    for name, size in (("0", 0), ("47", 47), ("4096", 4096), ("-1", -1)):
        yield "truncated to " + name, cut(lambda length, _, size=size: size % length if size else 0), True
    yield "truncated anywhere", cut(lambda length, chance: chance.randrange(length)), True
    yield "all random", lambda data, chance: data.__setitem__(slice(None), chance.randbytes(len(data))), True


class Campaign:
    def __init__(self, server, dateline, options):
        self.server, self.dateline, self.options = server, dateline, options
        self.keys = dateline.home / "dateline.db-keys"
        self.saved = dateline.home.parent / (dateline.home.name + "-saved")
        self.now = int(time.time())
        self.told = {}

    def show(self, feed, numbers, **names):
        self.server.documents["/%d.xml" % feed] = document(feed, numbers, **names)

    def fetch(self):
        """How many entries are told, and whether the index was made anew."""
        before = self.count("SELECT max(seq) FROM event")
        self.now += 3600
        done = self.dateline.run("fetch", "--force", now=self.now)
        told = self.count("SELECT count(*) FROM event WHERE seq > %d AND kind IN ('new', 'duplicate', 'revised')"
                          % before)
        return told, done.stderr.count("made anew")

    def count(self, sql):
        return self.dateline.query(sql)[0][0] or 0

    def files(self, folder):
        return [p for p in folder.iterdir() if p.name.startswith("dateline.db") or p.name.startswith("items.jsonl")]

    def save(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path in self.files(self.dateline.home):
            shutil.copy2(path, folder)

    def restore(self, folder):
        for path in self.files(self.dateline.home):
            path.unlink()
        for path in folder.iterdir():
            shutil.copy2(path, self.dateline.home)

    def prepare(self):
        feeds, entries = self.options.feeds, self.options.entries
        for numbers in (range(entries), range(1)):
            for feed in range(feeds):
                self.show(feed, numbers)
            self.now += 3600
            self.dateline.run("fetch", "--force", now=self.now)
        expect(self.count("SELECT count(*) FROM item") == feeds * entries, "%d items are held, in an index of %d pages"
               % (feeds * entries, self.keys.stat().st_size // PAGE))
        self.save(self.saved)

    def come_back(self, name, must=None):
        """All entries of all feeds but two are shown again, twice."""
        for feed in range(self.options.feeds):
            self.show(feed, range(self.options.entries if feed < self.options.feeds - 2 else 1))
        (told, anew), (later, again) = self.fetch(), self.fetch()
        held = self.count("SELECT count(*) FROM item") - self.options.feeds * self.options.entries
        right = told == later == held == again == 0 and (anew <= 1 if must is None else anew == must)
        if not right:
            print("WRONG: %s: %d told, then %d; %d items too many; made anew %d times, then %d"
                  % (name, told, later, held, anew, again))
        result = self.told.setdefault(name, [0, 0, 0, True])
        for place, number in enumerate((1, told + later, anew)):
            result[place] += number
        result[3] = result[3] and right

    def damage(self):
        for round in range(self.options.rounds):
            for name, change, must in trials():
                self.restore(self.saved)
                data, chance = bytearray(self.keys.read_bytes()), random.Random("%d %s" % (round, name))
                change(data, chance)
                self.keys.write_bytes(data)
                self.come_back(name, must)

    def others(self):
        """Files that belong to another store, another time or another way of this one."""
        home, keys = self.dateline.home, self.keys
        self.restore(self.saved)
        keys.unlink()
        self.come_back("deleted", True)

        self.restore(self.saved)
        with Dateline(self.dateline.binary, ["%s/0.xml" % self.server.address]) as stranger:
            stranger.run("fetch")
            other = (stranger.home / keys.name).read_bytes()
        keys.write_bytes(other)
        self.come_back("another store's", True)

        # A few transactions later.
        later = self.saved.with_name(self.saved.name + "-later")
        self.restore(self.saved)
        for feed in range(self.options.feeds):
            self.show(feed, [0])
        for number in range(1, 4):
            self.show(0, [0, self.options.entries - number])
            self.fetch()
        self.save(later)
        for name, store, index in (
                ("old store, new keys", self.saved, later), ("new store, old keys", later, self.saved)):
            self.restore(store)
            shutil.copy2(index / keys.name, keys)
            self.come_back(name, True)

        # Two ways from the same store, of as many transactions, each with entries of its own.
        ways = [self.saved.with_name(self.saved.name + end) for end in ("-left", "-right")]
        for way in ways:
            self.restore(self.saved)
            for numbers in (range(100), range(1)):
                self.show(0, numbers, name=way.name[-5:])
                self.fetch()
            self.save(way)
        self.restore(ways[0])
        shutil.copy2(ways[1] / keys.name, keys)
        self.show(0, range(100), name=ways[0].name[-5:])
        told, anew = self.fetch()
        if told or anew != 1:
            print("WRONG: another way's: %d told, made anew %d times" % (told, anew))
        self.told["keys of another branch of the store"] = [1, told, anew, told == 0 and anew == 1]
        for folder in (later, *ways):
            shutil.rmtree(folder)

        # In the place of the index: the store itself, under a second name.
        for name, link in (("a soft link to the store", os.symlink), ("a hard link to the store", os.link)):
            self.restore(self.saved)
            keys.unlink()
            link(home / "dateline.db", keys)
            done = self.dateline.run("fetch", "--force", now=self.now + 60, check=False)
            try:
                held = self.count("SELECT count(*) FROM item")
            except sqlite3.DatabaseError as error:
                held = error
            right = held == self.options.feeds * self.options.entries and done.returncode != 0
            if not right:
                print("WRONG: %s: %s items, exit %d, %s" % (name, held, done.returncode, done.stderr[-300:]))
            keys.unlink()
            if right:
                self.come_back(name, True)
            else:
                self.told[name] = [1, 0, 0, False]


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--feeds", type=int, default=10)
    parser.add_argument("--entries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--short", action="store_true", help="each trial once")
    options = parser.parse_args()
    if options.short:
        options.rounds = 1
    documents = {"/%d.xml" % feed: b"" for feed in range(options.feeds)}
    with FeedServer(documents) as server, Dateline(options.binary, server.urls()) as dateline:
        campaign = Campaign(server, dateline, options)
        try:
            campaign.prepare()
            campaign.damage()
            campaign.others()
        finally:
            shutil.rmtree(campaign.saved, ignore_errors=True)
        print("%-42s %6s %12s %10s" % ("done to the index", "times", "told again", "made anew"))
        for name, (times, told, anew, _) in campaign.told.items():
            print("%-42s %6d %12d %10d" % (name, times, told, anew))
        wrong = [name for name, result in campaign.told.items() if not result[3]]
        expect(not wrong, "no entry was told again, and the index healed, in %d kinds of damage%s"
               % (len(campaign.told), ": " + ", ".join(wrong) if wrong else ""))


if __name__ == "__main__":
    sys.exit(main())
