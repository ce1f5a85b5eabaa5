#!/usr/bin/env python3
"""Kills what fetches and reads, at random moments, and looks whether all is there, once.

usage: kills.py [--binary .build/release/dateline] [--kills 500] [--seed N]

  life     a daemon over feeds that grow is killed, stopped, continued or told to end; beside it fetches and a second
           daemon, killed or not, and a reader of the log by number, which is killed too. The log is rotated at 20 kB
  first    a store that is not there yet, killed while it is made
  older    a store of an older version, killed while it is brought up to date
  index    a store whose index beside it was lost or garbled, killed while it is made anew
The last two are of SQLite's files alone.
In all but life, two start at once in every other trial. Each ends with a fetch that is not killed: see
campaigns/audit.py for what must hold.
"""

import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from campaigns import reader
from campaigns.audit import audit, tells_nothing
from campaigns.home import Home
from campaigns.newsroom import Newsroom
from campaigns.older_store import make_older
from campaigns.tally import Tally
from loopback import FeedServer, arguments

BEGIN = 1_800_000_000
LATER = 2 * 86400  # by the daemon's clock, between two starts: every feed is due
RAW = re.compile(r"while executing|SQLite error|INSERT INTO|Fatal error|Stack dump|Error Domain=|already exists"
                 r"|no such table|ERROR: |duplicate key|deadlock")
KILLS_OF_A_LIFE = 60
SHORT = {"feeds": 8, "entries": 60, "length": 60}  # enough to be killed in the middle of


class Processes:
    """Starts processes and ends them; notes what those that were not killed had to say."""

    def __init__(self, home, chance):
        self.home, self.chance = home, chance
        self.said = tempfile.TemporaryFile("w+", errors="replace")
        self.running, self.kills, self.faults = [], 0, []

    def start(self, *arguments, now):
        process = self.home.start(*arguments, now=now, stdout=-3, stderr=self.said)
        self.running.append(process)
        return process

    def kill(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            self.kills += 1
        self.reap(process)

    def reap(self, process, within=60):
        """Waits for the end of a process that ends by itself or was told to."""
        try:
            status = process.wait(within)
        except subprocess.TimeoutExpired:
            self.faults.append(("hang", " ".join(process.args[1:])))
            process.kill()
            status = process.wait()
        # SIGTERM ends a process that does not listen yet.
        if status < 0 and status not in (-signal.SIGKILL, -signal.SIGTERM):
            self.faults.append(("crash", "signal %d" % -status))
        self.running.remove(process)

    def close(self):
        """The faults."""
        for process in list(self.running):
            process.kill()
            process.wait()
        self.said.seek(0)
        raw = RAW.search(self.said.read())
        if raw:
            self.said.seek(0)
            text = self.said.read()
            self.faults.append(("unclear", text[max(0, raw.start() - 100):raw.end() + 100]))
        self.said.close()
        return self.faults


def make_good(home, newsroom, now, seen=()):
    """A fetch that nobody kills, and the audit."""
    newsroom.publish(in_full=True)
    done = home.run("fetch", "--force", now=now, check=False, timeout=120)
    faults = [("refused", done.stderr.strip()[-300:])] if done.returncode else []
    faults += audit(home, newsroom.expected(), seen)
    return faults + tells_nothing(home, newsroom, now + LATER)


def life(binary, server, chance, kills):
    """(faults, kills) of one store with company."""
    newsroom = Newsroom(server, feeds=18, entries=4, length=50)
    with Home(binary, server.urls(), "20kB") as home:
        all_of_it = Processes(home, chance)
        handled = home.home / "handled"
        following, number, reader_kills = None, 0, 0
        while all_of_it.kills < kills:
            number += 1
            now = BEGIN + number * LATER
            if following is None:
                following = subprocess.Popen([sys.executable, reader.__file__, str(home.state), str(handled)])
            daemon = all_of_it.start("run", now=now)
            beside = [all_of_it.start(*what, now=now) for what, likely in
                      ((("fetch", "--force"), 0.35), (("run",), 0.2)) if chance.random() < likely]
            time.sleep(0.02 + chance.random() * 0.5)
            if chance.random() < 0.15:
                daemon.send_signal(signal.SIGSTOP)
                time.sleep(chance.random() * 0.3)
                if chance.random() < 0.5:
                    daemon.send_signal(signal.SIGCONT)
                    time.sleep(chance.random() * 0.2)
            if chance.random() < 0.1:
                daemon.send_signal(signal.SIGCONT)
                daemon.send_signal(signal.SIGTERM)
                all_of_it.reap(daemon)
            else:
                all_of_it.kill(daemon)
            for process in beside:
                if process.args[1] == "run" or chance.random() < 0.5:
                    all_of_it.kill(process)
                else:
                    all_of_it.reap(process, within=120)
            if chance.random() < 0.2:
                following.kill()
                following.wait()
                (following, reader_kills) = (None, reader_kills + 1)
            if chance.random() < 0.5:
                newsroom.grow(chance, by=3, feeds=6)
        faults = all_of_it.close()
        if following:
            following.kill()
            following.wait()
        seen = reader.handled_by(handled)
        numbers = [n for n, _ in seen]
        if len(set(numbers)) != len(numbers):
            faults.append(("reader-number-twice", "%d of %d" % (len(numbers) - len(set(numbers)), len(numbers))))
        faults += make_good(home, newsroom, BEGIN + (number + 1) * LATER, seen)
        return faults, all_of_it.kills + reader_kills


def short_lives(binary, server, chance, prepare, kills):
    """(faults, kills) of a store that is prepared and then killed `kills` times within its first moments."""
    newsroom = Newsroom(server, **SHORT)
    with Home(binary, server.urls(), "20kB") as home:
        prepare(home)
        all_of_it = Processes(home, chance)
        is_in_company = chance.random() < 0.5
        for number in range(kills):
            now = BEGIN + (number + 2) * LATER
            started = [all_of_it.start(*chance.choice((("run",), ("fetch", "--force"))), now=now)
                       for _ in range(1 + is_in_company)]
            time.sleep(0.005 + chance.random() ** 2 * 0.45)
            for process in started:
                all_of_it.kill(process)
        if is_in_company:
            both = [all_of_it.start("fetch", now=BEGIN + 9 * LATER) for _ in range(2)]
            for process in both:
                all_of_it.reap(process, within=120)
        return all_of_it.close() + make_good(home, newsroom, BEGIN + 10 * LATER), all_of_it.kills


class Prepared:
    """A store that has read everything, to be copied: as it is, or of an older version."""

    def __init__(self, binary, server, folder):
        self.folder = pathlib.Path(folder)
        Newsroom(server, **SHORT)
        for name, change in (("older", make_older), ("index", lambda home: None)):
            with Home(binary, server.urls()) as home:
                home.run("fetch", "--force", now=BEGIN)
                change(home)
                shutil.copytree(home.state, self.folder / name)

    def older(self, home):
        shutil.copytree(self.folder / "older", home.state, dirs_exist_ok=True)

    def index(self, home, chance):
        shutil.copytree(self.folder / "index", home.state, dirs_exist_ok=True)
        for path in home.state.glob("dateline.db-*"):
            if path.suffix not in (".db-wal", ".db-shm"):
                how = chance.randrange(4)
                size = path.stat().st_size if path.is_file() else 0
                if how == 0 and path.is_file():
                    path.unlink()
                elif how == 1 and size:
                    path.write_bytes(path.read_bytes()[:chance.randrange(size)])
                elif how == 2 and size:
                    path.write_bytes(chance.randbytes(size))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    tally, kills = Tally("stores"), 0

    def took(mode, result):
        nonlocal kills
        faults, died = result
        kills += died
        tally.add(mode, faults, "(%d kills)" % died)

    with FeedServer(delay=lambda: chance.random() ** 4 * 0.2) as server, \
            tempfile.TemporaryDirectory(prefix="dateline-kills-") as scratch:
        modes = [("first", lambda home: None)]
        if options.store == "sqlite":
            prepared = Prepared(options.binary, server, scratch)
            modes += [("older", prepared.older), ("index", lambda home: prepared.index(home, chance))]
        while kills < options.kills * 0.4:
            for mode, prepare in modes:
                took(mode, short_lives(options.binary, server, chance, prepare, chance.randint(1, 3)))
        while kills < options.kills:
            took("life", life(options.binary, server, chance, min(KILLS_OF_A_LIFE, options.kills - kills)))
    print("%d kills" % kills)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
