#!/usr/bin/env python3
"""Several workers on one PostgreSQL with a synchronous standby, and what may happen to them.

usage: cluster.py [--binary .build/release/dateline] [--workers 4] [--feeds 400] [--hosts 20] [--rounds 6]

Each worker is a `dateline run` with a home of its own, and they share a store; one owns the list of feeds. The feeds grow while
one is killed and begun again, one is stopped for longer than its lease, the way of one to the database is cut, and the primary
is killed and the standby promoted. Expected: each entry told once, numbers from 1 without a gap, the same log on each machine
byte by byte, and of no host more asked at the same time than one Dateline may.

Show: cluster.py --feeds 10000 --hosts 500 --rounds 10
"""

import collections
import http.server
import json
import os
import pathlib
import shutil
import signal
import tempfile
import threading
import time

import postgres
from jetstream import Relay, certificates
from loopback import Dateline, arguments, contents_of, expect, skip, wait_for

LEASE = 3


class Feeds:
    """Feeds on hosts of their own, 127.0.1.1 and so on, that all have one entry more with each generation. A context manager.

    It counts how many requests to a host are under way at the same time."""

    def __init__(self, feeds, hosts, delay=0.01):
        self.generation = 1
        self.most = collections.Counter()
        self.requests = 0
        under_way, lock, outer = collections.Counter(), threading.Lock(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                host = self.server.server_address[0]
                with lock:
                    under_way[host] += 1
                    outer.most[host] = max(outer.most[host], under_way[host])
                    outer.requests += 1
                time.sleep(delay)
                with lock:
                    under_way[host] -= 1
                generation = outer.generation
                tag = '"%d"' % generation
                if self.headers.get("If-None-Match") == tag:
                    return self.answer(304, b"", tag)
                self.answer(200, document(self.path[1:], generation), tag)

            def answer(self, status, body, tag):
                try:
                    self.send_response(status)
                    self.send_header("ETag", tag)
                    if status != 304:
                        self.send_header("Content-Type", "application/rss+xml")
                        self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # its worker was killed

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass

        self.servers = [Server(("127.0.%d.%d" % (1 + n // 200, 1 + n % 200), 0), Handler) for n in range(hosts)]
        places = ["http://%s:%d" % server.server_address for server in self.servers]
        self.urls = ["%s/%d" % (places[n % hosts], n) for n in range(feeds)]

    def __enter__(self):
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()


def document(name, generation):
    # Every third feed has an entry that others have too: so stories are decided by several workers at once.
    items = "".join(
        "<item><title>%s</title><guid isPermaLink=\"false\">%s-%d</guid><description>%s</description></item>" % (
            "Shared news %d" % n if int(name) % 3 == 0 else "News %d of feed %s" % (n, name), name, n,
            words("shared" if int(name) % 3 == 0 else name, n)) for n in range(generation))
    return ("<rss version=\"2.0\"><channel><title>Feed %s</title>%s</channel></rss>" % (name, items)).encode()


def words(name, number):
    return " ".join("%s%d%s" % (name, number, chr(97 + (n * 7 + number) % 26) * 3) for n in range(60))


class Link(Relay):
    """The way to a database, on which nothing comes through while it is down: no end of a connection either."""

    def __init__(self, port):
        super().__init__(port, 1 << 30)
        self.passes = threading.Event()
        self.passes.set()

    def carry(self, source, target):
        try:
            while data := source.recv(65536):
                self.passes.wait()
                target.sendall(data)
        except OSError:
            pass
        self.passes.wait()
        for end in (source, target):
            end.close()


class Worker:
    """`dateline run` on a machine of its own, as far as its files go."""

    def __init__(self, binary, url, owned=()):
        self.dateline = Dateline(binary)
        self.process = None
        self.counted = (0, 0)  # bytes of the log, and the entries that they tell of
        (self.dateline.home / "dateline.toml").write_text(
            '[store]\nurl = "%s"\nlease = "%ds"\n[service]\nowns-feeds = %s\n[pages]\npolicy = "never"\n'
            '[fetch]\nallow-networks = ["127.0.0.0/8"]\nhost-spacing = "0s"\nconnections-per-host = 2\n' % (
                url, LEASE, "true" if owned else "false"))
        self.dateline.subscribe(owned)

    def start(self):
        self.said = open(self.dateline.home / "said", "ab")
        self.process = self.dateline.start("run", stdout=self.said, stderr=self.said)

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        if how in (signal.SIGKILL, signal.SIGTERM):
            return self.process.wait(timeout=60)

    def words(self):
        return contents_of(self.dateline.home / "said").decode(errors="replace")

    def last_seq(self):
        try:
            with open(self.dateline.log, "rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - (1 << 20)))
                lines = log.read().rstrip(b"\n").rsplit(b"\n", 1)
            return json.loads(lines[-1])["_dateline"]["seq"]
        except (OSError, ValueError):
            return 0


def told(worker):
    """How many entries the log of its machine tells of. It may be long: what was counted is not read again."""
    with open(worker.dateline.log, "rb") as log:
        log.seek(worker.counted[0])
        text = log.read()
    text = text[:text.rfind(b"\n") + 1]
    found = text.count(b'"event":"new"') + text.count(b'"event":"duplicate"')
    worker.counted = (worker.counted[0] + len(text), worker.counted[1] + found)
    return worker.counted[1]


def main():
    parser = arguments(__doc__, stores=["postgres"])
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--feeds", type=int, default=400)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--patience", type=int, default=300, help="seconds for all feeds to be checked once")
    options = parser.parse_args()
    if not postgres.programs():
        skip("no postgres: Tests/run.sh gets it")
    check_login(options)
    check_unawaited(options)
    with postgres.Database(standby=True) as database, Feeds(options.feeds, options.hosts) as feeds, Link(
            database.primary.port) as link:
        workers = [Worker(options.binary, database.url(), feeds.urls)]
        workers += [Worker(options.binary, database.url()) for _ in range(options.workers - 2)]
        workers.append(Worker(options.binary, database.url(link.port)))
        try:
            run(options, database, feeds, link, workers)
        except BaseException:
            print(workers[0].dateline.run("status", check=False).stdout[:4000])
            for number, worker in enumerate(workers):
                print("worker %d has %d, said: %s" % (number, worker.last_seq(), worker.words()[-3000:]))
            raise
        finally:
            for worker in workers:
                if worker.process and worker.process.poll() is None:
                    worker.kill()


def check_login(options):
    """A server that asks for TLS and a password (SCRAM): by a file, by ~/.pgpass, and what is said where it is wrong."""
    with tempfile.TemporaryDirectory(prefix="dateline-postgres-") as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)
        certificates(home)
        server = postgres.Server(home / "server")
        server.make("", password="s3cret")
        for name in ("server.pem", "server.key"):
            shutil.copy(home / name, server.folder / "data" / name)
            os.chown(server.folder / "data" / name, server.user.get("user", -1), server.user.get("group", -1))
            os.chmod(server.folder / "data" / name, 0o600)
        server.configure("ssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\nfsync = off\n")
        (server.folder / "data/pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        server.start()
        try:
            url = "postgresql://dateline@127.0.0.1:%d/postgres?sslmode=verify-full&sslrootcert=%s/%s.pem"
            with Feeds(1, 1) as feeds:
                def fetch(authority="ca", more="", pgpass=None):
                    worker = Worker(options.binary, url % (server.port, home, authority), feeds.urls)
                    (worker.dateline.home / "password").write_text("s3cret\n")
                    (worker.dateline.home / "wrong").write_text("wr0ng\n")
                    if pgpass:
                        (worker.dateline.home / ".pgpass").write_text("127.0.0.1:*:*:dateline:%s\n" % pgpass)
                        (worker.dateline.home / ".pgpass").chmod(0o600)
                    text = (worker.dateline.home / "dateline.toml").read_text()
                    (worker.dateline.home / "dateline.toml").write_text(text.replace("[service]", more + "\n[service]"))
                    done = worker.dateline.run("fetch", check=False)
                    expect("s3cret" not in done.stderr and "wr0ng" not in done.stderr, "no password is said")
                    return done
                expect(fetch(more='password-file = "password"').returncode == 0, "a password of a file is taken, over TLS")
                expect(fetch(pgpass="s3cret").returncode == 0, "and one of ~/.pgpass")
                wrong = fetch(more='password-file = "wrong"', pgpass="s3cret")
                expect(wrong.returncode == 1 and "password authentication failed" in wrong.stderr, "a wrong one is refused: " + wrong.stderr.strip())
                other = fetch("other", 'password-file = "password"')
                expect(other.returncode == 1 and "certificate" in other.stderr, "so is a server that cannot prove who it is: " + other.stderr.strip())
        finally:
            server.stop()


def check_unawaited(options):
    """A standby that may lack commits which were told of."""
    with postgres.Database(standby=True, is_awaited=False) as database:
        wait_for(lambda: database.primary.query("SELECT count(*) FROM pg_stat_replication") == [["1"]], "the standby follows")
        worker = Worker(options.binary, database.url(), ["http://127.0.0.1:1/"])
        worker.start()
        wait_for(lambda: "notice running" in worker.words(), "a worker runs")
        worker.kill(signal.SIGTERM)
        expect("a standby that commits do not wait for" in worker.words(), "an asynchronous standby is warned of")


def expected(feeds):
    return len(feeds.urls) * feeds.generation


def run(options, database, feeds, link, workers):
    first, second, third, cut = workers[0], workers[1], workers[-2], workers[-1]
    first.start()
    wait_for(lambda: tells_all(first, feeds), "the owner has told of all feeds", options.patience)
    for worker in workers[1:]:
        worker.start()
    began = time.monotonic()
    happenings = ["killed", "stopped", "cut", "failover"]
    for round in range(options.rounds):
        feeds.generation += 1
        make_due(database)
        what = happenings[round % 4] if round < 8 and not (round > 3 and round % 4 == 3) else "nothing"
        print("round %d: %s" % (round + 1, what))
        if what == "killed":
            second.kill()
            time.sleep(1)
            second.start()
        elif what == "stopped":
            third.kill(signal.SIGSTOP)
            time.sleep(2 * LEASE)
            third.kill(signal.SIGCONT)
        elif what == "cut":
            link.passes.clear()
            time.sleep(2 * LEASE)
            link.passes.set()
        elif what == "failover":
            database.primary.kill()
            database.standby.promote()
            link.to = database.standby.port
        wait_for(lambda: tells_all(first, feeds, database), "all entries of round %d are told" % (round + 1), options.patience)
    seconds = time.monotonic() - began
    check(options, feeds, workers, seconds)


def make_due(database):
    """They would be asked again in an hour."""
    writer = database.primary if database.primary.process.poll() is None else database.standby
    writer.query("UPDATE feeds SET due_at = extract(epoch FROM now()) * 1000 WHERE due_at > extract(epoch FROM now()) * 1000")


def tells_all(worker, feeds, database=None):
    if worker.dateline.log.exists() and told(worker) >= expected(feeds):
        return True
    # One that was being asked as the feeds grew has the old ones.
    if database and time.monotonic() - tells_all.last > 5:
        tells_all.last = time.monotonic()
        make_due(database)
    return False


tells_all.last = 0


def check(options, feeds, workers, seconds):
    last = workers[0].last_seq()
    wait_for(lambda: all(worker.last_seq() >= last for worker in workers), "all machines have the log to its end", 60)
    status = workers[1].dateline.run("status", "--json").stdout.split("\n")[0]
    print("workers: %s" % [(w["name"], w["claims"], w["lost"] if "lost" in w else None) for w in json.loads(status)["workers"]])
    for worker in workers:
        expect(worker.kill(signal.SIGTERM) == 0, "a worker ends when it is asked to")
    logs = [worker.dateline.log.read_bytes() for worker in workers]
    shortest = min(map(len, logs))
    for log in logs[1:]:
        for line, other in zip(log.split(b"\n"), logs[0].split(b"\n")):
            if line != other:
                print("the logs differ:\n%s\n%s" % (line.decode(), other.decode()))
                break
    expect(all(log[:shortest] == logs[0][:shortest] for log in logs), "the logs of all %d machines are the same, byte by byte" % len(logs))
    lines = [json.loads(line) for line in max(logs, key=len).split(b"\n")[:-1]]
    facts = [line["_dateline"] for line in lines]
    expect([fact["seq"] for fact in facts] == list(range(1, len(lines) + 1)), "%d events are numbered from 1 without a gap" % len(lines))
    entries = collections.Counter(
        (fact["feed"]["url"], line["id"]) for line, fact in zip(lines, facts) if fact["event"] in ("new", "duplicate"))
    expect(len(entries) == expected(feeds) and set(entries.values()) == {1}, "each of %d entries is told once%s" % (
        expected(feeds), "" if set(entries.values()) == {1} else ": %s" % [e for e in entries.items() if e[1] > 1][:3]))
    expect("a standby that commits" not in workers[0].words(), "a synchronous standby is not warned of")
    expect(max(feeds.most.values()) <= 2, "no host is asked by more than two requests at the same time: %s" % collections.Counter(
        feeds.most.values()))
    stories = collections.Counter(fact.get("story") for fact in facts if fact["event"] == "new")
    print("%d feeds, %d entries, %d requests, %d events, %d stories within %.0f s after the first round, at a load of %.1f" % (
        len(feeds.urls), expected(feeds), feeds.requests, len(lines), len(stories), seconds, os.getloadavg()[0]))


if __name__ == "__main__":
    main()
