#!/usr/bin/env python3
"""Credits of news agencies by style and language, in wordings of our own: counts those that are found, and those invented.

usage: credit_languages.py [--binary .build/release/dateline] [--set 1|2] [--show]

Each wording of credit_languages.txt (set 1) and credit_languages_2.txt (set 2) is put into an entry once for each agency
of its language, and the entries are taken in. Texts that name an agency for a photo, in a caption or in a sentence are to
have no credit. The sets share no town and few agencies, and set 2 was written before the rules for set 1's misses.
--show prints the entries that are read wrongly.
"""

import html
import json
import pathlib
import sys
from collections import Counter

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import Dateline, FeedServer, arguments, expect  # noqa: E402

TEXTS = {"1": pathlib.Path(__file__).with_suffix(".txt"), "2": pathlib.Path(__file__).with_name("credit_languages_2.txt")}
# By the name that a text has: the one that the item has.
NAMES = {"Associated Press": "AP", "AA": "Anadolu", "ТАСС": "TASS", "РИА Новости": "RIA Novosti", "Интерфакс": "Interfax",
         "ロイター": "Reuters", "共同通信": "Kyodo", "時事通信": "Jiji Press", "新華社": "Xinhua",
         "Agence France-Presse": "AFP", "ATS": "Keystone-SDA", "La Presse Canadienne": "The Canadian Press"}


def cases(path):
    """(language, style, title, paragraphs, author, agencies that may be named) of each wording and agency."""
    agencies, texts = {}, {}
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        (language, style), wording = line.split(" | ", 1)[0].split(), line.split(" | ", 1)[1]
        if style == "agencies":
            agencies[language] = wording.split("; ")
        elif style == "text":
            texts[language] = wording.split(" // ")
        else:
            names = agencies[language]
            for at, name in enumerate(names):
                other = names[(at + 1) % len(names)]
                credit = wording.replace("{A}", name).replace("{B}", other)
                body, author = list(texts[language]), None
                if "{T}" in credit:
                    body[0] = credit.replace("{T}", body[0])
                elif "{L}" in credit:
                    body[-1] = credit.replace("{L}", body[-1])
                elif style in ("head", "not"):
                    body.insert(0 if style == "head" else 1, credit)
                elif style == "author":
                    author = credit
                else:
                    body.append(credit)
                allowed = {name, other} if "{B}" in wording else {name}
                yield language, style, credit, body, author, allowed


def feed(language, entries):
    items = "".join(
        "<item><guid>%s-%d</guid><title>%s</title>%s<description>%s</description></item>" % (
            language, number, html.escape(body[0].split(" ")[-1] + " %d" % number),
            "<dc:creator>%s</dc:creator>" % html.escape(author) if author else "",
            html.escape("".join("<p>%s</p>" % html.escape(part) for part in body)))
        for number, (_, _, _, body, author, _) in enumerate(entries))
    return ('<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>%s</title><language>%s</language>'
            '%s</channel></rss>' % (language, language, items)).encode()


def measure(options, path):
    """Prints the table of the set at `path`; returns the shares of credits found and of texts wrongly credited."""
    by_language = {}
    for case in cases(path):
        by_language.setdefault(case[0], []).append(case)
    documents = {"/%s.xml" % language: feed(language, entries) for language, entries in by_language.items()}
    with FeedServer(documents) as server, Dateline(options.binary, server.urls()) as dateline:
        dateline.run("fetch")
        said = {guid: json.loads(wire or "{}").get("agency") for wire, guid in dateline.query(
            "SELECT wire, guid FROM item LEFT JOIN story_item ON story_item.item = item.id")}
    right, count, languages = Counter(), Counter(), list(by_language)
    styles = list(dict.fromkeys(case[1] for entries in by_language.values() for case in entries))
    for language, entries in by_language.items():
        for number, (_, style, credit, _, _, allowed) in enumerate(entries):
            agency = said["%s-%d" % (language, number)]
            is_right = agency is None if style == "not" else agency in {NAMES.get(name, name) for name in allowed}
            for row in [style] if style == "not" else [style, "found"]:
                for column in [language, "all"]:
                    count[row, column] += 1
                    right[row, column] += is_right
            if options.show and not is_right:
                print("%s %s: %s for %s" % (language, style, agency, credit[:90]))
    print("%-9s %s" % ("", " ".join("%5s" % language for language in [*languages, "all"])))
    for style in [*styles, "found"]:
        row = ["%5.2f" % (right[style, key] / count[style, key]) if count[style, key] else "    -" for key in [*languages, "all"]]
        print("%-9s %s" % (style, " ".join(row)))
    found, invented = right["found", "all"] / count["found", "all"], 1 - right["not", "all"] / count["not", "all"]
    print("%d credits, found %.3f; %d texts without, credited %.3f" % (
        count["found", "all"], found, count["not", "all"], invented))
    return found, invented


def main():
    parser = arguments(__doc__)
    parser.add_argument("--set", choices=list(TEXTS))
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    for name, path in TEXTS.items():
        if options.set in (None, name):
            print("set " + name)
            found, invented = measure(options, path)
            expect(found >= 0.90, "nine of ten credits are found")
            expect(invented <= 0.02, "at most one of fifty texts without is credited")
    return 0


if __name__ == "__main__":
    sys.exit(main())
