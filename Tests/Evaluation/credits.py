#!/usr/bin/env python3
"""Lists the wire credits that are found in real feeds and articles' pages, to be read by people.

usage: credits.py [--binary .build/release/dateline] [--data ../shared/data] [--draw N --seed S] [--all-fields]

All of the feeds, and a feed for each set of pages whose entries have nothing but an address, are served on loopback and
taken in, with their pages. Counted are the credits by field and agency. With --draw, N of those that name an agency or
have a dateline are printed, each with its title, authors and the ends of its text, in which it must stand; with
--all-fields those with a byline, editors or a mark alone, too. Skips where the data is absent.
"""

import gzip
import json
import pathlib
import random
import sys
from collections import Counter

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, Dateline, FeedServer, arguments, expect, skip  # noqa: E402

PAGE_SETS = ("pages", "page-chunks", "page-dates")


def feed_of_pages(name, files):
    """An entry for each page, with no text of its own."""
    entries = "".join(
        "<item><title>%s</title><guid>%s</guid><link>/%s/%s</link></item>" % (stem, stem, name, stem + ".html") for stem in files)
    return ('<rss version="2.0"><channel><title>%s</title>%s</channel></rss>' % (name, entries)).encode()


def documents(data):
    """What is served, by path."""
    feeds = {"/" + path.name: path.read_bytes() for path in sorted((data / "real-feeds").glob("*.xml"))}
    for name in PAGE_SETS:
        pages = {path.name.split(".")[0]: path for path in sorted((data / name / "html").glob("*.html.gz"))}
        feeds["/%s.xml" % name] = feed_of_pages(name, pages)
        feeds.update(("/%s/%s.html" % (name, stem), gzip.decompress(path.read_bytes())) for stem, path in pages.items())
    return feeds


def take_in(binary, data):
    """The items that have a credit, as dictionaries."""
    with FeedServer(documents(data)) as server, Dateline(binary) as dateline:
        lines = []
        for path in server.documents:
            if path.count("/") == 1:
                pages = "always" if path[1:-4] in PAGE_SETS else "never"
                lines.append('[[feed]]\nurl = "%s%s"\npages = "%s"\n' % (server.address, path, pages))
        (dateline.home / "feeds.d/test.toml").write_text("".join(lines))
        missing = set(server.documents)
        for _ in range(60):
            dateline.run("fetch", "--force", timeout=900)
            missing -= {path for path, _ in server.requests}
            if not missing:
                break
        expect(not missing, "all %d feeds and pages were asked for" % len(server.documents))
        rows = dateline.query("SELECT json(wire), feed.title, item.guid, item.title, authors, content_text FROM story_item "
                              "JOIN item ON item.id = story_item.item JOIN feed ON feed.id = item.feed WHERE wire IS NOT NULL")
    return [{"wire": json.loads(wire), "place": "%s %s" % (feed, guid), "title": title or "", "authors": authors or "",
             "text": text or ""} for wire, feed, guid, title, authors, text in rows]


def described(item):
    """What a reader needs to judge it by."""
    lines = [line for line in item["text"].split("\n") if line.strip()]
    ends = lines if len(lines) < 16 else lines[:8] + ["[…]"] + lines[-8:]
    shown = [line if len(line) < 300 else line[:140] + " … " + line[-140:] for line in ends]
    return "%s\n  %s\n  title: %s\n  authors: %s\n%s" % (
        json.dumps(item["wire"], ensure_ascii=False), item["place"], item["title"], item["authors"],
        "\n".join("    | " + line for line in shown))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all-fields", action="store_true")
    options = parser.parse_args()
    if not (options.data / "real-feeds").is_dir():
        skip("there is no %s" % options.data)
    credited = take_in(options.binary, options.data)
    fields, agencies = Counter(), Counter()
    for item in credited:
        fields.update(item["wire"].keys())
        agencies[item["wire"].get("agency")] += 1
    print("%d items with a credit; by field: %s" % (len(credited), dict(fields)))
    print("by agency: %s" % dict(agencies.most_common()))
    expect(len(credited) >= 90, "as many credits as were there when they were read")
    strong = [item for item in credited if options.all_fields or {"agency", "dateline"} & item["wire"].keys()]
    strong.sort(key=lambda item: item["place"])
    for number, item in enumerate(random.Random(options.seed).sample(strong, min(options.draw, len(strong)))):
        print("\n%d. %s" % (number + 1, described(item)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
