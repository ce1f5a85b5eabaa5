#!/usr/bin/env python3
"""Pulls the plug at random moments of a recorded life, and looks whether anything is lost, told twice or renumbered.

usage: power_cut.py [--binary .build/release/dateline] [--images 300] [--mode MODE] [--seed N]

A preloaded library (campaigns/recorder.c) writes down all that fetches and daemons do to the files of store and log.
Replayed whole it must give the same files, byte for byte. Then, for random moments of it, what a disk may hold after a
power cut is put into a folder, dateline starts there as after another start of the machine, fetches the same documents
in full, and is audited (campaigns/audit.py) with what a reader of the log had read by then.

Modes:
  strict     all that was not synced is lost
  writeback  whole files were written, that first which had been dirty longest
  prefix     of each file the first so many changes
  random     of each file some blocks of 4 kB
  harsh      some of 512 bytes; lengths are ahead of the bytes, which then read as zeros
  again      one of these, and one more while what it left is being mended
In all but strict, the first so many changes of names are kept. Before that: what a process has left that was killed over its
commit is brought to the disk before the next one tells of it. Two lives are recorded, with the log rotated at 20 and
at 64 kB; one more begins with a store of an older version.
"""

import random
import sys
import tempfile
import time

from campaigns.left_over import check_left_over
from campaigns.life import MODES, Life
from campaigns.tally import Tally
from loopback import arguments


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--mode", choices=MODES, help="this one only")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("seed", options.seed)
    chance = random.Random(options.seed)
    tally, phases = Tally("images"), Tally("images")
    modes = [options.mode] if options.mode else MODES
    number = 0
    with tempfile.TemporaryDirectory(prefix="dateline-cuts-") as scratch:
        check_left_over(options.binary, scratch)
        lives = [Life(options.binary, "20kB", chance, scratch), Life(options.binary, "64kB", chance, scratch),
                 Life(options.binary, "64kB", chance, scratch, begins_old=True)]
        shares = [options.images * 2 // 5, options.images * 2 // 5]
        for life, share in zip(lives, [*shares, options.images - sum(shares)]):
            print("recorded %d operations, log of %s: %s" % (
                len(life.operations), life.log_size, ", ".join("%s %d" % (n, b - a) for n, a, b in life.phases)))
            plan = [(moment, modes[n % len(modes)]) for n, moment in enumerate(chance.sample(life.moments(share), share))]
            for moment, mode, files, seen in life.images(plan):
                phase = next(name for name, first, last in life.phases if first <= moment <= last)
                faults = life.start_again(files, seen, number, cut_again=mode == "again")
                tally.add(mode, faults, "(%s, moment %d, %s, %d lines read)" % (phase, moment, life.log_size, len(seen)))
                phases.runs[phase] += 1
                phases.bad[phase] += bool(faults)
                number += 1
            life.close()
    for phase in phases.runs:
        print("  %-22s %4d images, %3d bad" % (phase, phases.runs[phase], phases.bad[phase]))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
