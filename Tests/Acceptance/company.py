#!/usr/bin/env python3
"""Several processes, users and containers at one store, backups put back, and files that are not what they seem.

usage: company.py [--binary .build/release/dateline] [--only NAME] [--tries 3]

What needs root (other users, links, mounts, namespaces) runs in a mount namespace of its own, on a tmpfs, and is left
out, and said so, where there is no root.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time

from campaigns.older_store import make_older
from loopback import Dateline, FeedServer, arguments, check_log, expect, skip, wait_for

USER = 65533  # of nobody on this machine
OTHER = 65532


def entry(number):
    return ("<item><title>Entry {0}</title><guid isPermaLink=\"false\">n{0}</guid><link>http://news.test/{0}</link>"
            "<description>What entry {0} says is {1}.</description></item>").format(
                number, " ".join("word%d" % (number * 7919 + i * 104729) for i in range(12)))


def document(numbers):
    return ("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title>%s</channel></rss>"
            % "".join(entry(n) for n in reversed(numbers))).encode()


class House(Dateline):
    """A Dateline whose one feed has the entries 1 to n."""

    def __init__(self, binary, server, path="/feed"):
        super().__init__(binary, [server.address + path])
        self.server, self.path = server, path
        self.state = self.home

    def news(self, first, last, check=True):
        """The feed lists these entries now, and is fetched."""
        self.server.documents[self.path] = document(range(first, last + 1))
        return self.run("fetch", "--force", check=check)

    def files(self):
        return [self.home / ("dateline.db" + end) for end in ("", "-wal", "-shm", "-keys", "-lock")]

    def remove_store(self):
        for path in self.files():
            path.unlink(missing_ok=True)

    def backup(self):
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            db.execute("VACUUM INTO ?", (str(self.home / "backup"),))

    def restore(self):
        self.remove_store()
        shutil.copy(self.home / "backup", self.store)

    def titles(self):
        return [line["title"] for line in self.log_lines() if "title" in line]


def check_numbers(house):
    """The log's numbers grow by one; each of the store's events is in the log under its number, with its meaning."""
    lines = house.log_lines()
    numbers = [line["_dateline"]["seq"] for line in lines]
    expect(numbers == list(range(numbers[0], numbers[0] + len(numbers))), "the log's %d numbers have no gap" % len(numbers))
    logged = {line["_dateline"]["seq"]: (line["_dateline"]["event"], line["_dateline"].get("item")) for line in lines}
    held = {seq: (kind, item) for seq, kind, item in house.query("SELECT seq, kind, item FROM event")}
    wrong = [seq for seq, what in held.items() if seq in logged and logged[seq] != what]
    expect(not wrong, "no number means one thing in the log and another in the store %s" % wrong[:5])
    expect(all(seq in logged for seq in held if seq >= numbers[0]), "all events of the store are in the log")


# --- A store behind its log ---

def restored(binary, server):
    with House(binary, server) as house:
        house.news(1, 50)
        house.backup()
        house.news(20, 90)
        before = house.log_lines()[-1]["_dateline"]["seq"]
        house.restore()
        done = house.news(91, 130)
        expect("behind its log" in done.stderr and str(before) in done.stderr, "a backup put back: it is said, with the numbers")
        check_numbers(house)
        missing = {"Entry %d" % n for n in range(1, 131)} - set(house.titles())
        expect(not missing, "a backup put back: the log has all news (%s)" % sorted(missing)[:3])
        behind = [line["_dateline"] for line in house.log_lines() if line["_dateline"]["event"] == "store-behind"]
        expect([(e["from"], e["to"], e["seq"]) for e in behind] == [(52, before, before + 1)],
               "a backup put back: one event tells the range")
        expect("behind its log" in house.run("status").stdout, "a backup put back: status tells")
        again = house.news(91, 131)
        expect("behind" not in again.stderr and house.titles().count("Entry 131") == 1, "and it goes on quietly")


def lost(binary, server):
    with House(binary, server) as house:
        house.news(1, 30)
        last = house.log_lines()[-1]["_dateline"]["seq"]
        house.remove_store()
        done = house.news(20, 60)
        expect("there is no store" in done.stderr and "read back" in done.stderr, "a store lost: it is said")
        check_numbers(house)
        twice = [title for title in house.titles() if house.titles().count(title) > 1]
        expect(not twice, "a store lost: what the log has is not told again %s" % twice[:3])
        news = [line["_dateline"]["seq"] for line in house.log_lines() if line.get("title", "") in
                {"Entry %d" % n for n in range(31, 61)}]
        expect(len(news) == 30 and min(news) > last, "a store lost: 30 of 30 news are in the log, above its numbers")


def lost_under_a_daemon(binary, server):
    """The files of the store go while the daemon runs: it ends and says why, and what runs next tells nothing twice."""
    with House(binary, server) as house:
        house.news(1, 30)
        with open(house.home / "journal", "w") as journal:
            daemon = house.start("run", stdout=-3, stderr=journal)
        try:
            wait_for(lambda: "running" in (house.home / "journal").read_text(), "a daemon runs")
            house.remove_store()
            expect(daemon.wait(60) == 1 and "removed or replaced" in (house.home / "journal").read_text(),
                   "a daemon whose store is removed ends, and says so")
        finally:
            daemon.kill()
            daemon.wait()
        house.news(20, 60)
        check_numbers(house)
        twice = [title for title in house.titles() if house.titles().count(title) > 1]
        expect(not twice and len(house.titles()) >= 60, "and nothing is told twice, or lost %s" % twice[:3])


def lost_log_moved(binary, server):
    """The store is lost and the log was moved away: the lock alone knows the numbers."""
    with House(binary, server) as house:
        house.news(1, 30)
        last = house.log_lines()[-1]["_dateline"]["seq"]
        house.remove_store()
        house.log.rename(house.home / "old-log")
        house.news(31, 60)
        numbers = [line["_dateline"]["seq"] for line in house.log_lines()]
        expect(min(numbers) == last + 1, "store lost, log moved away: numbers go on where the lock says")
        expect(len([t for t in house.titles() if t.startswith("Entry")]) == 30, "and all news are in the log")


def both_restored(binary, server):
    """Store and log come from one backup; the lock stayed."""
    with House(binary, server) as house:
        house.news(1, 30)
        house.backup()
        shutil.copy(house.log, house.home / "log-backup")
        house.news(31, 60)
        last = house.log_lines()[-1]["_dateline"]["seq"]
        house.restore()
        shutil.copy(house.home / "log-backup", house.log)
        house.news(61, 70)
        told = [line["_dateline"]["seq"] for line in house.log_lines() if line.get("title") == "Entry 61"]
        expect(len(told) == 1 and told[0] > last, "store and log put back: no number is used again")


def note_not_believed(binary, server):
    for text in ("%20d" % 10**9, "1000000000", None):
        with House(binary, server) as house:
            house.news(1, 20)
            lock = house.home / "items.jsonl.lock"
            if text is None:
                lock.write_bytes(b"%20d" % 10**9 + lock.read_bytes()[20:])
            else:
                lock.write_text(text)
            house.log.rename(house.home / "old-log")
            house.news(21, 40)
            numbers = [line["_dateline"]["seq"] for line in house.log_lines()]
            expect(set("Entry %d" % n for n in range(21, 41)) <= set(house.titles()) and max(numbers) < 1000,
                   "a number that nothing supports is not believed")


def another_log(binary, server):
    with House(binary, server) as one, House(binary, server, "/other") as other:
        one.news(1, 20)
        other.news(101, 120)
        with (other.home / "dateline.toml").open("a") as file:
            file.write('[log]\npath = "%s"\n' % one.log)
        done = other.news(121, 140)
        expect("another store's" in done.stderr, "another store's log: it is said")
        lines = [json.loads(line) for line in one.log.read_text().splitlines()]
        numbers = [line["_dateline"]["seq"] for line in lines]
        expect(numbers == list(range(1, len(numbers) + 1)), "another store's log: no number twice, no gap")
        expect({"Entry %d" % n for n in range(101, 141)} <= {line.get("title") for line in lines},
               "another store's log: all that the store has is told there")
        one.news(21, 30)
        lines = [json.loads(line) for line in one.log.read_text().splitlines()]
        numbers = [line["_dateline"]["seq"] for line in lines]
        expect(numbers == list(range(1, len(numbers) + 1)) and {"Entry %d" % n for n in range(1, 31)} <=
               {line.get("title") for line in lines}, "and the first one goes on above that")
        daemon = one.start("run", stderr=subprocess.DEVNULL)
        try:
            wait_running(one)
            # The daemon's log is its own now; the other is refused, and its events stay safe.
            one.news(31, 31)
            refused = other.news(141, 141, check=False)
            expect(refused.returncode == 1 and "has a log of its own" in refused.stderr, "beside a live daemon it is refused")
        finally:
            stop(daemon)


def ordinary_logs(binary, server):
    """What moves, cuts and completes a log in everyday life is no restored store."""
    with House(binary, server) as house:
        quiet = lambda done: expect("behind" not in done.stderr, "nothing is said of a store behind its log")
        quiet(house.news(1, 10))
        house.log.rename(house.home / "items.jsonl-20260120")
        quiet(house.news(1, 20))
        house.log.write_bytes(b"")
        quiet(house.news(1, 30))
        data = house.log.read_bytes()
        house.log.write_bytes(data[:-20])
        quiet(house.news(1, 40))
        with house.log.open("ab") as file:
            file.write(b"\0" * 5000)
        quiet(house.news(1, 50))
        numbers = [line["_dateline"]["seq"] for line in house.log_lines()]
        expect(numbers == list(range(numbers[0], numbers[0] + len(numbers))), "its numbers have no gap")
        house.log.unlink()
        (house.home / "items.jsonl-20260120").unlink()
        (house.home / "items.jsonl.lock").unlink()
        quiet(house.run("fetch"))
        check_log(house)


# --- A log that is no log ---

def foreign_log(binary, server):
    for name, content in (("notes", b"my notes\n" * 3000), ("a last line of notes", None), ("one line", b"notes"),
                          ("JSON", b'{"id": 1, "name": "x"}'), ("a program", b"\x7fELF\0\0\n\0\1\2" * 400)):
        with House(binary, server) as house:
            house.news(1, 5)
            ours = house.log.read_bytes()
            if content is None:
                content = ours + b"what I wrote below\n"
            house.log.unlink()  # a file of its own, not the log's written over
            house.log.write_bytes(content)
            done = house.news(1, 10, check=False)
            expect(done.returncode == 1 and "[log] path" in done.stderr and house.log.read_bytes() == content,
                   "a log that holds %s is left as it is, with a word of the remedy" % name)
            house.log.write_bytes(ours)
            house.run("fetch")
            check_log(house)


def damaged_log(binary, server):
    """In the log's own file nothing can be read any more: it is set aside, and the daemon goes on."""
    with House(binary, server) as house:
        house.news(1, 5)
        size = house.log.stat().st_size
        garbage = b"\0\0\n\x81\xfe" * (size // 5)
        house.log.write_bytes(garbage)
        house.news(1, 10)
        expect((house.home / "items.jsonl.damaged").read_bytes() == garbage, "a damaged log is set aside whole")
        expect([line["_dateline"]["seq"] for line in house.log_lines()] == list(range(7, 12)), "and a new one goes on")
    with House(binary, server) as house:
        house.news(1, 5)
        with house.log.open("ab") as file:
            file.write(os.urandom(3000).replace(b"\n", b"\0\n"))
        house.news(1, 10)
        check_log(house)


# --- Company ---

def at_once(binary, server, tries):
    for _ in range(tries):
        with House(binary, server) as house:
            server.documents["/feed"] = document(range(1, 40))
            run_at_once(house, 4)
            check_log(house)
            expect(house.query("SELECT count(*) FROM item") == [(39,)], "four at once on no store: each entry once")
    for _ in range(tries):
        with House(binary, server) as house:
            house.news(1, 40)
            make_older(house)
            run_at_once(house, 4)
            check_log(house)
            expect(house.query("SELECT count(*) FROM item") == [(40,)], "four at once on an old store: each entry once")


def run_at_once(house, count):
    processes = [house.start("fetch", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    ends = [(p.communicate(timeout=120), p.returncode) for p in processes]
    errors = [text[1] for text, code in ends if code]
    expect(not errors, "all of %d end with 0 %s" % (count, errors[:1]))


def wait_running(house):
    for _ in range(600):
        text = (house.home / "dateline.db-lock").read_text() if (house.home / "dateline.db-lock").exists() else ""
        if text.strip():
            return
        time.sleep(0.05)
    raise SystemExit("FAILED: the daemon does not start")


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise SystemExit("FAILED: SIGTERM is not heeded within 20 s")


def second_run(binary, server):
    with House(binary, server) as house:
        server.documents["/feed"] = document(range(1, 5))
        first = house.start("run", stderr=subprocess.DEVNULL)
        wait_running(house)
        second = house.run("run", check=False, timeout=30)
        expect(second.returncode == 1 and str(first.pid) in second.stderr, "a second daemon says which one runs, and ends")
        house.run("fetch")  # beside it
        first.kill()
        first.wait()
        third = house.start("run", stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        expect(third.poll() is None, "after kill -9 a daemon starts at once")
        expect(stop(third) == 0, "and stops")


def long_migration(binary, server):
    """The store cannot be opened for a while: it is told how far that is, and SIGTERM is heeded."""
    with House(binary, server) as house, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(house.home / "notify"))
        notify.settimeout(30)
        house.news(1, 40)
        make_older(house)
        blocker = sqlite3.connect(house.store, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        daemon = subprocess.Popen([house.binary, "run"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  env={**house.environment(), "NOTIFY_SOCKET": str(house.home / "notify")})
        text = notify.recv(4096).decode()
        expect("STATUS=the store is" in text and "EXTEND_TIMEOUT_USEC=" in text,
               "the service manager is told what goes on, and to wait")
        waiting = house.start("fetch", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        expect("waited for" in waiting.stderr.readline(), "another process says that it waits")
        began = time.monotonic()
        expect(stop(daemon) == 0 and time.monotonic() - began < 5, "SIGTERM is heeded, %.1f s" % (time.monotonic() - began))
        blocker.execute("ROLLBACK")
        blocker.close()
        _, said = waiting.communicate(timeout=60)
        expect(waiting.returncode == 0, "who waited for the store goes on (%s)" % said.strip())
        check_log(house)


# --- As root: other users, links, namespaces ---

def as_user(house, *arguments, user=USER, check=False):
    done = subprocess.run(["setpriv", "--reuid=%d" % user, "--regid=%d" % user, "--clear-groups", house.binary, *arguments],
                          env=house.environment(), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    if check and done.returncode:
        raise SystemExit("FAILED: as user %d: %s: %s" % (user, " ".join(arguments), done.stderr))
    return done


def give(house, user=USER):
    """The store's and the log's folder are a service user's, as in /var/lib."""
    state = house.home / "state"
    state.mkdir()
    os.chown(state, user, user)
    os.chmod(house.home, 0o755)
    house.store, house.log = state / "dateline.db", state / "items.jsonl"
    with (house.home / "dateline.toml").open("a") as file:
        file.write('[store]\npath = "state/dateline.db"\n[log]\npath = "state/items.jsonl"\n')
    return state


def root_first(binary, server):
    with House(binary, server) as house:
        state = give(house)
        house.news(1, 20)
        wrong = [p.name for p in state.iterdir() if (p.stat().st_uid, p.stat().st_gid) != (USER, USER)]
        expect(not wrong and (state / "dateline.db-wal").exists(), "what root makes gets the folder's owner %s" % wrong)
        server.documents["/feed"] = document(range(1, 31))
        as_user(house, "fetch", "--force", check=True)
        house.news(1, 40)
        as_user(house, "fetch", "--force", check=True)
        check_numbers(house)
        for name in ("dateline.db", "dateline.db-keys"):
            os.chown(state / name, 0, 0)
        done = as_user(house, "fetch")
        expect(done.returncode == 1 and "chown" in done.stderr, "root's file in a user's folder: the message names the remedy")


def other_readers(binary, server):
    with House(binary, server) as house:
        state = give(house)
        os.chmod(house.home / "dateline.toml", 0o644)
        server.documents["/feed"] = document(range(1, 21))
        as_user(house, "fetch", check=True)
        first = house.query("SELECT min(id) FROM item")[0][0]

        def look(what):
            for arguments in (("status",), ("items",), ("tail",), ("show", str(first))):
                done = as_user(house, *arguments, user=OTHER)
                expect(done.returncode == 0 and done.stdout.strip(), "%s: another user reads by %s %s"
                       % (what, arguments[0], done.stderr.strip()))
        expect((state / "dateline.db-wal").stat().st_size == 0, "what SQLite keeps beside the store is empty at rest")
        look("after a fetch, while nothing runs")
        tool = shutil.which("sqlite3")
        if tool:
            done = subprocess.run(["setpriv", "--reuid=%d" % OTHER, "--regid=%d" % OTHER, "--clear-groups", tool,
                                   "-readonly", str(house.store), "SELECT count(*) FROM item"], capture_output=True, text=True)
            expect(done.stdout.strip() == "20", "and by sqlite3 -readonly %s" % done.stderr)
        house.run("status")
        look("after root has looked")
        for end in ("-wal", "-shm"):
            (state / ("dateline.db" + end)).unlink()
        look("when somebody took the files away that reading needs")
        expect(not (state / "dateline.db-wal").exists(), "and nothing is written for it")
        os.chmod(house.store, 0o600)
        done = as_user(house, "status", user=OTHER)
        expect(done.returncode == 1 and "no permission" in done.stderr and "written" not in done.stderr,
               "who may not read is told so, not of writing")
        done = as_user(house, "fetch", user=OTHER)
        expect(done.returncode == 1 and "belongs to" in done.stderr, "who may not write is told whose it is")


def planted_links(binary, server):
    for name in ("dateline.db", "dateline.db-wal", "dateline.db-shm", "dateline.db-keys", "dateline.db-lock", "items.jsonl",
                 "items.jsonl.lock"):
        for kind in ("link", "hard link", "FIFO", "dangling link"):
            with House(binary, server) as house:
                state = give(house)
                server.documents["/feed"] = document(range(1, 11))
                as_user(house, "fetch", check=True)
                victim = house.home / "victim"
                secret = b"root:secret:19000:0:99999:7:::\n"
                victim.write_bytes(secret)
                victim.chmod(0o600)
                place = state / name
                place.unlink(missing_ok=True)
                if kind == "FIFO":
                    os.mkfifo(place)
                elif kind == "hard link":
                    os.link(victim, place)
                else:
                    place.symlink_to(victim if kind == "link" else house.home / "nothing")
                before = victim.stat()
                done = house.news(1, 20, check=False)
                after = victim.stat()
                expect(victim.read_bytes() == secret and (before.st_uid, before.st_mode) == (after.st_uid, after.st_mode)
                       and not (house.home / "nothing").exists() and done.returncode == 1 and "dateline" in done.stderr,
                       "root, a %s for %s: refused, nothing touched" % (kind, name))
                place.unlink()
                house.run("fetch", "--force")
                told = {"Entry %d" % n for n in range(11 if name == "items.jsonl" else 1, 21)}
                expect(told <= set(house.titles()) and house.query("SELECT count(*) FROM item") == [(20,)],
                       "and goes on once it is gone")


def linked_folder(binary, server):
    """An operator has the folder on another disk; a user's link in a folder of theirs leads root nowhere."""
    with House(binary, server) as house:
        state = give(house)
        state.rename(house.home / "disk")
        state.symlink_to(house.home / "disk")
        house.news(1, 10)
        as_user(house, "fetch", "--force", check=True)
        check_numbers(house)
    with House(binary, server) as house:
        state = give(house)
        target = house.home / "root-only"
        target.mkdir()
        (state / "more").symlink_to(target)
        os.lchown(state / "more", USER, USER)
        text = (house.home / "dateline.toml").read_text().replace("state/", "state/more/")
        (house.home / "dateline.toml").write_text(text)
        done = house.news(1, 10, check=False)
        expect(done.returncode == 1 and not list(target.iterdir()), "root follows no link to a folder that a user has planted")


def devices(binary, server):
    for path in ("/dev/null", "/dev/stdout", "/dev/full"):
        with House(binary, server) as house:
            before = os.stat(path)
            with (house.home / "dateline.toml").open("a") as file:
                file.write('[log]\npath = "%s"\n' % path)
            done = house.news(1, 10, check=False)
            after = os.stat(path)
            expect(done.returncode == 1 and "[log] path" in done.stderr or "configuration" in done.stderr,
                   "%s is refused as a log: %s" % (path, done.stderr.strip()[-100:]))
            expect((before.st_mode, before.st_uid) == (after.st_mode, after.st_uid) and not os.path.exists(path + ".lock"),
                   "%s stays as it was" % path)
            expect(house.query("SELECT count(*) FROM item") == [(10,)], "the news are in the store")


def drop_ins(binary, server):
    """feed add under a tight umask: the service reads what root has made, and a private folder stays private."""
    with House(binary, server) as house:
        os.chmod(house.home, 0o755)
        os.chmod(house.home / "feeds.d", 0o755)
        subprocess.run(["sh", "-c", 'umask 077; exec "$0" feed add --no-check http://127.0.0.1:9/new.xml --title New',
                        house.binary], env=house.environment(), check=True, capture_output=True)
        expect(stat.S_IMODE((house.home / "feeds.d/new.toml").stat().st_mode) == 0o644, "a drop-in is readable as its folder is")
        os.chown(house.home / "feeds.d", USER, USER)
        house.run("feed", "add", "--no-check", "http://127.0.0.1:9/more.xml", "--title", "More")
        expect((house.home / "feeds.d/more.toml").stat().st_uid == USER, "what root adds gets the folder's owner")
        os.chmod(house.home / "feeds.d", 0o700)
        house.run("feed", "add", "--no-check", "http://127.0.0.1:9/own.xml", "--title", "Own")
        expect(stat.S_IMODE((house.home / "feeds.d/own.toml").stat().st_mode) == 0o600, "in a private folder it is private")


def containers(binary, server):
    """Process numbers of another namespace tell nothing: a living holder's lease stays, a dead one's is free."""
    with House(binary, server) as house:
        asked = []
        server.documents["/feed"] = document(range(1, 11))
        server.delay = lambda: (asked.append(1), time.sleep(6) if len(asked) == 1 else None, 0.0)[2]
        try:
            def inside(*arguments, **options):
                return house_process(house, ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", house.binary,
                                             *arguments], **options)
            daemon = inside("run")
            wait_running(house)
            while not asked:
                time.sleep(0.05)
            done = inside("fetch")
            expect(done.wait(60) == 0 and len(asked) == 1, "a container leaves alone what another is checking")
            second = inside("run", stderr=subprocess.PIPE)
            text = second.communicate(timeout=60)[1].decode()
            expect(second.returncode != 0 and "container" in text, "a second daemon in another container is refused")
            daemon.kill()
            daemon.wait()
            asked.append(1)
            inside("fetch", "--force").wait(60)
            expect(len(house.titles()) == 10, "a dead container's leases are free at once")
        finally:
            server.delay = lambda: 0.0


def house_process(house, command, **options):
    options.setdefault("stderr", subprocess.DEVNULL)
    return subprocess.Popen(command, env=house.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **options)


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--only", default="")
    parser.add_argument("--tries", type=int, default=3)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if os.geteuid() == 0 and not options.inside:
        # Nothing that is tried here as root touches the machine's own files.
        script = ("mount --make-rprivate / && mount -t tmpfs -o mode=1777 none /tmp && mount -t tmpfs none /dev && "
                  "mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/full c 1 7 && mknod -m 666 /dev/urandom c 1 9 && "
                  "ln -s /proc/self/fd/1 /dev/stdout && exec \"$@\"")
        return subprocess.call(["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, __file__, "--inside",
                                *sys.argv[1:]])
    tests = [restored, lost, lost_under_a_daemon, lost_log_moved, both_restored, note_not_believed, another_log, ordinary_logs, foreign_log, damaged_log,
             second_run, long_migration]
    as_root = [root_first, other_readers, planted_links, linked_folder, devices, drop_ins, containers]
    with FeedServer() as server:
        for test in tests + (as_root if os.geteuid() == 0 else []):
            if options.only in test.__name__:
                print("-- " + test.__name__.replace("_", " "), flush=True)
                test(options.binary, server)
        if options.only in "at_once":
            at_once(options.binary, server, options.tries)
    if os.geteuid() != 0:
        skip("these need root: " + ", ".join(test.__name__ for test in as_root))


if __name__ == "__main__":
    sys.exit(main())
