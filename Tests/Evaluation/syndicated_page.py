#!/usr/bin/env python3
"""One story in three places: an agency's own feed, another publisher's page, and a copy of half its length.

usage: syndicated_page.py [--binary .build/release/dateline] [--page FILE]

The command fetches three feeds: the bare story of an agency; a teaser whose page is
FILE as HTML (default ../shared/data/example/000_b0da57158cd661e9.txt), the story with a third of the publisher's own
words around it; and the first half of the story under another headline. They must be one story with the agency's item
for its original, and `why` must print the words that are shared and the credit. Skips where FILE is absent.
"""
import html, pathlib, sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, Dateline, FeedServer, arguments, expect, skip  # noqa: E402


def rss(link, title, text):
    return (f'<rss version="2.0"><channel><title>{link}</title><item><title>{html.escape(title)}</title><link>{link}</link>'
            f"<pubDate>Thu, 18 Dec 2025 18:00:00 GMT</pubDate><description>{html.escape(html.escape(text))}</description>"
            "</item></channel></rss>").encode()


def main():
    parser = arguments(__doc__)
    parser.add_argument("--page", type=pathlib.Path, default=ROOT.parent / "shared/data/example/000_b0da57158cd661e9.txt")
    options = parser.parse_args()
    if not options.page.is_file():
        skip("there is no %s" % options.page)
    lines = [line.strip() for line in options.page.read_text().splitlines() if line.strip()]
    first = next(i for i, line in enumerate(lines) if "(Reuters) -" in line)
    last = next(i for i, line in enumerate(lines) if line.startswith("(Reporting by"))
    story = lines[first : last + 1]
    page = "<html><head><title>%s</title></head><body><article>%s</article></body></html>" % (
        html.escape(lines[0]), "".join(f"<p>{html.escape(line)}</p>" for line in lines))

    with FeedServer({}) as server, Dateline(options.binary) as dateline:
        wire, publisher, courier = (server.address + path for path in ("/wire", "/publisher", "/courier"))
        server.documents.update({
            "/wire.xml": rss("https://www.reuters.com/world/belarus-2025-12-18/", "Belarus nears deal with US", "\n".join(story)),
            "/publisher.xml": rss(publisher + "/article-20251218.html", lines[0], lines[7]),
            "/publisher/article-20251218.html": page.encode(),
            "/courier.xml": rss(courier + "/news-1", "Minsk looks west", "\n".join(story[: len(story) // 2])),
        })
        (dateline.home / "dateline.toml").write_text(
            dateline.where + '[fetch]\nallow-networks = ["127.0.0.0/8"]\nhost-spacing = "0s"\n[pages]\npolicy = "never"\n')
        (dateline.home / "feeds.d/test.toml").write_text("".join(
            f'[[feed]]\nurl = "{server.address}/{name}.xml"\npages = "{pages}"\n'
            for name, pages in (("wire", "never"), ("publisher", "always"), ("courier", "never"))))
        for _ in range(3):
            dateline.run("fetch", "--force")
        rows = dateline.query(
            "SELECT story_item.item, story_item.story, story.original, feed.url FROM story_item JOIN story ON story.id = story_item.story "
            "JOIN item ON item.id = story_item.item JOIN feed ON feed.id = item.feed ORDER BY 1")
        print(*rows, sep="\n")
        numbers = {row[3].rsplit("/")[-1]: row[0] for row in rows}
        expect(len(rows) == 3 and len({row[1] for row in rows}) == 1, "they are one story")
        expect({row[2] for row in rows} == {numbers["wire.xml"]}, "the agency's is the original")
        why = dateline.run("why", str(numbers["publisher.xml"])).stdout
        print(why)
        for part in ("credited to Reuters, 18 December", "wire-credit:reuters/2025-12-18", "Mark Trevelyan", "Hugh Lawson"):
            expect(part in why, part + " is said")


if __name__ == "__main__":
    sys.exit(main())
