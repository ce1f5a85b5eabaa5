#!/usr/bin/env python3
"""Several workers on one PostgreSQL with a synchronous standby, and what may happen to them.

usage: cluster.py [--binary .build/release/dateline] [--workers 4] [--feeds 400] [--hosts 20] [--rounds 6]

Each worker is a `dateline run` with a home of its own, and they share a store; one owns the list of feeds. The feeds grow while
one is killed and begun again, one is stopped for longer than its lease, the link of one is down for a moment and then until the
others have done its work, and the primary is killed and the standby promoted. Expected: each entry told once, numbers from 1
without a gap, the same log on each machine byte by byte, and of no host more asked at the same time than one Dateline may.

All of it is in a network namespace of the script's own, which goes with it, and the worker whose link is lost in another: that
needs root. Where there is none, the way of that worker to the database is a relay that lets nothing through, which is said.

Show: cluster.py --feeds 10000 --hosts 500 --rounds 10
"""

import argparse
import collections
import contextlib
import http.server
import json
import os
import pathlib
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

import postgres
from jetstream import Relay, certificates
from loopback import Dateline, arguments, contents_of, expect, skip, wait_for

LEASE = 3
# In the script's own network namespace: where the feeds and the database are, and the machine whose link is lost.
HOSTS, DATABASE = "10.231.0.0/16", "10.231.255.1"
LINK, NEAR_END, FAR_END = "10.232.0.0/30", "10.232.0.1", "10.232.0.2"
# How long either side may wait for one that has vanished: PostgresAddress and PostgresConnection say so, and a bit more.
FORGOTTEN = 75


class Feeds:
    """Feeds on hosts of their own, 127.0.1.1 and so on, that all have one entry more with each generation. A context manager.

    It counts how many requests to a host are under way at the same time."""

    def __init__(self, feeds, hosts, net="127.0", delay=0.01):
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

            def server_bind(self):
                socketserver.TCPServer.server_bind(self)  # without asking for the name of the address

            def handle_error(self, *_):
                pass

        self.servers = [Server(("%s.%d.%d" % (net, 1 + n // 200, 1 + n % 200), 0), Handler) for n in range(hosts)]
        places = ["http://%s:%d" % server.server_address for server in self.servers]
        self.urls = ["%s/%d" % (places[n % hosts], n) for n in range(feeds)]

    def __enter__(self):
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        # Each looks now and then whether it is to end: all at the same time.
        ends = [threading.Thread(target=server.shutdown) for server in self.servers]
        for end in ends:
            end.start()
        for end, server in zip(ends, self.servers):
            end.join()
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


class Link:
    """The link of a machine in a network namespace of its own. While it is down, what is sent vanishes: neither side is told of
    it, nor of the end of a connection. A context manager, which makes the machine and takes it away.

    It is for a process that is in a namespace of its own itself."""

    is_real = True

    def __init__(self):
        ip("link", "set", "lo", "up")
        # Each of these is an address of this machine, as those of 127.0.0.0/8 are.
        ip("route", "add", "local", HOSTS, "dev", "lo")
        # It ends with this process, however that does.
        self.keeper = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE)
        self.namespace = "/proc/%d/ns/net" % self.keeper.pid
        while os.readlink(self.namespace) == os.readlink("/proc/self/ns/net"):
            if self.keeper.poll() is not None:
                raise SystemExit("FAILED: there is no second network namespace")
            time.sleep(0.01)
        ip("link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(self.keeper.pid))
        ip("address", "add", NEAR_END + "/30", "dev", "near")
        ip("link", "set", "near", "up")
        ip("link", "set", "lo", "up", at=self)
        ip("address", "add", FAR_END + "/30", "dev", "far", at=self)
        ip("link", "set", "far", "up", at=self)
        ip("route", "add", HOSTS, "via", NEAR_END, at=self)

    @property
    def entering(self):
        """What a command begins with that runs on the machine."""
        return ["nsenter", "--net=" + self.namespace]

    def url(self, database):
        return database.url(DATABASE)

    # The machine's own end stays as it is: it sees a cable without a signal, and keeps its routes.
    def go_down(self):
        ip("link", "set", "near", "down")

    def come_up(self):
        ip("link", "set", "near", "up")

    def fail_over(self, database):
        """Its libpq knows of both servers."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.keeper.kill()
        self.keeper.wait()


def ip(*words, at=None):
    subprocess.run([*(at.entering if at else []), "ip", *words], check=True)


class RelayedLink(Relay):
    """The way to a database, on which nothing comes through while it is down: no end of a connection either."""

    is_real = False
    entering = []

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

    def url(self, database):
        return database.url(port=self.port)

    def go_down(self):
        self.passes.clear()

    def come_up(self):
        self.passes.set()

    def fail_over(self, database):
        self.to = database.standby.port


class Worker:
    """`dateline run` on a machine of its own, as far as its files go."""

    def __init__(self, binary, url, owned=(), entering=()):
        self.dateline = Dateline(binary)
        self.entering = entering  # what a command begins with that runs on its machine
        self.process = None
        self.counted = (0, 0)  # bytes of the log, and the entries that they tell of
        (self.dateline.home / "dateline.toml").write_text(
            '[store]\nurl = "%s"\nlease = "%ds"\n[service]\nowns-feeds = %s\n[pages]\npolicy = "never"\n'
            '[fetch]\nallow-networks = ["127.0.0.0/8", "%s"]\nhost-spacing = "0s"\nconnections-per-host = 2\n'
            '[log]\nmax-size = "10GiB"\n' % (  # it is compared as one file
                url, LEASE, "true" if owned else "false", HOSTS))
        self.dateline.subscribe(owned)

    def start(self):
        self.said = open(self.dateline.home / "said", "ab")
        self.process = subprocess.Popen([*self.entering, self.dateline.binary, "run"], env=self.dateline.environment(),
                                        stdin=subprocess.DEVNULL, stdout=self.said, stderr=self.said)

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
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not postgres.programs():
        skip("no postgres: Tests/run.sh gets it")
    if not options.inside and has_namespaces():
        sys.stdout.flush()
        os.execvp("unshare", ["unshare", "--net", sys.executable, __file__, "--inside", *sys.argv[1:]])
    # One that is told to end takes its servers and workers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("FAILED: it was told to end"))
    if options.inside:
        ip("link", "set", "lo", "up")
    check_login(options)
    check_unawaited(options)
    with contextlib.ExitStack() as stack:
        if options.inside:
            link = stack.enter_context(Link())
            print("the link that is lost is that of a network namespace")
            database = stack.enter_context(postgres.Database(standby=True, address=DATABASE, clients=LINK))
        else:
            database = stack.enter_context(postgres.Database(standby=True))
            link = stack.enter_context(RelayedLink(database.primary.port))
            print("no network namespace: that needs root, and veth; the link that is lost is a relay's")
        feeds = stack.enter_context(Feeds(options.feeds, options.hosts, HOSTS.rsplit(".", 2)[0] if link.is_real else "127.0"))
        workers = [Worker(options.binary, database.url(), feeds.urls)]
        workers += [Worker(options.binary, database.url()) for _ in range(options.workers - 2)]
        workers.append(Worker(options.binary, link.url(database), entering=link.entering))
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


def has_namespaces():
    """Whether this process may have a network of its own, with links in it."""
    if os.geteuid() or not all(shutil.which(tool) for tool in ("unshare", "nsenter", "ip")):
        return False
    return subprocess.run(["unshare", "--net", "ip", "link", "add", "near", "type", "veth", "peer", "name", "far"],
                          capture_output=True).returncode == 0


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
    happenings = ["killed", "stopped", "cut", "lost", "failover"]
    happenings += happenings[:4]
    for round in range(options.rounds):
        feeds.generation += 1
        make_due(database)
        what = happenings[round] if round < len(happenings) else "nothing"
        print("round %d: %s" % (round + 1, what), flush=True)
        if what == "killed":
            second.kill()
            time.sleep(1)
            second.start()
        elif what == "stopped":
            third.kill(signal.SIGSTOP)
            time.sleep(2 * LEASE)
            third.kill(signal.SIGCONT)
        elif what == "cut":
            link.go_down()
            time.sleep(2 * LEASE)
            link.come_up()
            comes_back(cut, first)
        elif what == "lost":
            be_lost(database, feeds, link, cut, first, options.patience)
        elif what == "failover":
            database.primary.kill()
            database.standby.promote()
            link.fail_over(database)
        wait_for(lambda: tells_all(first, feeds, database), "all entries of round %d are told" % (round + 1), options.patience)
    seconds = time.monotonic() - began
    check(options, feeds, workers, seconds)


def be_lost(database, feeds, link, cut, first, patience):
    """The link of a worker is down for so long that the others do all of its work, and that either side gives the other up."""
    began = time.monotonic()
    link.go_down()
    wait_for(lambda: tells_all(first, feeds, database), "the others do the work of one whose link is down", patience)
    if link.is_real:
        # With locks that its sessions hold, all would wait for them.
        wait_for(lambda: not sessions(database, FAR_END), "the database gives up the sessions of one whose link is down", FORGOTTEN)
    print("the link was down for %.0f s" % (time.monotonic() - began))
    link.come_up()
    comes_back(cut, first)


def comes_back(worker, other):
    """By itself, with what was told meanwhile."""
    began, last = time.monotonic(), other.last_seq()
    wait_for(lambda: worker.last_seq() >= last, "a worker comes back whose link was down", FORGOTTEN)
    print("after %.1f s" % (time.monotonic() - began))


def sessions(database, client):
    return int(writer_of(database).query("SELECT count(*) FROM pg_stat_activity WHERE client_addr = '%s'" % client)[0][0])


def make_due(database):
    """They would be asked again in an hour."""
    writer_of(database).query("UPDATE feeds SET due_at = extract(epoch FROM now()) * 1000 WHERE due_at > extract(epoch FROM now()) * 1000")


def writer_of(database):
    return database.primary if database.primary.process.poll() is None else database.standby


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
    for worker in workers[:2]:
        found = worker.dateline.run("store", "check", check=False)
        expect(found.returncode == 0, "'store check' finds the store sound, and the log a copy of it: " + found.stdout.strip())
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
