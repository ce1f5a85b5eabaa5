#!/usr/bin/env python3
"""Runs feedscore's scenarios against Dateline, twice, and fails when a must or a should does, or 10 % of may.

usage: feedscore.py [--binary .build/release/dateline] [--tool TOOL] [--rounds 60] [--times 2] [--port-base 18400]

TOOL is feedscore's command, by default the one in ../shared; where there is none, nothing is run. 60 rounds are six
simulated hours and take three minutes; scenarios that tell of days are left out of them. --rounds 265 --times 1 is the
whole: 41 days, half an hour.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, arguments, expect, skip  # noqa: E402

# What the harness judges over days, and takes for a failure when the rounds end before.
TELLS_OF_DAYS = {"err-500", "miss-404", "skip-days", "new-feed-url"}
WHOLE = 265
TOOL = ROOT.parent / "shared/tools/feedscore/feedscore"


def judge(options, state):
    """What one run came to: how many of each severity pass, fail, and were not exercised."""
    environment = dict(os.environ, DATELINE=str(pathlib.Path(options.binary).resolve()))
    catalogue = subprocess.run([sys.executable, str(options.tool), "catalogue", "--json"], capture_output=True, check=True)
    left_out = TELLS_OF_DAYS if options.rounds < WHOLE else set()
    names = [scenario["id"] for scenario in json.loads(catalogue.stdout) if scenario["id"] not in left_out]
    subprocess.run(
        [sys.executable, str(options.tool), "run", "--only", ",".join(names), "--driver", "dateline", "--state", state, "--quiet", "--failures",
         "--rounds", str(options.rounds), "--port-base", str(options.port_base)],
        env=environment, stdin=subprocess.DEVNULL, check=True)
    report = json.loads(pathlib.Path(state, "report.json").read_text())
    expect(not report["faults"], "the harness had no faults")
    return report["total"]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--tool", type=pathlib.Path, default=TOOL)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--port-base", type=int, default=18400)
    options = parser.parse_args()
    if not options.tool.exists():
        skip("there is no %s" % options.tool)
    for number in range(options.times):
        with tempfile.TemporaryDirectory(prefix="dateline-feedscore-") as state:
            total = judge(options, state)
        for severity in ("must", "should"):
            expect(total[severity]["pass"] > 0 and total[severity]["fail"] == 0,
                   "run %d: each %s that was exercised, %d" % (number + 1, severity, total[severity]["pass"]))
        tried = total["may"]["pass"] + total["may"]["fail"]
        expect(total["may"]["pass"] >= 0.9 * tried, "run %d: %d of %d may" % (number + 1, total["may"]["pass"], tried))


if __name__ == "__main__":
    sys.exit(main())
