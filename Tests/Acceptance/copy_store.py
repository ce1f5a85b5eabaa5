#!/usr/bin/env python3
"""A store that is taken over into PostgreSQL and back, by `dateline copy-store`.

usage: copy_store.py [--binary .build/release/dateline] [--feeds 40] [--entries 50]

Expected: the same rows both ways; the log goes on at the next number in the new store, and who reads by `seq` notices nothing;
a copy is made beside a daemon, and completed when that has ended; one that is made again writes nothing; another store, and a
store that a worker uses, are left as they are; and a copy that is killed in the middle leaves no trace.

Show: copy_store.py --feeds 1000 --entries 100
"""

import contextlib
import hashlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time

import postgres
from loopback import Dateline, FeedServer, arguments, contents_of, expect, skip, wait_for

# Leases are nobody's in a copy.
TABLES = {
    "feeds": "id, url, first_url, host, title, is_subscribed, absent_since, settings, added_at, due_at, last_change, state, habit, "
             "document, entries",
    "texts": "id, hash, is_page, body",
    "items": "id, feed, guid, link, title_hash, text_hash, fingerprint, source, former_names, revision, first_seen, last_revised, "
             "published, modified, state",
    "revisions": "item, number, at, document, html, text, facts",
    "events": "seq, at, kind, feed, item, revision, facts",
    "sites": "id, host, frame",
    "stories": "id, original, members",
    "story_items": "item, story, site, time, words, origin, matched, similarity, reasons, wire, credit, sketch, keys",
    "stories_apart": "story, other",
    "pages": "item, url, host, due_at, state, facts, title, html, text, stands, entry_html, entry_text",
    "robots": "origin, expires_at, rules",
    "dropped_items": "item, at, rule, expression",
    "stopped_rules": "rule, expression, at",
    "counts": "hour, name, count",
}


def digests(rows):
    """By table: how many rows, and what they hold, in whatever order they come."""
    def plain(value):
        # Engines and JSON write whole numbers each in their own way.
        return int(value) if isinstance(value, bool) or isinstance(value, float) and value.is_integer() else value

    def digest(lines):
        return len(lines), hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return {table: digest([json.dumps([plain(value) for value in row]) for row in rows(table)]) for table in TABLES}


def in_file(path):
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as db:
        def rows(table):
            for row in db.execute("SELECT %s FROM %s" % (TABLES[table], table)):
                yield ["\\x" + value.hex() if isinstance(value, bytes) else value for value in row]
        return digests(rows)


def count_in_file(path, table):
    """0 too where the table has not been made yet."""
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as db:
        try:
            return db.execute("SELECT count(*) FROM " + table).fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def in_database(server, name):
    def rows(table):
        # As lists, so that texts stay whole.
        sql = "SELECT json_build_array(%s) FROM %s" % (TABLES[table], table)
        for (row,) in server.query(sql, name):
            yield json.loads(row)
    return digests(rows)


def expect_same(first, second, what):
    for table in TABLES:
        if first[table] != second[table]:
            raise SystemExit("FAILED: %s: %s: %s rows, and %s" % (what, table, first[table], second[table]))
    print("held: %s: %d rows" % (what, sum(count for count, _ in first.values())))


def feed(number, entries, first=0, mark=""):
    # Every fourth feed has what the one before it has: stories.
    source = number - 1 if number % 4 == 3 else number
    items = "".join(
        "<item><title>%s</title><guid isPermaLink=\"false\">%d-%d</guid><link>http://site%d.test/%d</link>"
        "<description>%s%s</description></item>" % (
            "Number %d of %d told at length" % (n, source), number, n, number, n,
            " ".join("word%s" % hashlib.md5(b"%d %d %d" % (source, n, w)).hexdigest()[:6] for w in range(60)),
            mark if n % 10 == 0 else "")
        for n in range(first + entries - 1, first - 1, -1))
    return ("<rss version=\"2.0\"><channel><title>Feed %d</title>%s</channel></rss>" % (number, items)).encode()


class Stores:
    """The two places, and what is copied between them."""

    def __init__(self, options, server):
        self.options, self.server, self.count = options, server, 0

    def database(self):
        self.count += 1
        name = "copy%d" % self.count
        self.server.query("CREATE DATABASE %s" % name)
        return name

    def url(self, name):
        return "postgresql://dateline@127.0.0.1:%d/%s" % (self.server.port, name)

    def copy(self, home, source, target):
        began = time.monotonic()
        process = home.start("copy-store", "--json", source, target, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit("FAILED: copy-store: " + process.stderr.read().decode())
        summary = json.loads(said)
        print("-- %d rows written in %.1f s, %.1f s of its CPU, %d MB" % (
            summary["rows_written"], time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024), flush=True)
        return summary

    @contextlib.contextmanager
    def holding(self, name, table):
        """Nobody writes to the table meanwhile."""
        holder = subprocess.Popen(
            [postgres.programs() / "psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(self.server.port), "-U", "dateline", "-d", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("BEGIN;\nLOCK TABLE %s IN SHARE MODE;\n\\echo held\n" % table)
        holder.stdin.flush()
        holder.stdout.readline()
        try:
            yield
        finally:
            holder.kill()
            holder.wait()

    def is_writing(self, name):
        # The client holds the transaction open while it reads; by then rows have been sent.
        return int(self.server.query(
            "SELECT coalesce((SELECT 1 FROM pg_stat_activity WHERE datname = '%s' AND query LIKE 'INSERT INTO%%' LIMIT 1), 0)" % name)[0][0])


def set_store(home, url):
    text = (home.home / "dateline.toml").read_text()
    (home.home / "dateline.toml").write_text('[store]\nurl = "%s"\n[service]\nowns-feeds = true\n' % url + text)


def lines_of_log(home):
    """As they stand there, the rotated files' first: a long log is in several."""
    rotated = sorted(home.home.glob("items.jsonl.[0-9]*"), key=lambda path: -int(path.suffix[1:]))
    return "".join(path.read_text() for path in [*rotated, home.log]).splitlines()


def tell_all(home, seq):
    done = home.run("tail", "--after", str(seq), "--json")
    expect(not done.stderr, "no number is missing")
    return done.stdout.splitlines()


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds", type=int, default=40)
    parser.add_argument("--entries", type=int, default=50)
    options = parser.parse_args()
    if not postgres.programs():
        skip("no postgres: Tests/run.sh gets it")
    documents = {"/%d.xml" % n: feed(n, options.entries) for n in range(options.feeds)}
    with postgres.Database() as database, FeedServer(documents) as server, Dateline(options.binary, server.urls()) as home:
        run(options, Stores(options, database.primary), server, home)


def run(options, stores, server, home):
    home.run("fetch", "--force", timeout=3600)
    for n in range(0, options.feeds, 3):
        server.documents["/%d.xml" % n] = feed(n, options.entries, 2, mark=" revised")
    home.run("fetch", "--force", timeout=3600)
    held = in_file(home.store)
    expect(held["items"][0] >= options.feeds * options.entries, "%d items are held" % held["items"][0])
    expect(home.query("SELECT count(*) FROM events WHERE kind = 'revised'")[0][0] > 0, "there are revisions")

    there_and_back(stores, home, held)
    refusals(stores, home)
    killed(stores, home, held)
    beside_a_daemon(options, stores, server, home)
    goes_on(options, stores, server, home)


def there_and_back(stores, home, held):
    name, back = stores.database(), str(home.home / "back.db")
    stores.copy(home, str(home.store), stores.url(name))
    expect_same(held, in_database(stores.server, name), "the database has the file's rows")
    expect(stores.copy(home, str(home.store), stores.url(name))["rows_written"] == 0, "a second copy writes nothing")
    stores.copy(home, stores.url(name), back)
    expect_same(held, in_file(back), "a file has the database's rows")
    expect(stores.copy(home, stores.url(name), back)["rows_written"] == 0, "a second one writes nothing")


def refusals(stores, home):
    name = stores.database()
    with Dateline(home.binary, ["http://127.0.0.1:9/other.xml"]) as other:
        other.run("fetch", check=False)
        stores.copy(other, str(other.store), stores.url(name))
        before = in_database(stores.server, name)
        done = home.run("copy-store", str(home.store), stores.url(name), check=False)
        expect(done.returncode and "is no copy of" in done.stderr, "a database with another store is refused")
        expect_same(before, in_database(stores.server, name), "it is as it was")
        before = in_file(home.store)
        done = other.run("copy-store", stores.url(name), str(home.store), check=False)
        expect(done.returncode and "is no copy of" in done.stderr, "a file with another store is refused")
        expect_same(before, in_file(home.store), "it is as it was")


def killed(stores, home, held):
    """At several moments, into a database and into a file."""
    name, target = stores.database(), home.home / "killed.db"
    with Dateline(home.binary) as empty:
        # Else the first copy would make the tables.
        set_store(empty, stores.url(name))
        empty.run("fetch", check=False)
    nothing = in_database(stores.server, name)
    # It comes no further than this, which is the last table that it writes.
    with stores.holding(name, "counts"):
        process = home.start("copy-store", str(home.store), stores.url(name), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: stores.is_writing(name), "rows are being written")
        time.sleep(0.5)
        expect(process.poll() is None, "it is killed in the middle")
        process.kill()
        process.wait()
    # The server notices the end when it next looks for its client.
    wait_for(lambda: not stores.is_writing(name), "the server has ended its session")
    expect_same(nothing, in_database(stores.server, name), "the database is as it was")
    stores.copy(home, str(home.store), stores.url(name))
    expect_same(held, in_database(stores.server, name), "the next copy has all")
    wal = pathlib.Path(str(target) + "-wal")
    process = home.start("copy-store", stores.url(name), str(target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: wal.exists() and wal.stat().st_size > 1 << 20 or process.poll() is not None, "a file is being written")
    process.kill()
    process.wait()
    # SQLite writes at the commit, which is over soon.
    expect(count_in_file(target, "feeds") == 0 or in_file(target) == held, "the file has nothing or all")
    stores.copy(home, stores.url(name), str(target))
    expect_same(held, in_file(target), "the next copy has all")


def beside_a_daemon(options, stores, server, home):
    name, added, items = stores.database(), {}, home.query("SELECT count(*) FROM items")[0][0]
    said = home.home / "said"
    with open(said, "wb") as file:
        daemon = home.start("run", stdout=file, stderr=file)
    try:
        for n in range(options.feeds, options.feeds + 20):
            added["/%d.xml" % n] = feed(n, options.entries)
        server.documents.update(added)
        wait_for(lambda: b"notice running" in contents_of(said), "a daemon runs")
        home.subscribe([server.address + path for path in added], "added")
        daemon.send_signal(signal.SIGHUP)
        copied = stores.copy(home, str(home.store), stores.url(name))
        expect(copied["daemon_running"], "a copy is made beside a daemon")
        # It may have had all of that already.
        server.documents["/late.xml"] = feed(options.feeds + 20, options.entries)
        home.subscribe([server.address + "/late.xml"], "late")
        daemon.send_signal(signal.SIGHUP)
        wait_for(lambda: home.query("SELECT count(*) FROM items")[0][0] >= items + 21 * options.entries,
                 "the daemon has read what was added", 300)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(timeout=60)
    rest = stores.copy(home, str(home.store), stores.url(name))
    expect(not rest["daemon_running"] and 0 < rest["rows_written"] < copied["rows_written"] + 21 * options.entries * 9,
           "the rest is copied when it has ended: %d rows" % rest["rows_written"])
    expect_same(in_file(home.store), in_database(stores.server, name), "the database has the file's rows")
    with Dateline(home.binary) as worker:
        set_store(worker, stores.url(name))
        (worker.home / "dateline.toml").write_text((worker.home / "dateline.toml").read_text().replace(
            "owns-feeds = true", "owns-feeds = false"))
        process = worker.start("run", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(lambda: int(stores.server.query("SELECT count(*) FROM workers", name)[0][0]), "a worker uses the database")
            done = home.run("copy-store", str(home.store), stores.url(name), check=False)
            expect(done.returncode and "a worker is using the store" in done.stderr, "it is refused")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def goes_on(options, stores, server, home):
    name = stores.database()
    stores.copy(home, str(home.store), stores.url(name))
    told = lines_of_log(home)
    last = json.loads(told[-1])["_dateline"]["seq"]
    before = tell_all(home, 0)
    expect(before == told, "a reader by seq is told %d lines" % len(told))
    set_store(home, stores.url(name))
    expect(tell_all(home, 0) == told, "it is told the same of the database")
    for n in range(0, options.feeds, 2):
        server.documents["/%d.xml" % n] = feed(n, options.entries, 4, mark=" again")
    home.run("fetch", "--force", timeout=3600)
    log = lines_of_log(home)
    numbers = [json.loads(line)["_dateline"]["seq"] for line in log]
    expect(len(numbers) > len(told) and log[:len(told)] == told and numbers == list(range(1, len(numbers) + 1)),
           "the log goes on behind %d in the database, up to %d, without a gap" % (last, numbers[-1]))
    expect(tell_all(home, last) == log[len(told):], "a reader goes on behind %d" % last)



if __name__ == "__main__":
    main()
