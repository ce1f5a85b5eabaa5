#!/usr/bin/env python3
"""Lets the disk fail while feeds are fetched, mends it, and looks whether all is there, once.

usage: disk_faults.py [--binary .build/release/dateline] [--runs 240] [--seed N] [--only TEXT]

A run is three rounds over feeds that grow (two fetches and a daemon, in any order) in which calls on one of the files
fail: a preloaded library (campaigns/faults.c) lets writes end with ENOSPC or EIO or do half, syncs, truncations and
reads fail; once, each so many times or by chance. Whatever the round comes to, it may not crash, hang, or print
something that only a programmer understands. Then a fetch without faults must make all good: see campaigns/audit.py.
The last of the runs stand on a tmpfs that fills while the daemon works and is killed there, or is full when a store
is made on it for the first time, and is enlarged later; where one may not be mounted, that is said and left out.
"""

import argparse
import errno
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

from campaigns.audit import audit, log_of, tells_nothing
from campaigns.home import Home
from campaigns.newsroom import Newsroom
from campaigns.preload import compiled
from campaigns.tally import Tally
from loopback import FeedServer, arguments, size_of

BEGIN = 1_800_000_000
LATER = 2 * 86400  # by the daemon's clock, between two rounds: every feed is due
FILES = ("db", "wal", "keys", "log", "lock")
ONCE = (1, 2, 3, 5, 9, 17, 33)
RAW = re.compile(r"while executing|SQLite error|INSERT INTO|Fatal error|Stack dump|CODE=|Error Domain=|\b0x[0-9a-f]{8}")


def plans():
    """All faults that are tried: (mode, what the library is told)."""
    found = []

    def add(mode, file, call, code, **when):
        told = {"FAULT_FILE": file, "FAULT_CALL": call, "FAULT_CODE": str(code)}
        told.update({"FAULT_" + name.upper(): str(value) for name, value in when.items()})
        found.append((mode, told))

    for file in (*FILES, "any"):
        for code in (errno.ENOSPC, errno.EIO):
            name = errno.errorcode[code]
            add("write %s" % name, file, "write", code, every=5)
            add("write %s" % name, file, "write", code, every=1)
            add("write %s" % name, file, "write", code, chance=150)
        add("short write", file, "write", 0, chance=200)
        add("short write", file, "write", 0, every=2)
        add("sync", file, "sync", errno.EIO, every=1)
        add("sync", file, "sync", errno.EIO, every=2)
        add("sync", file, "sync", errno.EIO, chance=300)
        add("truncate", file, "length", errno.EIO, every=1)
        add("truncate", file, "length", errno.EIO, every=2)
        add("read", file, "read", errno.EIO, every=1)
        add("read", file, "read", errno.EIO, every=7)
        add("read", file, "read", errno.EIO, chance=150)
        add("short read", file, "read", 0, chance=200)
        add("half, then ENOSPC", file, "write", -errno.ENOSPC, every=1)
        # What was half written cannot be taken back either.
        add("half, then ENOSPC", file, "write,length", -errno.ENOSPC, every=1)
        add("half, then ENOSPC", file, "write,length", -errno.EIO, chance=300)
        add("open", file, "open", errno.EIO, chance=300)
        add("open", file, "open", errno.EMFILE, every=2)
        add("rename", file, "rename", errno.EIO, chance=300)
        add("all calls", file, "write,length,read,sync,open,rename", errno.EIO, chance=60)
    for file in FILES:
        # The log and its lock are touched a few times in each round only.
        for at in ONCE if file not in ("log", "lock") else ONCE[:5]:
            add("one write", file, "write", errno.EIO, at=at)
            add("one write", file, "write", errno.ENOSPC, at=at)
            if at <= 3:
                add("one read", file, "read", errno.EIO, at=at)
                add("one sync", file, "sync", errno.EIO, at=at)
    return [(mode, told) for mode, told in found
            if told["FAULT_CALL"] != "rename" or told["FAULT_FILE"] in ("log", "lock", "any")]


class Trial:
    """One store that is fetched into while the disk fails."""

    def __init__(self, binary, server, chance, state=None):
        self.newsroom = Newsroom(server, feeds=6, entries=8, length=60)
        self.home = Home(binary, server.urls(), "20kB", state=state)
        self.chance, self.now = chance, BEGIN
        self.faults, self.seen = [], {}
        self.meanwhile = lambda: None  # done a moment after a daemon was started

    def round(self, command):
        """What is wrong with how the command took it goes to `faults`."""
        self.now += LATER
        try:
            if command == "fetch":
                done = self.home.run("fetch", "--force", now=self.now, check=False, timeout=90)
                status, said = done.returncode, done.stderr
            else:
                status, said = self.daemon()
        except subprocess.TimeoutExpired:
            return self.faults.append(("hang", command))
        if status < 0 and status != -signal.SIGTERM:  # told to end before it listens
            self.faults.append(("crash", "%s: signal %d: %s" % (command, -status, said[-300:])))
        elif status > 0 and not said.strip():
            self.faults.append(("silent", "%s: exit %d without a word" % (command, status)))
        raw = RAW.search(said)
        if "I/O error" in said and os.statvfs(self.home.state).f_bavail == 0:
            self.faults.append(("unclear", "%s on a full disk: %s" % (command, said[-300:])))
        if raw:
            self.faults.append(("unclear", "%s: %s" % (command, said[max(0, raw.start() - 150):raw.end() + 100])))
        self.read()
        self.newsroom.grow(self.chance, by=3)
        return status, said

    def read(self):
        """A reader of the log takes what is beyond its last number."""
        last = max(self.seen, default=0)
        self.seen.update((number, what) for number, what in log_of(self.home)[0] if number > last)

    def daemon(self, end=signal.SIGTERM):
        """A daemon until it is quiet, three seconds at most: nothing hangs on how far it comes."""
        with tempfile.TemporaryFile("w+") as said:
            process = self.home.start("run", now=self.now, stdout=said, stderr=said)
            try:
                time.sleep(0.2)
                self.meanwhile()
                began = quiet = time.monotonic()
                size = self.home.log_bytes()
                while process.poll() is None and time.monotonic() - began < 3 and time.monotonic() - quiet < 0.8:
                    time.sleep(0.05)
                    if self.home.log_bytes() != size:
                        quiet, size = time.monotonic(), self.home.log_bytes()
                if process.poll() is None:
                    process.send_signal(end)
                process.wait(60)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            said.seek(0)
            return process.returncode, said.read()

    def cure(self):
        """Fetches without faults. All faults of the trial."""
        self.home.extra = {}
        self.now += LATER
        self.newsroom.publish(in_full=True)
        done = self.home.run("fetch", "--force", now=self.now, check=False, timeout=120)
        if done.returncode:
            self.faults.append(("refused", done.stderr.strip()[-300:]))
        self.faults += audit(self.home, self.newsroom.expected(), list(self.seen.items()))
        self.faults += tells_nothing(self.home, self.newsroom, self.now + LATER)
        return self.faults


def fail(binary, server, chance, library, told):
    """One run of a plan. Its faults, and how many calls failed."""
    trial = Trial(binary, server, chance)
    with trial.home:
        count = trial.home.home / "faults"
        rounds = ["fetch", "fetch", "run"]
        chance.shuffle(rounds)
        for number, command in enumerate(rounds):
            # In a third of the runs the store is there before the disk begins to fail.
            if number or chance.random() < 0.66:
                trial.home.extra = {"LD_PRELOAD": library, "FAULT_FOLDER": str(trial.home.state), **told,
                                    "FAULT_SEED": str(chance.randrange(1 << 30)), "FAULT_COUNT": str(count)}
            trial.round(command)
        failed = size_of(count)
        return trial.cure(), failed


def leave(folder, room):
    """Leaves so many bytes of a tmpfs, after some were given back."""
    filler = pathlib.Path(folder) / "filler"
    space = os.statvfs(folder)
    size = size_of(filler)
    with open(filler, "ab") as to:
        to.truncate(max(0, size + space.f_bavail * space.f_bsize - room))
    if room == 0 or filler.stat().st_size:
        with open(filler, "r+b", buffering=0) as to:
            try:
                to.write(bytes(filler.stat().st_size))  # a tmpfs gives room to what is written only
            except OSError:
                pass


def enlarge(folder):
    subprocess.run(["mount", "-o", "remount,size=128m", folder], check=True)


def begin(binary, server, chance, folder):
    """A tmpfs that is full when a store is to be made on it: nothing at all has room, or a part, more each time."""
    trial = Trial(binary, server, chance, state=folder)
    with trial.home:
        for room in (0, *sorted(chance.sample(range(1, 80), 5))):
            leave(folder, room * 4096)
            command = chance.choice(("fetch", "run"))
            status, said = trial.round(command) or (0, "")
            lines = said.strip().splitlines()
            if room == 0 and (status <= 0 or len(lines) != 1):
                trial.faults.append(("unclear", "%s without any room: exit %d: %s" % (command, status, said[-300:])))
            # There was room for a store, and perhaps for all.
            if status > 0 and not any("space" in line for line in lines):
                trial.faults.append(("unclear", "%s with %d KiB: exit %d: %s" % (command, 4 * room, status, said[-300:])))
        enlarge(folder)
        return trial.cure()


def fill(binary, server, chance, folder):
    """A tmpfs that fills while a daemon works and is killed there, and is enlarged afterwards."""
    server.delay = lambda: chance.random() * 0.4
    trial = Trial(binary, server, chance, state=folder)
    with trial.home:
        trial.round("fetch")
        # Nothing has the store open, and not a byte is left to open it with.
        leave(folder, 0)
        trial.round("fetch")
        trial.round("run")
        for _ in range(8):
            leave(folder, chance.choice((65536, 131072, 262144)))
            trial.newsroom.grow(chance, by=15)
            trial.meanwhile = lambda: leave(folder, chance.choice((0, 4096, 32768)))
            end = chance.choice((signal.SIGKILL, signal.SIGTERM))
            if end == signal.SIGKILL:
                trial.now += LATER
                trial.daemon(end)
                trial.read()
            else:
                trial.round(chance.choice(("fetch", "run")))
        enlarge(folder)
        return trial.cure()


DISKS = {"full tmpfs": fill, "full when it begins": begin}


def full_disks(options, count, chance):
    """Runs of each of DISKS, in mount namespaces of their own: (which, faults). None where there may be none."""
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if subprocess.run([*unshare, "true"], stderr=-3, stdout=-3, check=False).returncode:
        return None
    results = []
    for which in [*DISKS] * count:
        done = subprocess.run(
            [*unshare, sys.executable, __file__, "--binary", options.binary, "--full-disk", which,
             "--seed", str(chance.randrange(1 << 30))], capture_output=True, text=True, timeout=400)
        lines = [line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line]
        if done.returncode:
            lines.append(("script", done.stderr[-500:]))
        results.append((which, lines))
    return results


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--runs", type=int, default=240)
    parser.add_argument("--only", default="", help="plans that say this: a mode, or file=log")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--full-disk", choices=DISKS, help=argparse.SUPPRESS)  # one run, within a namespace
    options = parser.parse_args()
    chance = random.Random(options.seed)
    # Answers at different times make more commits and more writes of the log.
    with FeedServer(delay=lambda: chance.random() * 0.1) as server, \
            tempfile.TemporaryDirectory(prefix="dateline-disk-") as scratch:
        if options.full_disk:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", scratch], check=True)
            try:
                for kind, details in DISKS[options.full_disk](options.binary, server, chance, scratch):
                    print("%s\t%s" % (kind, details.replace("\n", " ")))
            finally:
                subprocess.run(["umount", "-l", scratch], check=False)
            return 0
        print("seed", options.seed)
        tally, failed, idle = Tally("runs"), 0, 0  # idle: there was no such call that could fail
        library = compiled("faults", scratch)
        chosen = [p for p in plans() if options.only in p[0] or options.only in "file=" + p[1]["FAULT_FILE"]]
        full = 0 if options.only else max(1, options.runs // 12)
        wanted = options.runs - full
        # Each mode in turn, so that a short form has something of all.
        chance.shuffle(chosen)
        order = sorted(range(len(chosen)), key=lambda n: sum(p[0] == chosen[n][0] for p in chosen[:n]))
        attempts = 0
        while sum(tally.runs.values()) < wanted and attempts < 2 * wanted:
            mode, told = chosen[order[attempts % len(order)]]
            attempts += 1
            faults, calls = fail(options.binary, server, chance, library, told)
            failed += calls
            if calls or faults:
                what = " ".join("%s=%s" % (k[6:].lower(), v) for k, v in told.items())
                tally.add(mode, faults, "(%s, %d failed)" % (what, calls))
            else:
                idle += 1
        disks = full_disks(options, full, chance) if full else []
        if disks is None:
            print("left out: a file system cannot be mounted here")
        for which, faults in disks or []:
            tally.add(which, faults)
    print("%d calls failed; %d runs more had none to fail" % (failed, idle))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
