"""Counts what a campaign finds, by mode and by kind of fault."""

from collections import Counter, defaultdict


class Tally:
    def __init__(self, noun):
        self.noun = noun
        self.runs, self.bad = Counter(), Counter()
        self.kinds = defaultdict(Counter)
        self.shown = Counter()

    def add(self, mode, faults, what=""):
        """`faults`: [(kind, details)] of one run of `mode`. The first three of each kind and mode are shown whole."""
        self.runs[mode] += 1
        self.bad[mode] += bool(faults)
        for kind in {kind for kind, _ in faults}:
            self.kinds[mode][kind] += 1
        for kind, details in faults:
            self.shown[mode, kind] += 1
            if self.shown[mode, kind] <= 3:
                print("FAULT %s %s %s: %s" % (mode, what, kind, details[:400]), flush=True)

    def finish(self):
        """Prints the table, and the numbers in the last line. Returns the exit status."""
        for mode in self.runs:
            kinds = ", ".join("%s %d" % pair for pair in self.kinds[mode].most_common())
            print("%-24s %4d %s, %3d bad  %s" % (mode, self.runs[mode], self.noun, self.bad[mode], kinds))
        bad = sum(self.bad.values())
        print("%s: %d %s, %d bad" % ("FAILED" if bad else "held", sum(self.runs.values()), self.noun, bad))
        return 1 if bad else 0
