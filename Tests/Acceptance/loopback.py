"""What the scripts of the tests share: their options, a feed server on loopback, and a Dateline with a home of its own.

Python's standard library only. Nothing here reaches outside 127.0.0.0/8.
"""

import argparse
import atexit
import http.server
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
REAL_FEEDS = ROOT.parent / "shared/data/real-feeds"
FIXTURES = ROOT / "Tests/DaemonTests/Fixtures/feeds"

STORES = ("sqlite", "postgres")
SKIPPED = 77  # the exit status of a script that could not run all that it has, as automake's tests have it


def arguments(doc, binary="dateline", stores=STORES):
    """A parser of the options, with those that all scripts have: which built program is tried, and where its stores are.

    - stores: which of them the script can try: SQLite's alone where it looks into files."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / ".build/release" / binary)
    parser.add_argument("--store", choices=stores, default=stores[0], action=StoreAction, help="where each Dateline has its store")
    return parser


class StoreAction(argparse.Action):
    """Begins the server that the stores of all Datelines of this process are in, if they are to be in one."""

    def __call__(self, parser, options, value, _=None):
        options.store = value
        if value == "postgres" and not Dateline.server:
            import postgres
            if not postgres.programs():
                skip("no postgres: Tests/run.sh gets it")
            database = postgres.Database()
            atexit.register(database.__exit__)
            # A script that is told to end takes its server with it.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            Dateline.server = database.__enter__().primary


def skip(why):
    """Ends the script, and has the run say that not all of it was tried."""
    print("skipped: " + why)
    raise SystemExit(SKIPPED)


def feeds_folder(given=None):
    """The feeds to serve: those that were named, the real ones where they are at hand, else the project's own."""
    for folder in (given, REAL_FEEDS, FIXTURES):
        if folder and pathlib.Path(folder).is_dir():
            return pathlib.Path(folder)
    raise SystemExit("no folder of feeds")


class Serving:
    """A context manager in which `server` answers, on a thread of its own."""

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class FeedServer(Serving):
    """Serves documents that the test may change between requests, with entity tags. A context manager."""

    def __init__(self, documents=None, delay=lambda: 0.0):
        self.documents = dict(documents or {})  # path -> bytes
        self.delay = delay
        self.in_full = False  # answers whole documents, whatever validators are sent
        self.requests = []  # (path, status)
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                time.sleep(server.delay())
                body = server.documents.get(self.path)
                tag = '"%016x"' % (hash(body) & (1 << 64) - 1)
                if body is None:
                    return self.answer(404, b"")
                if self.headers.get("If-None-Match") == tag and not server.in_full:
                    return self.answer(304, b"", tag)
                self.answer(200, body, tag)

            def answer(self, status, body, tag=None):
                server.requests.append((self.path, status))
                self.send_response(status)
                if tag:
                    self.send_header("ETag", tag)
                if status != 304:
                    self.send_header("Content-Type", "text/html" if self.path.endswith(".html") else "application/xml")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client was killed: that is what these tests do

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = "http://127.0.0.1:%d" % self.server.server_port

    @classmethod
    def of_folder(cls, folder, **options):
        files = sorted(p for p in pathlib.Path(folder).iterdir() if p.suffix in (".xml", ".json", ".rss", ".atom"))
        return cls({"/" + p.name: p.read_bytes() for p in files if p.name != "manifest.json"}, **options)

    def urls(self):
        return [self.address + path for path in self.documents]


class Dateline:
    """The built command with its configuration, store and log in a folder that is removed afterwards, or with its store in a
    database of its own, which is removed likewise."""

    server = None  # a postgres.Server, where the stores are in one
    count = 0

    def __init__(self, binary, urls=(), fetch=""):
        self.binary = str(pathlib.Path(binary).resolve())
        self.folder = tempfile.TemporaryDirectory(prefix="dateline-")
        self.home = pathlib.Path(self.folder.name)
        self.store = self.home / "dateline.db"
        self.log = self.home / "items.jsonl"
        (self.home / "feeds.d").mkdir()
        self.database = None
        if self.server:
            Dateline.count += 1
            self.database = "dateline_%d" % self.count
            self.server.query("CREATE DATABASE " + self.database)
        (self.home / "dateline.toml").write_text(
            # Real feeds name articles of real sites, which are none of a test's business.
            self.where + '[pages]\npolicy = "never"\n[fetch]\nallow-networks = ["127.0.0.0/8"]\nhost-spacing = "0s"\nconnections-per-host = 8\n' + fetch)
        self.subscribe(urls)

    @property
    def where(self):
        """The tables of dateline.toml that say where the store is, if that is not beside it."""
        if not self.database:
            return ""
        return '[store]\nurl = "%s"\n[service]\nowns-feeds = true\n' % self.server.url(self.database)

    def subscribe(self, urls, name="test"):
        text = "".join('[[feed]]\nurl = "%s"\n' % url for url in urls)
        (self.home / ("feeds.d/%s.toml" % name)).write_text(text)

    def environment(self, now=None):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("DATELINE_", "XDG_"))}
        env.update(HOME=str(self.home), DATELINE_CONFIG=str(self.home / "dateline.toml"))
        if now is not None:
            env["DATELINE_NOW"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        return env

    def run(self, *arguments, now=None, check=True, timeout=300):
        done = subprocess.run([self.binary, *arguments], env=self.environment(now), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=timeout)
        if check and done.returncode:
            raise SystemExit("dateline %s: exit %d\n%s" % (" ".join(arguments), done.returncode, done.stderr[-3000:]))
        return done

    def start(self, *arguments, now=None, **options):
        return subprocess.Popen([self.binary, *arguments], env=self.environment(now), stdin=subprocess.DEVNULL, **options)

    def query(self, sql, *arguments):
        """Of the views of the interface, which are the same in both kinds of store."""
        if self.database:
            return self.server.typed_query(sql, self.database)
        with sqlite3.connect("file:%s?mode=ro" % self.store, uri=True) as db:
            return db.execute(sql, arguments).fetchall()

    def lose_store(self):
        for path in self.home.glob("dateline.db*"):
            if path.is_file():
                path.unlink()
        if self.database:
            self.server.replace(self.database)

    def is_sound(self):
        """SQLite says so of its file. In a database of its own, each item that is held has the text that it should have."""
        if self.database:
            return self.query("SELECT count(*) FROM items WHERE state < 2 AND NOT EXISTS "
                              "(SELECT FROM revisions WHERE item = id AND number = items.revision)") == [(0,)]
        return self.query("PRAGMA integrity_check") == [("ok",)]

    def log_lines(self):
        """All whole lines of the log, the rotated files' first."""
        rotated = sorted(self.home.glob("items.jsonl.[0-9]*"), key=lambda p: -int(p.suffix[1:]))
        lines = []
        for path in [*rotated, self.log]:
            lines += [json.loads(line) for line in contents_of(path).split(b"\n")[:-1]]
        return lines

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.folder.cleanup()
        if self.database:
            self.server.query("DROP DATABASE %s WITH (FORCE)" % self.database)


# A daemon may rename or remove a file between a look for it and what is done with it: one that is gone holds nothing.

def contents_of(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def size_of(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def expect(condition, what):
    if not condition:
        raise SystemExit("FAILED: " + what)
    print("held: " + what)


def wait_for(condition, what, seconds=60):
    """Looks again and again whether something holds, and fails where it does not in that time. Returns what it was told."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise SystemExit("FAILED: not within %d s: %s" % (seconds, what))
        time.sleep(0.05)
    print("held: " + what)
    return found


def check_log(dateline):
    """Events and log hold each number once, without gap, and each revision of an item once."""
    numbers = [row[0] for row in dateline.query("SELECT seq FROM event ORDER BY seq")]
    expect(numbers == list(range(1, len(numbers) + 1)), "%d events, numbered without gap" % len(numbers))
    logged = [line["_dateline"]["seq"] for line in dateline.log_lines()]
    expect(logged == numbers, "the log holds each number once and in order")
    twice = dateline.query("SELECT count(*) FROM (SELECT 1 FROM event WHERE item IS NOT NULL AND kind IN "
                           "('new', 'duplicate', 'revised') GROUP BY item, revision HAVING count(*) > 1) AS twice")[0][0]
    expect(twice == 0, "no revision is told twice")
