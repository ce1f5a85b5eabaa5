"""A PostgreSQL on loopback, with a standby where one is wanted: for scripts whose store is in it.

Its programs are Debian's packages postgresql-15 and postgresql-client-15; Tests/run.sh gets them.
"""

import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from jetstream import free_port


def programs():
    """The folder of initdb and postgres; None where there is none."""
    for folder in [*os.environ["PATH"].split(":"), *map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin"))]:
        if folder and all((pathlib.Path(folder) / name).exists() for name in ("initdb", "postgres", "pg_ctl", "psql")):
            return pathlib.Path(folder)


class Row(dict):
    """An object of JSON, of which two members may have one name: `columns` has the values of all."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.columns = tuple(value for _, value in pairs)


class Server:
    """One server in a folder of its own. The programs refuse to be root's: they run as nobody then."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.user = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def make(self, settings, password=None):
        self.folder.mkdir()
        (self.folder / "password").write_text((password or "none") + "\n")
        os.chmod(self.folder / "password", 0o644)
        if self.user:
            os.chown(self.folder, self.user["user"], self.user["group"])
        self.call("initdb", "--pgdata", self.folder / "data", "--username", "dateline", "--auth",
                  "scram-sha-256" if password else "trust", "--pwfile", self.folder / "password", "--encoding", "UTF8",
                  "--locale", "C.UTF-8", "--no-sync", "--no-instructions")
        self.configure("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = '%s'\nshared_buffers = 64MB\n"
                       "max_connections = 100\n%s" % (self.port, self.folder, settings))

    def configure(self, text):
        with open(self.folder / "data/postgresql.conf", "a") as file:
            file.write(text)

    def call(self, program, *words):
        done = subprocess.run([programs() / program, *map(str, words)], cwd=self.folder, capture_output=True, text=True, **self.user)
        if done.returncode:
            raise SystemExit("FAILED: %s: %s" % (program, done.stderr[-2000:]))

    def start(self, wait=True):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([programs() / "postgres", "-D", self.folder / "data"], cwd=self.folder, stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **self.user)
        end = time.monotonic() + 60
        while wait:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                # It listens before it is ready; this file says so.
                if "ready" in (self.folder / "data/postmaster.pid").read_text():
                    return
            except OSError:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit("FAILED: postgres does not start: " + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self):
        """At once, and as a whole."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """As when the machine ends: all its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def query(self, sql, database="postgres"):
        """The rows of the answer, their columns as texts."""
        rows = self.ask("psql", "-X", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql)
        return [row.split("\x1f") for row in rows.rstrip("\n").split("\x1e") if row]

    def typed_query(self, sql, database):
        """The rows of the answer as tuples, their columns as sqlite3 gives them."""
        rows = self.query("SELECT row_to_json(answer) FROM (%s) AS answer" % sql, database)
        answer = [json.loads(row[0], object_pairs_hook=Row).columns for row in rows]
        return [tuple(json.dumps(value) if isinstance(value, (dict, list)) else value for value in row) for row in answer]

    def dump(self, database, path):
        """A backup by the database's own means, while others work on it."""
        self.ask("pg_dump", "--file", path, database)

    def replace(self, database, path=None):
        """With what was dumped, or with an empty one: whoever is connected is thrown out."""
        self.query("DROP DATABASE IF EXISTS %s WITH (FORCE)" % database)
        self.query("CREATE DATABASE " + database)
        if path:
            self.ask("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", path)

    def ask(self, program, *words):
        """What a client of the server prints."""
        done = subprocess.run([programs() / program, "-h", "127.0.0.1", "-p", str(self.port), "-U", "dateline", *map(str, words)],
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError("%s: %s" % (" ".join(map(str, words)), done.stderr[-2000:]))
        return done.stdout

    def url(self, database):
        return "postgresql://dateline@127.0.0.1:%d/%s" % (self.port, database)

    def promote(self):
        """A standby becomes one that writes."""
        self.call("pg_ctl", "-D", self.folder / "data", "promote")

    def seconds(self):
        """Of a processor, by all its processes so far, those that have ended too."""
        total = 0
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:  # of its session
                total += sum(map(int, fields[11:15] if int(path.parent.name) == self.process.pid else fields[11:13]))
        return total / os.sysconf("SC_CLK_TCK")


class Database:
    """An empty database, and a standby where it is asked for, which commits wait for or not. A context manager.

    - address: where it listens besides 127.0.0.1, for these clients."""

    def __init__(self, standby=False, is_awaited=True, settings="fsync = off\n", address=None, clients=None):
        self.temporary = tempfile.TemporaryDirectory(prefix="dateline-postgres-")
        home = pathlib.Path(self.temporary.name)
        os.chmod(home, 0o755)
        self.primary = Server(home / "primary")
        self.primary.make(settings)
        if address:
            self.primary.configure("listen_addresses = '127.0.0.1, %s'\n" % address)
            with open(self.primary.folder / "data/pg_hba.conf", "a") as rules:
                rules.write("host all all %s trust\n" % clients)
        self.standby = None
        if standby:
            self.standby = Server(home / "standby")
            # A copy of a server that has never run is a standby of it: they share what was made by initdb.
            shutil.copytree(self.primary.folder, self.standby.folder, copy_function=shutil.copy2)
            for path in [self.standby.folder, *self.standby.folder.rglob("*")]:
                if self.standby.user:
                    os.chown(path, self.standby.user["user"], self.standby.user["group"])
                os.chmod(path, 0o700 if path.is_dir() else 0o600)
            self.standby.configure("port = %d\nunix_socket_directories = '%s'\nprimary_conninfo = 'host=127.0.0.1 port=%d user=dateline "
                                   "application_name=standby'\n" % (self.standby.port, self.standby.folder, self.primary.port))
            (self.standby.folder / "data/standby.signal").touch()
            if is_awaited:
                self.primary.configure("synchronous_standby_names = 'standby'\n")

    @property
    def servers(self):
        return [server for server in (self.primary, self.standby) if server]

    def url(self, address="127.0.0.1", port=None):
        """As [store] has it.

        - port: of a relay in place of the servers."""
        places = ["%s:%d" % (address, port) for port in ([port] if port else [server.port for server in self.servers])]
        return "postgresql://dateline@%s/postgres" % ",".join(places)

    def __enter__(self):
        for server in self.servers:
            server.start()
        return self

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.stop()
        self.temporary.cleanup()
