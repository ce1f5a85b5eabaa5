#!/usr/bin/env python3
"""Serves the feeds of a syndication benchmark step by step, takes them in, and scores the stories in the store.

usage: syndication.py [--binary .build/release/dateline] [--data DIR] [--scorer FILE] [--keep FILE]

The command is asked to fetch all feeds at every step, one after the other: what comes first has a part in the stories.
DIR (default ../shared/data/syndication) has feeds/SITE/NN.xml and what the scorer needs; the scorer's default is
../shared/tools/score_syndication.py. Skips where they are absent. --keep leaves the clusters in FILE.
"""
import json, pathlib, subprocess, sys, time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, Dateline, FeedServer, arguments, check_log, skip  # noqa: E402


def main():
    parser = arguments(__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/syndication")
    parser.add_argument("--scorer", type=pathlib.Path, default=ROOT.parent / "shared/tools/score_syndication.py")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    if not (options.data / "feeds").is_dir() or not options.scorer.is_file():
        skip("there is no %s/feeds or no %s" % (options.data, options.scorer))

    documents = {}  # step -> path -> bytes
    for file in sorted((options.data / "feeds").glob("*/*.xml")):
        documents.setdefault(file.stem, {})[f"/{file.parent.name}.xml"] = file.read_bytes()
    sites = sorted({path for step in documents.values() for path in step})
    # A site without a document at a step keeps the one before, as a real one would.
    empty = b'<rss version="2.0"><channel><title>nothing yet</title></channel></rss>'
    with FeedServer({path: empty for path in sites}) as server, Dateline(
            options.binary, fetch="connections = 1\n") as dateline:
        (dateline.home / "feeds.d/test.toml").write_text(
            "".join(f'[[feed]]\nurl = "{server.address}{path}"\npages = "never"\n' for path in sites))
        start = time.perf_counter()
        for step in sorted(documents):
            server.documents |= documents[step]
            dateline.run("fetch", "--force")
        seconds = time.perf_counter() - start
        rows = dateline.query("SELECT guid, story_item.story FROM story_item JOIN item ON item.id = story_item.item")
        events = dict(dateline.query("SELECT kind, count(*) FROM event GROUP BY kind"))
        check_log(dateline)
        out = options.keep or dateline.home / "clusters.jsonl"
        out.write_text("".join(json.dumps({"id": guid, "cluster": story}) + "\n" for guid, story in rows))
        print(f"{len(rows)} items in {seconds:.1f} s of fetching; events {events}", flush=True)
        subprocess.run([sys.executable, options.scorer, out, "--data", options.data], check=True)


if __name__ == "__main__":
    main()
