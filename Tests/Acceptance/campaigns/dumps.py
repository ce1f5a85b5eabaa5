"""The circle of disaster where the store is in PostgreSQL: a dump under load, more news, the database lost, the dump put back
or none, and on. The store goes on above the last number of the log, and says which events it lacks: what those told, and
nothing else, is told again."""

import time

from .audit import audit, log_of, tells_nothing
from .home import Home
from .newsroom import Newsroom

BEGIN = 1_800_000_000
LATER = 2 * 86400  # between two starts: every feed is due


class DumpCircle:
    def __init__(self, binary, server, chance):
        (self.chance, self.newsroom) = (chance, Newsroom(server, feeds=16, entries=6, length=50))
        self.home = Home(binary, server.urls(), "20kB")
        self.now = BEGIN
        self.dump = self.home.home / "dump.sql"

    def round(self):
        """How the store was lost, and the faults found."""
        (home, newsroom, chance) = (self.home, self.newsroom, self.chance)
        self.now += LATER
        home.run("fetch", now=self.now)
        self.now += LATER
        daemon = home.start("run", now=self.now, stdout=-3, stderr=-3)
        newsroom.grow(chance, by=4)
        busy = home.start("fetch", "--force", now=self.now, stdout=-3, stderr=-3)
        time.sleep(chance.random() * 0.6)
        home.server.dump(home.database, self.dump)
        busy.wait()
        for _ in range(chance.randint(0, 3)):
            newsroom.grow(chance, by=3, feeds=len(newsroom.counts) // 2)
            self.now += 60
            home.run("fetch", "--force", now=self.now)
        (daemon.terminate if chance.random() < 0.5 else daemon.kill)()
        daemon.wait()
        # What was kept and not yet written into the log when the daemon was killed would be lost with the store.
        self.now += 600
        home.run("fetch", "--force", now=self.now)
        seen = log_of(home)[0]
        how = chance.choice(("dump put back", "database empty"))
        home.server.replace(home.database, self.dump if how == "dump put back" else None)
        kept = home.query("SELECT max(seq) FROM event")[0][0] if how == "dump put back" else 0
        newsroom.grow(chance, by=3)
        newsroom.publish(in_full=True)
        self.now += LATER
        home.run("fetch", "--force", now=self.now)
        lines = log_of(home)[0]
        faults = []
        if lines[:len(seen)] != seen:
            faults.append(("log-changed", "%d lines, then %d" % (len(seen), len(lines))))
        held = {(what.feed, what.entry) for number, what in seen if number <= kept and what.entry}
        again = [what for _, what in lines[len(seen):] if what.kind in ("new", "duplicate") and (what.feed, what.entry) in held]
        if again:
            faults.append(("told-again", str(again[:3])))
        # What it lacks is told again under other numbers.
        allowed = ("reader-told-twice", "number-lost", "log-beyond-store")
        faults += [fault for fault in audit(home, newsroom.expected(), seen) if fault[0] not in allowed]
        self.now += LATER
        return how, faults + tells_nothing(home, newsroom, self.now)
