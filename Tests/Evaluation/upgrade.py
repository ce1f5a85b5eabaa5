#!/usr/bin/env python3
"""Lets an older Dateline take in feeds, and a newer one read the same documents again: is the upgrade quiet?

usage: upgrade.py --old BINARY [--binary .build/release/dateline] [--feeds FOLDER] [--pages N]

FOLDER (default ../shared/data/real-feeds, else the project's own feeds) is served on loopback, with a feed of commits.
OLD takes all of it in and reads it once more, NEW opens the store and is given each document in full, one comment
longer. It may tell no item as `new`, `revised` or `duplicate` but for entries that OLD had not kept at all; these, and
what it regroups, are counted. The next round tells nothing, and the log has no gap. Skips where a binary is missing.

With --pages, N articles' pages (of ../shared/data) are entries of feeds besides, read by OLD and, a week later, once
more by NEW: what that tells is counted by kind, and none of it may be `new` or `duplicate`.
"""

import gzip
import json
import pathlib
import sys
import time
from collections import Counter

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from credits import PAGE_SETS, feed_of_pages  # noqa: E402
from loopback import ROOT, Dateline, FeedServer, arguments, check_log, expect, feeds_folder  # noqa: E402

ITEM_EVENTS = ("new", "duplicate", "revised")


def longer(path, body, count):
    """The same document in other bytes."""
    return body + (b"\n" * count if path.endswith(".json") else b"\n<!-- read me again, %d -->\n" % count)


def commits():
    """Four entries of one wording, each with its own names: older builds kept the first alone."""
    entry = """<item><title>Update README.md</title><link>http://git.test/commit/%d</link><guid>commit-%d</guid>
        <pubDate>Mon, 02 Mar 2026 0%d:00:00 GMT</pubDate><description>Update README.md</description></item>"""
    items = "".join(entry % (number, number, number) for number in range(4))
    return ('<rss version="2.0"><channel><title>Commits</title>%s</channel></rss>' % items).encode()


def feed_of(line):
    return line["_dateline"]["feed"]["url"].rsplit("/", 1)[1]


def held(dateline):
    """How many items of each feed are held."""
    rows = dateline.query("SELECT url, count(*) FROM items JOIN feeds ON feeds.id = items.feed GROUP BY url")
    return Counter({url.rsplit("/", 1)[1]: count for url, count in rows})


def entries(dateline, name, body):
    (dateline.home / name).write_bytes(body)
    answer = dateline.run("parse", str(dateline.home / name), check=False)
    return len(json.loads(answer.stdout)["items"]) if answer.returncode == 0 else 0


def main():
    parser = arguments(__doc__, stores=["sqlite"])
    parser.add_argument("--old", type=pathlib.Path, required=True, help="the build before")
    parser.add_argument("--feeds", type=pathlib.Path)
    parser.add_argument("--pages", type=int, default=0)
    options = parser.parse_args()
    folder = feeds_folder(options.feeds)

    with FeedServer.of_folder(folder) as server:
        server.documents["/commits.xml"] = commits()
        run(options, server)
    if options.pages:
        with FeedServer(pages(options.pages)) as server:
            run_pages(options, server)


def pages(count):
    """A feed for each set of pages, and the pages."""
    documents = {}
    for name in PAGE_SETS:
        folder = ROOT.parent / "shared/data" / name / "html"
        files = sorted(folder.glob("*.html.gz"))[: max(0, count - sum(path.endswith(".html") for path in documents))]
        for path in files:
            documents["/%s/%s.html" % (name, path.name.split(".")[0])] = gzip.decompress(path.read_bytes())
        documents["/%s.xml" % name] = feed_of_pages(name, [path.name.split(".")[0] for path in files])
    return documents


def run_pages(options, server):
    feeds = [path for path in server.documents if path.count("/") == 1]
    with Dateline(options.old) as dateline:
        (dateline.home / "feeds.d/test.toml").write_text(
            "".join('[[feed]]\nurl = "%s%s"\npages = "always"\n' % (server.address, path) for path in feeds))

        def read_all(now):
            """Rounds, an hour apart, until each page was asked for, and one more."""
            server.requests.clear()
            for hour in range(60):
                dateline.run("fetch", "--force", now=now + hour * 3600, timeout=900)
                asked = {path for path, _ in server.requests if path.count("/") == 2}
                if len(asked) + len(feeds) == len(server.documents):
                    break
            dateline.run("fetch", "--force", now=now + (hour + 1) * 3600, timeout=900)
            return len(asked)

        now = time.time()
        taken = read_all(now)
        told = len(dateline.log_lines())
        dateline.binary = str(options.binary.resolve())
        server.documents = {path: longer(path, body, 1) for path, body in server.documents.items()}
        print("%d pages taken in by the old build, %d read again by the new one" % (taken, read_all(now + 7 * 86400)))
        news = dateline.log_lines()[told:]
        kinds = Counter((line["_dateline"]["event"], *line["_dateline"].get("changed", [])) for line in news)
        print("of pages, told by the new build:", dict(kinds) or "nothing")
        expect(not any(kind[0] in ("new", "duplicate") for kind in kinds), "no page makes an item new or a duplicate")
        check_log(dateline)


def run(options, server):
    with Dateline(options.old, server.urls()) as dateline:
        original = dict(server.documents)

        def read_again(count):
            told = len(dateline.log_lines())
            server.documents = {path: longer(path, body, count) for path, body in original.items()}
            dateline.run("fetch", "--force", timeout=900)
            return dateline.log_lines()[told:]

        dateline.run("fetch", "--force", timeout=900)
        read_again(1)
        before, lines = held(dateline), len(dateline.log_lines())
        stories = dateline.query("SELECT count(*) FROM stories")[0][0]
        print("taken in by the old build: %d items of %d feeds, %d stories, %d events" % (
            sum(before.values()), len(original), stories, lines))

        dateline.binary = str(options.binary.resolve())
        news = read_again(2)
        kinds = Counter(line["_dateline"]["event"] for line in news)
        print("told by the new build:", dict(kinds) or "nothing")
        expect(kinds["revised"] == 0, "nothing is revised")
        told = Counter(feed_of(line) for line in news if line["_dateline"]["event"] in ITEM_EVENTS)
        for name, count in sorted(told.items()):
            missing = entries(dateline, name, original["/" + name]) - before[name]
            print("  %s: %d told, %d entries had not been kept" % (name, count, missing))
            expect(count <= missing, "%s: only entries are told that had not been kept" % name)
        if not told:
            print("held: nothing is told as new or as a duplicate")
        expect(read_again(3) == [], "the next round tells nothing")
        expect(held(dateline) - before == told, "what is told is what is held")
        check_log(dateline)


if __name__ == "__main__":
    sys.exit(main())
