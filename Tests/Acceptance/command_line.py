#!/usr/bin/env python3
"""What the commands let through to a terminal, to standard error and to files, and how they end when nobody reads.

usage: command_line.py [--binary .build/release/dateline]

Days are those of the wall clock. Hostile bytes come in by every way there is (feeds, answers, addresses, arguments, names of files), and each output is
looked at, piped and on a terminal. Passwords in addresses are looked for in all outputs and files. Each command that
prints is run with a closed reader, with SIGPIPE ignored and not, with a full and with a closed standard output.
"""

import http.server
import json
import os
import pathlib
import pty
import signal
import subprocess
import threading

from loopback import Dateline, FeedServer, arguments, expect, skip, wait_for

SECRET = "hunter2-of-the-desk"
# Each as a feed, an address or a file's name may hold it: ESC, BEL, BS, CR, C1, line separators, marks of direction.
HOSTILE = "\x1b]0;pwn\x07 \x1b[31mred\x08\r\x0b\x7f \x85 \x9b31m \u061c\u200e\u200f \u2028\u2029 \u202a\u202b\u202d\u202e \u2066\u2067\u2068\u2069"
FORBIDDEN = set(range(0x20)) - {0x0A} | set(range(0x7F, 0xA0)) | {0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)}
JOINED = "\u0645\u06cc\u200c\u062e \U0001F469\u200D\U0001F52C"  # joiners belong to the text


def forbidden(data, but=()):
    """The characters of an output that a terminal would obey, or that end a line."""
    return sorted({"U+%04X" % ord(c) for c in data.decode("utf-8", "surrogateescape") if ord(c) in FORBIDDEN and ord(c) not in but})


def json_feed(name):
    text = "%s %s %s" % (name, HOSTILE, JOINED)
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": text, "description": text, "home_page_url": "http://h.test/" + HOSTILE,
        "authors": [{"name": text}],
        "items": [{"id": name + HOSTILE + str(n), "title": text + str(n), "content_text": "%s\n%s, entry %d" % (text, " ".join("%s%d" % (name, n * 31 + k) for k in range(30)), n),
                   "url": "http://h.test/%s%d" % (HOSTILE, n), "tags": [text], "date_published": "2026-01-0%dT00:00:00Z" % (n + 1)} for n in range(3)],
    }).encode()


class HostileServer:
    """Answers what it is told to: header fields as bytes, and Basic authentication where a path asks for it."""

    def __init__(self):
        self.answers = {}  # path -> (status, [(name, value as bytes)], body)
        self.logins = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, fields, body = server.answers.get(self.path.split("?")[0], (404, [], b""))
                server.logins.append((self.path, self.headers.get("Authorization")))
                if self.path.startswith("/locked") and not self.headers.get("Authorization"):
                    status, fields, body = 401, [(b"WWW-Authenticate", b"Basic realm=\"" + HOSTILE.encode().replace(b"\r", b"") + b"\"")], b""
                self.wfile.write(b"HTTP/1.0 %d %s\r\n" % (status, b"\x1b[31mreason"))
                for name, value in fields + [(b"Content-Length", b"%d" % len(body))]:
                    self.wfile.write(name + b": " + value + b"\r\n")
                self.wfile.write(b"\r\n" + body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = "127.0.0.1:%d" % self.server.server_port
        self.address = "http://" + self.host
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def run(dateline, *arguments, stdin=None):
    return subprocess.run([dateline.binary, *arguments], env=dateline.environment(), capture_output=True, timeout=120,
                          input=stdin, cwd=dateline.home)


def run_on_terminal(dateline, *arguments):
    """All that a command writes to a terminal."""
    main, end = pty.openpty()
    process = subprocess.Popen([dateline.binary, *arguments], env={**dateline.environment(), "TERM": "xterm"}, stdin=end,
                               stdout=end, stderr=end, cwd=dateline.home)
    os.close(end)
    data = b""
    while True:
        try:
            chunk = os.read(main, 65536)
        except OSError:
            break
        if not chunk:
            break
        data += chunk
    process.wait(60)
    os.close(main)
    return data


def without_our_styles(data):
    """Colours, the line that says how far it is, and the terminal's own line ends are ours."""
    for style in (b"0", b"1", b"2", b"31", b"32", b"33", b"36"):
        data = data.replace(b"\x1b[" + style + b"m", b"")
    return data.replace(b"\r\x1b[K", b"").replace(b"\r\n", b"\n")


def hostile_bytes(binary):
    server = HostileServer()
    server.answers.update({
        "/a.json": (200, [(b"Content-Type", b"application/feed+json")], json_feed("alpha")),
        "/b.json": (200, [], json_feed("beta")),
        "/scheme": (302, [(b"Location", b"gopher://x/\x1b]0;PWN\x07\xe2\x80\xae\xc2\x9b")], b""),
        "/host": (302, [(b"Location", b"http://" + b"h" * 3000 + b".test/")], b""),
        "/location": (301, [(b"Location", HOSTILE.replace("\r", "").encode())], b""),
        "/type": (200, [(b"Content-Type", b"text/\x1b[31m\xe2\x80\xae")], b"<\x1b[31mroot\xe2\x80\xae/>"),
        "/page": (200, [(b"Content-Type", b"text/html")], ("<title>%s</title><link rel=alternate type=application/rss+xml title='%s' href='/none%s'>" % (HOSTILE, HOSTILE, HOSTILE)).encode()),
        "/later": (429, [(b"Retry-After", b"\x1b[31m9")], b""),
        "/locked": (200, [], json_feed("locked")),
    })
    with Dateline(binary, [server.address + path for path in server.answers] + [server.address + "/" + HOSTILE.replace("\x7f", "")
                                                                              .translate(dict.fromkeys(range(0x20)))]) as dateline:
        (dateline.home / ("feeds.d/evil" + HOSTILE + ".toml")).write_text("[[feed]]\nurl = 'x'\n\"k\\u001b[31m\" = 1\n")
        (dateline.home / "feeds.d/list.opml").write_text("<opml><body><outline xmlUrl='ftp://%s'/></body></opml>" % HOSTILE.translate(dict.fromkeys(range(0x20))))
        tagged = "[[feed]]\nurl = '%s/tagged'\ntitle = \"%s\"\ntags = [\"%s\"]\n" % (server.address, *2 * ["".join("\\u%04X" % ord(c) for c in HOSTILE)])
        (dateline.home / "feeds.d/tagged.toml").write_text(tagged)
        (dateline.home / "hostile.json").write_bytes(json_feed("file"))
        (dateline.home / ("file" + HOSTILE)).write_bytes(b"<html><body><p>no feed")
        ways = [
            ("fetch", "--force"), ("tail", "-n", "99", "--all"), ("items",), ("items", "--all"), ("status",), ("status", "1"), ("feed", "list"),
            ("show", "1"), ("show", "1", "--revisions"), ("diff", "1"), ("why", "1"), ("story", "1"), ("config", "check"),
            ("parse", "hostile.json", "--text"), ("parse", "hostile.json", "--warnings"), ("parse", "file" + HOSTILE), ("parse-page", "none" + HOSTILE),
            ("parse-page", server.address + "/scheme"), ("parse", server.address + "/host"), ("parse", server.address + "/type"),
            ("show", "X" + HOSTILE), ("status", HOSTILE), ("diff", HOSTILE), ("why", HOSTILE), ("items", "--feed", HOSTILE), ("items", "--since", HOSTILE),
            ("feed", "add", HOSTILE), ("feed", "add", server.address + "/page"), ("feed", "add", server.address + "/a.json"),
            ("feed", "add", "--file", "new" + HOSTILE, "--no-check", server.address + "/new"), ("feed", "edit", "/new", "--title", HOSTILE),
            ("feed", "edit", "/new", "--where"), ("feed", "remove", HOSTILE), ("feed", "remove", server.address + "/new"),
            ("feed", "import", "none" + HOSTILE), ("fetch", "ht!tp://" + HOSTILE), ("fetch", server.address + "/scheme?" + HOSTILE), ("fetch", "none" + HOSTILE),
            ("feed", "export"), (HOSTILE,), ("items", "--" + HOSTILE), ("help", HOSTILE), ("--config", HOSTILE), ("items", "--config", "none" + HOSTILE),
        ]
        seen = 0
        for arguments in ways:
            done = run(dateline, *arguments)
            shown = without_our_styles(run_on_terminal(dateline, *arguments))
            for name, data in (("output", done.stdout), ("errors", done.stderr), ("terminal", shown)):
                found = forbidden(data, but={0x09} if arguments[0] in ("diff", "help") else ())
                if found:
                    raise SystemExit("FAILED: %s of %r: %s in %r" % (name, arguments, found, data[:2000]))
                if name != "output" and len(max(data.split(b"\n"), key=len)) > 20000:
                    raise SystemExit("FAILED: %s of %r has an endless line" % (name, arguments))
                seen += bool(data)
        expect(seen > 90, "%d outputs of %d commands, piped and on a terminal, obey nobody" % (seen, len(ways)))

        with open(dateline.home / "journal", "w+b") as journal:
            (dateline.home / "feeds.d/more.toml").write_text('[[feed]]\nurl = "%s/scheme?1"\n[[feed]]\nurl = "%s/host?1"\n' % (server.address, server.address))
            process = dateline.start("run", stderr=journal)
            try:
                wait_for(lambda: (dateline.home / "journal").read_bytes().count(b"a feed cannot be read") >= 2, "the daemon tells of both feeds")
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(20)
        lines = (dateline.home / "journal").read_bytes()
        expect(not forbidden(lines) and max(map(len, lines.split(b"\n"))) < 3000, "its journal holds no control, and no endless line")

        ways = [("items", "--json"), ("tail", "-n", "99", "--json"), ("status", "--json"), ("show", "1", "--json"), ("story", "1", "--json"),
                ("show", "1", "--revisions", "--json"), ("why", "1", "--json"), ("feed", "list", "--json"), ("config", "check", "--json"), ("fetch", "--force", "--json"),
                ("parse", "hostile.json"), ("parse", "hostile.json", "--compact")]
        for arguments in ways:
            done = run(dateline, *arguments)
            found = forbidden(done.stdout, but={0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})
            expect(not found, "%s: JSON for programs escapes controls and line separators" % " ".join(arguments))
            shown = without_our_styles(run_on_terminal(dateline, *arguments))
            expect(not forbidden(shown), "%s: on a terminal marks of direction too" % " ".join(arguments))
        log = dateline.log.read_text()
        expect(len(log.splitlines()) == log.count("\n") and not forbidden(log.encode(), but=FORBIDDEN - set(range(0x20)) - set(range(0x7F, 0xA0)) - {0x2028, 0x2029}),
               "lines of the log are lines for every reader")
        titles = [json.loads(line).get("title", "") for line in log.split("\n")[:-1]]
        expect(any(HOSTILE.strip()[-3:] in title for title in titles), "and read as the feed has written them")
        expect(JOINED in dateline.run("show", "1").stdout, "joiners stay in what is shown")


def secrets(binary):
    server = HostileServer()
    login = "http://desk:%s@%s" % (SECRET, server.host)
    self_link = b'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Locked</title>' \
                b'<atom:link rel="self" href="%s/locked"/><atom:link rel="next" href="%s/locked?2"/><itunes:new-feed-url>%s/locked2</itunes:new-feed-url>' \
                b"<item><title>One</title><link>/one</link><guid>one</guid></item></channel></rss>" % (3 * (login.encode(),))
    server.answers.update({
        "/locked": (200, [], self_link), "/locked2": (200, [], self_link), "/locked3": (200, [], self_link), "/locked4": (200, [], self_link),
        "/locked5": (200, [], self_link), "/locked6": (200, [], self_link), "/locked7": (200, [], self_link),
        "/moved": (301, [(b"Location", login.encode() + b"/open")], b""), "/open": (200, [], self_link.replace(b"Locked", b"Open")),
        "/bad": (302, [(b"Location", b"ftp://desk:%s@x.test/" % SECRET.encode())], b""),
        "/worse": (302, [(b"Location", b"//desk:%s@x.test:99999/" % SECRET.encode())], b""),
        "/page": (200, [(b"Content-Type", b"text/html")], b"<link rel=alternate type=application/rss+xml href='%s/locked4'><p>text" % login.encode()),
    })
    with Dateline(binary) as dateline:
        (dateline.home / "list.opml").write_text('<opml><body><outline text="L" xmlUrl="%s/locked3"/><outline xmlUrl="ftp://desk:%s@x/"/></body></opml>' % (login, SECRET))
        outputs = []
        for arguments in [
            ("fetch", login + "/locked"), ("fetch", "feed:" + login + "/locked2"), ("fetch", login.replace("http", "webcal") + "/locked2"),
            ("fetch", login.replace("desk", "d%65sk") + "/none"), ("fetch", login.replace("desk:", "desk:a/") + "/x"), ("fetch", server.address + "/bad"), ("fetch", server.address + "/worse"),
            ("fetch", server.address + "/moved", "--json"), ("parse", login + "/locked"), ("parse", server.address + "/bad"), ("parse", login + "/none"), ("parse-page", login + "/page"),
            ("parse-page", login + "/none"), ("parse", "--base-url", login + "/", "-"), ("feed", "add", login + "/locked4"), ("feed", "add", login + "/page"), ("feed", "add", login + "/none"),
            ("feed", "add", "ftp://desk:%s@x/" % SECRET), ("feed", "add", "desk:%s@%s/locked5" % (SECRET, server.host)), ("feed", "import", "list.opml"), ("feed", "list"), ("feed", "list", "--json"),
            ("feed", "add", "--no-check", login + "/locked6"), ("feed", "edit", "locked6", "--url", login + "/locked7"), ("feed", "remove", login + "/locked7"),
            ("fetch", "--force"), ("fetch", "--force", "--json"), ("status",), ("status", "--json"), ("status", server.host), ("show", "1"), ("show", "1", "--json"), ("show", login + "/locked"),
            ("items", "--json"), ("tail", "-n", "99", "--json"), ("tail", "-n", "99"), ("feed", "export"), ("config", "check"), ("story", "1", "--json"), ("why", "1", "--json"),
        ]:
            done = run(dateline, *arguments, stdin=self_link)
            if SECRET.encode() in done.stdout + done.stderr:
                raise SystemExit("FAILED: %r tells the password: %r" % (arguments, (done.stdout + done.stderr)[:3000]))
            outputs.append(done)
        expect(outputs[0].returncode == 0 and b"One" in outputs[0].stdout, "a login in an address is used")
        (dateline.home / "feeds.d/inline.toml").write_text('[[feed]]\nurl = "%s/locked5"\n[[feed]]\nurl = "ftp://desk:%s@x/"\n' % (login, SECRET))
        (dateline.home / "feeds.d/inline.opml").write_text('<opml><body><outline xmlUrl="%s/locked2"/></body></opml>' % login)
        with open(dateline.home / "journal", "w+b") as journal:
            process = dateline.start("run", stderr=journal)
            try:
                wait_for(lambda: {p for p, given in server.logins if given} >= {"/locked5", "/locked2"}, "feeds with a login in their files are read")
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(20)
        for arguments in [("config", "check"), ("config", "check", "--json"), ("fetch", "--force", "--json"), ("feed", "list", "--json"), ("status", "--json")]:
            done = run(dateline, *arguments)
            expect(SECRET.encode() not in done.stdout + done.stderr, "%s does not tell it" % " ".join(arguments))
        kept = [str(path.relative_to(dateline.home)) for path in dateline.home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
        expect(sorted(path for path in kept if not path.startswith("passwords/")) == ["feeds.d/inline.opml", "feeds.d/inline.toml", "list.opml"],
               "the password stands in what a person wrote, and in files of its own: %s" % kept)
        expect(all((dateline.home / path).stat().st_mode & 0o77 == 0 for path in kept if path.startswith("passwords/")), "which nobody else may read")
        urls = [row[0] for row in dateline.query("SELECT url FROM feed WHERE url LIKE '%/locked'")]
        expect(urls == [server.address + "/locked"], "and the feed is kept under its address")


def nobody_reads(binary):
    with FeedServer({"/a.json": json_feed("alpha"), "/b.json": json_feed("beta")}) as server, Dateline(binary, server.urls()) as dateline:
        dateline.run("fetch", check=False)
        (dateline.home / "a.json").write_bytes(json_feed("file"))
        (dateline.home / "page.html").write_bytes(b"<html><body><p>" + b"A text of some length that is worth its page, says the test. " * 20)
        (dateline.home / "list.opml").write_text('<opml><body><outline xmlUrl="http://l.test/"/></body></opml>')
        ways = [("items",), ("items", "--json"), ("tail", "-n", "99"), ("tail", "--json"), ("status",), ("status", "--json"), ("status", "1"), ("show", "1"), ("show", "1", "--json"),
                ("show", "1", "--revisions"), ("why", "1"), ("story", "1"), ("story", "1", "--json"), ("feed", "list"), ("feed", "list", "--json"), ("feed", "export"), ("config", "check"),
                ("parse", "a.json"), ("parse", "a.json", "--text"), ("parse-page", "page.html"), ("--help",), ("items", "--help"), ("help", "feed"), ("--version",),
                ("--generate-completion-script", "bash"), ("feed", "add", "--no-check", "http://n%d.test/"), ("feed", "edit", "b.json", "--title", "T%d"), ("feed", "edit", "b.json", "--where"),
                ("feed", "import", "list.opml"), ("feed", "remove", "n%d.test"), ("fetch", "--force", server.address + "/%d.json")]
        for number, arguments in enumerate(ways):
            def start(stdout, **options):
                filled = [part % number if "%d" in part else part for part in arguments]
                if arguments[:2] == ("feed", "remove"):
                    dateline.run("feed", "add", "--no-check", "http://n%d.test/" % number, check=False)
                server.documents["/%d.json" % number] = json_feed("feed%d%d" % (number, len(server.requests)))
                return subprocess.run([dateline.binary, *filled], env=dateline.environment(), stdin=subprocess.DEVNULL, stdout=stdout,
                                      stderr=subprocess.PIPE, cwd=dateline.home, timeout=120, **options)

            def closed(**options):
                reader, writer = os.pipe()
                os.close(reader)
                try:
                    return start(writer, **options)
                finally:
                    os.close(writer)

            for name, done in (("SIGPIPE as usual", closed()), ("SIGPIPE ignored", closed(restore_signals=False))):
                if done.returncode != 141 or done.stderr:
                    raise SystemExit("FAILED: %r, %s: %d %r" % (arguments, name, done.returncode, done.stderr[:1000]))
            with open("/dev/full", "w") as full:
                done = start(full)
            if done.returncode != 1 or done.stderr != b"dateline: standard output cannot be written: no space is left\n":
                raise SystemExit("FAILED: %r > /dev/full: %d %r" % (arguments, done.returncode, done.stderr[:1000]))
            done = start(None, preexec_fn=lambda: os.close(1))
            if done.returncode != 1 or len(done.stderr.splitlines()) != 1:
                raise SystemExit("FAILED: %r >&-: %d %r" % (arguments, done.returncode, done.stderr[:1000]))
        expect(True, "%d commands end quietly or with a line when nobody reads them" % len(ways))
        feeds = [json.loads(line) for line in dateline.run("feed", "list", "--json").stdout.splitlines()]
        expect("http://l.test/" in [feed["url"] for feed in feeds], "and what they were to do is done")
        check = dateline.query("SELECT count(*) FROM event WHERE kind = 'new'")[0][0]
        expect(check == sum(line["_dateline"]["event"] == "new" for line in dateline.log_lines()), "nothing of it is lost to the log")

        follower = dateline.start("tail", "-f", "-n", "0", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        follower.stdout.close()
        wait_for(lambda: follower.poll() is not None, "a follower ends when its reader has gone")
        expect((follower.wait(), follower.stderr.read()) == (141, b""), "quietly")
        with open("/dev/full", "w") as full:
            server.documents["/late.json"] = json_feed("late")
            dateline.subscribe([server.address + "/late.json"], name="late")
            process = dateline.start("run", stderr=full)
            try:
                wait_for(lambda: dateline.query("SELECT count(*) FROM feed WHERE url LIKE '%/late.json' AND last_check IS NOT NULL")[0][0], "the daemon runs")
                process.send_signal(signal.SIGTERM)
                expect(process.wait(20) == 0, "though its journal is full")
            finally:
                process.kill()


def days(binary):
    """A day is the one that the clock on the wall shows."""
    if not pathlib.Path("/usr/share/zoneinfo/Pacific/Auckland").exists():
        skip("no time zones are installed")
    with FeedServer({"/a.json": json_feed("alpha")}) as server, Dateline(binary, server.urls()) as dateline:
        dateline.run("fetch", now=1768825800)  # 2026-01-19 12:30 UTC, 2026-01-20 01:30 in Auckland

        def items(zone, *arguments):
            done = subprocess.run([dateline.binary, "items", "--json", *arguments], env={**dateline.environment(1768900000), "TZ": zone}, capture_output=True)
            expect(done.returncode == 0, "items %s" % " ".join(arguments))
            return len(done.stdout.splitlines())

        for zone, since, expected in [("Pacific/Auckland", "2026-01-20", 3), ("Pacific/Auckland", "2026-01-20 01:30", 3), ("Pacific/Auckland", "2026-01-20T01:31:00", 0),
                                      ("Pacific/Auckland", "2026-01-21", 0), ("UTC", "2026-01-20", 0), ("UTC", "2026-01-19", 3), ("UTC", "2026-01-20T01:30:00+13:00", 3)]:
            expect(items(zone, "--since", since) == expected, "since %s in %s" % (since, zone))
        for wrong in ("2026-02-31", "2026-01-20 25:00", "yesterday", "2026-01-20T", "7x", "infd", "nand", "1e300d"):
            expect(run(dateline, "items", "--since", wrong).returncode == 64, "%s is no time" % wrong)


def scripts(_):
    """An option without its value is wrong usage, and nothing is installed or built."""
    root = pathlib.Path(__file__).resolve().parents[2]
    for name, option in (("install.sh", "--binary"), ("package.sh", "--binary"), ("package.sh", "--output"), ("install.sh", "--no")):
        done = subprocess.run(["sh", root / "systemd" / name, option], capture_output=True, text=True)
        word = "unknown: --no" if option == "--no" else option + " needs a f"
        expect(done.returncode == 64 and not done.stdout and done.stderr.startswith("%s: %s" % (name, word)),
               "%s %s is wrong usage" % (name, option))
    done = subprocess.run(["sh", root / "systemd/install.sh", "--help"], capture_output=True, text=True)
    expect(done.returncode == 0 and "--uninstall" in done.stdout, "and --help says what is right")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--only", choices=["bytes", "secrets", "readers", "days", "scripts"])
    options = parser.parse_args()
    for name, part in (("bytes", hostile_bytes), ("secrets", secrets), ("readers", nobody_reads), ("days", days), ("scripts", scripts)):
        if options.only in (None, name):
            part(options.binary)


if __name__ == "__main__":
    main()
