#!/usr/bin/env python3
"""Filters: what they drop is kept, is told to nobody and joins no story.

usage: filters.py [--binary .build/release/dateline] [--kills N]

Expected: of three copies whose first is dropped, the second is `new` and the third its copy; a revision that is dropped
no longer is `new`; one of an item that was told is told whatever the rules say; rules speak of what comes after them; a
regular expression that would take for ever is stopped, named, and drops nothing; none of it is other where the process is
killed in between, where a backup is put back, and where the store is made anew out of the log.
"""

import contextlib
import random
import signal
import subprocess
import time

from loopback import Dateline, FeedServer, arguments, check_log, expect, wait_for

TEXT = (
    "The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday. Speaking four "
    "days after divers found cracks in the eastern pier, she said that 123 boats would have to use the northern basin. "
    "The council has set aside two million for the repairs, of which the ferry company is to pay a third over five years. "
    "Nobody wants to see a lorry in the water, she told the town's council, which meets again in the second week of January. "
)
FILTERS = """
[[filter]]
name = "no-live"
feeds = ["%s"]
drop = 'title:/^live:/'
"""


def feed(title, *items):
    entries = "".join(
        "<item><guid>%s</guid><title>%s</title><link>http://site.test/%s</link><description>%s</description></item>"
        % (guid, name, guid, text) for guid, name, text in items)
    return ('<rss version="2.0"><channel><title>%s</title>%s</channel></rss>' % (title, entries)).encode()


@contextlib.contextmanager
def running(dateline):
    """The daemon, which ends with the block, however that ends."""
    daemon = dateline.start("run", stderr=subprocess.PIPE, text=True)
    try:
        yield daemon
    finally:
        if daemon.poll() is None:
            daemon.kill()


def told(dateline):
    return [(line["_dateline"]["event"], line["title"]) for line in dateline.log_lines() if "title" in line]


def configure(dateline, filters):
    dateline.base = getattr(dateline, "base", None) or (dateline.home / "dateline.toml").read_text()
    (dateline.home / "dateline.toml").write_text(dateline.base + filters)


def copies(binary):
    with FeedServer() as server, Dateline(binary) as dateline:
        urls = [server.address + path for path in ("/a.xml", "/b.xml", "/c.xml")]
        dateline.subscribe(urls)
        rule = FILTERS % urls[0]
        configure(dateline, rule)
        dateline.run("config", "check")
        server.documents["/a.xml"] = feed("A", ("1", "Live: harbour closed", TEXT), ("2", "Gulls", "Gulls take over."))
        dateline.run("fetch", urls[0])
        expect(told(dateline) == [("new", "Gulls")], "the first of three copies is dropped")
        server.documents["/b.xml"] = feed("B", ("1", "Harbour closed", TEXT))
        server.documents["/c.xml"] = feed("C", ("1", "Harbour closed until spring", TEXT))
        dateline.run("fetch", urls[1])
        dateline.run("fetch", urls[2])
        expect(told(dateline)[1:] == [("new", "Harbour closed"), ("duplicate", "Harbour closed until spring")],
               "the second is new, the third its copy")
        expect(dateline.query("SELECT rule, expression, title FROM dropped_item")
               == [("no-live", "drop title:/^live:/", "Live: harbour closed")], "the first is kept with its rule")
        expect(dateline.query("SELECT count(*) FROM item WHERE title LIKE 'Live%'") == [(0,)], "the view item has it not")
        shown = dateline.run("items", "--dropped").stdout
        expect("Live: harbour closed" in shown and "[no-live]" in shown, "items --dropped shows it with its rule")
        number = dateline.query("SELECT item FROM dropped_item")[0][0]
        expect("no-live" in dateline.run("show", str(number)).stdout, "show names the rule")
        expect("1 item dropped by filters" in dateline.run("status").stdout, "status counts it")
        expect("no item matches" in dateline.run("items", "live").stderr, "a search finds it only among what was dropped")
        expect("Live" in dateline.run("items", "--dropped", "live").stdout, "where it is found")

        # A backup from before the item is told, and the log from after.
        backup = dateline.home / "backup.db"
        if not dateline.database:
            dateline.run("backup", str(backup))
        server.documents["/a.xml"] = feed(
            "A", ("1", "Harbour closed for the winter", TEXT), ("2", "Live: gulls", "Gulls take over. All of it."))
        dateline.run("fetch", "--force", urls[0])
        expect(set(told(dateline)[3:]) == {("duplicate", "Harbour closed for the winter"), ("revised", "Live: gulls")},
               "a revision that is dropped no longer is told as a copy of what came since, one of what was told as such")
        expect(dateline.query("SELECT count(*) FROM dropped_item") == [(0,)], "nothing is dropped any more")
        if dateline.database:
            expect("all is well" in dateline.run("store", "check").stdout, "the store is whole")
            return check_log(dateline)  # 'restore' is for a file
        before = dateline.query("SELECT id, title, revision, story FROM item ORDER BY id")
        dateline.run("restore", str(backup))
        expect(dateline.query("SELECT id, title, revision, story FROM item ORDER BY id") == before,
               "a backup and the log give the same items")
        expect("all is well" in dateline.run("store", "check").stdout, "the store is whole")
        check_log(dateline)


def forward(binary):
    """Rules changed while the daemon runs."""
    with FeedServer() as server, Dateline(binary, fetch='[schedule]\ninterval = "1s"\n') as dateline:
        url = server.address + "/a.xml"
        server.documents["/a.xml"] = feed("A", ("1", "Football today", "One."))
        dateline.subscribe([url])
        with running(dateline) as daemon:
            wait_for(lambda: told(dateline) == [("new", "Football today")], "told where no rule is")
            configure(dateline, '\n[[filter]]\nname = "no-sports"\ndrop = "title:football"\n')
            daemon.send_signal(signal.SIGHUP)
            time.sleep(2)
            server.documents["/a.xml"] = feed(
                "A", ("1", "Football today, and tomorrow", "One, and two."), ("2", "Football again", "Two."),
                ("3", "Chess", "Three."))
            dateline.run("fetch", "--force", url)
            wait_for(lambda: ("new", "Chess") in told(dateline), "what comes after is told where it does not match")
            expect(set(told(dateline)[1:]) == {("revised", "Football today, and tomorrow"), ("new", "Chess")},
                   "and what was told before goes on to be told")
            configure(dateline, "")
            daemon.send_signal(signal.SIGHUP)
            time.sleep(2)
            dateline.run("fetch", "--force", url)
            expect(len(told(dateline)) == 3, "a rule that is gone brings nothing back")
            server.documents["/a.xml"] = feed("A", ("2", "Football again, in the rain", "Two, and more."), ("3", "Chess", "Three."))
            dateline.run("fetch", "--force", url)
            wait_for(lambda: ("new", "Football again, in the rain") in told(dateline), "but the next revision is new")
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=30)
            check_log(dateline)


def endless(binary):
    """A regular expression that tries all there is."""
    with FeedServer() as server, Dateline(binary, fetch='[schedule]\ninterval = "1s"\n') as dateline:
        url = server.address + "/a.xml"
        server.documents["/a.xml"] = feed("A", *(("%d" % n, "Title %d" % n, "a" * 5000 + " %d" % n) for n in range(100)))
        dateline.subscribe([url])
        configure(dateline, "\n[[filter]]\nname = \"slow\"\ndrop = 'text:/^(a+)+$/'\n")
        begin = time.monotonic()
        with running(dateline) as daemon:
            wait_for(lambda: len(told(dateline)) == 100, "all that it was asked of is told")
            expect(time.monotonic() - begin < 30, "it took %.1f s" % (time.monotonic() - begin))
            server.documents["/a.xml"] = feed("A", ("200", "Once more", "a" * 5000 + "!"))
            dateline.run("fetch", "--force", url)
            wait_for(lambda: ("new", "Once more") in told(dateline), "and once more")
            status = dateline.run("status").stdout
            expect("filter slow took too long" in status, "status names the filter")
            daemon.send_signal(signal.SIGTERM)
            errors = daemon.communicate(timeout=30)[1]
            expect(errors.count("took too long") == 1, "the journal names it once")
            tried = dateline.run("filter", "test", "slow", check=False)
            expect(tried.returncode == 1 and "took too long" in tried.stderr, "filter test says so before")


def killed(binary, kills):
    """Killed at any moment: each item is told once or dropped, never both, and none is lost."""
    chance = random.Random(7)
    with FeedServer() as server, Dateline(binary, fetch='[schedule]\ninterval = "1s"\n') as dateline:
        url = server.address + "/a.xml"
        dateline.subscribe([url])
        configure(dateline, '\n[[filter]]\nname = "odd"\ndrop = "odd"\n')
        texts = {}
        for turn in range(kills):
            for guid in range(turn * 20, turn * 20 + 20):
                texts[guid] = "odd" if guid % 2 else "even"
            for guid in chance.sample(sorted(texts), min(len(texts), 6)):
                texts[guid] += " again" if texts[guid].startswith("even") else ""
                if texts[guid].startswith("odd") and chance.random() < 0.5:
                    texts[guid] = "even now"
            server.documents["/a.xml"] = feed(
                "A", *(("%d" % guid, "Number %d %s" % (guid, text), "Text %d, %s." % (guid, text))
                       for guid, text in sorted(texts.items())))
            daemon = dateline.start("run", stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.2, 1.6))
            daemon.kill()
            daemon.wait()
        dateline.run("fetch", "--force")
        dateline.run("fetch", "--force")
        check_log(dateline)
        expected = sum(text.startswith("even") for text in texts.values())
        first = dateline.query("SELECT count(*), count(DISTINCT item) FROM event WHERE kind IN ('new', 'duplicate')")[0]
        expect(first == (expected, expected), "after %d kills %d items are told once each" % (kills, expected))
        dropped = dateline.query("SELECT count(*) FROM dropped_item")[0][0]
        expect(dropped == len(texts) - expected, "and %d stand dropped" % dropped)
        both = dateline.query("SELECT count(*) FROM dropped_item WHERE item IN (SELECT item FROM event)")[0][0]
        expect(both == 0, "none is both")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--kills", type=int, default=12)
    options = parser.parse_args()
    copies(options.binary)
    forward(options.binary)
    endless(options.binary)
    killed(options.binary, options.kills)
    print("passed")


if __name__ == "__main__":
    main()
