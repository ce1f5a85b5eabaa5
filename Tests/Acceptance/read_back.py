"""Compares published feeds, read by `dateline parse`, with the items that they were made of."""

import json
import re


def leads(dateline, folder):
    """What the store holds of the story of each entry, in the order of the feeds."""
    listed = [item for item, _ in json.loads((folder / ".published.json").read_text())["listed"]]
    originals = dict(dateline.query("SELECT story_item.item, original FROM story_item JOIN story ON story.id = story_item.story"))
    rows = dateline.query("SELECT item.id, json, content_html, content_text, feed.url, feed.title, home_page_url "
                          "FROM item JOIN feed ON feed.id = item.feed")
    held = {}
    for number, document, html, text, url, title, page in rows:
        item = json.loads(document) | {"content_html": html, "content_text": text}
        # An entry that came from elsewhere keeps its source; else it is the feed's (RFC 4287, 4.2.11).
        own = item.get("_dateline", {}).get("source", {})
        if not harmless(own.get("feed_url")) and not own.get("id"):
            own = {"title": title, "url": page, "feed_url": url}
        held[number] = item | {"source": own}
    return [held[originals.get(item, item)] for item in listed]


def harmless(address):
    """What would run something is kept out of feeds."""
    return None if address and re.match(r"(?i)\s*(javascript|vbscript|data):", address) else address


def words(text):
    return " ".join((text or "").split())


def people(item, *keys):
    """Of some, the feed gives the mailbox alone: that is their name then."""
    found = [[a.get(key) or (key == "name" and (a.get("_dateline", {}).get("email") if not a.get("url") else None)) or None
              for key in keys] for a in item.get("authors", [])]
    return [person for person in found if person[0] or person[-1]]


def files(item, *keys):
    return [[file.get(key) for key in keys] for file in item.get("attachments", []) if harmless(file["url"])]


def facts(item, name):
    """What the format of that name has words for. Atom asks for an author, which is the source where the entry has none."""
    source = item["source"] if "source" in item else item.get("_dateline", {}).get("source", {})
    kept = {key: item.get(key) for key in ("title", "url", "tags", "language", "date_published")}
    if name == "feed.rss" and kept["date_published"]:
        # RFC 822 has no fractions of a second.
        kept["date_published"] = re.sub(r"\.\d+Z$", "Z", kept["date_published"])
    kept["authors"] = people(item, "name") if name == "feed.rss" else people(item, "name", "url")
    if name == "feed.atom" and not kept["authors"]:
        kept["authors"] = [[source.get("title") or source.get("feed_url"), None]]
    kept["attachments"] = files(item, "url", "mime_type") if name == "feed.rss" else files(
        item, "url", "mime_type", "size_in_bytes", *(["title", "duration_in_seconds"] if name == "feed.json" else ["title"]))
    kept["url"] = harmless(kept["url"])
    kept["source"] = [source.get("title"), harmless(source.get("url")), harmless(source.get("feed_url"))]
    if name == "feed.rss":
        # Without an address RSS has no source.
        feed = harmless(source.get("feed_url"))
        kept["source"] = [feed and (source.get("title") or feed), feed]
    return kept


def losses(read, held, name):
    """What differs between an entry and its item: (what, held, read)."""
    wanted, found = facts(held, name), facts(read, name)
    if name == "feed.atom" and not wanted["url"]:
        # The story's page stands for it.
        found["url"] = None
    lost = [(key, wanted[key], found[key]) for key in wanted if wanted[key] != found[key]]
    # Copies and revisions are told of below the text. Where there is a summary alone, it is the text.
    text = held["content_text"] or ("" if held["content_html"] else held.get("summary"))
    html = (held["content_html"] or "").strip()
    if not words(read.get("content_text")).startswith(words(text)):
        lost.append(("content_text", text, read.get("content_text")))
    if not read.get("content_html", "").startswith(html):
        lost.append(("content_html", html, read.get("content_html")))
    if held["content_text"] and words(held.get("summary")) != words(read.get("summary")):
        lost.append(("summary", held.get("summary"), read.get("summary")))
    return lost
