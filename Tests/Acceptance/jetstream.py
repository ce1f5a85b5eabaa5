"""A nats-server with JetStream, a client that asks it, and what comes between: for scripts that publish to it."""

import base64
import json
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

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
        (self.home / "nats.conf").write_text(
            'listen: "127.0.0.1:%d"\njetstream { store_dir: "%s" }\n%s' % (self.port, self.home / "data", more))
        self.process = None

    @property
    def url(self):
        return "nats://127.0.0.1:%d" % self.port

    def start(self, wait=True):
        self.process = subprocess.Popen(["nats-server", "-c", str(self.home / "nats.conf"), "-l", str(self.home / "log")])
        if wait:
            self.wait()

    def wait(self):
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

    def stop(self):
        """It hangs: its connections stay, and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self.folder.cleanup()


def cluster(count=3):
    """So many servers that are one cluster."""
    routes = [free_port() for _ in range(count)]
    return [Server('server_name: "s%d"\ncluster { name: "c", listen: "127.0.0.1:%d", routes: [%s] }\n' % (
        n, route, ", ".join('"nats://127.0.0.1:%d"' % other for other in routes if other != route)))
            for n, route in enumerate(routes)]


class Relay:
    """Passes bytes on to a port at so many a second in each direction, and cuts its connections when asked. A context manager."""

    def __init__(self, port, rate):
        (self.to, self.rate) = (port, rate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = []

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to), 5)
            except ConnectionError:
                near.close()
                continue
            except OSError:
                return
            far.settimeout(None)
            self.sockets += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(max(512, int(self.rate / 50))):
                time.sleep(len(data) / self.rate)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()

    def cut(self):
        for end in self.sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.sockets = []

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.cut()


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


class Key:
    """An Ed25519 key as NATS writes it: `O…` of an operator, `A…` of an account, `U…` of a user."""

    KINDS = {"operator": 14 << 3, "account": 0, "user": 20 << 3}

    def __init__(self, kind, file):
        self.kind, self.file = kind, file
        self.openssl("genpkey", "-algorithm", "ed25519", "-out", self.file)
        seed = self.openssl("pkey", "-in", self.file, "-outform", "DER")[-32:]
        public = self.openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-32:]
        prefix = self.KINDS[kind]
        self.public = self.text(bytes([prefix]) + public)
        self.seed = self.text(bytes([18 << 3 | prefix >> 5, (prefix & 31) << 3]) + seed)

    @staticmethod
    def openssl(*words):
        return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True).stdout

    @staticmethod
    def text(data):
        crc = 0
        for byte in data:
            crc ^= byte << 8
            for _ in range(8):
                crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
        return base64.b32encode(data + struct.pack("<H", crc)).decode().rstrip("=")

    def signed(self, other, claims):
        """A token in which this key speaks for `other`."""
        def part(data):
            return base64.urlsafe_b64encode(data).decode().rstrip("=")
        body = {"jti": "1", "iat": int(time.time()), "iss": self.public, "name": other.kind, "sub": other.public,
                "nats": {"type": other.kind, "version": 2, **claims}}
        text = part(b'{"typ":"JWT","alg":"ed25519-nkey"}') + "." + part(json.dumps(body).encode())
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            return text + "." + part(self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in", file.name))


def decentralized(folder):
    """The lines of a server that trusts an operator, and a user's credentials as nsc writes them."""
    operator, account, user = (Key(kind, folder / (kind + ".pem")) for kind in ("operator", "account", "user"))
    # Where the servers themselves speak, and nobody may store: JetStream wants one.
    system = Key("account", folder / "system.pem")
    anything = {"limits": {**dict.fromkeys(("subs", "conn", "leaf", "imports", "exports", "data", "payload"), -1), "wildcards": True},
                "default_permissions": {"pub": {}, "sub": {}}}
    storing = {"limits": {**anything["limits"], **dict.fromkeys(("mem_storage", "disk_storage", "streams", "consumer"), -1)}}
    configuration = "operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload: { %s: %s, %s: %s }\n" % (
        operator.signed(operator, {}), system.public, system.public, operator.signed(system, anything),
        account.public, operator.signed(account, {**anything, **storing}))
    token = account.signed(user, {"pub": {}, "sub": {}, "subs": -1, "data": -1, "payload": -1})
    credentials = ("-----BEGIN NATS USER JWT-----\n%s\n------END NATS USER JWT------\n\n"
                   "-----BEGIN USER NKEY SEED-----\n%s\n------END USER NKEY SEED------\n" % (token, user.seed))
    return configuration, credentials, user.seed


def certificates(folder):
    """An authority `ca.pem`, and what it has signed for this address: `server.pem` and `client.pem`, with their keys."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    for name in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".pem", "-days", "2",
                "-subj", "/CN=test " + name)
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1\n")
    for name in ("server", "client"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=127.0.0.1")
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                name + ".pem", "-days", "2", "-extfile", "ext")
