#!/usr/bin/env python3
"""The socket by which commands ask the daemon, where the world does not help: a full disk under the store, no room for
the socket, a daemon that was killed, and peers that are not of the group.

usage: control.py [--binary .build/release/dateline]

Needs root, for file systems and users of its own, in a mount namespace; is left out, and said so, where there is none.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile

from campaigns.newsroom import rss
from loopback import Dateline, FeedServer, arguments, contents_of, expect, skip, wait_for

STRANGER = 65533  # of nobody on this machine


def mount(folder, options):
    folder.mkdir(mode=0o755)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


class Daemon(Dateline):
    """Its store and log are on a file system of 8 MB, and its socket on one of three files."""

    def __init__(self, binary, server):
        super().__init__(binary, [server.address + "/feed"])
        os.chmod(self.home, 0o755)
        (self.disk, self.runtime) = (self.home / "disk", self.home / "run")
        mount(self.disk, "size=8m")
        mount(self.runtime, "size=64k,nr_inodes=3,mode=755")
        (self.store, self.log, self.socket) = (
            self.disk / "dateline.db", self.disk / "items.jsonl", self.runtime / "control.sock")
        service = '[service]\ncontrol = "%s"\n' % self.socket
        text = (self.home / "dateline.toml").read_text() + '[log]\npath = "%s"\n' % self.log
        if self.database:
            text = text.replace("[service]\n", service)
        else:
            text += '[store]\npath = "%s"\n' % self.store + service
        (self.home / "dateline.toml").write_text(text)

    def begin(self):
        self.said = tempfile.TemporaryFile("w+")
        self.process = self.start("run", stdout=self.said, stderr=self.said)
        wait_for(lambda: "running" in self.heard(), "the daemon runs")

    def heard(self):
        self.said.seek(0)
        return self.said.read()

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait(60)

    def fill(self):
        with open(self.disk / "filler", "wb", buffering=0) as to:
            for size in (1 << 16, 1 << 12):
                try:
                    while True:
                        to.write(bytes(size))
                except OSError:
                    pass


def answered(daemon, *words, **options):
    done = daemon.run(*words, check=False, timeout=60, **options)
    return done.returncode, done.stderr.strip() or done.stdout.strip()


def refused(daemon, words, what, law):
    status, said = answered(daemon, *words)
    expect(status == 1 and what in said and "\n" not in said, "%s: %s" % (law, said))


def inside(binary, server):
    with Daemon(binary, server) as daemon:
        full_disk(daemon)
        killed(daemon)
        strangers(daemon)
        daemon.end(signal.SIGTERM)
        no_room(daemon)
        for folder in (daemon.disk, daemon.runtime):
            subprocess.run(["umount", "-l", str(folder)], check=False)


def full_disk(daemon):
    daemon.begin()
    wait_for(lambda: answered(daemon, "reload")[0] == 0, "and answers")
    if daemon.database:
        return  # its disk is the server's
    daemon.fill()
    told = []
    # What has a place in SQLite's log still gets it: in the end nothing has.
    for turn in range(400):
        told.append(answered(daemon, *(("pause", "--for", "1h") if turn % 2 else ("resume",))))
        if told[-1][0]:
            break
    expect(told[-1][0] == 1 and "no space is left" in told[-1][1] and "\n" not in told[-1][1],
           "a pause that finds no room is refused in a line: %s" % (told[-1],))
    expect(all(status == 0 for status, _ in told[:-1]), "and those that found room were done")
    expect(answered(daemon, "reload")[0] == 0 and daemon.process.poll() is None, "the daemon answers on a full disk")
    (daemon.disk / "filler").unlink()
    expect(answered(daemon, "pause", "--for", "1h")[0] == 0 and "paused" in daemon.run("status").stdout,
           "with room again, a pause is kept")
    expect(answered(daemon, "resume")[0] == 0 and "paused" not in daemon.run("status").stdout, "and ended")


def killed(daemon):
    daemon.end(signal.SIGKILL)
    expect(daemon.socket.is_socket(), "a daemon that is killed leaves its socket")
    refused(daemon, ("reload",), "no daemon answers", "nobody listens at it, which is said")
    expect(answered(daemon, "pause", "--for", "1h")[0] == 0 and answered(daemon, "resume")[0] == 0,
           "a pause goes into the store then")
    daemon.begin()
    wait_for(lambda: answered(daemon, "reload")[0] == 0, "the next daemon listens in its place")


def strangers(daemon):
    """The mode of the socket lets nobody else in; where it did, the daemon would not."""
    def as_stranger():
        done = subprocess.run(
            ["setpriv", "--reuid=%d" % STRANGER, "--regid=%d" % STRANGER, "--clear-groups", daemon.binary, "reload"],
            env=daemon.environment(), capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr.strip()

    for mode, law in ((0o660, "by its mode"), (0o666, "by the daemon, were its mode wrong")):
        os.chmod(daemon.socket, mode)
        status, said = as_stranger()
        expect(status == 1 and "members of" in said and "\n" not in said, "others are kept out %s: %s" % (law, said))
    os.chown(daemon.socket, 0, STRANGER)
    expect(as_stranger()[0] == 1, "whose group the socket has is asked when the daemon starts, not of the file later")


def no_room(daemon):
    """Without its socket the daemon does all that need not be asked for."""
    for name in ("a", "b"):
        (daemon.runtime / name).write_text("")
    daemon.begin()
    wait_for(lambda: "commands cannot ask this daemon" in daemon.heard(), "a socket that cannot be made is said")
    wait_for(lambda: b'"event":"new"' in contents_of(daemon.log), "and the feeds are checked")
    refused(daemon, ("reload",), "no daemon answers", "who would ask is told")
    daemon.end(signal.SIGTERM)
    expect(daemon.process.returncode == 0, "it ends as always")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        if os.geteuid() or subprocess.run(["unshare", "-m", "true"], stderr=-3, check=False).returncode:
            skip("root is needed, and a mount namespace")
        return subprocess.run(["unshare", "-m", sys.executable, __file__, "--inside", "--binary", options.binary,
                               "--store", options.store],
                              check=False).returncode
    text = "Ships wait for the storm to pass, and the harbour keeps its gates closed until the morning."
    document = rss("News", "http://news.test/", [("n1", "http://news.test/1", "Harbour closed", text, 1_760_000_000)], "")
    with FeedServer({"/feed": document.encode()}) as server:
        inside(options.binary, server)


if __name__ == "__main__":
    sys.exit(main())
