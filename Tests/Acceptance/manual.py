#!/usr/bin/env python3
"""The manual pages: they are made, read well at 80 columns, and leave out no option, column, event or key; each event and
each key of the log stands in an example, too.

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
    return shown.stdout.replace("\u2010", "-").replace("\u2212", "-")


def words(text):
    return set(re.findall(r"[A-Za-z0-9_.-]*[A-Za-z0-9_]", text))


def sections(roff):
    """The tags of each section of a page, by its title."""
    parts = re.split(r"(?m)^\.S[SH] (.*)$", roff)
    return {title: words(" ".join(re.findall(r"(?m)^\.B[RI]? (.*)$", text))) for title, text in zip(parts[1::2], parts[2::2])}


def log_lines(text):
    """The lines of the log that a page shows."""
    begins = re.finditer(r'(?m)^ *(?=\{"id":)', text)
    return [json.JSONDecoder().raw_decode(text, begin.end())[0] for begin in begins]


def all_keys(value):
    """Those of an object and of what is in it."""
    if isinstance(value, dict):
        return set(value).union(*map(all_keys, value.values()))
    return set().union(*map(all_keys, value)) if isinstance(value, list) else set()


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
    print("%-26s names all %d" % (name, len(set(wanted))))


def sources(pattern, *folders):
    places = [ROOT / "Sources" / folder for folder in folders]
    files = [file for place in places for file in (place.rglob("*.swift") if place.is_dir() else [place])]
    return [name for file in files for name in re.findall(pattern, file.read_text(encoding="utf-8"))]


def main():
    options = arguments(__doc__, stores=["sqlite"]).parse_args()
    if not shutil.which("man"):
        skip("no man: apt-get install man-db groff-base")
    with tempfile.TemporaryDirectory() as folder, Dateline(options.binary, []) as dateline:
        folder = pathlib.Path(folder)
        subprocess.run(["python3", MANUAL, options.binary, ROOT / "Config", folder], check=True)
        texts = {file.name: page(folder, file.name) for file in sorted(folder.iterdir())}
        pages = {name: words(text) for name, text in texts.items()}
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
            abstracts = [a["abstract"] for a in command.get("arguments") or [] if a.get("abstract")]
            same = {text for text in abstracts if abstracts.count(text) > 1}
            assert not same, "%s says the same of several options: %s" % (name, same)
        assert {"-".join(path) + ".1" for path, _ in every} == {name for name in pages if name.endswith(".1")}
        print("%d commands, each option in its page" % len(every))

        keys = re.findall(r"(?m)^# ([a-z0-9-]+) = ", "".join(f.read_text() for f in (ROOT / "Config").rglob("*.toml")))
        keys += sources(r'\bread(?!Secret)[A-Za-z]*\(\s*"([a-z0-9-]+)"', "Daemon/Configuration")
        keys += [kind + end for kind in sources(r'\breadSecret\("(\w+)"', "Daemon/Configuration") for end in ("-file", "-credential")]
        check("dateline.toml.5", keys, pages["dateline.toml.5"])

        subprocess.run([options.binary, "fetch"], env=dateline.environment(), check=True, capture_output=True)
        store = sqlite3.connect(dateline.store)
        views = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        check("dateline-store.5", views + ["search"], pages["dateline-store.5"])
        tags = sections((folder / "dateline-store.5").read_text(encoding="utf-8"))
        for view in sorted(set(views) - {"search_source"}):
            columns = [name for (name,) in store.execute("SELECT name FROM pragma_table_info(?)", [view])]
            check("  its section " + view, columns, tags.get(view, set()))

        events = sources(r'case \w+ = "([a-z]+-[a-z]+)"', "FeedModel") + ["new", "duplicate", "revised", "regrouped", "withdrawn"]
        item = (ROOT / "Sources/FeedModel/Item+JSON.swift").read_text(encoding="utf-8")
        fields = re.findall(r'JSONField\("(\w+)"', item)
        facts = sources(r'facts\.(?:set|append)\(\s*"(\w+)"', "Storing", "StoringSQLite", "StoringPostgres", "Daemon", "FeedModel")
        page_and_wire = ["FeedModel/ArticlePage.swift", "Comparing/Wires/WireCredit.swift"]
        parts = sources(r'(?:object|dateline)\.set\("(\w+)"', *page_and_wire)
        check("dateline-log.5", events + fields + facts + parts, pages["dateline-log.5"])
        # Commands print these; no line of the log has them.
        told = {*fields, *facts, *parts} - {"dropped", "marks"}
        shown = log_lines(texts["dateline-log.5"])
        check("  its examples", told, all_keys(shown))
        check("  their events", events, {line["_dateline"]["event"] for line in shown})
        invented = all_keys(shown) - told - {"seq", "event", "at", "feed", "item", "revision", "type", "coordinates"}
        assert not invented, "examples have keys that no line has: " + ", ".join(sorted(invented))

        metrics = sources(r'"((?:dateline|process)_[a-z_]+)"', "Monitoring")
        check("dateline-metrics.5", metrics, pages["dateline-metrics.5"])


if __name__ == "__main__":
    main()
