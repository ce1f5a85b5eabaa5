#!/usr/bin/env python3
"""Serves a story as it was posted, and 33 days later, its feed having dropped it, as it was updated.

usage: late_revision.py [--binary .build/release/dateline]

Expected: one `new` and exactly one `revised` event, material, by the page's clock; a page that is not found, then a
wall, then 410 in its place: nothing, nothing, `withdrawn`.
"""

import calendar
import http.server
import json
import threading
import time

from loopback import Dateline, arguments, expect

ASKED = []

STORY = [
    "Dec 18 (Reuters) - The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday.",
    "Speaking four days after divers found cracks in the eastern pier, she said that 123 boats would have to use the northern basin.",
    '"Nobody wants to see a lorry in the water," she told the town\'s council, which meets again in the second week of January.',
    "The council has set aside two million for the repairs, of which the ferry company is to pay a third over five years.",
    "(Reporting by Ann Lee; Editing by Piet Dam)",
]
UPDATED = [text.replace("123 boats", "132 boats") for text in STORY]


def page(story, modified):
    updated = f"<span>Last updated: {modified}</span>" if modified else ""
    frame = "<ul>" + "".join(f'<li><a href="/{n}">Another story, number {n}</a></li>' for n in range(9)) + "</ul>"
    return f"""<!DOCTYPE html><html lang="en"><head><title>Harbour closed until spring - Review</title></head><body>
        <nav>{frame}</nav><h1>Harbour closed until spring</h1>
        <div class="meta"><span>Published by Harbour Review</span><br><span>Posted on December 18, 2025</span><br>
        <span>{len(ASKED)} min read</span>{updated}</div>
        <div class="story"><p>By Ann Lee</p>{"".join(f"<p>{text}</p>" for text in story)}</div>
        <div class="more"><h3>Explore more articles</h3>{frame}</div></body></html>"""


def feed(names, port):
    entry = """<item><title>Harbour closed until spring</title><link>http://127.0.0.1:{0}/news/harbour</link>
        <guid>harbour-1</guid><description>The harbour of Tern Bay will stay closed…</description></item>"""
    other = """<item><title>Gulls take over the market</title><link>http://127.0.0.1:{0}/private/gulls</link>
        <guid>gulls-1</guid><description>They have been seen…</description></item>"""
    items = {"harbour": entry, "gulls": other}
    return '<rss version="2.0"><channel><title>Harbour Review</title>' + "".join(
        items[name].format(port) for name in names) + "</channel></rss>"


class Handler(http.server.BaseHTTPRequestHandler):
    answers = {}

    def do_GET(self):
        ASKED.append(self.path)
        status, kind, body = self.answers.get(self.path, (404, "text/html", "not found"))
        body = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Review:
    """The site and its reader."""

    def __init__(self, port, dateline):
        self.port, self.dateline = port, dateline

    def serve(self, story=None, modified=None, page_answer=None, names=("harbour",)):
        Handler.answers = {
            "/feed.xml": (200, "application/rss+xml", feed(names, self.port)),
            "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /private/\n"),
            "/news/harbour": page_answer or (200, "text/html; charset=utf-8", page(story, modified)),
            "/private/gulls": (200, "text/html", page(STORY, None)),
        }

    def fetch(self, day, hour=12):
        """What is told of items at that time."""
        now = calendar.timegm(time.strptime(day, "%Y-%m-%d")) + hour * 3600
        lines = self.dateline.run("fetch", "--force", "--json", now=now).stdout.splitlines()
        return [event for event in map(json.loads, lines) if "item" in event["_dateline"]]

    def tells(self, what, expected, day, hour=12):
        kinds = [event["_dateline"]["event"] for event in self.fetch(day, hour)]
        expect(kinds == expected, "%s: %s" % (what, kinds or "nothing"))


def run(review):
    review.serve(STORY)
    review.tells("as posted", ["new"], "2025-12-18")
    review.tells("two hours later, another reading time", [], "2025-12-18", 14)
    review.serve(STORY, names=("gulls",))
    review.tells("dropped by its feed", ["new"], "2025-12-19")
    expect("/private/gulls" not in ASKED, "what robots.txt forbids is not asked for")
    review.serve(page_answer=(404, "text/html", "not found"), names=("gulls",))
    review.tells("not found", [], "2025-12-28")
    wall = "<title>Sign in</title><h1>Sign in</h1><form><input type=password></form><p>Sign in to read the full story.</p>"
    review.serve(page_answer=(200, "text/html", wall), names=("gulls",))
    review.tells("a wall", [], "2026-01-08")

    review.serve(UPDATED, "January 20, 2026", names=("gulls",))
    events = review.fetch("2026-02-20")
    expect([event["_dateline"]["event"] for event in events] == ["revised"], "updated: revised, once")
    event, facts = events[0], events[0]["_dateline"]
    expect(facts["weight"] == "material", "it is material")
    expect((facts["clock"], event["date_modified"]) == ("page", "2026-01-20T00:00:00Z"), "by the page's clock")
    expect((facts["page"]["publisher"], facts["page"]["date_published"]) == ("Harbour Review", "2025-12-18"),
           "what the page says of itself is told")
    expect("132 boats" in event["content_text"] and "123 boats" not in event["content_text"], "the text is the changed one")
    expect("Explore more" not in event["content_text"], "without the frame")
    review.tells("the same again", [], "2026-02-21")
    review.serve(page_answer=(410, "text/html", "gone"), names=("gulls",))
    review.tells("gone for good", ["withdrawn"], "2026-04-21")
    review.tells("and told once", [], "2026-06-21")


def main():
    options = arguments(__doc__).parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Dateline(options.binary) as dateline:
        (dateline.home / "dateline.toml").write_text(dateline.where + '[fetch]\nallow-networks = ["127.0.0.0/8"]\n')
        (dateline.home / "feeds.d/test.toml").write_text(
            '[[feed]]\nurl = "http://127.0.0.1:%d/feed.xml"\npages = "auto"\n' % port)
        run(Review(port, dateline))


if __name__ == "__main__":
    main()
