#!/usr/bin/env python3
"""Serves a story as it was posted, and 33 days later, its feed having dropped it, as it was updated.

usage: late-revision.py [DATELINE]      (default .build/release/dateline)

Expected: one `new` and exactly one `revised` event, material, by the page's clock; a page that is not found, then a
wall, then 410 in its place: nothing, nothing, `withdrawn`. Prints what was found, and fails where it is another.
"""
import http.server, json, os, pathlib, subprocess, sys, tempfile, threading

DATELINE = sys.argv[1] if len(sys.argv) > 1 else ".build/release/dateline"
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


def feed(names):
    entry = """<item><title>Harbour closed until spring</title><link>http://127.0.0.1:{0}/news/harbour</link>
        <guid>harbour-1</guid><description>The harbour of Tern Bay will stay closed…</description></item>"""
    other = """<item><title>Gulls take over the market</title><link>http://127.0.0.1:{0}/private/gulls</link>
        <guid>gulls-1</guid><description>They have been seen…</description></item>"""
    items = {"harbour": entry, "gulls": other}
    return '<rss version="2.0"><channel><title>Harbour Review</title>' + "".join(
        items[name].format(PORT) for name in names) + "</channel></rss>"


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


def fetch(folder, now):
    run = subprocess.run([DATELINE, "fetch", "--force", "--json", "--config", str(folder / "dateline.toml")],
                         env={**os.environ, "DATELINE_NOW": now}, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def serve(story=None, modified=None, page_answer=None, names=("harbour",)):
    Handler.answers = {
        "/feed.xml": (200, "application/rss+xml", feed(names)),
        "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /private/\n"),
        "/news/harbour": page_answer or (200, "text/html; charset=utf-8", page(story, modified)),
        "/private/gulls": (200, "text/html", page(STORY, None)),
    }


def expect(what, found, wanted):
    print(f"{'ok' if found == wanted else 'WRONG'}  {what}: {found}")
    if found != wanted:
        sys.exit(f"wanted {wanted}")


def kinds(events):
    return [event["_dateline"]["event"] for event in events if "item" in event["_dateline"]]


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "dateline.toml").write_text('[fetch]\nallow-networks = ["127.0.0.0/8"]\n')
    (folder / "feeds.d").mkdir()
    (folder / "feeds.d/test.toml").write_text(f'[[feed]]\nurl = "http://127.0.0.1:{PORT}/feed.xml"\npages = "auto"\n')

    serve(STORY)
    expect("as posted", kinds(fetch(folder, "2025-12-18T12:00:00Z")), ["new"])
    expect("two hours later, another reading time", kinds(fetch(folder, "2025-12-18T14:00:00Z")), [])
    serve(STORY, names=("gulls",))
    expect("dropped by its feed", kinds(fetch(folder, "2025-12-19T12:00:00Z")), ["new"])
    expect("asked for though robots.txt forbids it", "/private/gulls" in ASKED, False)
    serve(page_answer=(404, "text/html", "not found"), names=("gulls",))
    expect("not found", kinds(fetch(folder, "2025-12-28T12:00:00Z")), [])
    wall = "<title>Sign in</title><h1>Sign in</h1><form><input type=password></form><p>Sign in to read the full story.</p>"
    serve(page_answer=(200, "text/html", wall), names=("gulls",))
    expect("a wall", kinds(fetch(folder, "2026-01-08T12:00:00Z")), [])

    serve(UPDATED, "January 20, 2026", names=("gulls",))
    events = fetch(folder, "2026-02-20T12:00:00Z")
    expect("updated", kinds(events), ["revised"])
    event, facts = events[-1], events[-1]["_dateline"]
    expect("weight", facts["weight"], "material")
    expect("clock", (facts["clock"], event["date_modified"]), ("page", "2026-01-20T00:00:00Z"))
    expect("what the page says", (facts["page"]["publisher"], facts["page"]["date_published"]),
           ("Harbour Review", "2025-12-18T00:00:00Z"))
    expect("the changed text", "132 boats" in event["content_text"] and "123 boats" not in event["content_text"], True)
    expect("the frame", "Explore more" in event["content_text"], False)
    expect("the same again", kinds(fetch(folder, "2026-02-21T12:00:00Z")), [])
    serve(page_answer=(410, "text/html", "gone"), names=("gulls",))
    expect("gone for good", kinds(fetch(folder, "2026-04-21T12:00:00Z")), ["withdrawn"])
    expect("and told once", kinds(fetch(folder, "2026-06-21T12:00:00Z")), [])
