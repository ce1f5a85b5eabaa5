#!/usr/bin/env python3
"""The circle of disaster: a backup under load, more news, the store lost or damaged, the backup put back, and on.

usage: disaster.py [--binary .build/release/dateline] [--rounds 10] [--large ITEMS] [--seed N]

Each round goes on from the last one's store, but for those where something is missing from the log, which have stores
of their own. After each: nothing that the log has is lost, no number stands for two things, no entry is told again that
the log has, the log is a copy of the store (campaigns/audit.py), and 'dateline store check' finds nothing.
Where the store is in PostgreSQL, backups are the database's own: see campaigns/dumps.py.
"""

import contextlib
import hashlib
import random
import resource
import shutil
import sqlite3
import sys
import time

from campaigns.audit import audit, log_of, lines_of, store_of, tells_nothing
from campaigns.dumps import DumpCircle
from campaigns.home import Home
from campaigns.newsroom import Newsroom
from campaigns.tally import Tally
from loopback import FeedServer, arguments

BEGIN = 1_800_000_000
LATER = 2 * 86400  # between two starts: every feed is due
PARTS = ("", "-wal", "-shm", "-journal", "-keys")


def part(home, suffix):
    return home.store.with_name(home.store.name + suffix)


def lose(home, chance):
    """Loses or damages the store; returns how, and a hash of what is left of it."""
    how = chance.choice(("deleted", "cut short", "garbled", "header gone", "log of SQLite lost", "emptied", "text"))
    size = home.store.stat().st_size
    if how == "deleted":
        for suffix in PARTS:
            part(home, suffix).unlink(missing_ok=True)
        return how, None
    if how == "log of SQLite lost":
        for suffix in PARTS[1:4]:
            part(home, suffix).unlink(missing_ok=True)
    with open(home.store, "r+b") as file:
        if how == "cut short":
            file.truncate(chance.randrange(1, size))
        elif how == "garbled":
            for _ in range(20):
                file.seek(chance.randrange(size))
                file.write(chance.randbytes(2000))
            file.truncate(size)
        elif how == "header gone":
            file.write(bytes(4096))
        elif how == "emptied":
            file.truncate(0)
        elif how == "text":
            file.write(b"no database\n" * 100)
    return how, digest(home.store)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def restore(home, chance, now, *arguments, interrupt=False):
    """Puts a backup back, or only after that was killed in the middle, or had no room for its files."""
    while interrupt and chance.random() < 0.6:
        room = chance.randrange(1000, 1_000_000)
        has_room = chance.random() < 0.5
        process = home.start(
            *arguments, now=now, stdout=-3, stderr=-3, restore_signals=has_room,
            preexec_fn=None if has_room else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
        if has_room:
            time.sleep(chance.random() * 0.5)
            process.kill()
        process.wait()
    return home.run(*arguments, now=now, check=False, timeout=300)


def news(home, newsroom, chance, now, times):
    """Grows and fetches, a minute later each time. Returns when all that there is has been told."""
    for _ in range(times):
        newsroom.grow(chance, by=3, feeds=len(newsroom.counts) // 2)
        now += 60
        home.run("fetch", "--force", now=now)
    return now


def check(home, now):
    done = home.run("store", "check", now=now, check=False)
    return [("check", (done.stdout + done.stderr)[-400:])] if done.returncode else []


class Circle:
    def __init__(self, binary, server, chance):
        (self.chance, self.newsroom) = (chance, Newsroom(server, feeds=16, entries=6, length=50))
        self.home = Home(binary, server.urls(), "20kB")
        self.now = BEGIN
        self.backup = self.home.home / "backup.db"

    def round(self):
        (home, newsroom, chance) = (self.home, self.newsroom, self.chance)
        faults = []
        # Under load: a daemon, fetches beside it, feeds that grow, and a backup at some moment.
        self.now += LATER
        daemon = home.start("run", now=self.now, stdout=-3, stderr=-3)
        newsroom.grow(chance, by=4)
        busy = home.start("fetch", "--force", now=self.now, stdout=-3, stderr=-3)
        time.sleep(chance.random() * 0.6)
        copy = home.start("backup", "--replace", str(self.backup), now=self.now, stdout=-1, stderr=-2, text=True)
        newsroom.grow(chance, by=4)
        said = copy.communicate()[0]
        if copy.returncode:
            faults.append(("backup", said))
            copy = home.run("backup", "--replace", str(self.backup), now=self.now)
        busy.wait()
        self.now = news(home, newsroom, chance, self.now, chance.randint(0, 3))
        refused = home.run("restore", str(self.backup), now=self.now, check=False)
        if refused.returncode != 1 or "stop it first" not in refused.stderr:
            faults.append(("not-refused", refused.stderr + refused.stdout))
        if chance.random() < 0.5:
            daemon.terminate()
        else:
            daemon.kill()
        daemon.wait()
        # What was kept and not yet written into the log when the daemon was killed would be lost with the store.
        self.now += 600
        home.run("fetch", "--force", now=self.now)
        seen = log_of(home)[0]
        how, left = lose(home, chance)
        rebuilds = chance.random() < 0.2
        command = ("store", "rebuild") if rebuilds else ("restore", str(self.backup))
        done = restore(home, chance, self.now, *command, interrupt=chance.random() < 0.6)
        mode = "%s, %s" % (how, "rebuilt" if rebuilds else "restored")
        if done.returncode:
            return mode, faults + [("refused", done.stderr[-400:])]
        if "may be told again" in done.stderr or "not read" in done.stderr:
            faults.append(("incomplete", done.stdout + done.stderr))
        if left and left not in [digest(path) for path in home.state.glob("dateline.db.aside-*")]:
            faults.append(("aside-lost", how))
        before = len(log_of(home)[0])
        if [line for line in seen if line not in log_of(home)[0]] or before != len(seen):
            faults.append(("log-changed", "%d lines, then %d" % (len(seen), before)))
        faults += check(home, self.now)
        self.now += LATER
        faults += tells_nothing(home, newsroom, self.now)
        told = [what for _, what in log_of(home)[0][before:]]
        if told:
            faults.append(("feed-told-again", str(told[:3])))
        self.now = news(home, newsroom, chance, self.now, 1)
        faults += audit(home, newsroom.expected(), seen)
        return mode, faults + check(home, self.now)


@contextlib.contextmanager
def backed_up(binary, server, chance, rounds):
    """A store with a backup, and so many rounds of news after it: the newsroom, the home, and the backup's file."""
    newsroom = Newsroom(server, feeds=10, entries=6, length=50)
    with Home(binary, server.urls(), "20kB") as home:
        home.run("fetch", now=BEGIN)
        backup = home.home / "backup.db"
        home.run("backup", str(backup))
        news(home, newsroom, chance, BEGIN + 1, rounds)
        yield newsroom, home, backup


def short_log(binary, server, chance):
    """A part of the log is gone as well: what it had may be told again, is counted, and no number is used twice."""
    with backed_up(binary, server, chance, 4) as (newsroom, home, backup):
        files = home.log_files()
        gone = chance.choice(files[-5:-1])
        seen = log_of(home)[0]
        if chance.random() < 0.5:
            lost = gone.read_bytes()
            gone.unlink()
        else:
            contents = gone.read_bytes()
            start = chance.randrange(len(contents) // 2)
            end = contents.index(b"\n", start + 2000)
            lost = contents[contents.rfind(b"\n", 0, start) + 1:end + 1]
            gone.write_bytes(contents[:start] + bytes(end - start) + contents[end:])
        lines = lines_of(lost)[0]
        how, _ = lose(home, chance)
        done = restore(home, chance, BEGIN + 2, "restore", str(backup))
        faults = [("refused", done.stderr[-300:])] if done.returncode else []
        first = min(number for number, _ in seen if number > 0)
        missing = [number for number, _ in lines if number >= first]
        _, _, skipped = store_of(home)
        with sqlite3.connect("file:%s?mode=ro&immutable=1" % backup, uri=True) as db:
            backed = db.execute("SELECT max(seq) FROM events").fetchone()[0]
        wanted = {number for number in missing if number > backed}
        if skipped != wanted:
            faults.append(("count", "%d said to be missing, %d are" % (len(skipped), len(wanted))))
        said = "1 event is missing" if len(wanted) == 1 else "%d events are missing" % len(wanted)
        if wanted and said not in done.stderr:
            faults.append(("count-unsaid", done.stderr))
        last = max(number for number, _ in log_of(home)[0])
        newsroom.publish(in_full=True)
        home.run("fetch", "--force", now=BEGIN + LATER)
        newsroom.publish()
        events, held, _ = store_of(home)
        lost_entries = {(what.feed, what.entry) for number, what in lines if number in wanted}
        for number, what in events.items():
            if number > last and what.entry and (what.feed, what.entry) not in lost_entries:
                faults.append(("told-again", str(what)))
        meanings = dict(seen)
        reused = [n for n, what in events.items() if n in meanings and meanings[n] != what]
        if reused:
            faults.append(("number-reused", str(reused[:5])))
        if newsroom.expected() - set(held):
            faults.append(("entry-lost", str(newsroom.expected() - set(held))))
        if any(n > 1 for n in held.values()):
            faults.append(("entry-twice", str(held)))
        return how, faults


def gone_on(binary, server, chance):
    """The daemon has gone on without the store before anybody noticed: the log has two lives of it."""
    with backed_up(binary, server, chance, 2) as (newsroom, home, backup):
        if chance.random() < 0.5:
            for suffix in PARTS:
                part(home, suffix).unlink(missing_ok=True)
        else:
            for suffix in PARTS:
                part(home, suffix).unlink(missing_ok=True)
            shutil.copy(backup, home.store)
        news(home, newsroom, chance, BEGIN + LATER, 2)
        seen = log_of(home)[0]
        done = home.run("restore", str(backup), now=BEGIN + LATER, check=False)
        faults = [("refused", done.stderr[-300:])] if done.returncode else []
        if "not read back" in done.stderr:
            faults.append(("incomplete", done.stderr))
        faults += tells_nothing(home, newsroom, BEGIN + 2 * LATER)
        news(home, newsroom, chance, BEGIN + 3 * LATER, 1)
        events, held, _ = store_of(home)
        lines = log_of(home)[0]
        if lines[:len(seen)] != seen:
            faults.append(("log-changed", "the lines before the restore"))
        meanings = dict(lines)
        reused = [n for n, what in events.items() if n in meanings and meanings[n][0] != what[0] or n not in meanings]
        if reused or len(meanings) != len(lines):
            faults.append(("number-reused", str(reused[:5])))
        if newsroom.expected() - set(held):
            faults.append(("entry-lost", str(newsroom.expected() - set(held))))
        if any(n > 1 for n in held.values()):
            faults.append(("entry-twice", str(held)))
        return "gone on", faults + check(home, BEGIN + 4 * LATER)


def opposites(binary, server, chance):
    """What is refused, and changes nothing."""
    newsroom = Newsroom(server, feeds=6, entries=6, length=50)
    faults = []
    with Home(binary, server.urls(), "20kB") as home:
        home.run("fetch", now=BEGIN)
        news(home, newsroom, chance, BEGIN + 1, 1)
        backup = home.home / "backup.db"
        home.run("backup", str(backup), now=BEGIN)
        if backup.stat().st_mode & 0o777 != 0o600 or list(home.home.glob("backup.db?*")):
            faults.append(("mode", oct(backup.stat().st_mode)))

        def refused(arguments, word):
            before = digest(home.store), digest(backup), digest(home.log)
            done = home.run(*map(str, arguments), now=BEGIN, check=False)
            if done.returncode != 1 or word not in done.stderr:
                faults.append(("not-refused", "%s: %d %s" % (arguments, done.returncode, done.stderr)))
            if before != (digest(home.store), digest(backup), digest(home.log)):
                faults.append(("changed", str(arguments)))

        other = home.home / "notes.txt"
        other.write_text("mine\n")
        empty = home.home / "empty"
        empty.mkdir()
        foreign = home.home / "foreign.db"
        with sqlite3.connect(foreign) as db:
            db.execute("CREATE TABLE mine (x)")
        newer = home.home / "newer.db"
        shutil.copy(backup, newer)
        with sqlite3.connect(newer) as db:
            db.execute("INSERT INTO grdb_migrations VALUES ('of the future')")
        broken = home.home / "broken.db"
        contents = bytearray(backup.read_bytes())
        for at in range(8192, len(contents), 4096):
            contents[at:at + 100] = bytes(100)
        broken.write_bytes(contents)
        for arguments, word in (
                (("backup", backup), "--replace"), (("backup", "-"), "no name"), (("backup", empty), "no name"),
                (("backup", "--replace", other), "no backup"), (("backup", "--replace", foreign), "no backup"),
                (("backup", "--replace", home.store), "the store itself"),
                (("backup", home.home / "nowhere/x.db"), "No such file"),
                (("restore", other), "no store"), (("restore", foreign), "no store"), (("restore", empty), "no store"),
                (("restore", home.home / "none.db"), "no file"), (("restore", newer), "newer version"),
                (("restore", broken), "damaged"), (("restore", home.store), "the store itself")):
            refused(arguments, word)
        if other.read_text() != "mine\n":
            faults.append(("overwritten", other.read_text()))
        server.requests.clear()
        daemon = home.start("run", now=BEGIN + LATER, stdout=-3, stderr=-3)
        while not server.requests and daemon.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        inode = home.store.stat().st_ino
        done = home.run("restore", str(backup), now=BEGIN, check=False)
        if done.returncode != 1 or "stop it first" not in done.stderr or home.store.stat().st_ino != inode:
            faults.append(("not-refused", "beside a daemon: " + done.stderr))
        daemon.terminate()
        daemon.wait()
        # As new as the log: nothing to read back, nothing to tell.
        home.run("fetch", "--force", now=BEGIN + LATER + 600)
        home.run("backup", "--replace", str(backup), now=BEGIN)
        lines = log_of(home)[0]
        done = home.run("restore", str(backup), now=BEGIN)
        if " 0 events were read back" not in done.stdout or log_of(home)[0] != lines:
            faults.append(("told", done.stdout))
        faults += tells_nothing(home, newsroom, BEGIN + 2 * LATER)
        faults += audit(home, newsroom.expected(), lines)
        # A damaged store is left as it is, and the message names what comes next.
        home.store.write_bytes(b"no database\n" * 100)
        left = digest(home.store)
        for arguments, words in ((("run",), "dateline restore"), (("store", "check"), "dateline restore")):
            done = home.run(*arguments, now=BEGIN, check=False)
            if done.returncode != 1 or words not in done.stderr + done.stdout or digest(home.store) != left:
                faults.append(("damaged", "%s: %s%s" % (arguments, done.stdout, done.stderr)))
        home.run("restore", str(backup), now=BEGIN)
        # Indexes are made anew, and only those.
        keys = part(home, "-keys")
        contents = bytearray(keys.read_bytes())
        contents[4096:4200] = chance.randbytes(104)
        keys.write_bytes(contents)
        with sqlite3.connect(home.store) as db:
            db.execute("DELETE FROM search_data WHERE id > 10")
        cut = home.log.read_bytes()
        home.log.write_bytes(cut[:cut.rfind(b"\n", 0, -1) + 1])
        rows = store_of(home)
        done = home.run("store", "check", now=BEGIN, check=False)
        if done.returncode != 1 or not all(word in done.stdout for word in ("keys", "search", "log", "--repair")):
            faults.append(("unseen", done.stdout + done.stderr))
        done = home.run("store", "check", "--repair", now=BEGIN, check=False)
        if done.returncode or store_of(home) != rows:
            faults.append(("unrepaired", done.stdout + done.stderr))
        faults += audit(home, newsroom.expected(), lines)
        return "opposites", faults


# After the first round's end, however long that takes: who checks at an earlier time finds nothing due.
GROWN = 3600


def large(binary, server, feeds, entries):
    """A backup of a large store: no writer is kept waiting, and none of what is written meanwhile is in it by halves."""
    newsroom = Newsroom(server, feeds=feeds, entries=entries, length=40)
    faults = []
    with Home(binary, server.urls(), "100MB") as home:
        home.run("fetch", now=BEGIN, timeout=900)
        backup = home.home / "backup.db"
        db = sqlite3.connect(home.store, timeout=0, isolation_level=None)

        def write():
            begun = time.monotonic()
            db.execute("BEGIN IMMEDIATE")
            db.execute("UPDATE store SET identity = identity")
            db.execute("COMMIT")
            return time.monotonic() - begun

        alone = max(write() for _ in range(200))
        begun = time.monotonic()
        copy = home.start("backup", str(backup), now=BEGIN)
        waits = []
        while copy.poll() is None:
            try:
                waits.append(write())  # at once, or not at all
            except sqlite3.OperationalError as error:
                faults.append(("writer-waits", str(error)))
            time.sleep(0.005)
        spent = time.monotonic() - begun
        db.close()
        print("backup of %d items, %d MB: %.1f s, %d writes meanwhile, %.0f ms the longest (%.0f ms without)" % (
            feeds * entries, backup.stat().st_size / 1e6, spent, len(waits), max(waits) * 1e3, alone * 1e3), flush=True)
        newsroom.grow(chance=random.Random(1), by=3, feeds=feeds)
        home.run("fetch", "--force", now=BEGIN + GROWN, timeout=900)
        begun = time.monotonic()
        done = home.run("restore", str(backup), now=BEGIN + GROWN, timeout=900)
        print("restored in %.1f s: %s" % (time.monotonic() - begun, done.stdout.splitlines()[-1]), flush=True)
        begun = time.monotonic()
        faults += check(home, BEGIN + GROWN)
        print("checked in %.1f s" % (time.monotonic() - begun), flush=True)
        faults += tells_nothing(home, newsroom, BEGIN + LATER)
    return faults


def run_circle(circle, rounds, tally):
    with circle.home:
        for _ in range(rounds):
            how, faults = circle.round()
            tally.add("circle", faults, "(%s)" % how)
            print("%s: %d events" % (how, len(log_of(circle.home)[0])), flush=True)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--large", type=int, default=0, help="items of a store that is large, besides")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    tally = Tally("rounds")
    with FeedServer(delay=lambda: chance.random() ** 4 * 0.1) as server:
        if options.store == "postgres":
            run_circle(DumpCircle(options.binary, server, chance), options.rounds, tally)
            return tally.finish()
        tally.add("opposites", opposites(options.binary, server, chance)[1])
        run_circle(Circle(options.binary, server, chance), options.rounds, tally)
        for trial in (short_log, gone_on):
            for _ in range(max(1, options.rounds // 2)):
                how, faults = trial(options.binary, server, chance)
                tally.add(trial.__name__, faults, "(%s)" % how)
        if options.large:
            tally.add("large", large(options.binary, server, options.large // 200, 200))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
