#!/usr/bin/env python3
"""What editors and sites do to texts: measures which of it is still found to be one story, and which is told apart.

usage: story_changes.py [--binary .build/release/dateline] [--feeds DIR] [--texts N] [--seed N] [--show N] [--write DIR]

Agency texts are drawn from the real feeds in DIR (default ../shared/data/real-feeds) by a seed, given a dateline and a
credit, and printed by a second site with its lead rewritten and a paragraph dropped, behind the caption of a photo, or
in the style of another house, as 75 to 85 % of their words. They are to be found. Templates and hoaxes with one name or
date exchanged, follow-ups that repeat the background, and walls and boxes (story_walls.py) are to stay apart.

Every case belongs by its hash to one of two halves: rules are made by the failures that --show prints of the first half
alone, and checked on the second. --write leaves items.jsonl, gold.jsonl and pairs.jsonl in DIR, as the syndication
benchmark has them, instead of running the command.
"""

import difflib
import hashlib
import html
import json
import pathlib
import random
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import REAL_FEEDS, Dateline, FeedServer, arguments, skip  # noqa: E402
from story_templates import HOAXES, NAMES, NOTICES, TEMPLATES  # noqa: E402
from story_walls import KINDS, WALLS  # noqa: E402

AGENCIES = ["Reuters", "AFP", "AP", "dpa", "PA Media", "AAP"]
PLACES = ["OSTVIK", "MARHAVN", "SUNDET", "LINDEN", "PORT ELDER", "CASTLEBRIDGE"]


def half(text):
    """Of one case, whatever is done to it."""
    return ("rules", "check")[hashlib.sha256(text.encode()).digest()[0] % 2]


# MARK: - Texts


def real_texts(binary, folder, count, rng):
    """Title and paragraphs of long English items, at most twelve of a feed."""
    texts = []
    for file in sorted(folder.glob("*.xml")):
        done = subprocess.run([binary, "parse", str(file)], capture_output=True, text=True)
        if done.returncode:
            continue
        found = []
        for item in json.loads(done.stdout)["items"]:
            lines = [line.strip() for line in (item.get("content_text") or "").splitlines()]
            lines = [line for line in lines if len(line.split()) >= 12 and line[-1] in ".!?”\"’"]
            text = paragraphs(lines)
            words = " ".join(text).split()
            is_english = sum(w.lower() in ("the", "of", "and", "to", "a", "in") for w in words) * 6 > len(words)
            if len(text) >= 4 and len(words) >= 140 and is_english and item.get("title"):
                found.append((item["title"], text))
        rng.shuffle(found)
        texts += found[:12]
    rng.shuffle(texts)
    return texts[:count]


def paragraphs(lines):
    """Of up to three sentences, some 500 words together, none of them twice."""
    result, count = [], 0
    for sentences in (re.split(r"(?<=[a-z][.!?]) (?=[A-Z])", line) for line in dict.fromkeys(lines)):
        for at in range(0, len(sentences), 3):
            result.append(" ".join(sentences[at:at + 3]))
            count += len(result[-1].split())
            if count > 480:
                return result
    return result


def names_of(text):
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)?", text)
    return list(dict.fromkeys(names)) or ["the company"]


# MARK: - Changes that leave a story what it is


LEADS = [
    "{0} and those who follow what is going on with {1} have been given something to think about, as was to be heard at the "
    "beginning of the week: {2}.",
    "It had been expected for quite some time, and now there is no doubt left about it: {2}. That is what became known from "
    "the circle around {0} and, a little later, {1}.",
    "For {0} it may be the most talked-about matter of the year. \u201c{2}\u201d, it was put in short by observers, and {1} may "
    "have to draw conclusions of its own.",
    "What does it mean for {1}, and what for {0}? Those questions are being asked since the following has come out: {2}.",
]
HEADLINES = ["What is behind it: {0} and {1}", "{0}: the facts in brief", "Why {1} matters now", "News of {0} stirs debate"]


def rewritten_lead(title, text, rng):
    names = names_of(" ".join(text))
    first, second = names[0], names[-1]
    words = re.sub(r"[^\w' ]", "", text[0]).split()
    # What it says in other words: none of its old stretches is left.
    tail = " ".join(words[:9][::-1])
    return rng.choice(LEADS).format(first, second, tail.lower())


def headline(title, text, rng):
    names = names_of(" ".join(text))
    return rng.choice(HEADLINES).format(names[0], names[-1])


CAPTIONS = [
    "Photo: {0} and {1} during a visit to {2} last month, when a crowd had come together in the square before the old "
    "customs house. {3}",
    "FILE PHOTO: A view of {2} with the seat of {0} in the background, seen from the western bank of the river, where {1} "
    "once had an office. {3}/File Photo",
    "{0} is seen on a screen in {2}. Behind it, people stand in line for a talk with {1}, under umbrellas, on a rainy "
    "afternoon in the autumn of last year. (Photo by {3})",
    "A man walks by a poster of {0} near {1}, on a street of {2}\u2019s business district, in this picture that was taken some "
    "years ago. Image: {3}",
]


def caption(text, rng):
    names = names_of(" ".join(text))
    return rng.choice(CAPTIONS).format(names[0], names[-1], rng.choice(PLACES).title(), rng.choice(NAMES) + " for us")


# House style: what a copy desk changes whatever the text says.
STYLE = [
    (r"\bsaid on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", ["said yesterday", "told reporters yesterday"]),
    (r"\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", ["yesterday", "today", "earlier this week"]),
    (r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|President|Senator|Minister)\.? (?=[A-Z])", [""]),
    (r"\bper ?cent\b", ["%", "percentage points"]), (r"(?<=\d)%", [" percent"]),
    (r"\bmore than\b", ["over", "upwards of"]), (r"\bless than\b", ["under"]), (r"\babout (?=\d)", ["around ", "some "]),
    (r"\bbecause\b", ["since", "as"]), (r"\balso\b", ["", "too"]), (r"\bhowever,? ", [""]), (r"\bbut\b", ["yet", "though"]),
    (r"\bsaid\b", ["told reporters", "stated", "explained"]), (r"\bsays\b", ["explains", "is saying"]),
    (r"\baccording to\b", ["as stated by"]), (r"\bwill\b", ["is to", "is going to"]), (r"\bwould\b", ["was going to"]),
    (r"\bmany\b", ["numerous", "a lot of"]), (r"\bseveral\b", ["a number of"]), (r"\bpeople\b", ["persons", "men and women"]),
    (r"\bwhich\b", ["that"]), (r"\bwhile\b", ["whereas", "as"]), (r"\bhas been\b", ["was"]), (r"\bhave been\b", ["were"]),
    (r"\bcan\b", ["is able to", "may"]), (r"\bcould\b", ["might"]), (r"\bmust\b", ["has to"]), (r"\bneed to\b", ["have to"]),
    (r"\bfirst\b", ["1st"]), (r"\bvery \b", [""]), (r"\bjust \b", [""]), (r"\breally \b", [""]), (r"\bthat\b", ["", "which"]),
    (r"\bin order to\b", ["to"]), (r"\band\b", ["as well as", "&"]), (r"\bstart(ed)?\b", [r"begin"]), (r"\bshow\b", ["indicate"]),
    (r"\bhelp\b", ["aid"]), (r"\buse\b", ["employ"]), (r"\bused\b", ["employed"]), (r"\bget\b", ["obtain"]),
    (r"\bmake\b", ["produce"]), (r"\bmade\b", ["produced"]), (r"\bnew\b", ["fresh", "recent"]), (r"\bbig\b", ["large"]),
    (r"\blarge\b", ["big", "sizeable"]), (r"\bimportant\b", ["vital", "key"]), (r"\boften\b", ["frequently"]),
    (r"\bnow\b", ["at present"]), (r"\bonly\b", ["merely"]), (r"\ball\b", ["every one of"]), (r"\bso\b", ["therefore"]),
    (r"\bfor example\b", ["for instance"]), (r"\byear\b", ["twelve months"]), (r"\bthere (is|are)\b", [r"we see"]),
    (r"\bdid not\b", ["didn\u2019t"]), (r"\bdo not\b", ["don\u2019t"]), (r"\bis not\b", ["isn\u2019t"]), (r"\bdon['\u2019]t\b", ["do not"]),
    (r"\bit['\u2019]s\b", ["it is"]), (r"\bI['\u2019]m\b", ["I am"]), (r"\byou can\b", ["one may"]), (r"\bwith\b", ["along with"]),
    (r"\bfrom\b", ["out of"]), (r"\bthrough\b", ["by way of"]), (r"\bbetween\b", ["in between"]), (r"\bafter\b", ["following"]),
    (r"\bbefore\b", ["ahead of"]), (r"\buntil\b", ["till"]), (r"\bamong\b", ["amid"]), (r"\bthese\b", ["those"]),
    (r"\bthis\b", ["that"]), (r"\bwas\b", ["had been"]), (r"\bthe most\b", ["the greatest"]), (r"\bis\b", ["has become"]),
    (r"\bare\b", ["have become"]), (r"\byou\b", ["one"]), (r"\bfor\b", ["in favour of"]), (r"\bhave\b", ["possess"]),
    (r"\bin the\b", ["within the", "inside the"]), (r"\bof the\b", ["of this", "of that"]), (r"\bon the\b", ["upon the"]),
]
UNITS = [("metres", "feet", 3.281), ("meters", "feet", 3.281), ("kilometres", "miles", 0.621), ("kilometers", "miles", 0.621),
         ("miles", "kilometres", 1.609), ("feet", "metres", 0.305), ("kilograms", "pounds", 2.205), ("pounds", "kilograms", 0.454),
         ("degrees", "degrees Fahrenheit", 1.8), ("hectares", "acres", 2.471), ("inches", "centimetres", 2.54)]
# Sentences with what a house's style is about, since not all texts have them.
STYLED = [
    "On Sunday Dr {0} had put the distance at 140 kilometres.", "A wall of 12 metres would do, Professor {0} said on Tuesday.",
    "Mr {0}, who turned 61 on Friday, weighs no more than 70 kilograms.", "The plot measures 35 hectares, Senator {0} said.",
    "Mrs {0} had spoken of a drop of 80 feet on Monday.", "By Thursday, 9 miles of it had been seen, Dr {0} added.",
]


def house_style(text, rng):
    """Each word is as it was in about four of five."""
    before = [line.split() for line in text]
    result = list(text)
    for unit, other, factor in UNITS:
        pattern = re.compile(r"\b(\d+) %s\b" % unit)
        for at, line in enumerate(result):
            result[at] = pattern.sub(lambda m: "%d %s" % (round(int(m[1]) * factor), other + "\u200a"), line)
    result = [line.replace("\u200a", "") for line in result]
    rules = STYLE[:4] + rng.sample(STYLE[4:], len(STYLE) - 4)
    for number, (pattern, replacements) in enumerate(rules):
        replacement = rng.choice(replacements)
        result = [re.sub(pattern, replacement, line) for line in result]
        if number > 4 and kept(before, result) < 0.79:
            break
    return [re.sub("  +", " ", line) for line in result]


def kept(before, after):
    """The share of words that a comparison of the two texts finds in both."""
    same = total = 0
    for old, line in zip(before, after):
        new = line.split()
        same += sum(b.size for b in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
        total += max(len(old), len(new))
    return same / total


# MARK: - Items


class Stream:
    """Items in their order of arrival, and of which story they are."""

    def __init__(self):
        self.items, self.pairs = [], []

    def add(self, host, title, text, day, step=0, feed=None, author=None):
        number = len(self.items)
        self.items.append({
            "id": "https://%s/news/2026/item-%05d" % (host, number), "feed": "https://%s/feed" % host, "in": feed or host, "step": step,
            "url": "https://%s/news/2026/item-%05d" % (host, number), "title": title, "content_text": "\n".join(text),
            "author": author, "published": "2026-03-%02dT%02d:%02d:00Z" % (day, number // 60 % 24, number % 60)})
        return number

    def pair(self, kind, is_copy, a, b, of):
        self.pairs.append({"kind": kind, "copy": is_copy, "a": a, "b": b, "half": half(of)})


def agency_copies(stream, texts, rng):
    for number, (title, text) in enumerate(texts):
        agency, place = rng.choice(AGENCIES), rng.choice(PLACES)
        text = list(text)
        for sentence in rng.sample(STYLED, 3):
            at = rng.randrange(1, len(text))
            text[at] += " " + sentence.format(rng.choice(NAMES).split()[-1])
        dateline = "%s, March %d (%s) - " % (place, 2 + number % 20, agency)
        ending = ["(Reporting by %s; Editing by %s)" % tuple(rng.sample(NAMES, 2))] if agency == "Reuters" else []
        day = 2 + number % 20
        host = "%s-wire-%d.test" % (agency.lower().replace(" ", "-"), number)
        original = stream.add(host, title, [dateline + text[0]] + text[1:] + ending, day)

        def printed(kind, title, lines):
            """By another site, which credits the agency in one of the usual ways."""
            form, author = rng.randrange(4), None
            if form == 0:
                lines = ["%s (%s) - %s" % (place, agency, lines[0])] + lines[1:]
            elif form == 1:
                lines = lines[:-1] + [lines[-1] + " (%s)" % agency]
            elif form == 2:
                lines = lines + ["Source: " + agency]
            else:
                author = agency
            copy = stream.add("%s-%d.test" % (kind, number), title, lines, day, step=1, author=author)
            stream.pair(kind, True, original, copy, text[0])

        drop = rng.randrange(1, len(text))
        rewritten = [rewritten_lead(title, text, rng)] + text[1:drop] + text[drop + 1:]
        printed("lead-rewritten", headline(title, text, rng), rewritten)
        part = text[:max(2, len(text) * rng.choice([2, 3, 4]) // 6)]
        printed("caption-before", headline(title, text, rng), [caption(text, rng)] + part)
        printed("house-style", headline(title, text, rng) if number % 2 else title, house_style(text, rng))


def follow_ups(stream, texts, rng):
    for number, (title, text) in enumerate(texts):
        day = 2 + number % 20
        host = "follow-%d.test" % number
        one = stream.add(host, title, text, day)
        lead = rewritten_lead(title, text, rng)
        names = names_of(" ".join(text))
        # Every other one keeps a good part of its headline.
        other = title.rsplit(" ", 2)[0] + " as " + names[-1] + " answers" if number % 2 else headline(title, text, rng)
        two = stream.add(host, other, [lead] + text[1:], day + 1, step=1, feed=host + ("" if number % 4 < 2 else "/2"))
        stream.pair("follow-up", False, one, two, text[0])


def exchanges(stream, stock, kind, count, rng, one_site):
    """Each text of the stock with several pairs of names, or of dates."""
    for number in range(count):
        title, text = stock[number % len(stock)]
        values = {"name": rng.sample(NAMES, 2), "day": rng.sample(range(2, 28), 2)}
        fixed = {"name": rng.choice(NAMES), "day": rng.randrange(2, 28), "town": rng.choice(PLACES).title()}
        fixed["number"], fixed["other"] = rng.randrange(11, 99), rng.randrange(11, 99)
        # What is exchanged stands in the text more than once, as a template's blanks do.
        made = []
        for side in range(2):
            filled = dict(fixed)
            what = "day" if kind == "date-exchanged" else "name"
            filled[what] = values[what][side]
            filled["last"] = filled["name"].split()[-1]
            filled["date"] = "March %d" % filled["day"]
            host = "%s-%d.test" % (kind, number) if one_site(number) else "%s-%d-%d.test" % (kind, number, side)
            day = 2 + number % 20 + side
            made.append(stream.add(host, title.format(**filled), [line.format(**filled) for line in text], day, step=side))
        stream.pair(kind, False, *made, title + str(number % len(stock)))


def walls(stream, rng):
    for language, kinds in WALLS.items():
        for kind, texts in zip(KINDS, kinds):
            for number, text in enumerate(texts):
                under = rng.sample(WALL_HEADLINES, 3)
                ids = [stream.add("%s-%s-%d-%d.test" % (language, kind, number, side), title, text.split("\n"), 3, step=side)
                       for side, title in enumerate(under)]
                for a, b in ((0, 1), (0, 2), (1, 2)):
                    stream.pair("wall-" + kind, False, ids[a], ids[b], text)


WALL_HEADLINES = [
    "Ostvik harbour reopens after repairs", "Teacher elected mayor of Marhavn", "Young whale found in inner fjord",
    "Prices of bread rise again", "Orchestra names its first female conductor", "Storm leaves thousands without power",
    "Goalkeeper extends contract until 2029", "Museum returns bronze to its owners", "Rail strike called off at last minute",
    "Scientists map caves below glacier", "Regulator fines three banks", "Old mill becomes a library",
]


# MARK: - Running and scoring


def documents(stream):
    """Step -> path -> a feed's document. Few feeds for many sites: where an item was printed is told by its link."""
    steps = {}
    for item in stream.items:
        name = "/%d.xml" % (hashlib.sha256(item["in"].encode()).digest()[1] % 40)
        author = "<dc:creator>%s</dc:creator>" % item["author"] if item["author"] else ""
        entry = "<item><guid isPermaLink='false'>%s</guid><link>%s</link><title>%s</title><pubDate>%s</pubDate>%s<content:encoded>%s</content:encoded></item>" % (
            item["id"], item["url"], html.escape(item["title"]), item["published"], author,
            html.escape("".join("<p>%s</p>" % html.escape(line) for line in item["content_text"].split("\n"))))
        steps.setdefault(item["step"], {}).setdefault(name, []).append(entry)
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>News</title>"
    return {step: {path: (head + "".join(entries) + "</channel></rss>").encode() for path, entries in paths.items()}
            for step, paths in steps.items()}


def stories(binary, stream):
    """The story of each item, by its number."""
    steps = documents(stream)
    with FeedServer(steps[0]) as server, Dateline(binary, server.urls()) as dateline:
        for step in sorted(steps):
            server.documents |= steps[step]
            dateline.run("fetch", "--force")
        found = dict(dateline.query("SELECT guid, story_item.story FROM story_item JOIN item ON item.id = story_item.item"))
        return [found.get(item["id"], item["id"]) for item in stream.items]


def write(stream, folder):
    folder.mkdir(parents=True, exist_ok=True)
    leader = list(range(len(stream.items)))
    for pair in stream.pairs:
        if pair["copy"]:
            leader[pair["b"]] = leader[pair["a"]]
    lines = lambda name, rows: (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    lines("items.jsonl", stream.items)
    lines("gold.jsonl", ({"id": item["id"], "cluster": leader[n], "kind": "generated", "tags": []} for n, item in enumerate(stream.items)))
    ids = lambda pair: {"a": stream.items[pair["a"]]["id"], "b": stream.items[pair["b"]]["id"]}
    lines("pairs.jsonl", ({"type": pair["kind"], **ids(pair), "copy": pair["copy"], "half": pair["half"]} for pair in stream.pairs if not pair["copy"]))
    lines("kinds.jsonl", ({"type": pair["kind"], **ids(pair), "copy": pair["copy"], "half": pair["half"]} for pair in stream.pairs))


def report(stream, story, show):
    """- Returns: how much of what is to be found was found, and how much of the rest was merged, by group."""
    counts = {}
    for pair in stream.pairs:
        is_one = story[pair["a"]] == story[pair["b"]]
        for key in (pair["kind"], pair["half"]), (pair["kind"], "all"):
            seen = counts.setdefault(key, [0, 0])
            seen[0] += is_one
            seen[1] += 1
        if is_one != pair["copy"] and pair["half"] == "rules" and show > 0:
            show -= 1
            for side in "ab":
                item = stream.items[pair[side]]
                print(pair["kind"], side, item["url"], "|", item["title"], "\n   ", item["content_text"][:600].replace("\n", "\n    "))
    print("%-18s %14s %14s %14s" % ("one story", "rules", "check", "all"))
    for kind in dict.fromkeys(pair["kind"] for pair in stream.pairs):
        cells = ["%5d of %d" % tuple(counts.get((kind, h), (0, 0))) for h in ("rules", "check", "all")]
        print("%-18s %14s %14s %14s" % (kind, *cells))
    by_story = {}
    for number, found in enumerate(story):
        by_story.setdefault(found, []).append(number)
    strangers = 0
    for members in by_story.values():
        hosts = {re.sub(r"\D", "", stream.items[m]["url"].split("/")[2]) for m in members}
        # Two cases of one template may be filled with the same name.
        is_stock = any("exchanged" in stream.items[m]["url"] for m in members)
        strangers += not is_stock and len(hosts) > 1
    print("stories with items of several texts: %d" % strangers)

    def share(kinds, h):
        found = [counts[k, h] for k in dict.fromkeys(p["kind"] for p in stream.pairs) if kinds(k) and (k, h) in counts]
        return sum(f[0] for f in found) / max(1, sum(f[1] for f in found))
    copies = lambda k: k in ("lead-rewritten", "caption-before", "house-style")
    is_wall = lambda k: k.startswith("wall-")
    result = {}
    for h in "rules", "check", "all":
        result[h] = (share(copies, h), share(lambda k: not copies(k) and not is_wall(k), h), share(is_wall, h))
        print("%-6s recall of copies %.3f, templates and follow-ups merged %.3f, walls merged %.3f" % (h, *result[h]))
    return result


def main():
    parser = arguments(__doc__)
    parser.add_argument("--feeds", type=pathlib.Path, default=REAL_FEEDS)
    parser.add_argument("--texts", type=int, default=220)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--clusters", type=pathlib.Path, help="score these lines of id and cluster; run nothing")
    options = parser.parse_args()
    if not options.feeds.is_dir():
        skip("there is no %s" % options.feeds)
    rng = random.Random(options.seed)
    texts = real_texts(options.binary, options.feeds, options.texts + 100, rng)
    stream = Stream()
    agency_copies(stream, texts[:-100], rng)
    follow_ups(stream, texts[-100:], rng)
    exchanges(stream, TEMPLATES, "name-exchanged", 80, rng, one_site=lambda n: n % 3 == 0)
    exchanges(stream, HOAXES, "hoax-exchanged", 40, rng, one_site=lambda n: False)
    exchanges(stream, NOTICES, "date-exchanged", 40, rng, one_site=lambda n: n % 2 == 0)
    walls(stream, rng)
    print("%d items, %d agency texts" % (len(stream.items), len(texts) - 100))
    if options.write:
        return write(stream, options.write)
    if options.clusters:
        found = {row["id"]: row["cluster"] for row in map(json.loads, options.clusters.open())}
        story = [found[item["id"]] for item in stream.items]
    else:
        story = stories(options.binary, stream)
    result = report(stream, story, options.show)
    copies, merged, furniture = result["all"]
    return 0 if copies >= 0.90 and merged <= 0.01 and furniture <= 0.03 else 1


if __name__ == "__main__":
    sys.exit(main())
