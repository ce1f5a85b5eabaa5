#!/usr/bin/env python3
"""The commands that change subscriptions, on files that a person has written too.

usage: subscriptions.py [--binary .build/release/dateline] [--count 20000]

A page, a host without a page and a feed are added; one is edited and removed; a list of another reader is imported,
exported and imported again; so is the list of each reader, whole, and none of them is run; a configuration that is
wrong ends with status 78. COUNT is the length of a long list.
"""

import json
import pathlib
import time

from loopback import FIXTURES, Dateline, FeedServer, arguments, expect

LISTS = pathlib.Path(__file__).parent.parent / "ParsingTests/Lists"

HAND_WRITTEN = """# My feeds. Leave my comments alone!
[[feed]]   # the harbour
url = "http://a.test/one.xml"  # not https
  tags = [ "sea",   "wind" ]

# Nobody knows why.
[[feed]]
url = 'http://b.test/two.xml'
interval = "2h"
"""
PAGE = b"""<!DOCTYPE html><html><head><title>Tern Bay</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/harbour.xml">
<link rel="alternate" type="application/atom+xml" title="Orchard" href="/orchard.xml"></head><body><p>Welcome.</p></body></html>"""

GAZETTE, COURIER = "https://gazette.test/world.xml", "http://courier.test/news.xml"


def opml_list(*folders):
    """Folders of a list are tags. The Gazette stands in News with all readers."""
    return [(GAZETTE, "Harbour Gazette", ["News"]), (COURIER, "Courier", list(folders))]


# What each reader's list has: address, title, tags. Their documentation says how they are written.
READERS = {
    "newsboat-urls": [
        (GAZETTE, "Harbour Gazette", ["news", "tern bay"]), (COURIER, None, ["news", "!"]),
        ('https://plain.test/feed?a=1&b="2"', 'A "quoted" title', []), ("http://old.test/rss", None, ["!hidden"]),
        ("https://courier.test/other.xml", None, [])],
    "sfeedrc": [
        (GAZETTE, "Harbour Gazette", []), (COURIER + "?a=1&b=2", "Courier & Sons", []),
        ("https://quoted.test/feed", 'It\'s a "title" for $5', []), ("https://after.test/", "After", [])],
    "rss2email.cfg": [(GAZETTE + "?q=a%20b", "gazette", []), (COURIER, "courier", [])],
    "freshrss.opml": [*opml_list(), ("https://ferry.test/feed.xml", "Ferry", ["Shared"])],
    "thunderbird.opml": [(GAZETTE, "Harbour Gazette", ["News", "Harbour"]), (COURIER, "Courier", ["Courier"])],
    "miniflux.opml": opml_list("All"), "feedly.opml": opml_list("News", "Wires"), "inoreader.opml": opml_list(),
    "netnewswire.opml": opml_list(), "newsblur.opml": opml_list(),
}
SHARED = b"""<opml version="2.0"><body><outline text="Ferry" type="rss" xmlUrl="https://ferry.test/feed.xml"/></body></opml>"""


def opml(count):
    rows = ['<outline text="Feed %d &amp; co" type="rss" xmlUrl="https://host%d.test/%d.xml"/>' % (n, n % 99, n) for n in range(count)]
    return ('<?xml version="1.0"?><opml version="1.0"><head><title>Long list</title></head><body><outline text="All">'
            + "".join(rows) + '</outline><outline type="rss" text="no feed" xmlUrl="mailto:a@b.test"/></body></opml>')


def subscriptions(dateline):
    feeds = [json.loads(line) for line in dateline.run("feed", "list", "--json").stdout.splitlines()]
    return sorted((feed["url"], feed.get("title"), feed.get("tags", [])) for feed in feeds)


def take_over(binary, server):
    """The list of each reader comes in whole and goes out whole, by both forms that can be written."""
    server.documents["/shared.opml"] = SHARED
    for name, feeds in READERS.items():
        with Dateline(binary) as dateline, Dateline(binary) as other, Dateline(binary) as newsboat:
            theirs, victim = dateline.home / name, dateline.home / "DELETED"
            text = (LISTS / name).read_text().replace("https://lists.test", server.address)
            theirs.write_text(text.replace("DELETED", str(victim)))
            victim.touch()
            dateline.run("feed", "import", str(theirs))
            if "DELETED" in text:
                expect(victim.exists(), name + " would delete a file, and deletes nothing")
            expect(subscriptions(dateline) == sorted(feeds), name + " comes in whole")
            for again, kind in ((other, "opml"), (newsboat, "newsboat")):
                (again.home / "list").write_text(dateline.run("feed", "export", "--format", kind).stdout)
                again.run("feed", "import", str(again.home / "list"))
                expect(subscriptions(again) == sorted(feeds), "and goes out whole as " + kind)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    with FeedServer.of_folder(FIXTURES) as server, Dateline(options.binary) as dateline:
        server.documents["/about"] = PAGE
        server.documents["/blog/atom.xml"] = server.documents["/orchard.xml"]
        server.documents["/blog/"] = b"<html><head><title>Blog</title></head><body><p>Nothing named here.</p></body></html>"
        mine = dateline.home / "feeds.d/test.toml"
        mine.write_text(HAND_WRITTEN)

        said = dateline.run("feed", "add", server.address + "/about", "--tag", "sea").stdout
        expect(said.startswith("Tern Bay Harbour News: 3 entries, newest"), "a page's feed is found, and said what it is")
        added = (dateline.home / "feeds.d/tern-bay-harbour-news.toml").read_text()
        expect(server.address + "/harbour.xml" in added and 'tags = ["sea"]' in added, "it stands in a drop-in of its own")
        said = dateline.run("feed", "add", server.address + "/harbour.xml").stdout
        expect("subscribed already" in said, "a feed that is subscribed already is said to be")
        dateline.run("feed", "add", server.address + "/blog/", "--file", "test.toml", "--interval", "90m")
        entry = '\n# Notes from the Orchard\n[[feed]]\nurl = "%s/blog/atom.xml"\ninterval = "1h30m"\n' % server.address
        expect(mine.read_text() == HAND_WRITTEN + entry, "a feed in a usual place is found, and put behind the others")
        done = dateline.run("feed", "add", server.address + "/none", "ftp://x.test/", check=False)
        expect(done.returncode == 1 and len(done.stderr.splitlines()) == 2, "what is no feed is a line each, and status 1")

        dateline.run("feed", "edit", "one.xml", "--title", 'The "harbour"', "--tag", "boats", "--remove-tag", "wind")
        dateline.run("feed", "edit", "http://b.test/two.xml", "--unset", "interval", "--pages", "always")
        edited = HAND_WRITTEN.replace('[ "sea",   "wind" ]', '["sea", "boats"]\ntitle = "The \\"harbour\\""')
        edited = edited.replace('interval = "2h"\n', 'pages = "always"\n')
        expect(mine.read_text() == edited + entry, "an edit changes its lines and no other")
        dateline.run("feed", "remove", "two.xml", "blog/atom.xml")
        feeds = [json.loads(line)["url"] for line in dateline.run("feed", "list", "--json").stdout.splitlines()]
        expect(feeds == [server.address + "/harbour.xml", "http://a.test/one.xml"], "a removed feed is gone")
        expect(mine.read_text().startswith(edited[:edited.index("[[feed]]\nurl = 'http://b")]), "the comments stay")

        theirs = dateline.home / "list.opml"
        theirs.write_text(opml(options.count))
        began = time.monotonic()
        done = dateline.run("feed", "import", str(theirs))
        took = time.monotonic() - began
        expect(done.stdout.startswith("{:,} feeds taken".format(options.count)), "%d feeds are imported, in %.1f s" % (options.count, took))
        expect("mailto:a@b.test" in done.stderr, "what could not be taken is said")
        began = time.monotonic()
        exported = dateline.run("feed", "export").stdout
        expect(exported.count("xmlUrl=") == options.count + 2, "all are exported, in %.1f s" % (time.monotonic() - began))
        with Dateline(options.binary) as other:
            (other.home / "export.opml").write_text(exported)
            other.run("feed", "import", str(other.home / "export.opml"))
            feeds = [json.loads(line) for line in other.run("feed", "list", "--json").stdout.splitlines()]
            expect(len(feeds) == options.count + 2, "and imported again")
            long = [feed for feed in feeds if feed["url"] == "https://host7.test/7.xml"]
            expect([(f["title"], f["tags"]) for f in long] == [("Feed 7 & co", ["All"])], "with their titles and tags")

        take_over(options.binary, server)

        expect(dateline.run("config", "check").returncode == 0, "the configuration is right")
        (dateline.home / "feeds.d/wrong.toml").write_text('[[feed]]\nurl = "http://c.test/"\ntagz = ["x"]\n')
        done = dateline.run("config", "check", check=False)
        expect(done.returncode == 78 and "wrong.toml:3: feed.tagz: there is no such key; did you mean 'tags'?" in done.stdout,
               "a mistake is named with file, line and key")
        (dateline.home / "dateline.toml").write_text('[fetch]\ntimeout = 30\n')
        done = dateline.run("fetch", check=False)
        expect(done.returncode == 78 and "dateline.toml:2: fetch.timeout: found 30" in done.stderr, "and ends with status 78")


if __name__ == "__main__":
    main()
