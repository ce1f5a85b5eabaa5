"""A Dateline whose store and log stand in a folder of their own, apart from its configuration."""

import pathlib

from loopback import Dateline, size_of


class Home(Dateline):
    """`state` holds the store, its companions, and the log, which is rotated at `log_size` and hardly ever thrown away (each rotation renames so many)."""

    def __init__(self, binary, urls, log_size="20kB", state=None):
        super().__init__(binary, urls)
        self.state = pathlib.Path(state) if state else self.home / "state"
        self.state.mkdir(exist_ok=True)
        self.store, self.log = self.state / "dateline.db", self.state / "items.jsonl"
        with open(self.home / "dateline.toml", "a") as configuration:
            if not self.database:
                configuration.write('[store]\npath = "%s"\n' % self.store)
            configuration.write('[log]\npath = "%s"\nmax-size = "%s"\nkeep = 500\n' % (self.log, log_size))
        self.extra = {}

    def environment(self, now=None):
        return {**super().environment(now), **self.extra}

    def log_files(self):
        """The oldest first."""
        rotated = (p for p in self.state.glob("items.jsonl.*") if p.suffix[1:].isdigit())
        return [*sorted(rotated, key=lambda p: -int(p.suffix[1:])), self.log]

    def log_bytes(self):
        return sum(map(size_of, self.log_files()))
