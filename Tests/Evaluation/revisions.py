#!/usr/bin/env python3
"""Lets the real command tell revisions from noise, and scores it.

usage: revisions.py [--binary .build/release/dateline] [--data DATA] [--out OUT.jsonl]

DATA (default ../shared/data/revisions) has cases/CASE/1.xml and 2.xml: two successive states of one feed. All cases are
subscriptions of one store; a loopback server hands out the first states, `dateline fetch --force` takes them in, the
server turns to the second states, and the command runs again. What the log then says of each entry is its verdict:
`new`, `revised`, or nothing, which is "unchanged".
"""

import json
import pathlib
import subprocess
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, Dateline, FeedServer, arguments, skip  # noqa: E402


def name(item):
    return item.get("id"), item.get("url"), item.get("title")


def verdicts(binary, cases):
    """Lines of the scorer's form, and how many events belong to no entry."""
    def documents(number):
        return {"/" + case.name: (case / f"{number}.xml").read_bytes() for case in cases}

    with FeedServer(documents(1)) as server, Dateline(binary, server.urls()) as dateline:
        for number in 1, 2:
            server.documents = documents(number)
            told = len(dateline.log_lines()) if number == 2 else 0
            start = time.monotonic()
            dateline.run("fetch", "--force", timeout=900)
            print(f"fetch {number}: {time.monotonic() - start:.1f} s", file=sys.stderr)
        events = {}
        for line in dateline.log_lines()[told:]:
            facts = line["_dateline"]
            if facts["event"] in ("new", "duplicate", "revised"):
                case = facts["feed"]["url"].rsplit("/", 1)[1]
                event = "revised" if facts["event"] == "revised" else "new"
                events.setdefault((case, name(line)), []).append(event)
        lines = []
        for case in cases:
            if not any(key[0] == case.name for key in events):
                continue
            document = json.loads(dateline.run("parse", str(case / "2.xml")).stdout)
            for index, item in enumerate(document["items"]):
                for event in events.pop((case.name, name(item)), []):
                    lines.append({"case": case.name, "index": index, "event": event})
        return lines, events


def main():
    parser = arguments(__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/revisions")
    parser.add_argument("--out", type=pathlib.Path, help="where to leave the verdicts")
    options = parser.parse_args()
    if not options.data.is_dir():
        skip(f"{options.data} is absent")
    lines, lost = verdicts(options.binary, sorted((options.data / "cases").iterdir()))
    for case, item in lost:
        print(f"{case}: an event of no entry: {item}", file=sys.stderr)
    out = options.out or ROOT / ".build/revisions.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)  # the program may have been built elsewhere
    out.write_text("".join(json.dumps(line) + "\n" for line in lines))
    scorer = options.data / "../../tools/score_revisions.py"
    return subprocess.run([sys.executable, scorer, out, "--data", options.data]).returncode or bool(lost)


if __name__ == "__main__":
    sys.exit(main())
