#!/usr/bin/env python3
"""How servers, proxies and name servers misbehave below HTTP: nothing that is whole may be lost by it, no feed stops
another, and what is wrong is said of whoever it is wrong with.

usage: transport.py [--binary .build/release/dateline]

Servers of TLS, HTTP/2, SOCKS and DNS stand here, on loopback; certificates are made by the openssl command. What needs
name servers of its own is run as root in a network of its own (unshare -n -m), and else left out, which is said.
"""

import argparse
import gzip
import os
import pathlib
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from loopback import Dateline, arguments, expect, skip

NEWS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>
<item><title>Tide</title><guid isPermaLink="false">tide</guid><description>High at noon, low at six.</description></item>
<item><title>Ferry</title><guid isPermaLink="false">ferry</guid><description>The early ferry sails again.</description></item>
</channel></rss>"""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n" % len(NEWS) + NEWS


# ---- certificates ----

class Certificates:
    """An authority with its certificates, in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.authority("root")
        self.bundle = self.folder / "root.pem"

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=self.folder)

    def request(self, name, key):
        self.openssl("req", "-new", "-newkey", *key, "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)

    def authority(self, name, issuer=None):
        self.request(name, ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"))
        (self.folder / (name + ".ext")).write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
        self.sign(name, issuer or name)

    def sign(self, name, issuer, dates=None):
        if dates:
            conf = ("[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=%s.idx\nserial=%s.ser\ndefault_md=sha256\npolicy=p\n"
                    "unique_subject=no\n[p]\ncommonName=supplied\n" % (name, name))
            (self.folder / (name + ".cnf")).write_text(conf)
            (self.folder / (name + ".idx")).write_text("")
            (self.folder / (name + ".ser")).write_text("0A\n")
            return self.openssl("ca", "-batch", "-notext", "-config", name + ".cnf", "-in", name + ".csr", "-cert", issuer + ".pem",
                                "-keyfile", issuer + ".key", "-startdate", dates[0], "-enddate", dates[1],
                                "-extfile", name + ".ext", "-out", name + ".pem")
        by = ["-signkey", name + ".key"] if issuer == name else ["-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial"]
        self.openssl("x509", "-req", "-in", name + ".csr", "-days", "3000", "-extfile", name + ".ext", "-out", name + ".pem", *by)

    def server(self, name, names="IP:127.0.0.1", issuer="root", dates=None, key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
               alpn=(), **options):
        """A context to serve with."""
        self.request(name, key)
        (self.folder / (name + ".ext")).write_text("subjectAltName=" + names + "\n")
        self.sign(name, issuer or name, dates)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if "ciphers" in options:
            context.set_ciphers(options["ciphers"])
        for limit in ("minimum_version", "maximum_version"):
            if limit in options:
                setattr(context, limit, options[limit])
        context.load_cert_chain(self.folder / (name + ".pem"), self.folder / (name + ".key"))
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


# ---- servers ----

class Server:
    """Hands each connection to `serve(connection, number)`, on a thread of its own."""

    def __init__(self, serve, context=None, address="127.0.0.1"):
        self.serve, self.context, self.count, self.handshakes_failed = serve, context, 0, 0
        self.listener = socket.create_server((address, 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.count += 1
            threading.Thread(target=self.run, args=(connection, self.count), daemon=True).start()

    def run(self, connection, number):
        connection.settimeout(30)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.serve(connection, number)
        except (OSError, ValueError, struct.error):
            pass
        finally:
            connection.close()

    def url(self, path="/feed", scheme=None):
        return "%s://127.0.0.1:%d%s" % (scheme or ("https" if self.context else "http"), self.port, path)


def read_head(connection):
    """The head of a request; raises at the end of the connection."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("closed")
        head += piece
    return head


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answers(*bytes_of_answers):
    """Serves HTTP/1.1: the nth answer to the nth request of a connection; after the last it closes."""
    def serve(connection, _):
        for answer in bytes_of_answers:
            read_head(connection)
            connection.sendall(answer)
    return serve


def forever(answer):
    def serve(connection, _):
        while True:
            read_head(connection)
            connection.sendall(answer)
    return serve


# ---- HTTP/2, as little of it as tests need: request fields are not read ----

def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def number(value, bits):
    top = (1 << bits) - 1
    if value < top:
        return bytes([value])
    out, value = [top], value - top
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    return bytes(out + [value])


def fields(stream, status, more=()):
    block = b"".join(b"\0" + number(len(k), 7) + k.encode() + number(len(v), 7) + v.encode()
                     for k, v in ((":status", status), ("content-type", "application/rss+xml"), *more))
    return frame(1, 4, stream, block)


def whole(stream, more=()):
    return fields(stream, "200", more) + frame(0, 1, stream, NEWS)


def goaway(last, code=0):
    return frame(7, 0, 0, struct.pack(">II", last, code))


def http2(on_request, http1=forever(OK)):
    """Serves HTTP/2, or what else was agreed on: on_request(send, stream, number of the request, of the connection)
    returns True to close."""
    def serve(connection, count):
        if connection.selected_alpn_protocol() != "h2":
            return http1(connection, count)
        buffer = b""

        def take(length):
            nonlocal buffer
            while len(buffer) < length:
                piece = connection.recv(65536)
                if not piece:
                    raise OSError("closed")
                buffer += piece
            taken, buffer = buffer[:length], buffer[length:]
            return taken
        take(24)
        connection.sendall(frame(4, 0, 0))
        requests = 0
        while True:
            head = take(9)
            kind, flags, stream = head[3], head[4], struct.unpack(">I", head[5:])[0]
            payload = take(int.from_bytes(head[:3], "big"))
            if kind == 4 and not flags & 1:
                connection.sendall(frame(4, 1, 0))
            elif kind == 6 and not flags & 1:
                connection.sendall(frame(6, 1, 0, payload))
            elif kind == 1:
                requests += 1
                if on_request(connection.sendall, stream, requests, count):
                    return
    return serve


# ---- the trials ----

class Trial:
    def __init__(self, options, certificates):
        self.binary, self.certificates = options.binary, certificates

    def dateline(self, urls, fetch=""):
        return Dateline(self.binary, urls, 'ca-file = "%s"\n' % self.certificates.bundle + fetch)

    def said(self, url, fetch="", now=None):
        """What a fetch says is wrong, and whether the feed was read."""
        with self.dateline([url], fetch) as dateline:
            done = dateline.run("fetch", "--force", now=now, check=False, timeout=60)
            read = dateline.query("SELECT count(*) FROM item")[0][0]
            return done.stderr.split(url + ": ")[-1].strip(), read

    def reads(self, what, server, paths=1, fetch="", visits=1, scheme=None):
        """All feeds of a server are read, at each visit, and none is told as failing."""
        with self.dateline([server.url("/%d" % n, scheme) for n in range(paths)], fetch) as dateline:
            failures = []
            for visit in range(visits):
                done = dateline.run("fetch", "--force", now=1_780_000_000 + visit * 90_000, check=False)
                failures += done.stderr.splitlines()
            read = dateline.query("SELECT count(DISTINCT feed) FROM item")[0][0]
            failing = sum(line["_dateline"]["event"] == "feed-failing" for line in dateline.log_lines())
            expect(read == paths and not failures and not failing, "%s (%d of %d read, %s)" % (what, read, paths, failures[:1]))

    def kept_connections(self):
        def closes(connection, _):
            read_head(connection)
            connection.sendall(OK)
            read_head(connection)

        def resets(connection, _):
            read_head(connection)
            connection.sendall(OK)
            read_head(connection)
            reset(connection)
        self.reads("a server that closes when the second request comes", Server(closes), 40, "connections = 1\n")
        self.reads("a server that resets when the second request comes", Server(resets), 40, "connections = 1\n")
        secured = self.certificates.server("kept")
        self.reads("the same over TLS", Server(resets, secured), 40, "connections = 1\n")

    def broken_http2(self):
        context = self.certificates.server("two", alpn=("h2", "http/1.1"))

        def server(on_request, **options):
            return Server(http2(on_request, **options), context)
        stream_error = struct.pack(">I", 2)
        for what, on_request in {
            "a field that HTTP/2 forbids": lambda send, stream, *_: send(whole(stream, [("upgrade", "h2,h2c")])),
            "a name in upper case": lambda send, stream, *_: send(whole(stream, [("X-Served-By", "a")])),
            "each stream reset": lambda send, stream, *_: send(frame(3, 0, stream, stream_error)),
            "a wrong content-length": lambda send, stream, *_: send(whole(stream, [("content-length", "7")])),
            "GOAWAY that asks for HTTP/1.1": lambda send, stream, *_: send(goaway(0, 13)) or True,
            "closed before the answer": lambda *_: True,
        }.items():
            self.reads("HTTP/2 with " + what, server(on_request), visits=3)

        asked = []
        broken = server(lambda send, stream, *_: asked.append(stream) or send(frame(3, 0, stream, stream_error)))
        with self.dateline([broken.url()]) as dateline:
            for day in (0, 2, 4, 40):
                dateline.run("fetch", "--force", now=1_780_000_000 + day * 86_400)
            expect(len(asked) == 2, "broken HTTP/2 is remembered, and tried again after weeks (%d tries)" % len(asked))
        asked.clear()
        self.reads("http2 = false never tries it", broken, fetch="http2 = false\n")
        expect(not asked, "and the server has seen none")

        def refuses(send, stream, count, _):
            send(goaway(5) if count == 4 else b"" if count > 3 else whole(stream))
            return count == 4
        self.reads("GOAWAY after three answers", server(refuses), 30)
        self.reads("closed after each answer", server(lambda send, stream, *_: send(whole(stream)) or True), 30)
        self.reads("GOAWAY before the first answer, and a good connection after it", server(
            lambda send, stream, _, connection: send(goaway(0) if connection == 1 else whole(stream)) or connection == 1))
        one = server(lambda send, stream, *_: send(whole(stream)))
        self.reads("HTTP/2 that is sound", one, 20)
        expect(one.count <= 8, "asked over as many connections as may be begun at once, and no more (%d)" % one.count)

        def fails(send, stream, *_):
            send(frame(3, 0, stream, stream_error))
        neither = server(fails, http1=lambda connection, _: None)
        said, read = self.said(neither.url())
        expect(not read and neither.count <= 3, "broken by both is a failure, after few requests: " + said)

    def certificates_and_handshakes(self):
        make = self.certificates
        make.authority("middle", "root")
        demands = make.server("demands")
        demands.load_verify_locations(make.bundle)
        demands.verify_mode = ssl.CERT_REQUIRED
        old = dict(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1, ciphers="ALL:@SECLEVEL=0")
        plain = Server(answers(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
        plain.serve = lambda connection, _: (connection.recv(9999), connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n"))
        told, asked = {}, []

        def serve(connection, _):
            asked.append(read_head(connection))
            connection.sendall(OK)
        for words, context in {
            "(until Jan  1 00:00:00 2021 GMT)": make.server("old", dates=("20200101000000Z", "20210101000000Z")),
            "(from Jan  1 00:00:00 2048 GMT)": make.server("early", dates=("20480101000000Z", "20490101000000Z")),
            "self-signed": make.server("self", issuer=None),
            "(it has DNS:other.test)": make.server("other", names="DNS:other.test"),
            "issued by": make.server("below", issuer="middle"),
            "too weak": make.server("weak", key=("rsa:1024",), ciphers="DEFAULT:@SECLEVEL=0"),
            "1.2 or later": make.server("ancient", **old),
            "client certificate": demands,
            "does not speak TLS": None,
        }.items():
            server = Server(serve, context) if context else plain
            said, read = self.said(server.url(scheme="https"))
            told[words] = said
            expect(not read and words in said and len(said) < 250, "%s: %s" % (words, said))
        expect(not asked, "nobody who cannot prove who it is has been sent a request")
        expect(len(set(told.values())) == len(told), "each is said otherwise")
        self.reads("a good certificate", Server(forever(OK), make.server("good")))

    def proxies(self):
        def socks(reply, method=0):
            def serve(connection, _):
                connection.recv(999)
                connection.sendall(bytes([5, method]))
                if method == 2:
                    connection.recv(999)
                    return connection.sendall(b"\1\1")
                if method == 0:
                    connection.recv(999)
                    connection.sendall(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
                    read_head(connection)
                    connection.sendall(OK)
            return Server(serve)
        for what, proxy in {"host unreachable": socks(4), "refused": socks(5), "not allowed": socks(2), "a wrong login": socks(0, 2)}.items():
            said, _ = self.said("http://feed.test/", 'proxy = "socks5h://ann:secret@127.0.0.1:%d"\n' % proxy.port)
            expect("the proxy socks5h://127.0.0.1:%d " % proxy.port in said and "secret" not in said, "SOCKS, %s: %s" % (what, said))
        good = socks(0)
        with self.dateline(["http://feed.test/"], 'proxy = "socks5h://127.0.0.1:%d"\n' % good.port) as dateline:
            dateline.run("fetch", "--force")
            expect(dateline.query("SELECT count(*) FROM item")[0][0] == 2, "SOCKS that works")

        own = Server(forever(OK), self.certificates.server("proxy"))
        with self.dateline(["http://feed.test/"], 'proxy = "https://127.0.0.1:%d"\n' % own.port) as dateline:
            dateline.run("fetch", "--force")
            expect(dateline.query("SELECT count(*) FROM item")[0][0] == 2, "ca-file holds for a proxy of https")
        wrong = Server(forever(OK), self.certificates.server("wrong", issuer=None))
        said, _ = self.said("http://feed.test/", 'proxy = "https://127.0.0.1:%d"\n' % wrong.port)
        expect("the proxy https://" in said and "self-signed" in said, "and a bad certificate is the proxy's: " + said)

        with self.dateline(["http://feed%d.test/" % n for n in range(5)], 'proxy = "http://127.0.0.1:9"\n') as dateline:
            for hour in range(0, 240, 24):
                dateline.run("fetch", "--force", now=1_780_000_000 + hour * 3600, check=False)
            kinds = {line["_dateline"]["event"] for line in dateline.log_lines()}
            expect(kinds == {"feed-added"}, "ten days without the proxy: no feed is told as failing")

    def headers(self):
        endless = Server(lambda connection, _: (read_head(connection), connection.sendall(b"HTTP/1.1 200 OK\r\nX: "),
                                                [connection.sendall(b"a" * 65536) for _ in range(1000)]))
        said, _ = self.said(endless.url())
        expect("header is too long" in said, "a header without an end: " + said)
        chunk = b"%x;%s\r\n%s\r\n0\r\n\r\n" % (len(NEWS), b"a" * 5000, NEWS)
        self.reads("a chunk with a long extension", Server(forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)))

    def codings(self):
        members = gzip.compress(NEWS[:100]) + gzip.compress(NEWS[100:]) + b"\0\0\0"
        for what, body, field in (("several members", members, "gzip"), ("nobody announced it", gzip.compress(NEWS), ""),
                                  ("plain", NEWS, "br")):
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body)
            head += b"Content-Encoding: %s\r\n\r\n" % field.encode() if field else b"\r\n"
            self.reads("a body of " + what, Server(forever(head + body)))


# ---- name servers, in a network of their own ----

class NameServer:
    """Answers as `answer(name, type)` says: a list of IPv4 addresses, an error code of DNS, or nothing for None."""

    def __init__(self, address, answer):
        self.answer = answer
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, sender = self.socket.recvfrom(4096)
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1:at + 3])[0]
            found = self.answer(".".join(labels), kind)
            if found is None:
                continue
            code, addresses = (found, []) if isinstance(found, int) else (0, found)
            records = b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(a) for a in addresses)
            head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(addresses), 0, 0)
            self.socket.sendto(head + query[12:at + 5] + records, sender)


def name_trials(trial):
    """With three name servers, of which none answers for `silent`."""
    def answer(name, kind):
        if "silent" in name:
            return None
        if name.startswith("half"):
            return ["127.0.0.1"] if kind == 1 else None
        if name.startswith("broken"):
            return 2
        return [] if name.startswith("good") and kind != 1 else ["127.0.0.1"] if name.startswith("good") else 3
    for address in ("127.0.1.1", "127.0.1.2", "127.0.1.3"):
        NameServer(address, answer)
    times = []
    lock = threading.Lock()

    def serve(connection, _):
        while True:
            read_head(connection)
            with lock:
                times.append(time.monotonic())
            connection.sendall(OK)
    server = Server(serve)

    def named(name):
        return "http://%s.test:%d/%s" % (name, server.port, name)
    slow = 'host-spacing = "300ms"\nconnect-timeout = "10s"\nconnections-per-host = 2\n'
    with trial.dateline([named("silent%d" % n) for n in range(8)] + [server.url("/%d" % n) for n in range(50)]) as dateline:
        config = dateline.home / "dateline.toml"
        config.write_text(config.read_text().replace('host-spacing = "0s"\nconnections-per-host = 8\n', "") + slow)
        done = dateline.run("fetch", "--force", check=False)
        gap = max(b - a for a, b in zip(times, times[1:]))
        # Who waits for the look-up itself waits 30 s: three servers, twice, 5 s each.
        expect(len(times) == 50 and gap < 10, "eight names that nobody answers stop no other host (longest pause %.1f s)" % gap)
        expect(done.stderr.count("no name server has said within") == 8, "and it is said what was waited for")
    for name, words in (("broken", "no name server could say"), ("missing", "no address for the name")):
        said, _ = trial.said(named(name))
        expect(words in said, "%s: %s" % (name, said))
    with trial.dateline([named("good%d" % n) for n in range(30)]) as dateline:
        dateline.run("fetch", "--force")
        expect(dateline.query("SELECT count(DISTINCT feed) FROM item")[0][0] == 30, "names that are answered are read")

    with trial.dateline([named("half")]) as dateline:
        dateline.run("fetch", "--force")
        expect(dateline.query("SELECT count(*) FROM item")[0][0] == 2, "a name of which only IPv4 is answered for is read")

    with trial.dateline([named("silent%d" % n) for n in range(300)], 'connect-timeout = "1s"\n') as dateline:
        process = dateline.start("run", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        most = 0
        end = time.monotonic() + 8
        while time.monotonic() < end:
            most = max(most, len(os.listdir("/proc/%d/task" % process.pid)))
            time.sleep(0.1)
        expect(64 < most < 256 + 64, "300 names that hang: %d threads at most" % most)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        took = time.monotonic() - start
        expect(took < 5, "SIGTERM is heeded among them, after %.1f s" % took)


def in_own_network(options):
    """Runs the name trials in a network of their own, with a resolv.conf of their own."""
    script = """
mount --make-rprivate / && ip link set lo up && cd /tmp && d=$(mktemp -d) && mount -t tmpfs none "$d"
printf 'nameserver 127.0.1.1\\nnameserver 127.0.1.2\\nnameserver 127.0.1.3\\n' > "$d/resolv.conf"
printf 'hosts: files dns\\n' > "$d/nsswitch.conf"
for f in resolv.conf nsswitch.conf; do touch /etc/$f; mount --bind "$d/$f" "$(readlink -f /etc/$f)"; done
exec "$@"
"""
    done = subprocess.run(["unshare", "-n", "-m", "sh", "-ec", script, "sh", sys.executable, __file__, "--names", "--binary", str(options.binary.resolve()),
                           "--store", options.store])
    expect(done.returncode == 0, "all of it with name servers that do not answer")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--only", help="the name of one trial")
    parser.add_argument("--names", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-certificates-") as folder:
        trial = Trial(options, Certificates(folder))
        if options.names:
            return name_trials(trial)
        for name in ("kept_connections", "broken_http2", "certificates_and_handshakes", "proxies", "headers", "codings"):
            if options.only in (None, name):
                getattr(trial, name)()
    if options.only in (None, "names"):
        can = os.geteuid() == 0 and subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True).returncode == 0
        if can:
            in_own_network(options)
        else:
            skip("name servers of its own, which need root and unshare")
    print("transport: all held")


if __name__ == "__main__":
    main()
