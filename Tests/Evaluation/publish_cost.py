#!/usr/bin/env python3
"""What publishing costs where 100,000 items are held: all of it, and again after one more item.

usage: publish_cost.py [--binary .build/release/dateline] [--items 100000] [--days 25] [--short]

Expected: a full run takes at most 10 seconds of a processor, the next one after one more item at most 0.2. With --short
20,000 items are held, and a full run takes at most 4: a file costs the kernel more beside others' work.
The first hundred of each second feed are in the feed before it, too: 5,000 stories have a page of their own. Items come over
25 days.
"""

import random
import resource
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/Acceptance")
from loopback import Dateline, FeedServer, arguments, expect  # noqa: E402

A_FEED = 1000
WORDS = [a + b for a in ("ba", "ke", "lo", "mi", "nu", "pra", "ster", "tol", "vin", "zed") for b in
         ("dan", "fer", "gol", "hart", "jin", "kel", "lum", "mor", "nis", "rup", "sent", "tam", "wek", "xor", "yal", "zip")]


def text(number):
    chosen = random.Random(number)
    return " ".join(" ".join(chosen.choices(WORDS, k=14)).capitalize() + "." for _ in range(12))


def item(feed, number, words):
    return ('<item><title>%s %d</title><link>http://f%d.test/%d</link><guid isPermaLink="false">%d-%d</guid>'
            "<description>&lt;p&gt;%s&lt;/p&gt;</description></item>" % (words[:40], number, feed, number, feed, number, words))


def document(feed, numbers):
    items = []
    for number in numbers:
        # The first hundred of each second feed are those of the feed before it.
        source = (feed - 1) * A_FEED + number if feed % 2 and number < 100 else feed * A_FEED + number
        items.append(item(feed, number, text(source)))
    return ('<rss version="2.0"><channel><title>Feed %d</title><link>http://f%d.test/</link>%s</channel></rss>'
            % (feed, feed, "".join(items))).encode()


def publish(dateline, *options):
    """In seconds of a processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(dateline.run("publish", *options, timeout=900).stdout.strip())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = arguments(__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=25)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    if options.short:
        options.items = 20_000
    allowed = 4 if options.short else 10
    feeds = options.items // A_FEED
    documents = {"/%d.xml" % feed: document(feed, range(A_FEED)) for feed in range(feeds)}
    with FeedServer(documents) as server, Dateline(options.binary, server.urls()) as dateline:
        with open(dateline.home / "dateline.toml", "a") as file:
            file.write('[[publish]]\nname = "all"\nfolder = "www"\nbase-url = "http://news.test/"\n')
        now, share = time.time(), max(1, feeds // options.days)
        for first in range(0, feeds, share):
            days_ago = (feeds - 1 - first) // share
            dateline.run("fetch", *server.urls()[first:first + share], now=now - days_ago * 86400, timeout=3000)
        held = dateline.query("SELECT count(*) FROM item")[0][0]
        full = publish(dateline)
        server.documents["/0.xml"] = document(0, [*range(1, A_FEED), 999_999])
        dateline.run("fetch", server.urls()[0])
        one = publish(dateline)
        print("%d items held: a full run %.2f s, one more item %.3f s of a processor" % (held, full, one))
        expect(held >= options.items, "all are held")
        expect(full <= allowed, "a full run takes %g s or less" % allowed)
        expect(one <= 0.2, "one more item takes 0.2 s or less")


if __name__ == "__main__":
    main()
