"""Runs the command under recorder.c, and keeps what it writes down."""

import os

from campaigns import trace
from campaigns.preload import compiled


def require(condition, what):
    if not condition:
        raise SystemExit("FAILED: " + what)


class Recording:
    """Of what is done to the files in `folder`, written down at `path`."""

    def __init__(self, path, folder):
        (self.path, self.folder) = (path, folder)
        self.library = compiled("recorder", path.parent)

    def environment(self, boot, records=True):
        """Each start of the machine has a number of its own."""
        name = self.path.with_name("boot-%d" % boot)
        name.write_text("%08x-0000-4000-8000-000000000000\n" % (boot + 1))
        extra = {"LD_PRELOAD": self.library, "RECORD_BOOT": str(name)}
        if records:
            extra.update(RECORD_FOLDER=str(self.folder), RECORD_TRACE=str(self.path))
        return extra

    def operations(self):
        return trace.read(self.path) if self.path.exists() else []

    def note(self, kind, file, data=b"", at=0, process=0):
        """Writes down what a script did itself."""
        data = data.encode() + b"\0" if isinstance(data, str) else data
        with open(self.path, "ab") as to:
            to.write(trace.HEADER.pack(kind, process, file, at, len(data)) + data)

    def adopt(self):
        """What is in the folder now is on the disk."""
        for number, path in enumerate(sorted(self.folder.iterdir())):
            if not path.name.endswith("-shm"):
                inode = path.stat().st_ino
                self.note(trace.CREATE, inode, path.name)
                self.note(trace.WRITE, inode, path.read_bytes())
                self.note(trace.SYNC, inode, at=number)
                self.note(trace.SYNCED, inode, at=number)
        self.note(trace.SYNC_FOLDER, 0, at=-1)
        self.note(trace.FOLDER_SYNCED, 0, at=-1)

    def done(self, last):
        """How many of its bytes a write has left that its process was killed over; -1 for none, and for other calls."""
        if last.kind != trace.WRITE:
            return -1
        for path in self.folder.iterdir():
            if path.stat().st_ino == last.file:
                there = path.read_bytes()[last.at:last.at + len(last.data)]
                return len(os.path.commonprefix([there, last.data])) or -1
        return -1

    def verify(self, was_killed=False):
        """Replayed, it must give the folder byte for byte. How many operations there are. After each kill: what the
        process was killed over must not count when the next one writes."""
        if was_killed:
            trace.cut_torn(self.path)
        operations = self.operations()
        found = {p.name: p.read_bytes() for p in self.folder.iterdir() if not p.name.endswith("-shm")}
        replayed = trace.Disk(operations).forward(len(operations)).now()
        if replayed != found and was_killed:
            new = [path for path in self.folder.iterdir() if path.name in found and path.name not in replayed]
            for path in new:
                # Killed between the making of a file and its entry.
                self.note(trace.CREATE, path.stat().st_ino, path.name)
            if not new:
                # Killed between the entry and the call that it tells of, or in the midst of that: a write that spans two
                # pages of the system's memory of the file may then have reached the first alone.
                self.note(trace.RESULT, 0, at=self.done(operations[-1]), process=operations[-1].process)
            operations = self.operations()
            replayed = trace.Disk(operations).forward(len(operations)).now()
        differing = sorted(name for name in {*replayed, *found} if replayed.get(name) != found.get(name))
        require(not differing, "the recording, replayed, gives the same files (not so: %s)" % ", ".join(differing))
        return len(operations)
