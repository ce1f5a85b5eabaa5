#!/usr/bin/env python3
"""Pulls the plug at random moments of a recorded life, and looks whether anything is lost, told twice or renumbered.

usage: power_cut.py [--binary .build/release/dateline] [--images 300] [--mode MODE] [--seed N]

A preloaded library (Campaigns/recorder.c) writes down all that fetches and daemons do to the files of store and log.
Replayed whole it must give the same files, byte for byte. Then, for random moments of it, what a disk may hold after a
power cut is put into a folder, dateline starts there as after another start of the machine, fetches the same documents
in full, and is audited (Campaigns/audit.py) with what a reader of the log had read by then.

Modes:
  strict     all that was not synced is lost
  writeback  whole files were written, that first which had been dirty longest
  prefix     of each file the first so many changes
  random     of each file some blocks of 4 kB
  harsh      some of 512 bytes; lengths are ahead of the bytes, which then read as zeros
In all but strict, the first so many changes of names are kept. Two lives are recorded, with the log rotated at 20 and
at 64 kB; one more begins with a store of an older version.
"""

import argparse
import pathlib
import random
import signal
import sys
import tempfile
import time

from Campaigns import trace
from Campaigns.audit import audit, lines_of, tells_nothing
from Campaigns.home import Home
from Campaigns.newsroom import Newsroom
from Campaigns.older_store import make_older
from Campaigns.preload import compiled
from Campaigns.tally import Tally
from loopback import FeedServer, expect

MODES = ("strict", "writeback", "prefix", "random", "harsh")
BEGIN = 1_800_000_000
LATER = 2 * 86400  # by the daemon's clock, between two rounds: every feed is due


def is_of_log(name):
    return name.startswith("items.jsonl")


class Life:
    """A recorded life of one store and its log."""

    def __init__(self, binary, log_size, chance, scratch, begins_old=False):
        self.binary, self.log_size, self.chance = binary, log_size, chance
        self.server = FeedServer(delay=lambda: chance.random() ** 3 * 0.08)
        self.server.__enter__()
        self.newsroom = Newsroom(self.server)
        self.trace = pathlib.Path(scratch) / ("trace-%s-%d" % (log_size, begins_old))
        self.library = compiled("recorder", scratch)
        self.boots = pathlib.Path(scratch)
        self.home = Home(binary, self.server.urls(), log_size)
        self.now = BEGIN
        self.phases = []  # (name, first operation, behind the last)
        if begins_old:
            self.adopt_older()
            self.phase("store brought up to date", lambda: self.fetch())
        else:
            self.phase("first fetch", lambda: self.fetch())
            self.phase("run, SIGTERM", lambda: self.daemon(signal.SIGTERM))
            self.phase("run, SIGKILL", lambda: self.daemon(signal.SIGKILL))
            self.phase("index made anew", lambda: self.without_keys())
        self.phase("fetch", lambda: self.fetch())
        self.operations = trace.read(self.trace)
        self.end = self.now + LATER

    def environment(self, boot, records):
        """Each start of the machine has a number of its own."""
        name = self.boots / ("boot-%d" % boot)
        name.write_text("%08x-0000-4000-8000-000000000000\n" % (boot + 1))
        extra = {"LD_PRELOAD": self.library, "RECORD_BOOT": str(name)}
        if records:
            extra.update(RECORD_FOLDER=str(self.home.state), RECORD_TRACE=str(self.trace))
        return extra

    # What happens

    def phase(self, name, act):
        before = len(trace.read(self.trace)) if self.trace.exists() else 0
        self.home.extra = self.environment(0, records=True)
        self.newsroom.grow(self.chance, by=4)
        self.now += LATER
        act()
        self.verify(name)
        self.phases.append((name, before, len(trace.read(self.trace))))

    def fetch(self):
        self.home.run("fetch", "--force", now=self.now, timeout=120)

    def daemon(self, end):
        """Three rounds, the last of which is cut short where the daemon is killed."""
        for _ in range(3):
            process = self.home.start("run", now=self.now, stdout=-3, stderr=-3)
            deadline, told = time.monotonic() + 30, self.events()
            # Rounds end when the events do, whatever the machine's load.
            while time.monotonic() < deadline and self.events() == told:
                time.sleep(0.02)
            if end == signal.SIGTERM:
                quiet = time.monotonic()
                while time.monotonic() - quiet < 0.5 and time.monotonic() < deadline:
                    time.sleep(0.05)
                    if self.events() != told:
                        quiet, told = time.monotonic(), self.events()
            else:
                time.sleep(self.chance.random() * 0.1)
            process.send_signal(end)
            expect_quietly(process.wait(60) == (0 if end == signal.SIGTERM else -9), "the daemon ends as it is told")
            self.newsroom.grow(self.chance, by=4)
            self.now += LATER

    def events(self):
        return sum(path.stat().st_size for path in self.home.log_files() if path.exists())

    def without_keys(self):
        """The index beside the store is lost."""
        for path in self.home.state.glob("dateline.db-*"):
            if path.name not in ("dateline.db-wal", "dateline.db-shm"):
                path.unlink()
                self.note(trace.UNLINK, 0, path.name)
        self.fetch()

    def adopt_older(self):
        """Made without the recorder; all of it is on the disk when the life begins."""
        self.home.extra = {}
        self.fetch()
        make_older(self.home)
        for path in sorted(self.home.state.iterdir()):
            inode = path.stat().st_ino
            self.note(trace.CREATE, inode, path.name)
            self.note(trace.WRITE, inode, path.read_bytes())
            self.note(trace.SYNC, inode, b"", at=-inode)
            self.note(trace.SYNCED, inode, b"", at=-inode)
        self.note(trace.SYNC_FOLDER, 0, b"", at=-1)
        self.note(trace.FOLDER_SYNCED, 0, b"", at=-1)

    def note(self, kind, file, data, at=0):
        """Writes down what this script did itself."""
        data = data.encode() + b"\0" if isinstance(data, str) else data
        with open(self.trace, "ab") as to:
            to.write(trace.HEADER.pack(kind, 0, file, at, len(data)) + data)

    def verify(self, phase):
        """The recording, replayed, gives the folder byte for byte."""
        operations = trace.read(self.trace)
        replayed = trace.Disk(operations).forward(len(operations)).now()
        found = {p.name: p.read_bytes() for p in self.home.state.iterdir() if not p.name.endswith("-shm")}
        differing = [name for name in {*replayed, *found} if replayed.get(name) != found.get(name)]
        if differing and "SIGKILL" in phase:
            # Killed between the entry and the call that it tells of.
            without = trace.Disk(operations[:-1]).forward(len(operations) - 1).now()
            if without == found:
                last = operations[-1]
                self.note(trace.RESULT, 0, b"", at=-1)
                return None
            differing = [name for name in {*without, *found} if without.get(name) != found.get(name)]
        expect_quietly(not differing, "replayed, the recording of '%s' gives the same files (%s)" % (phase, differing))

    # What a cut leaves

    def moments(self, count):
        """Operations to cut at: phases alike, and each second one about the log."""
        found = []
        for number in range(count):
            _, first, last = self.phases[number % len(self.phases)]
            of_log = [n for n in range(first, last) if self.operations[n].kind == trace.RENAME
                      or self.operations[n].kind == trace.WRITE and b'"_dateline"' in self.operations[n].data[:1 << 16]]
            if number % 2 and of_log:
                found.append(min(last, self.chance.choice(of_log) + self.chance.randint(0, 3)))
            else:
                found.append(self.chance.randint(first, last))
        return found

    def images(self, plan):
        """`plan`: [(moment, mode)]. Gives (moment, mode, files, what a reader had read)."""
        disk = trace.Disk(self.operations)
        for moment, mode in sorted(plan):
            disk.forward(moment)
            there = disk.now()
            logs = sorted((n for n in there if n == "items.jsonl" or is_of_log(n) and n.rsplit(".", 1)[1].isdigit()),
                          key=lambda n: -int((n + ".0").split(".")[2]))
            seen = [line for name in logs for line in lines_of(there[name])[0]]
            yield moment, mode, disk.after_cut(mode, self.chance), seen

    def start_again(self, files, seen, number):
        """The faults of one image."""
        with Home(self.binary, self.server.urls(), self.log_size) as home:
            for name, contents in files.items():
                (home.state / name).write_bytes(contents)
            home.extra = self.environment(number + 1, records=False)
            self.newsroom.publish(in_full=True)
            done = home.run("fetch", "--force", now=self.end, check=False, timeout=120)
            faults = [("refused", done.stderr.strip()[-300:])] if done.returncode else []
            faults += audit(home, self.newsroom.expected(), seen)
            return faults + tells_nothing(home, self.newsroom, self.end + LATER)

    def close(self):
        self.server.__exit__()
        self.home.__exit__()


def expect_quietly(condition, what):
    if not condition:
        raise SystemExit("FAILED: " + what)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/dateline")
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--mode", choices=MODES, help="this one only")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    tally, phases = Tally("images"), Tally("images")
    modes = [options.mode] if options.mode else MODES
    number = 0
    with tempfile.TemporaryDirectory(prefix="dateline-cuts-") as scratch:
        lives = [Life(options.binary, "20kB", chance, scratch), Life(options.binary, "64kB", chance, scratch),
                 Life(options.binary, "64kB", chance, scratch, begins_old=True)]
        shares = [options.images * 2 // 5, options.images * 2 // 5]
        for life, share in zip(lives, [*shares, options.images - sum(shares)]):
            print("recorded %d operations, log of %s: %s" % (
                len(life.operations), life.log_size, ", ".join("%s %d" % (n, b - a) for n, a, b in life.phases)))
            plan = [(moment, modes[n % len(modes)]) for n, moment in enumerate(chance.sample(life.moments(share), share))]
            for moment, mode, files, seen in life.images(plan):
                phase = next(name for name, first, last in life.phases if first <= moment <= last)
                faults = life.start_again(files, seen, number)
                tally.add(mode, faults, "(%s, moment %d, %s, %d lines read)" % (phase, moment, life.log_size, len(seen)))
                phases.runs[phase] += 1
                phases.bad[phase] += bool(faults)
                number += 1
            life.close()
    for phase in phases.runs:
        print("  %-22s %4d images, %3d bad" % (phase, phases.runs[phase], phases.bad[phase]))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
