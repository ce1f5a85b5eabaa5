#!/usr/bin/env python3
"""Followers of the log: what they hand over while commands fail, servers misbehave, and everybody is killed.

usage: follow.py [--binary .build/release/dateline] [--rounds 30] [--seed N] [--mbox FILE]

Two followers of a command that fails every third time, one of a server that answers 500, hangs and drops, and one of
batches; the daemon's log is rotated, the daemon restarted, a backup put back with the log and without it. Every event
comes to each of them, in order, at least once, and once where the receiver heeds the key. Then letters: a story with two
copies and a correction is one thread in a mailbox of files (kept as FILE) and at an SMTP server (aiosmtpd, from PyPI;
without it the script ends as skipped); and messages for stubs of ntfy and Matrix, by their documented interfaces.
"""

import email
import email.policy
import hashlib
import hmac
import http.server
import json
import mailbox
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from loopback import Dateline, FeedServer, Serving, arguments, contents_of, expect, skip, wait_for

SECRET = b"correct horse battery staple"
COMMAND = """#!/bin/sh
# Keeps what it is given, and fails every third time: before, after, or by a signal.
n=$(($(cat "$1.count" 2>/dev/null || echo 0) + 1)); echo $n >"$1.count"
[ $((n % 9)) -eq 3 ] && exit 1
[ $((n % 9)) -eq 6 ] && kill -9 $$
cat >>"$1"
[ $((n % 9)) -eq 0 ] && exit 1
exit 0
"""


def entry(number):
    return ("<item><title>Entry {0}</title><guid isPermaLink=\"false\">e-{0}</guid><link>http://feed.test/{0}</link>"
            "<description>{1}</description></item>").format(number, " ".join(
                hashlib.sha256(b"%d %d" % (number, word)).hexdigest()[:9] for word in range(12)))


def feed(*entries, title="Feed"):
    return ("<rss version=\"2.0\"><channel><title>%s</title><link>http://feed.test/</link><description>d</description>"
            "%s</channel></rss>" % (title, "".join(entries))).encode()


class Receiver(Serving):
    """An HTTP server that keeps requests, and says what `answer` says. A context manager."""

    def __init__(self, answer):
        receiver = self
        self.requests = []  # (method, path, headers, body) of those that were taken
        self.tries = []
        self.lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with receiver.lock:
                    request = (self.command, self.path, self.headers, body)
                    receiver.tries.append(request)
                    status, reply, headers = answer(len(receiver.tries), request)
                    if status and status < 300:
                        receiver.requests.append(request)
                if status == "hang":
                    time.sleep(3)
                if not isinstance(status, int):
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = "http://127.0.0.1:%d" % self.server.server_port


class Followers:
    """Processes of `dateline follow`, started again when they have ended."""

    def __init__(self, home, commands):
        self.home, self.commands, self.running = home, commands, {}
        self.errors = open(home.home / "followers.err", "w")

    def start(self):
        for name, options in self.commands.items():
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self.running[name] = self.home.start(
                    "follow", name, "--from", "start", "--retry-after", "20ms", "--retry-limit", "200ms", *options,
                    stderr=self.errors, stdout=-3)

    def kill(self, name, number=signal.SIGKILL):
        process = self.running[name]
        process.send_signal(number)
        process.wait()

    def stop(self):
        for process in self.running.values():
            process.kill()
            process.wait()

    def finish(self):
        """Each hands over what is left."""
        for name, options in self.commands.items():
            self.home.run("follow", name, "--retry-after", "20ms", "--retry-limit", "200ms", "--once", *options)


def first_times(numbers):
    seen = set()
    return [number for number in numbers if not (number in seen or seen.add(number))]


def check_order(what, numbers, told):
    """Each number is there, and none comes before one that is less for the first time."""
    expect(first_times(numbers) == told, "%s: %d events, each in order (%d times in all)" % (what, len(told), len(numbers)))


def seq(line):
    return json.loads(line)["_dateline"]["seq"]


def handing_over(options, chance):
    def misbehave(number, request):
        how = chance.random()
        if how < 0.15:
            return 500, b"", {}
        if how < 0.2:
            return 429, b"", {"Retry-After": "1"}
        if how < 0.25:
            return "hang", b"", {}
        if how < 0.4:
            return "drop", b"", {}
        return 200, b"", {}

    with FeedServer({"/feed.xml": feed(*map(entry, range(5)))}) as server, \
            Dateline(options.binary, [server.address + "/feed.xml"], fetch='[log]\nmax-size = "4096B"\nkeep = 3\n') as home, \
            Receiver(misbehave) as receiver:
        command = home.home / "command"
        command.write_text(COMMAND)
        command.chmod(0o755)
        secret = home.home / "secret"
        secret.write_bytes(SECRET + b"\n")
        files = {name: home.home / (name + ".out") for name in ("one", "two", "many")}
        followers = Followers(home, {
            "one": ["--exec", str(command), str(files["one"])],
            "two": ["--filter", "-kind:feed-added", "--exec", str(command), str(files["two"])],
            "many": ["--batch", "7", "--exec", str(command), str(files["many"])],
            "web": ["--timeout", "1s", "--url", receiver.address + "/hook", "--secret-file", str(secret)],
        })
        now = int(time.time())
        number, backups = 5, 0
        told = {}  # what stood in the log at any time, by number

        def look():
            for line in home.log_lines():
                known = told.setdefault(line["_dateline"]["seq"], line)
                if known != line:
                    raise SystemExit("FAILED: number %d says two things" % line["_dateline"]["seq"])

        try:
            for round in range(options.rounds):
                now += 7200
                for _ in range(chance.randrange(1, 6)):
                    number += 1
                    server.documents["/feed.xml"] = feed(*map(entry, range(max(0, number - 30), number)))
                home.run("fetch", "--force", now=now, check=False)
                look()
                followers.start()
                time.sleep(chance.random() * 0.6)
                followers.kill(chance.choice(list(followers.commands)), chance.choice((signal.SIGKILL, signal.SIGTERM)))
                if round % 10 == 2 and home.database:
                    home.server.dump(home.database, home.home / "backup.db")
                elif round % 10 == 2:
                    home.run("backup", "--replace", str(home.home / "backup.db"))
                if round % 10 == 7:
                    # With the log's lines read back, or as when the file is copied into place.
                    backups += 1
                    if home.database:
                        home.server.replace(home.database, home.home / "backup.db")
                    elif backups % 2:
                        home.run("restore", str(home.home / "backup.db"), now=now)
                    else:
                        for suffix in ("-wal", "-shm", "-keys"):
                            home.store.with_name(home.store.name + suffix).unlink(missing_ok=True)
                        shutil.copy(home.home / "backup.db", home.store)
                    home.run("fetch", "--force", now=now + 60, check=False)
                    look()
            home.run("fetch", "--force", now=now + 7200, check=False)
            look()
        finally:
            followers.stop()
        # A command that a killed follower had started may still be at work.
        time.sleep(0.5)
        followers.finish()
        numbers = sorted(told)
        expect(numbers == list(range(1, numbers[-1] + 1)), "%d events were told, numbered without gap" % len(numbers))
        expect((home.home / "items.jsonl.1").exists(), "the log was rotated")
        for name, file in files.items():
            lines = file.read_text().splitlines()
            wanted = [n for n in numbers if name != "two" or told[n]["_dateline"]["event"] != "feed-added"]
            check_order("follower " + name, [seq(line) for line in lines], wanted)
            expect(all(json.loads(line) == told[seq(line)] for line in lines),
                   "follower %s: each line is that of the log" % name)
        check_order("webhook", [seq(body) for _, _, _, body in receiver.requests], numbers)
        by_key = {}
        for _, _, headers, body in receiver.tries:
            by_key.setdefault(headers["Idempotency-Key"], set()).add(seq(body))
            code = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
            if headers["Dateline-Signature"] != "sha256=" + code:
                raise SystemExit("FAILED: a signature is not that of its body")
        expect(len(by_key) == len(numbers) and all(len(v) == 1 for v in by_key.values()),
               "webhook: a key for each event, the same at each of %d tries, all signed" % len(receiver.tries))
        dead = [p for p in (home.home / "followers").iterdir() if p.name.endswith(".dead.jsonl")]
        expect(not dead, "nothing was put aside")
        lags = json.loads(home.run("status", "--json").stdout.splitlines()[0])["followers"]
        expect([f["behind"] for f in lags] == [0, 0, 0, 0], "status says that nobody is behind")


def is_alive(process):
    """Not that of a process that has ended, and that nobody has asked for yet."""
    try:
        with open("/proc/%d/stat" % process) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def lines_of_failures(options):
    """Each failure is one clear line, and nothing is lost by it."""
    with FeedServer({"/feed.xml": feed(*map(entry, range(3)))}) as server, \
            Dateline(options.binary, [server.address + "/feed.xml"]) as home:
        home.run("fetch")
        out = home.home / "out"

        def follow(*words, name="desk", check=False):
            return home.run("follow", name, *words, check=check)

        done = follow("--exec", "cat")
        expect(done.returncode == 78 and len(done.stderr.splitlines()) == 1 and "--from now" in done.stderr,
               "without a cursor it asks where to begin")
        holder = home.start("follow", "desk", "--from", "start", "--exec", "sh", "-c", "cat >>%s; sleep 60" % out)
        wait_for(lambda: contents_of(out), "a follower has begun")
        done = follow("--exec", "cat")
        expect(done.returncode == 1 and "process %d" % holder.pid in done.stderr and len(done.stderr.splitlines()) == 1,
               "the second process says who holds the name")
        begun = time.monotonic()
        holder.send_signal(signal.SIGTERM)
        expect(holder.wait(10) == 0 and time.monotonic() - begun < 6, "it ends when it is asked to")
        out.unlink()
        hanging = ["--tries", "2", "--retry-after", "10ms", "--timeout", "300ms", "--once"]
        done = follow(*hanging, "--exec", "sh", "-c", "[ $DATELINE_SEQ = 2 ] && sleep 60; cat >>%s" % out)
        expect(done.returncode == 0 and "did not end within 300ms" in done.stderr and "put aside" in done.stderr,
               "a command that hangs is ended, and the event put aside")
        dead = (home.home / "followers/desk.dead.jsonl").read_text().splitlines()
        expect([json.loads(line)["event"]["_dateline"]["seq"] for line in dead] == [2], "that event, with its reason")
        last = home.query("SELECT max(seq) FROM event")[0][0]
        expect([seq(line) for line in out.read_text().splitlines()] == [1, *range(3, last + 1)], "the others were handed over")
        # By the command itself, at once and several times: it may not be at work before its guardian knows of it.
        for number in range(8):
            file = home.home / ("orphan-%d.pid" % number)
            home.start("follow", "orphan-%d" % number, "--from", "start", "--exec", "sh", "-c",
                       "echo $$ >%s; kill -9 $PPID; exec sleep 600" % file).wait()
            deadline = time.monotonic() + 30
            while is_alive(int(file.read_text())) and time.monotonic() < deadline:
                time.sleep(0.05)
            if is_alive(int(file.read_text())):
                os.kill(int(file.read_text()), signal.SIGKILL)
                raise SystemExit("FAILED: a command goes on though its follower was killed")
        expect(True, "a command is ended with its follower that is killed")
        (home.home / "followers/desk.json").rename(home.home / "desk.json")
        done = follow("--from", "now", "--once", "--exec", "cat")
        expect(done.returncode == 78 and len(done.stderr.splitlines()) == 1 and "is lost" in done.stderr,
               "a lost cursor is not taken for a new one")
        (home.home / "desk.json").rename(home.home / "followers/desk.json")
        long = "<description>" + "word " * 250_000 + "</description>"
        server.documents["/feed.xml"] = feed(re.sub("<description>.*</description>", long, entry(9)))
        home.run("fetch", "--force", now=time.time() + 7200)
        follow("--once", "--exec", "sh", "-c", "cat >>%s" % out, check=True)
        expect(len(out.read_text().splitlines()[-1]) > 1_200_000, "an event of more than a megabyte comes whole")
        follow("--once", "--from", "start", "--exec", "true", name="deaf", check=True)
        expect(True, "and harms nobody who does not read it")
        # Where the log's files are gone, the store tells.
        lines = home.log.read_text().splitlines(keepends=True)
        home.log.write_text("".join(lines[3:]))
        numbers = [seq(line) for line in home.run("tail", "--after", "1", "--json").stdout.splitlines()]
        expect(numbers == list(range(2, len(lines) + 1)), "tail --after tells all after a number, from log and store")


STORY = ("The eastern pier of Tern Bay was closed on Monday after divers found cracks in {0} of its pillars, the harbour "
         "master said. Ferries will use the northern basin until the pillars have been repaired, which may take until the "
         "autumn. The council has set aside two million for the work, of which the ferry company pays a third. Nobody wants "
         "to see a lorry in the water, she told reporters — „niemand“. The pier was built in 1931 and carries 400 lorries "
         "a day.")


def story(number, title, cracks):
    return ("<item><title>%s</title><guid isPermaLink=\"false\">s-%d</guid><link>http://paper%d.test/pier</link>"
            "<description>%s</description></item>" % (title, number, number, STORY.format(cracks)))


def letters(options):
    """The thread of a story in a mailbox, at an SMTP server, and as messages."""
    feeds = {"/%d.xml" % n: feed(entry(n), title="Blatt %d" % n) for n in range(3)}
    with FeedServer(feeds) as server, Dateline(options.binary, server.urls()) as home:
        now = int(time.time())
        home.run("fetch", now=now)

        def more():
            for number, title in enumerate(("Pier geschlossen: Risse in elf Pfeilern", "Cracks shut pier", "Pier shut")):
                server.documents["/%d.xml" % number] = feed(story(number, title, "eleven"), entry(number), title="Blatt %d" % number)
                home.run("fetch", "--force", server.address + "/%d.xml" % number, now=now + 7200 + number)
            server.documents["/0.xml"] = feed(story(0, "Pier geschlossen: Risse in zwölf Pfeilern", "twelve"), entry(0), title="Blatt 0")
            home.run("fetch", "--force", server.address + "/0.xml", now=now + 14400)

        commands = {"maildir": ["--maildir", str(home.home / "Maildir")]}
        with tempfile.TemporaryDirectory() as folder:
            handler = smtp_server(folder)
            if handler:
                commands["smtp"] = ["--mail", "desk@news.test", "--mail-from", "dateline@news.test", "--smtp", handler.url]
            with Receiver(lambda number, _: (503 if number % 3 == 1 else 200, b"", {})) as ntfy, Receiver(matrix_answer()) as matrix:
                (home.home / "token").write_text("tk_secret\n")
                token = ["--secret-file", str(home.home / "token"), "--retry-after", "20ms"]
                commands["ntfy"] = ["--ntfy", ntfy.address + "/news", *token]
                commands["matrix"] = ["--matrix", "#news:example.test", "--homeserver", matrix.address, *token]
                before = home.query("SELECT max(seq) FROM event")[0][0]
                more()
                for name, words in commands.items():
                    home.run("follow", name, "--from", str(before), "--once", *words)
                # From the beginning: what the first documents listed is one message.
                for name in ("smtp", "ntfy", "matrix"):
                    if name in commands:
                        home.run("follow", name + "-all", "--from", "start", "--once", *commands[name])
                check_messages(ntfy, matrix)
            box = mailbox.Maildir(home.home / "Maildir", create=False)
            kept = sorted((email.message_from_bytes(box.get_bytes(key), policy=email.policy.default) for key in box.keys()),
                          key=lambda m: int(m["Dateline-Event"].split()[0]))
            check_thread("mailbox", kept)
            if options.mbox:
                keep_mbox(options.mbox, kept)
            if handler:
                got = [email.message_from_bytes(m, policy=email.policy.default) for m in handler.messages]
                check_thread("SMTP server", got[:4])
                digest, text = got[4], got[4].get_body(("plain",)).get_content()
                expect(digest["Subject"] == "Backlog: 3 entries of 3 feeds" and all("* Entry %d" % n in text for n in range(3)),
                       "from the beginning, what was old is one letter that lists it")
                expect(len(got) == 9 and [m["Message-ID"] for m in got[5:]] == [m["Message-ID"] for m in got[:4]],
                       "and then the same letters as before")
                expect(handler.refused > 0, "although the server had asked to come later")
                handler.stop()
                return True
    return False


def check_thread(what, messages):
    expect([m["Dateline-Event"].split()[1] for m in messages] == ["new", "duplicate", "duplicate", "revised"],
           "%s: a story, two copies and a correction" % what)
    first = messages[0]["Message-ID"]
    expect(all(first in m["References"].split() and m["In-Reply-To"] in m["References"].split() for m in messages[1:]),
           "%s: they are one thread" % what)
    expect(len({m["Message-ID"] for m in messages}) == 4, "%s: each with an ID of its own" % what)
    expect(messages[0]["Subject"] == "Pier geschlossen: Risse in elf Pfeilern"
           and messages[3]["Subject"] == "Revised: Pier geschlossen: Risse in zwölf Pfeilern", "%s: headlines" % what)
    text, html = (messages[3].get_body((kind,)).get_content() for kind in ("plain", "html"))
    expect("[-eleven-] {+twelve+}" in text and "<del>eleven</del> <ins>twelve</ins>" in html and "„niemand“" in text,
           "%s: the correction shows what changed" % what)
    expect(not any(m.defects or p.defects for m in messages for p in m.walk()), "%s: no defects of form" % what)


def keep_mbox(path, messages):
    box = mailbox.mbox(path)
    for message in messages:
        box.add(mailbox.mboxMessage(message))
    box.close()


def smtp_server(folder):
    """aiosmtpd with a log of letters, which asks to come later now and then; None where it is not to be had."""
    try:
        done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "aiosmtpd"],
                              capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None
    sys.path.insert(0, folder)
    try:
        from aiosmtpd.controller import Controller
    except ImportError:
        print("no aiosmtpd:", done.stderr.decode()[-300:])
        return None

    class Handler:
        def __init__(self):
            self.messages, self.refused = [], 0

        async def handle_DATA(self, server, session, envelope):
            if (len(self.messages) + self.refused) % 3 == 1:
                self.refused += 1
                return "451 later"
            if envelope.mail_from != "dateline@news.test" or envelope.rcpt_tos != ["desk@news.test"]:
                return "550 who"
            self.messages.append(envelope.original_content)
            return "250 OK"

    handler = Handler()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url, handler.stop = "smtp://127.0.0.1:%d" % port, controller.stop
    return handler


def matrix_answer():
    def answer(number, request):
        method, path, headers, body = request
        if headers["Authorization"] != "Bearer tk_secret":
            return 401, b'{"errcode":"M_UNKNOWN_TOKEN"}', {}
        if method == "GET" and path == "/_matrix/client/v3/directory/room/%23news%3Aexample.test":
            return 200, b'{"room_id":"!abc:example.test"}', {}
        if number % 4 == 2:
            return 429, b'{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":100}', {}
        if method == "PUT" and path.startswith("/_matrix/client/v3/rooms/%21abc%3Aexample.test/send/m.room.message/"):
            return 200, b'{"event_id":"$1"}', {}
        return 404, b"{}", {}

    return answer


def check_messages(ntfy, matrix):
    sent = [json.loads(body) for _, _, _, body in ntfy.requests]
    expect(len(sent) == 9 and all(m["topic"] == "news" for m in sent), "ntfy: four messages each")
    expect(sent[4]["title"] == "Backlog: 3 entries of 3 feeds" and sent[4]["message"].count("Blatt ") == sent[4]["message"].count(": 1 entry") == 3,
           "ntfy: what was old in one")
    expect(sent[0]["message"] == "Pier geschlossen: Risse in elf Pfeilern" and sent[0]["click"] == "http://paper0.test/pier",
           "ntfy: headline and link")
    puts = [(path, json.loads(body)) for method, path, _, body in matrix.requests if method == "PUT"]
    expect(len(puts) == 9 and len({path for path, _ in puts}) == 5, "Matrix: five transactions, four with the same names again")
    expect(puts[3][1]["body"].startswith("Revised: Pier geschlossen"), "Matrix: the correction")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--mbox", help="keep the story's thread as this file")
    parser.add_argument("--part", choices=("handing", "failures", "letters"))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    if options.part in (None, "failures"):
        lines_of_failures(options)
    if options.part in (None, "handing"):
        handing_over(options, chance)
    if options.part in (None, "letters") and not letters(options):
        skip("letters at an SMTP server: aiosmtpd cannot be installed")


if __name__ == "__main__":
    sys.exit(main())
