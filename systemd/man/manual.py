#!/usr/bin/env python3
"""Makes the manual pages: dateline(1) and a page for each command out of the command's own help and, where a help has
no room, NAME.txt in this folder; dateline.toml(5) out of the samples of the configuration; and those in this folder.

usage: manual.py BINARY CONFIG-FOLDER OUTPUT-FOLDER

SOURCE_DATE_EPOCH sets the date of the pages, so that a build can be made again.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
DATE = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
MANUAL = {1: "User Commands", 5: "File Formats"}
# The pages of this folder, beside those that are made.
BY_HAND = "*.[57]"
FILES = [
    ("/etc/dateline/dateline.toml, feeds.d/*.toml, feeds.d/*.opml", "the configuration of the service; see dateline.toml(5)"),
    ("/var/lib/dateline/dateline.db", "its store; see dateline-store(5)"),
    ("/var/log/dateline/items.jsonl", "its log; see dateline-log(5)"),
    ("$XDG_CONFIG_HOME/dateline/, $XDG_STATE_HOME/dateline/", "the same of one user"),
]
OTHERS = ["dateline-operation(7)", "dateline.toml(5)", "dateline-store(5)", "dateline-log(5)", "dateline-metrics(5)"]
STATUSES = [
    ("0", "done"),
    ("1", "something failed, which is said on standard error; the rest was done"),
    ("64", "wrong usage, or a name that nothing has"),
    ("78", "wrong configuration"),
    ("141", "nobody reads the output any more"),
]


def escaped(text):
    """`text` so that roff shows it as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text.replace("~", "\\(ti"))


def bold(text):
    return "\\fB" + escaped(text) + "\\fR"


def paragraphs(text):
    """Those that are indented are examples, and keep their lines."""
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n.PP\n".join(example(part) if part.startswith("  ") else escaped(part.strip()) for part in parts)


def example(text):
    return ".RS 4\n.nf\n%s\n.fi\n.RE" % escaped("\n".join(line.strip() for line in text.splitlines()))


class Page:
    def __init__(self, name, section, summary, version):
        self.name, self.section = name, section
        self.lines = ['.TH "%s" "%d" "%s" "dateline %s" "%s"' % (name.upper(), section, DATE, version, MANUAL[section])]
        # No hyphens, no stretched lines: what is quoted can be copied.
        self.lines += [".nh", ".ad l"]
        self.head("name", "%s \\- %s" % (escaped(name), escaped(summary)))

    def head(self, title, *lines):
        self.lines += [".SH " + title.upper(), *lines]

    def item(self, tag, text):
        self.lines += [".TP", tag, text]

    def write(self, folder):
        target = folder / ("%s.%d" % (self.name, self.section))
        target.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def option_tag(argument):
    value = "" if argument["kind"] == "flag" else " \\fI%s\\fR" % escaped(argument["valueName"])
    if argument["kind"] == "positional":
        return "\\fI%s\\fR" % escaped(argument["valueName"]) + ("..." if argument["isRepeating"] else "")
    names = [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument["names"]]
    return ", ".join(bold(name) for name in names) + value


def synopsis(argument):
    if argument["kind"] == "positional":
        text = option_tag(argument)
    else:
        name = argument["preferredName"]
        text = bold(("-" if name["kind"] == "short" else "--") + name["name"])
        if argument["kind"] == "option":
            text += " \\fI%s\\fR" % escaped(argument["valueName"])
    return "[%s]" % text if argument["isOptional"] else text


def shown(things):
    return [thing for thing in things or [] if thing.get("shouldDisplay", True)]


def page_name(path):
    return "-".join(path)


def write_command(command, path, folder, version):
    page = Page(page_name(path), 1, command["abstract"].rstrip(".").replace("\n", " "), version)
    # Those that a help has no room for, too.
    arguments = [a for a in command.get("arguments") or [] if a.get("preferredName", {}).get("name") not in ("help", "version")]
    commands = [c for c in shown(command.get("subcommands")) if c["commandName"] != "help"]
    page.head("synopsis", bold(" ".join(path)), *(synopsis(a) for a in arguments))
    if commands:
        page.lines.append("\\fIcommand\\fR ...")
    more = HERE / (page.name + ".txt")
    text = command.get("discussion") or command["abstract"]
    page.head("description", paragraphs(text + "\n\n" + more.read_text(encoding="utf-8") if more.exists() else text))
    if commands:
        page.head("commands")
        for child in commands:
            page.item("\\fB%s\\fR(1)" % escaped(page_name([*path, child["commandName"]])), escaped(child["abstract"]))
    if arguments or len(path) == 1:
        page.head("options")
    for argument in arguments:
        text = paragraphs(argument.get("abstract") or "")
        if argument.get("discussion"):
            text += "\n" + paragraphs(argument["discussion"])
        if argument.get("allValues"):
            text += " One of: %s." % ", ".join(escaped(value) for value in argument["allValues"])
        if argument.get("defaultValue"):
            text += " Default: %s." % escaped(argument["defaultValue"])
        page.item(option_tag(argument), text)
    if len(path) == 1:
        page.item("%s, %s" % (bold("-h"), bold("--help")), "What is in this page, in short. Each command has it.")
        page.item(bold("--version"), "The version, and the commit that was built.")
        page.head("exit status")
        for status, meaning in STATUSES:
            page.item(status, meaning)
        page.head("files")
        for name, meaning in FILES:
            page.item("\\fI%s\\fR" % escaped(name), escaped(meaning))
    others = ["%s(1)" % page_name(path[:-1])] if len(path) > 1 else OTHERS
    page.head("see also", ", ".join(re.sub(r"(.*)\((\d)\)", lambda m: "\\fB%s\\fR(%s)" % (escaped(m[1]), m[2]), o) for o in others))
    page.write(folder)
    for child in commands:
        write_command(child, [*path, child["commandName"]], folder, version)


def sample_entries(text):
    """(tag, its explanation) of each line of a sample; a tag of None is a paragraph, one in brackets a table."""
    for line in text.splitlines():
        bare = re.sub(r"^# ?", "", line)
        key = re.match(r"([a-z0-9-]+ = .*?)(?:\s+# (.*))?$", bare)
        if re.fullmatch(r"\[+[a-z]+\]+", bare):
            yield bare, None
        elif key and line.startswith("#"):
            yield key[1], key[2] or ""
        elif re.match(r"#\s+# ", line):
            yield "", re.sub(r"^#\s+# ", "", line)
        elif bare.strip():
            yield None, bare


def write_configuration(config, folder, version):
    page = Page("dateline.toml", 5, "configuration of dateline", version)
    page.head(
        "description",
        "The configuration is a file dateline.toml and a folder feeds.d beside it, in TOML. Each key is shown with its default,"
        " or with an example where there is none, and stands in the table above it. See dateline(1) for where the files lie.",
    )
    for title, sample in [("dateline.toml", "dateline.toml"), ("feeds.d/*.toml", "feeds.d/example.toml")]:
        page.head(title)
        entries, pending = list(sample_entries((config / sample).read_text(encoding="utf-8"))), None
        for tag, text in entries:
            if tag is None:
                page.lines += [".PP" if pending != "text" else ".br", escaped(text)]
                pending = "text"
            elif text is None:
                if tag != pending:
                    page.lines += [".SS " + escaped(tag)]
                pending = tag
            elif tag == "":
                page.lines.append(escaped(text))
            else:
                page.item(bold(tag), escaped(text) or "\\&")
                pending = "key"
    page.head("see also", "\\fBdateline\\fR(1)")
    page.write(folder)


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__.split("\n\n")[1])
    binary, config, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    dump = subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    command = json.loads(dump)["command"]
    write_command(command, ["dateline"], folder, version)
    write_configuration(config, folder, version)
    for source in sorted(HERE.glob(BY_HAND)):
        text = source.read_text(encoding="utf-8").replace("@VERSION@", version).replace("@DATE@", DATE)
        (folder / source.name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
