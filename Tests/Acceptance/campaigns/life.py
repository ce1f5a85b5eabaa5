"""A recorded life of one store and its log, and what a power cut at some moment of it would have left."""

import pathlib
import signal
import time

from campaigns import trace
from campaigns.audit import audit, lines_of, tells_nothing
from campaigns.home import Home
from campaigns.newsroom import Newsroom
from campaigns.older_store import make_older
from campaigns.recording import Recording, require
from loopback import FeedServer

BEGIN = 1_800_000_000
LATER = 2 * 86400  # by the daemon's clock, between two rounds: every feed is due
ONCE = ("strict", "writeback", "prefix", "random", "harsh")
MODES = (*ONCE, "again")


class Life:
    def __init__(self, binary, log_size, chance, scratch, begins_old=False):
        self.binary, self.log_size, self.chance, self.scratch = binary, log_size, chance, pathlib.Path(scratch)
        self.server = FeedServer(delay=lambda: chance.random() ** 3 * 0.08)
        self.server.__enter__()
        self.newsroom = Newsroom(self.server)
        self.home = Home(binary, self.server.urls(), log_size)
        self.recording = Recording(self.scratch / ("life-%s-%d" % (log_size, begins_old)), self.home.state)
        self.now = BEGIN
        self.phases = []  # (name, first operation, behind the last)
        if begins_old:
            self.fetch()
            make_older(self.home)
            self.recording.adopt()
            self.phase("brought up to date", self.fetch)
        else:
            self.phase("first fetch", self.fetch)
            self.phase("run, SIGTERM", lambda: self.daemon(signal.SIGTERM))
            self.phase("run, SIGKILL", lambda: self.daemon(signal.SIGKILL))
            self.phase("index made anew", self.without_index)
        self.phase("fetch", self.fetch)
        self.operations = self.recording.operations()

    def close(self):
        self.server.__exit__()
        self.home.__exit__()

    # What happens

    def phase(self, name, act):
        before = len(self.recording.operations())
        self.home.extra = self.recording.environment(boot=0)
        self.newsroom.grow(self.chance, by=4)
        self.now += LATER
        act()
        after = self.recording.verify()
        self.phases.append((name, before, after))

    def fetch(self):
        self.home.run("fetch", "--force", now=self.now, timeout=120)

    def daemon(self, end):
        """Three rounds. One ends when the log is quiet, or, where the daemon is killed, soon after it began to grow."""
        for _ in range(3):
            process = self.home.start("run", now=self.now, stdout=-3, stderr=-3)
            deadline, told = time.monotonic() + 30, self.home.log_bytes()
            while time.monotonic() < deadline and self.home.log_bytes() == told:
                time.sleep(0.02)
            quiet = time.monotonic()
            while end == signal.SIGTERM and time.monotonic() < min(deadline, quiet + 0.5):
                time.sleep(0.05)
                if self.home.log_bytes() != told:
                    quiet, told = time.monotonic(), self.home.log_bytes()
            if end == signal.SIGKILL:
                time.sleep(self.chance.random() * 0.1)
            process.send_signal(end)
            require(process.wait(60) == (0 if end == signal.SIGTERM else -9), "the daemon ends as it is told")
            if end == signal.SIGKILL:
                self.recording.verify(was_killed=True)
            self.newsroom.grow(self.chance, by=4)
            self.now += LATER

    def without_index(self):
        """What stands beside the store and is made from it is lost."""
        for path in self.home.state.glob("dateline.db-*"):
            if path.name not in ("dateline.db-wal", "dateline.db-shm"):
                path.unlink()
                self.recording.note(trace.UNLINK, 0, path.name)
        self.fetch()

    # What a cut leaves

    def moments(self, count):
        """Operations to cut at: phases alike, and each second one about the log."""
        found = []
        for number in range(count):
            _, first, last = self.phases[number % len(self.phases)]
            of_log = [n for n in range(first, last) if self.operations[n].kind == trace.RENAME
                      or self.operations[n].kind == trace.WRITE and b'"_dateline"' in self.operations[n].data[:1 << 16]]
            if number % 2 and of_log:
                found.append(min(last, self.chance.choice(of_log) + self.chance.randint(0, 3)))
            else:
                found.append(self.chance.randint(first, last))
        return found

    def images(self, plan):
        """`plan`: [(moment, mode)]. Gives (moment, mode, {name: bytes}, what a reader of the log had read)."""
        disk = trace.Disk(self.operations)
        for moment, mode in sorted(plan):
            disk.forward(moment)
            once = self.chance.choice(ONCE) if mode == "again" else mode
            yield moment, mode, disk.after_cut(once, self.chance), read_by_then(disk)

    def start_again(self, files, seen, number, cut_again=False):
        """The faults of one image. `number` tells starts of the machine apart."""
        with Home(self.binary, self.server.urls(), self.log_size) as home:
            for name, contents in files.items():
                (home.state / name).write_bytes(contents)
            self.newsroom.publish(in_full=True)
            if cut_again:
                recording = Recording(self.scratch / ("again-%d" % number), home.state)
                recording.adopt()
                first = len(recording.operations())
                home.extra = recording.environment(2 * number + 1)
                home.run("fetch", "--force", now=self.now + LATER, check=False, timeout=120)
                disk = trace.Disk(recording.operations()).forward(self.chance.randint(first, recording.verify()))
                handled = max((n for n, _ in seen), default=0)
                seen = seen + [line for line in read_by_then(disk) if line[0] > handled]
                recording.path.unlink()
                return self.start_again(disk.after_cut(self.chance.choice(ONCE), self.chance), seen, number)
            home.extra = self.recording.environment(2 * number + 2, records=False)
            done = home.run("fetch", "--force", now=self.now + 2 * LATER, check=False, timeout=120)
            faults = [("refused", done.stderr.strip()[-300:])] if done.returncode else []
            faults += audit(home, self.newsroom.expected(), seen)
            return faults + tells_nothing(home, self.newsroom, self.now + 3 * LATER)


def read_by_then(disk):
    """The lines that stood in the log, rotated files first."""
    there = disk.now()
    logs = [n for n in there if n == "items.jsonl" or n.startswith("items.jsonl.") and n.rsplit(".", 1)[1].isdigit()]
    logs.sort(key=lambda name: -int((name + ".0").split(".")[2]))
    return [line for name in logs for line in lines_of(there[name])[0]]
