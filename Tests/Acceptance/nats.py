#!/usr/bin/env python3
"""Publishes the log to JetStream, as [log.nats] says, with nats-servers of its own on loopback.

usage: nats.py [--binary .build/release/dateline] [--events 4000] [--kills 8] [--kill-every 1] [--short] [--only PART]

kills: two daemons on copies of one store, as of a machine and of the one that took over from its backup, publish the same
events over connections that are just fast enough for that to last, while either of them and the server are killed and the
connections are cut. Expected: the stream holds each event once, in order, as the log's line has it. speed: one of them, as
fast as it can, with the processor's time for each event. outage: a server that is away, and one that hangs: that shows, nothing
is lost, no feed waits, the daemon ends in time and takes no processor. life: a purged stream, one made anew, a lost cursor, other
subjects, a consumer that filters. copies: an older copy, a copy that went on by itself and another store are told from this
one. cluster: its leader is killed. long: an event that is too long. limits: a full stream, and a slow way to it. logins: TLS,
passwords, tokens, credentials, and what a user may not do; no secret is said. mistake: of the configuration, a line.

Show: nats.py --events 100000 --kills 24 --kill-every 3
"""

import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

from jetstream import Client, Relay, Server, certificates, cluster, decentralized, free_port
from loopback import Dateline, FeedServer, arguments, expect, skip, wait_for


def feed(number, entries, begin=0, text="x"):
    items = "".join('<item><title>Item %d of %d</title><guid isPermaLink="false">%d-%d</guid><description>%s %d %d</description></item>'
                    % (n, number, number, n, text, number, n) for n in range(begin, entries))
    return ('<rss version="2.0"><channel><title>Feed %d</title>%s</channel></rss>' % (number, items)).encode()


def configure(dateline, url, more=""):
    """Takes up another [log.nats]."""
    file = dateline.home / "dateline.toml"
    if not hasattr(dateline, "before"):
        dateline.before = file.read_text()
    new = dateline.home / "new.toml"
    new.write_text(dateline.before + '[log.nats]\nurl = "%s"\n%s' % (url, more))
    new.rename(file)


def cursor_of(dateline):
    return dateline.home / "followers/log.nats.json"


def copy_of(dateline):
    """A Dateline on a copy of the store and its log: the machine that takes over. It checks no feeds."""
    other = Dateline(dateline.binary)
    if dateline.database:
        dump = dateline.home / "dump"
        dateline.server.dump(dateline.database, dump)
        dateline.server.replace(other.database, dump)
    else:
        dateline.run("backup", str(other.store))
    shutil.copy(dateline.log, other.log)
    for path in dateline.home.glob("items.jsonl.[0-9]*"):
        shutil.copy(path, other.home)
    shutil.copytree(dateline.home / "feeds.d", other.home / "feeds.d", dirs_exist_ok=True)
    return other


def lines_of(dateline):
    paths = sorted(dateline.home.glob("items.jsonl.[0-9]*"), key=lambda p: -int(p.suffix[1:])) + [dateline.log]
    return [line for path in paths for line in path.read_bytes().split(b"\n")[:-1]]


class Daemon:
    """`dateline run`, that can be killed and begun again. A context manager."""

    def __init__(self, dateline):
        self.dateline = dateline
        self.process = None

    def start(self):
        self.log = open(self.dateline.home / "said", "ab")
        self.process = self.dateline.start("run", stdout=self.log, stderr=self.log)

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        return self.process.wait(timeout=30)

    def seconds(self):
        """Of a processor, so far."""
        fields = pathlib.Path("/proc/%d/stat" % self.process.pid).read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def said(self):
        return (self.dateline.home / "said").read_text(errors="replace")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill(signal.SIGTERM)


def check_stream(server, dateline, what, stream="dateline"):
    """Each event once and in order, as the log's line has it."""
    bodies = [body for _, _, body in Client(server).read(stream)]
    lines = lines_of(dateline)
    expect(bodies == lines, "%s: the stream holds each of %d events once and in order, as the log has it%s" % (
        what, len(lines), "" if bodies == lines else ": %d messages, %d distinct" % (len(bodies), len(set(bodies)))))


def is_at(server, count, stream="dateline"):
    def look():
        try:
            return Client(server).state(stream)["last_seq"] >= count
        except OSError:
            return False  # a cluster that chooses its leader does not answer
    return look


def published(server, dateline, words):
    """Whether the log has such a line, by whichever process, and the stream all of the log's lines."""
    def look():
        lines = lines_of(dateline)
        return any(words in line for line in lines) and is_at(server, len(lines))()
    return look


def check_kills(options, dateline, count):
    random.seed(24)
    size = sum(map(len, lines_of(dateline)))
    # Half of the time is for what is sent again.
    rate = 2 * size / (options.kills * options.kill_every)
    other = copy_of(dateline)
    with other, Server() as server, Relay(server.port, rate) as link, Relay(server.port, rate) as second_link:
        for each, relay in ((dateline, link), (other, second_link)):
            configure(each, "nats://127.0.0.1:%d" % relay.port)
        with Daemon(dateline) as first, Daemon(other) as second:
            begin, during = time.monotonic(), 0
            for kill in range(options.kills):
                time.sleep(random.uniform(0.6, 1.4) * options.kill_every)
                during += 0 < Client(server).state()["last_seq"] < count
                target = [first, second, server, None][kill % 4]
                if target is None:
                    link.cut()
                    second_link.cut()
                    continue
                target.kill()
                if target is not server:
                    time.sleep(random.uniform(0, 0.5))
                target.start()
            wait_for(is_at(server, count), "all is published after %d kills and cuts" % options.kills, 600)
            print("%d events by two publishers within %.1f s; %d kills and cuts came while they published"
                  % (count, time.monotonic() - begin, during))
            expect(during * 2 > options.kills, "most of them did")
            check_stream(server, dateline, "two publishers, killed with the server")
            wait_for(lambda: all(json.loads(cursor_of(each).read_text())["seq"] == count for each in (dateline, other)),
                     "both have come to its end")
            for daemon in (first, second):
                begin = time.monotonic()
                expect(daemon.kill(signal.SIGTERM) == 0 and time.monotonic() - begin < 5, "SIGTERM is heeded at once")


def check_speed(options, dateline, count):
    lines = lines_of(dateline)
    with copy_of(dateline) as other, Server() as server:
        daemon = Daemon(other)
        configure(other, "nats://127.0.0.1:1")
        with daemon:
            wait_for(lambda: "cannot reach" in status(other), "it waits for its server")
            time.sleep(1)
            before = daemon.seconds()
            configure(other, server.url)
            client = Client(server)
            while not (done := client.state()["last_seq"]):
                time.sleep(0.01)
            begin = time.monotonic()
            while (last := client.state()["last_seq"]) < count:
                time.sleep(0.01)
            seconds = time.monotonic() - begin
            print("%d events of %d bytes in %.2f s: %.0f/s, %.0f µs of a processor each, at a load of %.1f" % (
                last - done, sum(map(len, lines)) / len(lines), seconds, (last - done) / seconds,
                1e6 * (daemon.seconds() - before) / count, os.getloadavg()[0]))
            expect((last - done) / seconds >= options.least, "at least %d a second" % options.least)
        check_stream(server, other, "one publisher")


def status(dateline):
    return dateline.run("status", check=False).stdout


def check_outage(options):
    """Of a server that is away, and of one that hangs."""
    rest = 2 if options.short else 5
    port = free_port()
    documents = {"/a.xml": feed(1, 5), "/b.xml": feed(2, 300, text="long " * 2000), "/c.xml": feed(3, 2), "/d.xml": feed(4, 2)}
    with FeedServer(documents) as feeds, Server() as server, Dateline(
            options.binary, feeds.urls()[:1], '[metrics]\nlisten = "127.0.0.1:%d"\n' % port) as dateline:
        server.kill()
        configure(dateline, server.url)

        def figure(name):
            text = urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=10).read().decode()
            return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                         if line.startswith('dateline_follower_%s{follower="log.nats"}' % name)), None)

        def told(words):
            return lambda: words in status(dateline)

        def check(later):
            done = dateline.run("status", "--check", now=time.time() + later, check=False)
            return done.returncode, done.stdout

        with Daemon(dateline) as daemon:
            wait_for(told("follower log.nats: 6 events behind"), "what is not published shows in status")
            wait_for(told("cannot reach nats://127.0.0.1"), "and why")
            expect((figure("failing"), figure("behind_events")) == (1, 6), "so it does in the metrics")
            code, line = check(1000)
            expect(code == 1 and "log.nats" in line, "after a quarter of an hour status --check warns: " + line.strip())
            before = daemon.seconds()
            time.sleep(rest)
            used = daemon.seconds() - before
            expect(used < rest / 10, "a daemon that waits for its server takes %.0f ms of a processor in %d s" % (1000 * used, rest))
            server.start()
            wait_for(is_at(server, 6), "a server that comes is found, and has all")
            wait_for(lambda: figure("failing") == 0 and figure("behind_events") == 0, "the metrics say so")
            server.stop()
            dateline.subscribe(feeds.urls()[1:2], "long")
            wait_for(lambda: len(dateline.log_lines()) > 300, "where the server hangs, feeds are checked all the same")
            # More than the sockets hold.
            wait_for(told("waits for its receiver"), "a server that hangs shows")
            dateline.subscribe(feeds.urls()[2:3], "other")
            wait_for(lambda: len(dateline.log_lines()) == 310, "and hinders no feed")
            before = daemon.seconds()
            time.sleep(rest)
            used = daemon.seconds() - before
            expect(used < rest / 10, "meanwhile it takes %.0f ms of a processor in %d s" % (1000 * used, rest))
            # While it connects, waits for an answer, and rests.
            for wait in (1,) if options.short else (0, 1, 2.5, 4):
                begin = time.monotonic()
                code = daemon.kill(signal.SIGTERM)
                took = time.monotonic() - begin
                expect(code == 0 and took < 5, "it ends within %.1f s where the server hangs" % took)
                daemon.start()
                time.sleep(1 + wait)
            server.go_on()
            wait_for(is_at(server, 310), "all is published when the server goes on")
            check_stream(server, dateline, "after a server that was away and one that hung")


def check_life(options):
    """Of one stream."""
    documents = {"/a.xml": feed(1, 5), "/b.xml": feed(2, 5)}
    with FeedServer(documents) as feeds, Server() as server, Dateline(options.binary, feeds.urls()) as dateline:
        configure(dateline, "nats://127.0.0.1:1, " + server.url)
        daemon = Daemon(dateline)
        daemon.start()
        wait_for(is_at(server, 12), "where one server is away, another of the list is taken")
        check_stream(server, dateline, "so")
        expect(Client(server).ask("STREAM.INFO.dateline")["config"]["subjects"] == ["dateline.*.*"], "the stream is made")
        client = Client(server)
        news = client.read(filter="dateline.new.*")
        one = client.read(filter="dateline.*.127_0_0_1_%d_a_xml" % feeds.server.server_port)
        expect(len(news) == 10 and len(one) == 6 and all(b"/a.xml" in body for _, _, body in one),
               "consumers filter by kind (%d) and by feed (%d)" % (len(news), len(one)))

        def grow(count):
            documents["/a.xml"] = feeds.documents["/a.xml"] = feed(1, count)
            dateline.run("fetch", feeds.address + "/a.xml", check=False)

        client.ask("STREAM.PURGE.dateline")
        grow(8)
        wait_for(lambda: client.state()["messages"] == 3, "a purged stream gets what is new, and only that")
        client.ask("STREAM.PURGE.dateline")
        daemon.kill()
        grow(9)
        daemon.start()
        wait_for(lambda: client.state()["messages"] == 1, "also by a daemon that was killed")
        cursor = cursor_of(dateline)
        daemon.kill(signal.SIGTERM)
        cursor.unlink()
        grow(11)
        daemon.start()
        wait_for(lambda: client.state()["messages"] == 3, "a lost cursor is found in the stream")
        client.ask("STREAM.DELETE.dateline")
        grow(12)
        wait_for(lambda: client.state()["messages"] == 1, "a stream that was deleted is made anew, and gets what is new")
        daemon.kill(signal.SIGTERM)
        client.ask("STREAM.DELETE.dateline")
        cursor.unlink()
        daemon.start()
        wait_for(lambda: client.state()["messages"] == 19, "and all, where the cursor was removed as well")
        check_stream(server, dateline, "made anew")
        # The stream's operator limits it, and another publisher takes its name.
        client.ask("STREAM.CREATE.small", {"name": "small", "subjects": ["small.>"], "max_msgs": 4})
        configure(dateline, server.url, 'stream = "small"\nsubject = "small.{feed-id}.{kind}"\n')
        daemon.kill(signal.SIGTERM)
        cursor.unlink()
        daemon.start()
        wait_for(is_at(server, 19, "small"), "a stream that was there is taken as it is")
        expect(client.ask("STREAM.INFO.small")["config"]["max_msgs"] == 4 and client.state("small")["messages"] == 4,
               "its limits stay")
        client.ask("STREAM.CREATE.other", {"name": "other", "subjects": ["other.*"]})
        configure(dateline, server.url, 'stream = "other"\n')
        wait_for(lambda: "stream=other" in daemon.said(), "a changed configuration is taken up")
        grow(13)
        wait_for(lambda: "add that to its subjects" in daemon.said(), "a stream of other subjects is one clear line")
        configure(dateline, server.url, 'stream = "third"\n')
        wait_for(lambda: "since another takes" in daemon.said(), "and so are subjects that another stream takes")
        client.ask("STREAM.DELETE.dateline")
        client.ask("STREAM.UPDATE.other", {"name": "other", "subjects": ["other.*", "dateline.>"]})
        configure(dateline, server.url, 'stream = "other"\n')
        wait_for(is_at(server, 1, "other"), "what was new meanwhile is published when the stream takes it")
        daemon.kill(signal.SIGTERM)


def check_copies(options):
    """A stream holds one store's log: what has gone apart from it is told from it, and publishes nothing."""
    documents = {"/a.xml": feed(1, 3), "/b.xml": feed(2, 9)}
    with FeedServer(documents) as feeds, Server() as server, Dateline(options.binary, feeds.urls()[:1]) as dateline:
        dateline.run("fetch")
        with copy_of(dateline) as older, copy_of(dateline) as apart, Dateline(options.binary, feeds.urls()[1:]) as another:
            another.run("fetch")
            feeds.documents["/a.xml"] = feed(1, 4, text="here")
            dateline.run("fetch", "--force")
            feeds.documents["/a.xml"] = feed(1, 5, text="there")
            apart.run("fetch", "--force")
            with Daemon(dateline) as daemon:
                configure(dateline, server.url)
                wait_for(is_at(server, len(lines_of(dateline))), "one is published")
                daemon.kill(signal.SIGTERM)
            for each, words in ((older, "as when an older backup was put back"), (another, "another event 5 than this log"),
                                (apart, "another event 5 than this log")):
                configure(each, server.url)
                with Daemon(each) as daemon:
                    wait_for(lambda: words in status(each), "status says: " + words)
                    time.sleep(2)
            check_stream(server, dateline, "meanwhile")
            # As where store and log were put back, and what says how far it was published was not.
            shutil.copy(cursor_of(dateline), cursor_of(older))
            with Daemon(older):
                wait_for(lambda: "an older backup was put back" in status(older), "with the cursor of later, too")
            cursor_of(dateline).write_text("torn")
            with Daemon(dateline):
                feeds.documents["/a.xml"] = feed(1, 6, text="here")
                dateline.run("fetch", feeds.address + "/a.xml")
                wait_for(published(server, dateline, b"Item 5 of 1"), "a cursor that cannot be read is found in the stream")
            check_stream(server, dateline, "then")
            if dateline.database:
                return  # it is not made anew of a log, which each of its machines has
            dateline.lose_store()
            with Daemon(dateline) as daemon:
                wait_for(lambda: "events were read back" in daemon.said(), "a store that was lost is made anew of its log")
                feeds.documents["/a.xml"] = feed(1, 7, text="here")
                dateline.run("fetch", feeds.address + "/a.xml")
                wait_for(published(server, dateline, b"Item 6 of 1"), "and publishing goes on")
            check_stream(server, dateline, "at last")


def check_cluster(options):
    """Of three servers that hold the stream together, the one that leads is killed."""
    with FeedServer({"/a.xml": feed(1, 2000)}) as feeds, Dateline(options.binary, feeds.urls()) as dateline:
        dateline.run("fetch")
        servers = cluster()
        for server in servers:
            server.start(wait=False)
        try:
            for server in servers:
                server.wait()

            def made():
                try:
                    return "config" in Client(servers[0]).ask("STREAM.CREATE.dateline", {
                        "name": "dateline", "subjects": ["dateline.>"], "num_replicas": 3})
                except TimeoutError:
                    return False  # they have not found to each other yet
            wait_for(made, "a stream on three servers")
            size = sum(map(len, lines_of(dateline)))
            with Relay(servers[0].port, size / 4) as link:
                configure(dateline, ", ".join(["nats://127.0.0.1:%d" % link.port] + [server.url for server in servers[1:]]))
                with Daemon(dateline):
                    wait_for(is_at(servers[1], 1), "is published to")
                    leader = Client(servers[1]).ask("STREAM.INFO.dateline")["cluster"]["leader"]
                    dead = servers[int(leader[1:])]
                    dead.kill()
                    link.cut()
                    alive = next(server for server in servers if server is not dead)
                    wait_for(is_at(alive, 2001), "also where its leader was killed", 120)
            check_stream(alive, dateline, "a cluster")
        finally:
            for server in servers:
                server.__exit__()


def check_long(options):
    """An event that is longer than the server or the stream takes is put aside, and keeps the others not for long."""
    documents = {"/a.xml": feed(1, 3), "/b.xml": feed(2, 1, text="long " * 4000), "/c.xml": feed(3, 3)}
    for of_server, of_stream in (("max_payload: 8192\n", {}), ("", {"max_msg_size": 8192})):
        with FeedServer(documents) as feeds, Server(of_server) as server, Dateline(options.binary, feeds.urls()) as dateline:
            dateline.run("fetch")
            Client(server).ask("STREAM.CREATE.dateline", {"name": "dateline", "subjects": ["dateline.>"], **of_stream})
            configure(dateline, server.url)
            with Daemon(dateline):
                wait_for(is_at(server, 9), "an event that the %s does not take is put aside, and the others are published"
                         % ("stream" if of_stream else "server"))
                wait_for(lambda: "has all; 1 put aside" in status(dateline), "and status counts it")
            bodies = [body for _, _, body in Client(server).read()]
            expect(bodies == [line for line in lines_of(dateline) if len(line) < 8192], "each of them once and in order")
            dead = (dateline.home / "followers/log.nats.dead.jsonl").read_text().splitlines()
            expect(len(dead) == 1, "and what was put aside is kept")


def check_limits(options):
    """A stream that is full, and one that acknowledges nothing, delay; so does a slow way, and nobody gives it up."""
    with FeedServer({"/a.xml": feed(1, 600, text="word " * 800)}) as feeds, Server() as server, Dateline(
            options.binary, feeds.urls()) as dateline:
        dateline.run("fetch")
        stream = {"name": "dateline", "subjects": ["dateline.>"], "discard": "new"}
        client = Client(server)
        client.ask("STREAM.CREATE.dateline", {**stream, "max_msgs": 5})
        configure(dateline, server.url)
        with Daemon(dateline) as daemon:
            wait_for(lambda: "maximum messages exceeded" in status(dateline), "a full stream shows")
            client.ask("STREAM.UPDATE.dateline", {**stream, "max_msgs": -1, "no_ack": True})
            wait_for(lambda: "set no_ack to false" in status(dateline), "so does one that acknowledges nothing")
            size = sum(map(len, lines_of(dateline)))
            # Longer than an acknowledgement is waited for.
            with Relay(server.port, size / 15) as link:
                configure(dateline, "nats://127.0.0.1:%d" % link.port)
                client.ask("STREAM.UPDATE.dateline", {**stream, "max_msgs": -1})
                before = len(daemon.said().splitlines())
                wait_for(is_at(server, 601), "all is published over a slow way", 120)
                said = daemon.said().splitlines()[before:]
                trouble = [line for line in said if "not acknowledge" in line or "connection" in line or "not published" in line]
                expect(not trouble, "which is no trouble " + "".join(trouble))
        check_stream(server, dateline, "when it is taken")


SECRET = "sesame-4711"


def check_logins(options):
    """TLS, passwords, tokens, credentials and permissions: without them nothing is taken, and why is said; with them all is."""
    with FeedServer({"/a.xml": feed(1, 3)}) as feeds, Dateline(options.binary, feeds.urls()) as dateline:
        dateline.run("fetch")
        home = dateline.home / "secrets"
        home.mkdir()
        certificates(home)
        operator, credentials, seed = decentralized(home)
        (home / "word").write_text(SECRET + "\n")
        (home / "wrong").write_text("no-" + SECRET + "\n")
        (home / "creds").write_text(credentials)
        tls = 'tls { cert_file: "%(h)s/server.pem", key_file: "%(h)s/server.key"%%s }\n' % {"h": home}
        mutual = tls % ', ca_file: "%s/ca.pem", verify: true' % home
        password = "authorization { user: desk, password: %s }\n" % SECRET
        deaf = ('authorization { users: [{ user: desk, password: %s, permissions: { publish: { deny: "dateline.>" } } }] }\n'
                % SECRET)
        login = 'login = { user = "desk", password-file = "secrets/word" }\n'
        bound = ('authorization { users: [{ user: desk, password: %s, permissions: { subscribe: "_INBOX.>", publish: ["dateline.>", %s] } }] }\n'
                 % (SECRET, ", ".join('"$JS.API.STREAM.%s.dateline"' % right for right in ("INFO", "CREATE", "MSG.GET"))))
        # Lines of the server; what is not taken, and what is said; what is.
        cases = [
            ("a password", password, 'login = { user = "desk", password-file = "secrets/wrong" }\n', "does not take the login", login),
            ("a token", "authorization { token: %s }\n" % SECRET, "", "does not take the login",
             'login = { token-file = "secrets/word" }\n'),
            ("credentials of an account", operator, "", "does not take the login", 'creds-file = "secrets/creds"\n'),
            ("an authority of its own", tls % "", 'ca-file = "secrets/other.pem"\n', "certificate", 'ca-file = "secrets/ca.pem"\n'),
            ("TLS with a certificate of the client and a password", mutual + password,
             'ca-file = "secrets/ca.pem"\n' + login, "cannot reach",
             'ca-file = "secrets/ca.pem"\ncertificate-file = "secrets/client.pem"\nkey-file = "secrets/client.key"\n' + login),
            ("no more rights than the manual names and a password", bound, "", "does not take the login", login),
            ("a right to publish", deaf, login, "Permissions Violation", None)]
        for name, of_server, without, words, with_it in cases:
            with Server(of_server) as server:
                configure(dateline, server.url, without)
                for file in (dateline.home / "followers").glob("log.nats*"):
                    file.unlink()
                with Daemon(dateline) as daemon:
                    wait_for(lambda: words in status(dateline), "without %s nothing is taken: %s" % (name, words))
                    if with_it is None:
                        continue
                    if name == "a password":
                        # Another word in the file is a change of the configuration.
                        shutil.copy(home / "word", home / "wrong")
                        os.utime(dateline.home / "dateline.toml")
                        dateline.run("reload")
                    else:
                        configure(dateline, server.url, with_it)
                    wait_for(lambda: json.loads(cursor_of(dateline).read_text())["seq"] == 4, "with %s all is" % name)
                    daemon.kill(signal.SIGTERM)
        held = [path.name for path in dateline.home.rglob("*") if path.is_file() and home not in path.parents
                and any(word.encode() in path.read_bytes() for word in (SECRET, seed))]
        expect(not held, "no secret is in store, log, cursor or what the daemon says %s" % held)
        expect(SECRET not in status(dateline), "nor in status")


def check_mistake(options):
    with Dateline(options.binary) as dateline:
        configure(dateline, "nats://desk:%s@127.0.0.1" % SECRET)
        done = dateline.run("config", "check", check=False)
        said = [line for line in (done.stdout + done.stderr).splitlines() if "log.nats" in line]
        lines = (dateline.home / "dateline.toml").read_text().splitlines()
        place = "dateline.toml:%d:" % (lines.index("[log.nats]") + 2)
        expect(done.returncode == 78 and len(said) == 1 and place in said[0] and SECRET not in done.stdout + done.stderr,
               "a mistake is a line with its place: " + "".join(said))


def run_apart(names):
    """Each by a process of its own, some at one time, since they wait most of it. What one says comes in one piece."""
    def run(name):
        return subprocess.run([sys.executable, *sys.argv, "--only", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    failed = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for name, done in zip(names, pool.map(run, names)):
            print("== %s\n%s" % (name, done.stdout), end="", flush=True)
            if done.returncode:
                failed.append(name)
    expect(not failed, "all parts%s" % ("" if not failed else " but " + ", ".join(failed)))


def main():
    parts = {"mistake": check_mistake, "life": check_life, "copies": check_copies, "long": check_long, "limits": check_limits, "logins": check_logins,
             "outage": check_outage, "cluster": check_cluster, "speed": check_speed, "kills": check_kills}
    parser = arguments(__doc__)
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--kill-every", type=float, default=1)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--words", type=int, default=1, help="of an event's text")
    parser.add_argument("--least", type=int, default=500, help="events a second by one publisher")
    parser.add_argument("--only", choices=parts)
    parser.add_argument("--short", action="store_true", help="without the cluster and the slow way, and with fewer stops")
    options = parser.parse_args()
    if not shutil.which("nats-server"):
        skip("no nats-server: apt-get install nats-server")
    if not options.only:
        return run_apart([name for name in parts if name not in ("cluster", "limits") or not options.short])
    part = parts[options.only]
    if options.only not in ("speed", "kills"):
        return part(options)
    each = 1000
    documents = {"/%d.xml" % n: feed(n, each, text="word " * options.words) for n in range(max(1, options.events // each))}
    with FeedServer(documents) as feeds, Dateline(options.binary, feeds.urls(), "connections = 4\n") as dateline:
        dateline.run("fetch", timeout=1800)
        count = dateline.query("SELECT max(seq) FROM event")[0][0]
        part(options, dateline, count)


if __name__ == "__main__":
    main()
