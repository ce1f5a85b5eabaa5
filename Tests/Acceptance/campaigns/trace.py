"""Reads what recorder.c wrote down, and makes from it what a disk may hold after a power cut.

What counts as safe: of a file, what was written before a sync of it began that has ended since. Of the folder, names
in the order in which they were made and changed, up to a sync of the folder or the last change to the name of a file
that was synced: a file system's journal keeps their order, and syncing a new file brings its name along.
"""

import struct

CREATE, WRITE, LENGTH, ALLOCATE, SYNC, SYNCED, SYNC_FOLDER, FOLDER_SYNCED, RENAME, LINK, UNLINK, RESULT = range(1, 13)
HEADER = struct.Struct("<IIQqQ")
NAMES = (CREATE, RENAME, LINK, UNLINK)


class Operation:
    __slots__ = ("kind", "process", "file", "at", "data")

    def __init__(self, kind, process, file, at, data):
        (self.kind, self.process, self.file, self.at, self.data) = (kind, process, file, at, data)

    def names(self):
        return [part.decode() for part in self.data.split(b"\0")[:-1]]


def read(path):
    """All operations in order. What a call did not do is taken out of it."""
    operations, at = [], 0
    last = {}  # of each process
    contents = path.read_bytes()
    while at + HEADER.size <= len(contents):
        kind, process, file, offset, length = HEADER.unpack_from(contents, at)
        at += HEADER.size
        if at + length > len(contents):
            break
        if kind == RESULT:
            previous = last[process]
            if previous.kind == WRITE and offset >= 0:
                previous.data = previous.data[:offset]
            else:
                previous.kind = 0
        else:
            operation = Operation(kind, process, file, offset, contents[at:at + length])
            operations.append(operation)
            last[process] = operation
        at += length
    return operations


def cut_torn(path):
    """Takes an entry off the end that its writer was killed over: its call was not made, and others follow."""
    contents, at = path.read_bytes(), 0
    while at + HEADER.size <= len(contents):
        end = at + HEADER.size + HEADER.unpack_from(contents, at)[-1]
        if end > len(contents):
            break
        at = end
    with open(path, "r+b") as file:
        file.truncate(at)


class File:
    """One file, whatever its name: what is safe of it, and what has been done to it since."""

    def __init__(self):
        self.safe = bytearray()
        self.since = []  # (index, operation) not synced yet

    def now(self):
        contents = bytearray(self.safe)
        for _, operation in self.since:
            apply(contents, operation)
        return contents

    def settle(self, index):
        """What was done before operation `index` is safe."""
        done = [op for at, op in self.since if at < index]
        for operation in done:
            apply(self.safe, operation)
        self.since = self.since[len(done):]


def apply(contents, operation):
    if operation.kind == WRITE:
        end = operation.at + len(operation.data)
        if operation.at > len(contents):
            contents.extend(bytes(operation.at - len(contents)))
        contents[operation.at:end] = operation.data
    elif operation.kind == LENGTH:
        resize(contents, operation.at)
    elif operation.kind == ALLOCATE:
        resize(contents, max(operation.at, len(contents)))


def resize(contents, length):
    if length < len(contents):
        del contents[length:]
    else:
        contents.extend(bytes(length - len(contents)))


def rename(names, operation):
    """Applies a change of names to {name: file}."""
    parts = operation.names()
    if operation.kind == CREATE:
        names[parts[0]] = operation.file
    elif operation.kind == UNLINK:
        names.pop(parts[0], None)
    elif operation.kind == LINK:
        names[parts[1]] = names[parts[0]]
    elif parts[0] in names:
        names[parts[1]] = names.pop(parts[0])


class Disk:
    """The folder after the first so many operations. Goes forward only."""

    def __init__(self, operations):
        self.operations = operations
        self.index = 0
        self.files = {}  # number -> File; a number that the disk gives anew gets another file here
        self.inodes = {}  # of the disk -> number
        self.safe_names, self.later_names = {}, []  # [(index, operation)]
        self.begun = {}

    def forward(self, to):
        while self.index < to:
            self.step(self.index, self.operations[self.index])
            self.index += 1
        return self

    def step(self, index, operation):
        kind = operation.kind
        if kind == CREATE:
            self.inodes[operation.file] = index + 1
            self.files[index + 1] = File()
            self.later_names.append((index, Operation(CREATE, 0, index + 1, 0, operation.data)))
        elif kind in NAMES:
            self.later_names.append((index, operation))
        elif kind in (SYNC, SYNC_FOLDER):
            self.begun[operation.process, operation.at] = index
        elif kind == SYNCED:
            number = self.inodes[operation.file]
            begun = self.begun.pop((operation.process, operation.at))
            self.files[number].settle(begun)
            self.settle_names(self.last_name_of(number, begun))
        elif kind == FOLDER_SYNCED:
            self.settle_names(self.begun.pop((operation.process, operation.at)))
        elif kind:
            self.files[self.inodes[operation.file]].since.append((index, operation))

    def last_name_of(self, number, before):
        """Behind the last change of names up to `before` that is about the file."""
        names, last = dict(self.safe_names), 0
        for index, operation in self.later_names:
            if index >= before:
                break
            touched = operation.names()
            was = {names.get(name) for name in touched}
            rename(names, operation)
            if number in was or number in {names.get(name) for name in touched}:
                last = index + 1
        return last

    def settle_names(self, index):
        done = [op for at, op in self.later_names if at < index]
        for operation in done:
            rename(self.safe_names, operation)
        self.later_names = self.later_names[len(done):]

    def names(self, count=None):
        """{name: number}, with the first `count` changes that are not safe."""
        names = dict(self.safe_names)
        for _, operation in self.later_names[:count]:
            rename(names, operation)
        return names

    def now(self):
        """What a process sees: {name: bytes}."""
        return {name: bytes(self.files[number].now()) for name, number in self.names().items()}

    # After a power cut

    def after_cut(self, mode, chance):
        """{name: bytes} that the disk may hold. Modes: see power_cut.py."""
        if mode == "strict":
            return {name: bytes(self.files[number].safe) for name, number in self.names(0).items()}
        all_names = len(self.later_names)
        kept = all_names if chance.random() < 0.6 else chance.randint(0, all_names)
        names = self.names(kept)
        contents = {}
        if mode == "writeback":
            # The kernel writes whole files, that first which has been dirty longest.
            dirty = sorted((file.since[0][0], number) for number, file in self.files.items() if file.since)
            written = {number for _, number in dirty[:chance.randint(0, len(dirty))]}
            for name, number in names.items():
                contents[name] = self.files[number].now() if number in written else self.files[number].safe
        elif mode == "prefix":
            for name, number in names.items():
                file = self.files[number]
                contents[name] = bytearray(file.safe)
                for _, operation in file.since[:chance.randint(0, len(file.since))]:
                    apply(contents[name], operation)
        else:
            block = {"random": 4096, "harsh": 512}[mode]
            for name, number in names.items():
                contents[name] = mixed(self.files[number], block, chance, ahead=mode == "harsh")
        return {name: bytes(content) for name, content in contents.items()}


def mixed(file, block, chance, ahead):
    """Some blocks as they are now, the others as they were. Ahead: the length is always the newest, and what is not
    written behind the old one reads as zeros (data=writeback of ext4, unwritten extents)."""
    if not file.since:
        return file.safe
    now, share = file.now(), chance.random()
    length = len(now) if ahead or chance.random() < 0.5 else len(file.safe)
    contents = bytearray(file.safe[:length])
    for start in range(0, min(len(now), length), block):
        if now[start:start + block] != contents[start:start + block] and chance.random() < share:
            if start > len(contents):
                contents.extend(bytes(start - len(contents)))
            contents[start:start + block] = now[start:start + block]
    resize(contents, length)
    return contents
