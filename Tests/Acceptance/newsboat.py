#!/usr/bin/env python3
"""Reads the published feeds in newsboat, in a terminal of its own.

usage: newsboat.py [--binary .build/release/dateline]

Expected: each story stands there once, in Atom and in RSS; once still after a revision of it and a restart of newsboat, with
the words of the revision.
"""

import pathlib
import re
import shutil
import subprocess
import time

import publish
from loopback import Dateline, FeedServer, arguments, expect, skip

SIZE = ("-x", "120", "-y", "40")


class Newsboat:
    """newsboat with what it keeps in a folder. A context manager: it is started and ended."""

    def __init__(self, home, url):
        self.socket = str(home / "terminal")
        (home / "urls").write_text(url + "\n")
        (home / "config").write_text("auto-reload no\ncleanup-on-quit no\n")
        self.command = ["newsboat", "-r", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config"]

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *words], check=True, capture_output=True, text=True).stdout

    def __enter__(self):
        self.tmux("new-session", "-d", *SIZE, "env", "LANG=C.UTF-8", *map(str, self.command))
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True)

    def screen(self, wanted):
        """What it shows, once `wanted` is among it."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            shown = self.tmux("capture-pane", "-p")
            if re.search(wanted, shown):
                return shown
            time.sleep(0.1)
        raise SystemExit("newsboat does not show %s:\n%s" % (wanted, shown))

    def press(self, key, wanted):
        self.tmux("send-keys", key)
        return self.screen(wanted)


def read(home, url):
    """The list of stories, and the text of the second: the first has no date and is the newest."""
    with Newsboat(home, url) as newsboat:
        # The titles of feeds come when it has asked for them.
        newsboat.screen(r"\(\d+/2\) +.*Bay news")
        stories = newsboat.press("Enter", "Pier closed")
        newsboat.tmux("send-keys", "Down")
        return stories, newsboat.press("Enter", "eastern pier")


def main():
    options = arguments(__doc__).parse_args()
    for program in ("newsboat", "tmux"):
        if not shutil.which(program):
            skip("no %s: apt-get install %s" % (program, program))
    with FeedServer(publish.documents()) as server, Dateline(options.binary, server.urls()) as dateline:
        with open(dateline.home / "dateline.toml", "a") as file:
            file.write(publish.settings(dateline, 'title = "Bay news"\n'))
        www = dateline.home / "www"

        def renew():
            # The Gazette first: its item is the original.
            dateline.run("fetch", server.address + "/gazette.xml")
            dateline.run("fetch")
            dateline.run("publish")
            for name in ("feed.atom", "feed.rss"):
                server.documents["/" + name] = (www / name).read_bytes()

        homes = {}
        for name in ("feed.atom", "feed.rss"):
            homes[name] = pathlib.Path(dateline.home, "newsboat-" + name)
            homes[name].mkdir()
        for word in ("eleven", "twelve"):
            server.documents["/gazette.xml"] = publish.documents()["/gazette.xml"].replace(b"eleven", word.encode())
            renew()
            for name, home in homes.items():
                stories, text = read(home, server.address + "/" + name)
                lines = [line for line in stories.splitlines() if re.match(r" +\d+ ", line)]
                expect(len(lines) == 2 and sum("Pier closed" in line for line in lines) == 1 and "Cracks" not in stories,
                       "newsboat shows each of two stories of %s once" % name)
                expect(word in text and "Also in" in text, "and the text that has \"%s\", with its copy" % word)


if __name__ == "__main__":
    main()
