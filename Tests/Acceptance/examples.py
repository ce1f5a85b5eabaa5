#!/usr/bin/env python3
"""Runs each command that README.md, the help and the manual pages show, as it is written there.

usage: examples.py [--binary .build/release/dateline] [--only TEXT]

The world that they speak of is made first: hosts of those names in a network namespace of its own, a user's home, and a
store with items and stories of those numbers. What needs systemd, or builds, is run by Tests/systemd.sh, and counted here.
"""

import html
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from campaigns.newsroom import words
from loopback import ROOT, Serving, arguments, contents_of, expect, skip

HOSTS = ["example.org", "desk.example", "mail.example.org"]
# Commands of the machine's, and of the repository's: Tests/systemd.sh and Tests/run.sh run them.
ELSEWHERE = re.compile(r"(systemctl|systemd/|swift |Tests/|apt |usermod |dateline copy-store )")
# Those that go on until they are ended.
ENDLESS = re.compile(r"dateline (run|follow|tail -f)|tail .*-F ")
# Those of which success is silence.
SILENT = re.compile(r"\w+=\$\(|export |dateline open|dateline fetch *(#|$)")
CONTROL = re.compile(r"dateline (reload|pause|resume)")
# So that the numbers of the examples are there: 345 and 346 are one story, and 4711 has three revisions.
FIRST_FEED, SECOND_FEED, REVISED = 345, 4700, 4711


# Where the commands stand

def of_readme(text):
    """Each shell block as a list of commands; indented lines go on with the one before."""
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```", text):
        yield commands_of(block)


def commands_of(block):
    found = []
    for line in block.splitlines():
        if line.startswith(" ") and found:
            found[-1] += "\n" + line
        elif line.strip() and not line.startswith("#"):
            found.append(re.sub(r"^(\S+ ){5}root (?=dateline )", "", line))  # a line of cron
    return found


def of_help(binary):
    """(name, commands) of each help that shows examples."""
    dump = subprocess.run([binary, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout

    def walk(command, path):
        path = (*path, command["commandName"])
        shown = re.findall(r"(?m)^ {2,}(dateline .*)$", command.get("discussion") or "")
        if shown:
            yield " ".join(path) + " --help", [re.split(r" {2,}", line)[0] for line in shown]
        for child in command.get("subcommands") or []:
            if child["commandName"] != "help":
                yield from walk(child, path)

    yield from walk(json.loads(dump)["command"], ())


def of_manual():
    """(name, commands) of the pages that are written by hand: what stands between .EX and .EE."""
    for page in sorted((ROOT / "systemd/man").glob("*.[57]")):
        blocks = re.findall(r"(?ms)^\.EX\n(.*?)^\.EE", page.read_text(encoding="utf-8"))
        plain = [re.sub(r"\\\((aq|ga|ti|ha)", lambda m: {"aq": "'", "ga": "`", "ti": "~", "ha": "^"}[m[1]],
                        block.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")) for block in blocks]
        if plain:
            yield page.name, [commands_of(block) for block in plain]


# The world

def entry(name, title, text, at):
    return ("<item><title>%s</title><guid isPermaLink=\"false\">%s</guid><link>https://example.org/%s</link>"
            "<pubDate>%s</pubDate><description>%s</description></item>"
            % (html.escape(title), name, name, formatdate(at, usegmt=True), html.escape(text)))


def document(title, entries):
    return ("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>%s</title><link>https://example.org/</link>%s"
            "</channel></rss>" % (title, "".join(entries))).encode()


class Site(Serving):
    """The hosts of the examples, by http or https; takes whatever is posted."""

    def __init__(self, documents, port, certificate=None):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = documents.get(self.path, b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml" if self.path.endswith(".xml") else "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)


def certificate_in(folder):
    names = ",".join("DNS:" + name for name in HOSTS)
    key, chain = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=example.org",
                    "-addext", "subjectAltName=" + names, "-keyout", key, "-out", chain], check=True, capture_output=True)
    chain.write_bytes(chain.read_bytes() + key.read_bytes())
    return chain


class World:
    def __init__(self, binary, folder):
        self.folder, self.documents = folder, {}
        self.template = folder / "template"
        self.home = folder / "home"
        self.state = self.home / ".local/state/dateline"
        (folder / "bin").mkdir()
        shutil.copy(binary, folder / "bin/dateline")
        self.certificate = certificate_in(folder)
        self.publish(edition=1)

    # What the feeds say. The second prints texts of the first, which is where stories come from; two entries are written
    # anew in each edition.

    def publish(self, edition):
        self.edition, now = edition, time.time()
        part = lambda name, of, n, more="": entry("%s%d" % (name, n), words(5, "title", of, n), words(60, of, n) + "." + more, now - 60 * n)
        belarus = lambda name, title: entry(name, title, "Minsk said on Friday that sanctions " + words(60, "minsk") + ".", now)
        # Entries are taken in from the last of a document to its first, so that numbers grow with dates.
        first = [belarus("belarus", "Sanctions on Belarus: a big deal for climate talks, part %d" % edition),
                 entry("storm", "台風接近", "台風接近のため、気象庁は警戒を呼びかけた。", now - 120),
                 *(part("a", "a", n) for n in range(3, FIRST_FEED + 1))]
        count = " The count was %d." % (400 * 10 ** edition)
        second = [*(part("b", "b", n, count if n == REVISED else "") for n in range(FIRST_FEED + SECOND_FEED, FIRST_FEED + 15, -1)),
                  *(part("c", "a", n) for n in range(3, 16)), belarus("talks", "Climate talks and sanctions"),
                  belarus("minsk", "Minsk speaks of sanctions")]
        self.documents.update({
            "/world.xml": document("Example World", first), "/feed.xml": document("Example", first),
            "/region.xml": document("Example Region", second),
            "/": b'<!doctype html><title>Example</title><link rel="alternate" type="application/rss+xml" title="Example World"'
                 b' href="/world.xml"><p>Welcome.',
            "/team.opml": b'<opml version="2.0"><body><outline xmlUrl="https://desk.example/region.xml"/></body></opml>',
            "/article.html": b"<!doctype html><title>A title</title><article><h1>A title</h1>"
                             + b"".join(b"<p>%s.</p>" % words(60, "page", n).encode() for n in range(6)) + b"</article>"})

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATELINE_", "XDG_")) and k not in ("LINES", "COLUMNS")}
        return {**kept, "HOME": str(self.home), "PATH": "%s/bin:%s" % (self.folder, kept["PATH"]), "BROWSER": "true",
                "SSL_CERT_FILE": str(self.certificate), "LC_ALL": "C.UTF-8", "TERM": "dumb"}

    def run(self, command, timeout=120):
        return subprocess.run(["bash", "-o", "pipefail", "-c", command], env=self.environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=timeout, cwd=self.state)

    def empty(self):
        """A new user's home, whose one setting lets her ask this machine; and her list of another reader's feeds."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / ".config/dateline").mkdir(parents=True)
        (self.home / ".config/dateline/dateline.toml").write_text(
            '[fetch]\nallow-networks = ["127.0.0.0/8"]\nhost-spacing = "0s"\n[searches]\nbelarus = "belarus"\n'
            '[[publish]]\nname = "world"\nfolder = "www"\n')
        self.state.mkdir(parents=True)
        (self.state / "subscriptions.opml").write_text(
            '<opml version="2.0"><head><title>Mine</title></head><body>'
            '<outline type="rss" text="Example Region" xmlUrl="https://desk.example/region.xml"/></body></opml>')
        (self.state / "desk.key").write_text("secret")
        (self.home / ".newsboat").mkdir()
        (self.home / ".newsboat/urls").write_text("https://desk.example/region.xml world\n")

    def begin(self):
        """A home with the items and stories of the examples, to begin each help's examples with."""
        if not self.template.exists():
            self.empty()
            for step in ("dateline feed add https://example.org/world.xml --title 'Example World' --interval 30m",
                         "dateline feed add https://desk.example/region.xml", "dateline fetch --force"):
                self.must(step)
            for edition in (2, 3):
                self.publish(edition)
                self.must("dateline fetch --force")
            self.must("dateline backup --replace /var/backups/dateline.db")
            shutil.copytree(self.home, self.template, symlinks=True)
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home, symlinks=True)

    def must(self, command):
        done = self.run(command)
        expect(done.returncode == 0, "%s: status %d %s" % (command, done.returncode, done.stderr[-500:]))


# Running them

def runs(world, command, prelude=""):
    """Runs it, and gives what is wrong, or None."""
    command = re.sub(r"\s+# .*", "", command)
    if ENDLESS.search(command):
        return goes_on(world, prelude + command)
    if backup := re.match(r"dateline restore (/var/backups/\S+)", command):
        # A week's, and of this home.
        world.must("rm -f {0}; dateline backup {0}".format(backup[1]))
    daemon = None
    if CONTROL.search(command):
        daemon = subprocess.Popen(["dateline", "run"], env=world.environment(), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while world.run("dateline pause && dateline resume").returncode and time.monotonic() < deadline:
            time.sleep(0.1)
    try:
        done = world.run(prelude + command)
    finally:
        if daemon:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)
    written = re.search(r"> *(\S+)$", command)
    target = world.state / written[1].replace("~", str(world.home)) if written else None
    said = done.stdout or done.stderr or (target and target.exists() and target.read_text()) or ""
    if done.returncode not in ((0, 1, 2) if "status --check" in command else (0,)):
        return "status %d: %s" % (done.returncode, (done.stderr or done.stdout)[-600:])
    return None if said.strip() or SILENT.match(command) else "it says nothing"


def goes_on(world, command):
    """It must print something, or note where it is, and go on until it is ended."""
    follower = re.search(r"dateline follow (\w+)", command)
    with open(world.folder / "said", "wb") as to, open(world.folder / "erred", "wb") as errors:
        process = subprocess.Popen(["bash", "-c", command], env=world.environment(), cwd=world.state, stdin=subprocess.DEVNULL,
                                   stdout=to, stderr=errors, start_new_session=True)
        sign = world.state / "followers" / (follower[1] + ".json") if follower else world.folder / "said"
        if "dateline run" in command:
            sign = world.folder / "erred"
        deadline = time.monotonic() + 60
        while process.poll() is None and not contents_of(sign) and time.monotonic() < deadline:
            time.sleep(0.05)
        gone, told = process.poll(), contents_of(sign)
        if gone is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
    if gone is not None:
        return "it ended with status %d: %s" % (gone, contents_of(world.folder / "erred").decode()[-600:])
    return None if told else "it says nothing"


def inside(options):
    """In namespaces of mounts and of the network that are this process's own."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory(prefix="dateline-examples-") as folder:
        folder = pathlib.Path(folder)
        (folder / "hosts").write_text("127.0.0.1 localhost %s\n" % " ".join(HOSTS))
        subprocess.run(["mount", "--bind", folder / "hosts", "/etc/hosts"], check=True)
        world = World(options.binary, folder)
        for place in ("/var/backups", "/usr/local/bin", *(p for p in ("/etc/dateline", "/run/dateline") if os.path.exists(p))):
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], check=True)
        archive = pathlib.Path("/usr/local/bin/archive")
        archive.write_text("#!/bin/sh\ncat >/dev/null\n")
        archive.chmod(0o755)
        with Site(world.documents, 80), Site(world.documents, 443, world.certificate):
            raise SystemExit(all_of(world, options))


def all_of(world, options):
    wrong, count, elsewhere = [], 0, []
    world.begin()

    def block(place, commands):
        nonlocal count
        prelude = ""
        for command in commands:
            if ELSEWHERE.match(command):
                elsewhere.append(command)
                continue
            if re.fullmatch(r"\w+=\$\(.*\)", command):
                prelude += command + "\n"
            if options.only and options.only not in command:
                continue
            count += 1
            what = runs(world, command, prelude)
            print("%-24s %s%s" % (place, command.split("\n")[0][:100], "  ← " + what if what else ""), flush=True)
            if what:
                wrong.append(command)

    world.empty()
    for commands in of_readme((ROOT / "README.md").read_text(encoding="utf-8")):
        block("README.md", commands)
        world.publish(world.edition + 1)
        if (world.state / "dateline.db").exists():
            world.run("dateline fetch --force")
    shown = [*of_help(options.binary), *((name, commands) for name, blocks in of_manual() for commands in blocks)]
    for name, commands in shown:
        world.begin()
        world.publish(world.edition + 1)
        block(name, commands)
    service = (ROOT / "Tests/systemd.sh").read_text(encoding="utf-8") + (ROOT / ".ci/run").read_text(encoding="utf-8")
    for command in elsewhere:
        known = re.match(r"systemctl \S+|\S+", command)[0]
        if known not in service:
            wrong.append(command)
            print("nothing runs: " + command)
    print("%d commands run, %d elsewhere, %d wrong" % (count, len(elsewhere), len(wrong)))
    return 1 if wrong else 0


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--only", help="only those with this text")
    parser.add_argument("--inside", action="store_true", help="in the namespaces already")
    options = parser.parse_args()
    if options.inside:
        return inside(options)
    lacking = [tool for tool in ("jq", "sqlite3", "openssl", "ip") if not shutil.which(tool)]
    namespaces = ["unshare", "-m", "-n"]
    if os.geteuid() or lacking or subprocess.run([*namespaces, "true"], capture_output=True, check=False).returncode:
        skip("the examples need root, namespaces, jq, sqlite3, openssl and ip%s" % (": no " + ", ".join(lacking) if lacking else ""))
    return subprocess.run([*namespaces, sys.executable, __file__, "--inside", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
