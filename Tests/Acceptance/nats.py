#!/usr/bin/env python3
"""Publishes the log to JetStream, as [log.nats] says, with a nats-server of its own on loopback.

usage: nats.py [--binary .build/release/dateline] [--events 4000] [--kill-every 3] [--kills 6]

Two daemons on copies of one store, as of a machine and of the one that took over from its backup, publish the same events
while either of them and the server are killed. Expected: the stream holds each event once, in order, as the log's line has
it. Then: an unreachable server, a purged stream, one made anew, a lost cursor, an older copy, TLS, logins, a stream of other
subjects, a consumer that filters, an event that is too long; and mistakes in the configuration are a line each.

Show: nats.py --events 100000 --kill-every 3 --kills 12
"""

import json
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from loopback import Dateline, FeedServer, arguments, expect, skip, wait_for


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A nats-server with JetStream. A context manager."""

    def __init__(self, more=""):
        self.folder = tempfile.TemporaryDirectory(prefix="nats-")
        self.home = pathlib.Path(self.folder.name)
        self.port = free_port()
        self.configure(more)
        self.process = None

    def configure(self, more):
        (self.home / "nats.conf").write_text(
            'listen: "127.0.0.1:%d"\njetstream { store_dir: "%s" }\n%s' % (self.port, self.home / "data", more))

    @property
    def url(self):
        return "nats://127.0.0.1:%d" % self.port

    def start(self):
        self.process = subprocess.Popen(["nats-server", "-c", str(self.home / "nats.conf"), "-l", str(self.home / "log")])
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("FAILED: nats-server does not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self.folder.cleanup()


class Client:
    """As much of NATS's protocol as is needed to ask JetStream."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), 5)
        self.file = self.socket.makefile("rb")
        self.asked = 0
        self.file.readline()  # INFO
        self.send('CONNECT {"verbose":false,"headers":true,"lang":"test","version":"1","no_responders":true}\r\nSUB in.* 1\r\n')

    def send(self, text):
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def message(self):
        """Subject, headers and body of the next."""
        while True:
            line = self.file.readline()
            if not line:
                raise SystemExit("FAILED: the connection ended")
            words = line.split()
            if words[0] == b"PING":
                self.send("PONG\r\n")
            elif words[0] in (b"MSG", b"HMSG"):
                size = int(words[-1])
                head = int(words[-2]) if words[0] == b"HMSG" else 0
                data = self.file.read(size + 2)[:-2]
                to = words[1].decode()
                return to, data[:head].decode(), data[head:]

    def ask(self, subject, body=b""):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.asked += 1
        inbox = "in.%d" % self.asked
        self.send(b"PUB $JS.API.%s %s %d\r\n%s\r\n" % (subject.encode(), inbox.encode(), len(body), body))
        while True:
            to, _, body = self.message()
            if to == inbox:
                return json.loads(body or b"{}")

    def state(self, stream="dateline"):
        return self.ask("STREAM.INFO." + stream).get("state") or {"last_seq": 0, "messages": 0}

    def read(self, stream="dateline", filter=None):
        """All that the stream holds: subject, headers, body."""
        config = {"deliver_policy": "all", "ack_policy": "none"}
        if filter:
            config["filter_subject"] = filter
        made = self.ask("CONSUMER.CREATE." + stream, {"stream_name": stream, "config": {**config, "inactive_threshold": 60 * 10**9}})
        name, count = made["name"], made["num_pending"]
        messages = []
        while len(messages) < count:
            batch = min(500, count - len(messages))
            body = json.dumps({"batch": batch, "expires": 5 * 10**9}).encode()
            self.send(b"PUB $JS.API.CONSUMER.MSG.NEXT.%s.%s in.0 %d\r\n%s\r\n" % (stream.encode(), name.encode(), len(body), body))
            wanted = len(messages) + batch
            while len(messages) < wanted:
                message = self.message()
                # What the server says of the request itself comes to its inbox.
                if message[0] == "in.0":
                    raise SystemExit("FAILED: the server says " + message[1])
                messages.append(message)
        return messages


def feed(number, entries, begin=0, text="x"):
    items = "".join('<item><title>Item %d of %d</title><guid isPermaLink="false">%d-%d</guid><description>%s %d %d</description></item>'
                    % (n, number, number, n, text, number, n) for n in range(begin, entries))
    return ('<rss version="2.0"><channel><title>Feed %d</title>%s</channel></rss>' % (number, items)).encode()


def configure(dateline, server, more="", url=None):
    """Takes up another [log.nats]."""
    file = dateline.home / "dateline.toml"
    if not hasattr(dateline, "before"):
        dateline.before = file.read_text()
    file.write_text(dateline.before + '[log.nats]\nurl = "%s"\n%s' % (url or server.url, more))


def copy_of(dateline):
    """A Dateline on a copy of the store and its log: the machine that takes over. It checks no feeds."""
    other = Dateline(dateline.binary)
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
    return lambda: Client(server).state(stream)["last_seq"] >= count


def check_kills(options, dateline, count):
    random.seed(24)
    with Server() as server:
        other = copy_of(dateline)
        for each in (dateline, other):
            configure(each, server)
        with Daemon(dateline) as first, Daemon(other) as second:
            begin, kills = time.monotonic(), 0
            while kills < options.kills:
                time.sleep(random.uniform(0.3, 1) * options.kill_every)
                target = [first, second, server][kills % 3]
                target.kill()
                kills += 1
                if target is not server:
                    time.sleep(random.uniform(0, 0.5))
                target.start()
            wait_for(is_at(server, count), "all is published after %d kills" % kills, 600)
            print("published within %.1f s" % (time.monotonic() - begin))
            check_stream(server, dateline, "two publishers, killed with the server")
            begin = time.monotonic()
            expect(second.kill(signal.SIGTERM) == 0 and time.monotonic() - begin < 5, "SIGTERM is heeded at once")
        return other


def check_speed(dateline, count):
    other = copy_of(dateline)
    with Server() as server:
        configure(other, server)
        with Daemon(other):
            wait_for(lambda: Client(server).state()["last_seq"] > 0, "publishing has begun")
            begin, done = time.monotonic(), Client(server).state()["last_seq"]
            wait_for(is_at(server, count), "one publisher has published all", 300)
            seconds = time.monotonic() - begin
            print("%d events in %.2f s: %.0f/s" % (count - done, seconds, (count - done) / max(seconds, 0.001)))
        check_stream(server, other, "one publisher")


def status(dateline):
    return dateline.run("status", check=False).stdout


def check_life(options):
    """Of one stream, from an unreachable server on."""
    documents = {"/a.xml": feed(1, 5), "/b.xml": feed(2, 5)}
    with FeedServer(documents) as feeds, Server() as server, Dateline(options.binary, feeds.urls()) as dateline:
        server.kill()
        configure(dateline, server)
        daemon = Daemon(dateline)
        daemon.start()
        wait_for(lambda: "cannot reach nats://" in status(dateline), "an unreachable server shows in status")
        server.start()
        wait_for(is_at(server, 12), "and loses nothing")
        check_stream(server, dateline, "after an outage")
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
        cursor = dateline.home / "followers/log.nats.json"
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
        configure(dateline, server, 'stream = "small"\nsubject = "small.{feed-id}.{kind}"\n')
        daemon.kill(signal.SIGTERM)
        cursor.unlink()
        daemon.start()
        wait_for(is_at(server, 19, "small"), "a stream that was there is taken as it is")
        expect(client.ask("STREAM.INFO.small")["config"]["max_msgs"] == 4 and client.state("small")["messages"] == 4,
               "its limits stay")
        client.ask("STREAM.CREATE.other", {"name": "other", "subjects": ["other.*"]})
        configure(dateline, server, 'stream = "other"\n')
        wait_for(lambda: "stream=other" in daemon.said(), "a changed configuration is taken up")
        grow(13)
        wait_for(lambda: "add that to its subjects" in daemon.said(), "a stream of other subjects is one clear line")
        configure(dateline, server, 'stream = "third"\n')
        wait_for(lambda: "since another takes" in daemon.said(), "and so are subjects that another stream takes")
        client.ask("STREAM.DELETE.dateline")
        client.ask("STREAM.UPDATE.other", {"name": "other", "subjects": ["other.*", "dateline.>"]})
        configure(dateline, server, 'stream = "other"\n')
        wait_for(is_at(server, 1, "other"), "what was new meanwhile is published when the stream takes it")
        daemon.kill(signal.SIGTERM)


def check_long(options):
    """An event that is longer than the server takes is put aside, and keeps the others not for long."""
    documents = {"/a.xml": feed(1, 3), "/b.xml": feed(2, 1, text="long " * 4000), "/c.xml": feed(3, 3)}
    with FeedServer(documents) as feeds, Server("max_payload: 8192\n") as server, Dateline(options.binary, feeds.urls()) as dateline:
        dateline.run("fetch")
        configure(dateline, server)
        with Daemon(dateline):
            wait_for(is_at(server, 9), "an event that is too long is put aside, and the others are published")
        bodies = [body for _, _, body in Client(server).read()]
        expect(bodies == [line for line in lines_of(dateline) if len(line) < 8192], "each of them once and in order")


def certificates(folder):
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test")
    for name in ("server", "client"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=127.0.0.1")
        (folder / "ext").write_text("subjectAltName=IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                name + ".pem", "-days", "2", "-extfile", "ext")


def check_logins(options):
    """TLS on both sides, a password and a token."""
    with FeedServer({"/a.xml": feed(1, 3)}) as feeds, Dateline(options.binary, feeds.urls()) as dateline:
        dateline.run("fetch")
        certificates(dateline.home)
        (dateline.home / "word").write_text("secret\n")
        tls = ('tls { cert_file: "%(h)s/server.pem", key_file: "%(h)s/server.key", ca_file: "%(h)s/ca.pem", verify: true }\n'
               % {"h": dateline.home})
        cases = [("TLS with certificates on both sides", tls,
                  'ca-file = "ca.pem"\ncertificate-file = "client.pem"\nkey-file = "client.key"\n'),
                 ("a password", 'authorization { user: desk, password: secret }\n',
                  'login = { user = "desk", password-file = "word" }\n'),
                 ("a token", 'authorization { token: secret }\n', 'login = { token-file = "word" }\n')]
        for name, of_server, of_daemon in cases:
            with Server(of_server) as server:
                configure(dateline, server)
                for file in (dateline.home / "followers").glob("log.nats*"):
                    file.unlink()
                (dateline.home / "said").unlink(missing_ok=True)
                with Daemon(dateline) as daemon:
                    wait_for(lambda: "follower log.nats: waits for its receiver" in daemon.said(), "without %s nothing is taken" % name)
                    configure(dateline, server, of_daemon)
                    cursor = dateline.home / "followers/log.nats.json"
                    wait_for(lambda: json.loads(cursor.read_text())["seq"] == 4, "with %s all is" % name)
                    expect("secret" not in daemon.said(), "no secret is said")


def check_mistakes(options):
    wrong = [('url = "http://x:1"', "log.nats.url"), ('url = "nats://u:p@x:1"', "a login stands in"),
             ('stream = "a"', "has no url"), ('url = "nats://x"\nstream = "a.b"', "is no name of a stream"),
             ('url = "nats://x"\nsubject = "a..b"', "empty token"), ('url = "nats://x"\nsubject = "a.>"', "may hold neither"),
             ('url = "nats://x"\nsubject = "a.{day}"', "knows only"), ('url = "nats://x"\nca-file = "none"', "there is no file"),
             ('url = "nats://x"\nkey-file = "dateline.toml"', "stands alone"),
             ('url = "nats://x"\ncreds-file = "none"', "there is no file"), ('url = "nats://x"\nstreams = "a"', "there is no such key")]
    with Dateline(options.binary) as dateline:
        before = (dateline.home / "dateline.toml").read_text()
        for text, words in wrong:
            (dateline.home / "dateline.toml").write_text(before + "[log.nats]\n" + text + "\n")
            done = dateline.run("config", "check", check=False)
            said = [line for line in (done.stdout + done.stderr).splitlines() if "log.nats" in line]
            expect(done.returncode == 78 and len(said) == 1 and words in said[0] and "u:p" not in said[0],
                   "config check: %s %s" % (words, "" if len(said) == 1 else said))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--kill-every", type=float, default=1)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--only", choices=["kills", "speed", "life", "long", "logins", "mistakes"])
    options = parser.parse_args()
    if not shutil.which("nats-server"):
        skip("no nats-server: apt-get install nats-server")
    parts = {"mistakes": check_mistakes, "life": check_life, "long": check_long, "logins": check_logins}
    for name, part in parts.items():
        if options.only in (None, name):
            part(options)
    if options.only not in (None, "kills", "speed"):
        return
    each = 1000
    documents = {"/%d.xml" % n: feed(n, each) for n in range(max(1, options.events // each))}
    with FeedServer(documents) as feeds, Dateline(options.binary, feeds.urls(), "connections = 4\n") as dateline:
        dateline.run("fetch", timeout=1800)
        count = dateline.query("SELECT max(seq) FROM event")[0][0]
        print("%d events" % count)
        if options.only != "kills":
            check_speed(dateline, count)
        if options.only != "speed":
            check_kills(options, dateline, count)


if __name__ == "__main__":
    main()
