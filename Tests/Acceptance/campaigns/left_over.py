"""What a process leaves in the store's write-ahead log that is killed: written, and perhaps not synced."""

import pathlib
import signal

from campaigns import trace
from campaigns.home import Home
from campaigns.newsroom import Newsroom
from campaigns.recording import Recording
from loopback import FeedServer, expect, wait_for

BEGIN = 1_800_000_000


def check_left_over(binary, scratch):
    """The next process tells of it in the log: it must be on the disk by then, or a power cut gives its numbers to others."""
    with FeedServer() as server:
        newsroom = Newsroom(server)
        with Home(binary, server.urls(), "10MB") as home:
            recording = Recording(pathlib.Path(scratch) / "left-over", home.state)
            home.extra = recording.environment(boot=0, records=False)
            home.run("fetch", "--force", now=BEGIN)
            newsroom.publish(in_full=True)
            wal, log = home.state / "dateline.db-wal", home.state / "items.jsonl"
            process = home.start("run", now=BEGIN + 2 * 86400, stdout=-3, stderr=-3)
            wait_for(lambda: wal.exists() and wal.stat().st_size > 0, "the daemon writes")
            process.send_signal(signal.SIGKILL)
            process.wait()
            # As if it had come no further than its commit.
            log.write_bytes(b"".join(line + b"\n" for line in log.read_bytes().split(b"\n")[:-6]))
            (home.state / "items.jsonl.lock").unlink()
            recording.adopt()
            first = len(recording.operations())
            home.extra = recording.environment(boot=0)
            home.run("fetch", now=BEGIN + 2 * 86400 + 1)
            operations = recording.operations()[first:]
            told = next(n for n, o in enumerate(operations) if o.kind == trace.WRITE and b'"_dateline"' in o.data)
            synced = [n for n, o in enumerate(operations) if o.kind == trace.SYNC and o.file == wal.stat().st_ino]
            expect(synced and synced[0] < told, "what a killed process has left is on the disk before its numbers are told")
            recording.path.unlink()
