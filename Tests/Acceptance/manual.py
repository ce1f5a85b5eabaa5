#!/usr/bin/env python3
"""The manual pages: they are made, read well at 80 columns, and leave out no option, column, event or key.

usage: manual.py [--binary .build/release/dateline]
"""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile

from loopback import ROOT, Dateline, arguments, skip

MANUAL = ROOT / "systemd/man/manual.py"


def page(folder, name):
    """The words of a page as a terminal shows them, without a warning by the formatter."""
    environment = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    command = ["man", "--warnings", "-E", "UTF-8", "-l", str(folder / name)]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert not shown.stderr, "%s: %s" % (name, shown.stderr)
    return shown.stdout


def words(text):
    return set(re.findall(r"[A-Za-z0-9_.-]*[A-Za-z0-9_]", text.replace("\u2010", "-").replace("\u2212", "-")))


def commands(command, path=()):
    path = (*path, command["commandName"])
    yield path, command
    for child in command.get("subcommands") or []:
        if child.get("shouldDisplay", True) and child["commandName"] != "help":
            yield from commands(child, path)


def check(name, wanted, known):
    missing = sorted(set(wanted) - known)
    assert wanted, "nothing was looked for in " + name
    assert not missing, "%s lacks %s" % (name, ", ".join(missing))
    print("%-20s names all %d" % (name, len(set(wanted))))


def sources(pattern, *folders):
    files = [file for folder in folders for file in (ROOT / "Sources" / folder).rglob("*.swift")]
    return [name for file in files for name in re.findall(pattern, file.read_text(encoding="utf-8"))]


def main():
    options = arguments(__doc__).parse_args()
    if not shutil.which("man"):
        skip("no man: apt-get install man-db groff-base")
    with tempfile.TemporaryDirectory() as folder, Dateline(options.binary, []) as dateline:
        folder = pathlib.Path(folder)
        subprocess.run(["python3", MANUAL, options.binary, ROOT / "Config", folder], check=True)
        pages = {file.name: words(page(folder, file.name)) for file in sorted(folder.iterdir())}
        print("%d pages, no warning" % len(pages))

        dump = subprocess.run([options.binary, "--experimental-dump-help"], capture_output=True, text=True, check=True)
        every = list(commands(json.loads(dump.stdout)["command"]))
        for path, command in every:
            name = "-".join(path) + ".1"
            all_names = [n for a in command.get("arguments") or [] for n in a.get("names") or []]
            names = ["-" * (1 if n["kind"] == "short" else 2) + n["name"] for n in all_names]
            if len(path) > 1:
                names = [n for n in names if n not in ("-h", "--help", "--version")]
            missing = set(names) - pages[name]
            assert not missing, "%s lacks %s" % (name, ", ".join(sorted(missing)))
            texts = [a["abstract"] for a in command.get("arguments") or [] if a.get("abstract")]
            same = {text for text in texts if texts.count(text) > 1}
            assert not same, "%s says the same of several options: %s" % (name, same)
        assert {"-".join(path) + ".1" for path, _ in every} == {name for name in pages if name.endswith(".1")}
        print("%d commands, each option in its page" % len(every))

        keys = re.findall(r"(?m)^# ([a-z0-9-]+) = ", "".join(f.read_text() for f in (ROOT / "Config").rglob("*.toml")))
        check("dateline.toml.5", keys, pages["dateline.toml.5"])

        subprocess.run([options.binary, "fetch"], env=dateline.environment(), check=True, capture_output=True)
        store = sqlite3.connect(dateline.store)
        views = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")] + ["search"]
        columns = [c for view in views for (c,) in store.execute("SELECT name FROM pragma_table_info(?)", [view])]
        check("dateline-store.5", views + columns, pages["dateline-store.5"])

        events = sources(r'case \w+ = "([a-z]+-[a-z]+)"', "FeedModel") + ["new", "duplicate", "revised", "regrouped", "withdrawn"]
        item = (ROOT / "Sources/FeedModel/Item+JSON.swift").read_text(encoding="utf-8")
        fields = re.findall(r'JSONField\("(\w+)"', item)
        facts = sources(r'facts\.(?:set|append)\(\s*"(\w+)"', "Storing", "StoringSQLite", "Daemon", "FeedModel")
        check("dateline-log.5", events + fields + facts, pages["dateline-log.5"])

        metrics = sources(r'"((?:dateline|process)_[a-z_]+)"', "Monitoring")
        check("dateline-metrics.5", metrics, pages["dateline-metrics.5"])


if __name__ == "__main__":
    main()
