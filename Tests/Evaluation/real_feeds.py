#!/usr/bin/env python3
"""Reads a folder of real feeds with `dateline parse`, and counts what should not be there.

usage: real_feeds.py [--binary .build/release/dateline] [--feeds ../shared/data/real-feeds] [--cuts 20]

Each feed has at least the entries that manifest.json beside it names. No plain text has an element with start and end
tag, and no text a reference, outside of code; a tag alone may be what an article is about, so these are only counted.
Cut off at CUTS places, each feed still gives every entry that was complete, and says that it was cut.
"""

import html
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import REAL_FEEDS, arguments, skip  # noqa: E402

TAG = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>")
ELEMENT = re.compile(r"<(a|b|i|p|em|strong|span|div|h[1-6]|ul|ol|li|font|small)\b[^<>]*>.*?</\1>", re.S)
REFERENCE = re.compile(r"&(?:[a-zA-Z]\w*|#\d+|#[xX][0-9a-fA-F]+);")
CODE = re.compile(r"<(pre|code|kbd|samp|tt)\b.*?</\1>", re.S)


def parse(binary, document):
    answer = subprocess.run([binary, "parse", "--compact", "-"], input=document, capture_output=True, timeout=60)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def plain_texts(feed):
    for part in [feed] + feed.get("items", []):
        yield from (part[key] for key in ("title", "description", "summary") if key in part)
        people = part.get("authors", []) + part.get("_dateline", {}).get("contributors", [])
        yield from (person["name"] for person in people if "name" in person)


def prose(item):
    """What a reader of the content sees, without the code in it."""
    shown = item.get("content_html", "")
    while shown != (shown := CODE.sub(" ", shown)):
        pass
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def check(binary, path, entries, cuts):
    """The tags in prose, and what is wrong."""
    document = path.read_bytes()
    feed = parse(binary, document)
    if feed is None:
        return 0, ["is no feed"]
    items = feed.get("items", [])
    wrong = []
    if len(items) < entries:
        wrong.append("has %d entries of %d" % (len(items), entries))
    wrong += ["markup in a plain text: %r" % text[:80] for text in plain_texts(feed) if ELEMENT.search(text)]
    texts = [prose(item) for item in items]
    wrong += ["a reference in a text: %r" % found for text in texts for found in REFERENCE.findall(text)]
    for number in range(1, cuts + 1):
        part = document[: len(document) * number // (cuts + 1)]
        read = parse(binary, part)
        complete = len(re.findall(rb"</(?:item|entry)\s*>", part))
        if read is None or len(read.get("items", [])) < complete or not read["_dateline"].get("warnings"):
            wrong.append("cut at %d bytes: entries are missing, or nothing is said" % len(part))
    return sum(len(TAG.findall(text)) for text in texts), wrong


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds", type=Path, default=REAL_FEEDS)
    parser.add_argument("--cuts", type=int, default=20)
    options = parser.parse_args()
    if not options.feeds.is_dir():
        skip("there is no %s" % options.feeds)
    feeds = json.loads((options.feeds / "manifest.json").read_text())
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(
            lambda feed: check(options.binary, options.feeds / feed["file"], feed["entries"], options.cuts), feeds))
    for feed, (_, wrong) in zip(feeds, results):
        for sentence in wrong:
            print("%s: %s" % (feed["file"], sentence))
    mistakes = sum(len(wrong) for _, wrong in results)
    print("%d feeds, %d cuts, %d mistakes; %d tags in prose, as articles show them" % (
        len(feeds), len(feeds) * options.cuts, mistakes, sum(tags for tags, _ in results)))
    return 1 if mistakes else 0


if __name__ == "__main__":
    raise SystemExit(main())
