"""What must hold whatever happened: each entry once, numbers without gap, the log a copy of the store, and nothing
that a reader was told turned into something else."""

import calendar
import json
import sqlite3
import time
from collections import Counter, namedtuple

from loopback import contents_of

Told = namedtuple("Told", "kind feed entry revision at")  # what a number stands for; `at` in milliseconds


def told(line):
    """(number, what it stands for) of a line of the log, None where it is no whole line."""
    try:
        item = json.loads(line)
        facts = item["_dateline"]
        at = facts["at"]
        milliseconds = calendar.timegm(time.strptime(at[:19], "%Y-%m-%dT%H:%M:%S")) * 1000 + int((at[20:-1] + "000")[:3])
        entry = item["id"] if "item" in facts else None
        feed = facts.get("feed", {}).get("url")
        return facts["seq"], Told(facts["event"], feed, entry, facts.get("revision"), milliseconds)
    except (ValueError, KeyError, TypeError):
        return None


def lines_of(contents):
    """The whole lines of a log, and how many pieces there are that are none."""
    lines, torn = [], 0
    pieces = contents.split(b"\n")
    for piece in pieces[:-1]:
        line = told(piece)
        if line:
            lines.append(line)
        else:
            torn += 1
    return lines, torn + (pieces[-1] != b"")


def log_of(home):
    lines, torn = [], 0
    for path in home.log_files():
        some, broken = lines_of(contents_of(path))
        lines += some
        torn += broken
    return lines, torn


def span(facts):
    """The numbers that an event of the store says are not in it; of other events there is no such range."""
    low, high = facts.get("from"), facts.get("to")
    return range(low, high + 1) if type(low) is int and type(high) is int else range(0)


def span_of_line(line):
    """Of a line of the log, as `span`."""
    facts = json.loads(line)["_dateline"]
    return range(0) if "item" in facts else span(facts)


def store_of(home):
    """number -> what it stands for, the entries that are held, and the numbers said to be skipped."""
    rows = home.query(
        "SELECT seq, kind, feeds.url, items.guid, events.revision, at, facts, events.item IS NULL FROM events "
        "LEFT JOIN feeds ON feeds.id = events.feed LEFT JOIN items ON items.id = events.item ORDER BY seq")
    held = Counter(home.query("SELECT feeds.url, guid FROM items JOIN feeds ON feeds.id = items.feed"))
    skipped = {n for row in rows if row[7] for n in span(json.loads(row[6]))}
    return {row[0]: Told(*row[1:6]) for row in rows}, held, skipped


def soundness(home):
    """What SQLite has to say of the store and its search index, None where it is content."""
    if home.database:
        return None if home.is_sound() else "items without their texts"
    try:
        with sqlite3.connect(home.store) as db:
            found = db.execute("PRAGMA integrity_check").fetchall()
            db.execute("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
            db.rollback()
            return None if found == [("ok",)] else str(found[:3])
    except sqlite3.Error as error:
        return str(error)


def some(things):
    things = sorted(things, key=str)
    return "%d: %s" % (len(things), ", ".join(map(str, things[:3])))


def audit(home, expected, seen=()):
    """The faults found, each as (kind, details).
    - expected: {(feed, guid)} of all entries there are.
    - seen: [(number, what it stood for)] that a reader of the log had got before."""
    faults = []

    def fault(kind, details):
        faults.append((kind, str(details)))

    broken = soundness(home)
    if broken:
        fault("store-damaged", broken)
    try:
        events, held, skipped = store_of(home)
    except (sqlite3.Error, RuntimeError) as error:
        return faults + [("store-unreadable", str(error))]
    lines, torn = log_of(home)
    numbers = set(events)
    last = max(numbers, default=0)
    gaps = set(range(1, last + 1)) - numbers - skipped
    if gaps:
        fault("gap", some(gaps))
    if torn:
        fault("log-torn", "%d pieces are no lines" % torn)
    count = Counter(number for number, _ in lines)
    if set(events) - set(count):
        fault("log-lacks", some(set(events) - set(count)))
    if any(n > 1 for n in count.values()):
        fault("log-twice", some(number for number, n in count.items() if n > 1))
    order = [number for number, _ in lines]
    if order != sorted(order):
        fault("log-disordered", some(b for a, b in zip(order, order[1:]) if b < a))
    differing = [number for number, what in lines if number in events and events[number] != what]
    if differing:
        fault("log-differs", some("%d is %s in the log, %s in the store" % (n, what, events[n]) for n, what in lines
                                  if n in differing))
    beyond = set(count) - numbers - skipped
    if beyond:
        fault("log-beyond-store", some(beyond))
    if expected - set(held):
        fault("entry-lost", some(expected - set(held)))
    twice = [entry for entry, n in held.items() if n > 1 or entry not in expected]
    if twice:
        fault("entry-twice", some(twice))
    # A reader that keeps the last number it has handled.
    reused = [n for n, what in seen if n in events and events[n] != what]
    if reused:
        fault("number-reused", some(reused))
    gone = [n for n, _ in seen if n not in events and n not in skipped]
    if gone:
        fault("number-lost", some(gone))
    handled = max((n for n, _ in seen), default=0)
    stream = [what for _, what in seen] + [what for n, what in lines if n > handled]
    entries = Counter((what.feed, what.entry) for what in stream if what.kind in ("new", "duplicate"))
    if expected - set(entries):
        fault("reader-missed", some(expected - set(entries)))
    if any(n > 1 for n in entries.values()):
        fault("reader-told-twice", some(entry for entry, n in entries.items() if n > 1))
    revisions = Counter((what.feed, what.entry, what.revision) for what in events.values()
                        if what.kind in ("new", "duplicate", "revised"))
    if any(n > 1 for n in revisions.values()):
        fault("revision-twice", some(r for r, n in revisions.items() if n > 1))
    return faults


def tells_nothing(home, newsroom, now):
    """Fetches all again in full, with other bytes. The faults found: an entry that is told again, or lines at all."""
    newsroom.publish(in_full=True)
    before = len(log_of(home)[0])
    done = home.run("fetch", "--force", now=now, check=False, timeout=120)
    faults = []
    if done.returncode:
        faults.append(("refused", done.stderr.strip()[-300:]))
    again = [what for _, what in log_of(home)[0][before:] if what.entry is not None]
    if again:
        faults.append(("told-again", some(again)))
    newsroom.publish()
    return faults
