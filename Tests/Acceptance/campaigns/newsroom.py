"""Feeds of our own that grow: RSS, Atom and JSON Feed, entries with names that stay, copies of one text in two feeds,
and entries that are written anew. What a store has to hold after it read them is known without asking Dateline."""

import html
import json
import random
import time
from email.utils import formatdate

SYLLABLES = [a + b for a in ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo") for b in
             ("", "n", "r", "s", "l", "m")]
BEGINNING = 1_767_225_600  # 2026-01-01T00:00:00Z


def words(count, *seed):
    chance = random.Random(repr(seed))
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count))


class Newsroom:
    """Fills the documents of a `FeedServer` with `feeds` feeds of `entries` entries each."""

    def __init__(self, server, feeds=12, entries=12, length=90):
        (self.server, self.length) = (server, length)
        self.counts = [entries] * feeds
        self.editions = {}  # (feed, entry) -> how often it was written anew
        self.answers = 0
        self.publish()

    def name(self, feed):
        return "/%02d.%s" % (feed, ("xml", "atom", "json")[feed % 3])

    def grow(self, chance, by=1, feeds=None):
        """Adds up to `by` entries to some feeds, and writes an entry anew here and there."""
        for feed in chance.sample(range(len(self.counts)), feeds or len(self.counts)):
            self.counts[feed] += chance.randint(1, by)
            if chance.random() < 0.3:
                entry = chance.randrange(self.counts[feed])
                self.editions[feed, entry] = self.editions.get((feed, entry), 0) + 1
        self.publish()

    def publish(self, in_full=False):
        """Hands the documents out. In full: with other bytes each time, and whatever validators are sent."""
        self.server.in_full = in_full
        self.answers += in_full
        self.server.documents = {self.name(feed): self.document(feed) for feed in range(len(self.counts))}

    def expected(self):
        """All entries there are: (address of the feed, guid)."""
        return {(self.server.address + self.name(feed), self.guid(feed, entry))
                for feed, count in enumerate(self.counts) for entry in range(count)}

    def guid(self, feed, entry):
        return "tag:newsroom.test,2026:%d/%d" % (feed, entry)

    def entry(self, feed, entry):
        """guid, link, title, text, seconds."""
        # Each tenth text of an odd feed is a copy of its neighbour's.
        of = feed - 1 if feed % 2 and entry % 10 == 3 else feed
        text = words(self.length, of, entry) + ". " + words(12, "edition", feed, self.editions.get((feed, entry), 0))
        return (self.guid(feed, entry), "http://newsroom.test/%d/%d" % (feed, entry),
                words(6, "title", of, entry).capitalize(), text, BEGINNING + entry * 3600 + feed)

    def document(self, feed):
        # The newest first, as feeds have it.
        entries = [self.entry(feed, n) for n in reversed(range(self.counts[feed]))]
        mark = "answer %d" % self.answers
        form = (rss, atom, json_feed)[feed % 3]
        return form("Newsroom %d" % feed, self.server.address + self.name(feed), entries, mark).encode()


def rss(title, address, entries, mark):
    items = "".join(
        '<item><title>%s</title><guid isPermaLink="false">%s</guid><link>%s</link><pubDate>%s</pubDate>'
        "<description>%s</description></item>" % (title, guid, link, formatdate(at, usegmt=True), text)
        for guid, link, title, text, at in entries)
    return '<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><link>http://newsroom.test/</link>%s' \
        "</channel></rss><!-- %s -->" % (title, items, mark)


def atom(title, address, entries, mark):
    items = "".join(
        '<entry><title>%s</title><id>%s</id><link href="%s"/><published>%s</published><updated>%s</updated>'
        '<content type="html">%s</content></entry>' % (title, guid, link, stamp(at), stamp(at), html.escape("<p>%s</p>" % text))
        for guid, link, title, text, at in entries)
    return '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title><id>%s</id>' \
        "<updated>%s</updated>%s</feed><!-- %s -->" % (title, address, stamp(BEGINNING), items, mark)


def json_feed(title, address, entries, mark):
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": title, "_mark": {"of": mark},
        "items": [{"id": guid, "url": link, "title": title, "content_text": text, "date_published": stamp(at)}
                  for guid, link, title, text, at in entries]})


def stamp(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
