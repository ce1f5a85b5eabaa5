#!/usr/bin/env python3
"""Publishes what feeds have brought, and reads it as others do.

usage: publish.py [--binary .build/release/dateline] [--feeds FOLDER]

Expected: Atom valid by RFC 4287's schema, JSON Feed and RSS by their rules; each read back without loss; a second run
writes nothing, and one without the state, or of a store made anew from the log, the same bytes; bad settings are one line.
"""

import json
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import read_back
from loopback import Dateline, FeedServer, arguments, expect, feeds_folder, skip

SCHEMA = pathlib.Path(__file__).with_name("atom.rnc")
STORY = """<item><title>%s</title><link>%s/pier</link><guid isPermaLink="false">pier-of-%s</guid>
  <pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate><description>&lt;p&gt;March 2 (Reuters) - The eastern pier of Tern Bay was
  closed on Monday after divers found cracks in %s of its pillars, the harbour master said. Ferries will use the northern basin
  until they have been repaired, which may take until the autumn, and lorries wait in the town.&lt;/p&gt;&lt;p&gt;(Reporting by
  Ann Lee)&lt;/p&gt;&lt;img src="http://tracker.test/pixel.png" alt="Pier"&gt;</description></item>"""
PLAIN = """<item><title>Of the &amp;lt;iframe&amp;gt; and &amp;amp;amp;</title><link>http://gazette.test/plain</link><guid>plain</guid>
  <description>The &amp;lt;iframe&amp;gt; is for pages, &amp;amp;lt; for texts.</description><category>Web</category>
  <content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;Write &lt;code&gt;&amp;lt;iframe&amp;gt;&lt;/code&gt; and
  a reader sees a page within the page.&lt;/p&gt;</content:encoded><enclosure url="http://gazette.test/a.mp3" type="audio/mpeg"
  length="12"/><enclosure url="http://gazette.test/b.mp3" type="audio/mpeg"/></item>"""
HOSTILE = """<item><title>&lt;script&gt;alert(1)&lt;/script&gt;"&gt;&lt;img src=x onerror=alert(1)&gt; \u202egnol</title>
  <link>javascript:alert(1)</link><guid>hostile</guid><source url="javascript:alert(4)">Elsewhere</source>
  <enclosure url="JavaScript:alert(5)" type="audio/mpeg" length="1"/><description>&lt;a href="javascript:alert(2)"&gt;x&lt;/a&gt;&lt;svg
  onload=alert(3)&gt;&lt;/svg&gt;&lt;style&gt;body{display:none}&lt;/style&gt;&lt;iframe src="http://tracker.test/"&gt;&lt;/iframe&gt;]]&gt;
  &lt;/details&gt;&lt;/main&gt;&lt;p style="background:url(http://tracker.test/)"&gt;end</description></item>"""


def rss(title, *items):
    return ('<rss version="2.0"><channel><title>%s</title><link>http://%s.test/</link>%s</channel></rss>'
            % (title, title.lower(), "".join(items))).encode()


def documents(*others):
    return {"/gazette.xml": rss("Gazette", STORY % ("Pier closed", "http://gazette.test", "gazette", "eleven"), *others, HOSTILE),
            "/courier.xml": rss("Courier", STORY % ("Cracks shut pier", "http://courier.test", "courier", "eleven"))}


def bytes_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def ids_of(folder):
    return {item["id"] for item in json.loads((folder / "feed.json").read_text())["items"]}


def check_atom(path):
    done = subprocess.run(["jing", "-c", str(SCHEMA), str(path)], capture_output=True, text=True)
    expect(done.returncode == 0, "Atom is valid by RFC 4287's schema" + done.stdout[:500])
    # The rules that stand there in Schematron.
    atom = {"atom": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.parse(path).getroot()
    entries = feed.findall("atom:entry", atom)
    shown = [any(link.get("rel", "alternate") == "alternate" for link in entry.findall("atom:link", atom))
             or entry.find("atom:content", atom) is not None for entry in entries]
    signed = [any(holder.find(path, atom) is not None for holder, path in (
        (entry, "atom:author"), (feed, "atom:author"), (entry, "atom:source/atom:author"))) for entry in entries]
    expect(all(shown) and all(signed), "each of its entries has a link or a content, and an author")


def check_json(path):
    feed = json.loads(path.read_text())
    items = feed["items"]
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"], feed.keys()
    for item in items:
        well = isinstance(item["id"], str) and (item.get("content_html") or "content_text" in item)
        well = well and all(a.get("name") or a.get("url") or a.get("avatar") for a in item.get("authors", []))
        well = well and all(a["url"] and a["mime_type"] for a in item.get("attachments", []))
        assert well and None not in item.values(), item
    twice = len(items) - len({item["id"] for item in items})
    expect(twice == 0, "JSON Feed keeps the rules of 1.1, %d items, %d ids twice" % (len(items), twice))
    return items


def check_rss(path):
    channel = ElementTree.parse(path).getroot().find("channel")
    well = all(channel.findtext(name) for name in ("title", "link", "description"))
    items = channel.findall("item")
    for item in items:
        well = well and (item.findtext("title") or item.findtext("description"))
        well = well and item.find("guid").get("isPermaLink") == "false" and len(item.findall("enclosure")) <= 1
        date = item.findtext("pubDate")
        well = well and (date is None or re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", date))
        well = well and all(e.get("url") and e.get("type") and e.get("length") for e in item.findall("enclosure"))
    expect(well, "RSS keeps the rules of 2.0, %d items" % len(items))


def check_loss(dateline, folder, stories):
    """Each format, read by `dateline parse`, has what the store holds of each story's lead."""
    held = read_back.leads(dateline, folder)
    for name in ("feed.atom", "feed.rss", "feed.json"):
        read = json.loads(dateline.run("parse", str(folder / name)).stdout)["items"]
        lost = [loss for pair in zip(read, held) for loss in read_back.losses(*pair, name)]
        for loss in lost[:5]:
            print(*(str(part)[:300] for part in loss), sep="\n  ")
        expect(not lost and len(read) == len(held) == stories, "%s is read back without loss, %d items" % (name, len(read)))


def check_feeds(folder):
    """What stands in a text as words is no address; an address by itself runs nothing."""
    for name in ("feed.atom", "feed.rss", "feed.json"):
        text = (folder / name).read_text()
        found = re.findall(r"""(?i)(?:(?:href|url)=|<(?:link|url|uri|id|guid)>|"\w*url": |"image": )["']?\s*(?:javascript|data):[^"<]*""", text)
        expect(not found, "%s has no address that runs something%s" % (name, "".join(found)[:200]))


def check_pages(folder):
    pages = [p for p in folder.rglob("*.html")]
    for page in pages:
        text = page.read_text()
        tags = re.findall(r"<([a-z0-9]+)[ >]", text)
        assert not {"script", "img", "iframe", "object", "form", "video", "audio"} & set(tags), (page, set(tags))
        assert not re.search(r"<[^>]*\s(on\w+|style|src)=", text), page
        assert "javascript:" not in re.sub(r">[^<]*<", "><", text), page
        assert "default-src 'none'" in text, page
    expect(pages, "%d pages hold no script, no picture, no form and no style of a feed's" % len(pages))


def settings(dateline, more):
    return '[[publish]]\nname = "all"\nfolder = "www"\nbase-url = "http://news.test/"\n' + more


def check_settings(dateline, before):
    wrong = [('[[publish]]\nname = "b"\nfolder = "./www/"\n', "www is the folder of \"all\" already"),
             ('[[publish]]\nname = "b"\nfolder = "b"\nsearch = "(a"\n', "publish.search"),
             ('[[publish]]\nname = "b"\nfolder = "b"\nsaved = "none"\n', "no search is saved as \"none\""),
             ('[[publish]]\nname = "b"\nfolder = "dateline.toml/b"\n', "is no folder"),
             ('[[publish]]\nname = "b"\n', "has no folder to be published in"),
             ('[[publish]]\nname = "b"\nfolder = "b"\nformats = ["pdf"]\n', "is no format")]
    file = dateline.home / "dateline.toml"
    for text, words in wrong:
        file.write_text(before + settings(dateline, text))
        done = dateline.run("config", "check", check=False)
        lines = [line for line in done.stdout.splitlines() if words in line]
        expect(done.returncode == 78 and len(lines) == 1, "config check: " + words)
    file.write_text(before + settings(dateline, ""))


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds", type=pathlib.Path)
    options = parser.parse_args()
    if not shutil.which("jing"):
        skip("no jing: apt-get install jing")
    folder = feeds_folder(options.feeds)
    with FeedServer.of_folder(folder) as server:
        server.documents.update(documents())
        with Dateline(options.binary, server.urls()) as dateline:
            before = (dateline.home / "dateline.toml").read_text()
            (dateline.home / "dateline.toml").write_text(before + settings(dateline, "items = 10000\n"))
            dateline.run("fetch", check=False)
            dateline.run("publish")
            www = dateline.home / "www"
            first = bytes_of(www)
            report = json.loads(dateline.run("publish", "--json").stdout)
            expect(report["written"] == 0 and bytes_of(www) == first, "a second run writes nothing")
            stories = dateline.query("SELECT count(DISTINCT story) FROM story_item")[0][0]
            check_atom(www / "feed.atom")
            expect(len(check_json(www / "feed.json")) == stories, "each of %d stories is listed once" % stories)
            check_rss(www / "feed.rss")
            check_loss(dateline, www, stories)
            check_feeds(www)
            check_pages(www)

            ids = ids_of(www)
            server.documents["/gazette.xml"] = server.documents["/gazette.xml"].replace(b"eleven", b"twelve")
            dateline.run("fetch", "--force", check=False)
            report = json.loads(dateline.run("publish", "--json").stdout)
            changed = bytes_of(www)
            expect(ids_of(www) == ids, "a revision keeps every id")
            expect(0 < report["written"] <= 8, "it writes %d files" % report["written"])
            pages = "".join(t.decode() for name, t in changed.items() if name.startswith("stories/"))
            expect(" <del>eleven</del> <ins>twelve</ins>" in pages, "the story's page shows the words")
            (www / ".published.json").unlink()
            dateline.run("publish")
            expect(bytes_of(www) == changed, "without its state the same bytes are made anew")
            dateline.run("feed", "edit", server.address + "/gazette.xml", "--url", server.address + "/moved.xml")
            dateline.run("publish")
            expect(ids_of(www) == ids, "another address of a feed keeps every id")
            (www / ".published.json").unlink()
            if dateline.database:
                dateline.server.dump(dateline.database, dateline.home / "copy.sql")
                dateline.server.replace(dateline.database, dateline.home / "copy.sql")
            else:
                dateline.run("backup", str(dateline.home / "copy.db"))
                dateline.run("restore", str(dateline.home / "copy.db"))
            dateline.run("publish")
            expect(ids_of(www) == ids, "and so does a restored backup")
            # A database is not made anew of a log, which each of its machines has.
            if not dateline.database:
                dateline.lose_store()
                dateline.run("store", "rebuild")
                dateline.run("publish")
                expect(ids_of(www) == ids, "and a store made anew of the log")
            check_settings(dateline, before)


if __name__ == "__main__":
    main()
