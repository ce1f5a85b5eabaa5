#!/usr/bin/env python3
"""Looks at published pages in Chromium, as a person does and as an accessibility checker does.

usage: browser.py [--binary .build/release/dateline] [--pictures FOLDER]

Run by hand: Chromium is large. Needs `apt-get install chromium chromium-driver` and `pip install axe-selenium-python`.
Each page is opened at 390 and 1280 pixels, light and dark: English, Japanese and Arabic stories, texts that try to run or
fetch something, the archive, a status. Expected: axe finds nothing, nothing is wider than the window, no script runs, no
request goes to another host. With --pictures there is a PNG of each to look at.
"""

import functools
import http.server
import json
import pathlib
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
import publish  # noqa: E402
from loopback import Dateline, FeedServer, Serving, arguments, expect, skip  # noqa: E402

JAPANESE = """<rss version="2.0"><channel><title>潮見新聞</title><language>ja</language><link>http://shiomi.test/</link>
<item><title>東桟橋が閉鎖、柱十一本にひび割れが見つかる――フェリーは北側の岸壁を利用、修理は秋までかかる見通し</title>
<link>http://shiomi.test/1</link><guid>ja-1</guid><pubDate>Mon, 02 Mar 2026 07:00:00 GMT</pubDate>
<description>&lt;p&gt;潮見湾の東桟橋は月曜日、潜水士が柱にひび割れを見つけたため閉鎖された。港長が明らかにした。フェリーは修理が終わるまで
北側の岸壁を利用する。&lt;/p&gt;&lt;blockquote&gt;「秋までかかる見通しだ」&lt;/blockquote&gt;&lt;ul&gt;&lt;li&gt;運休はない&lt;/li&gt;
&lt;/ul&gt;</description></item></channel></rss>"""
ARABIC = """<rss version="2.0"><channel><title>صحيفة الخليج الصغير</title><language>ar</language><link>http://khalij.test/</link>
<item><title>إغلاق الرصيف الشرقي بعد العثور على شقوق في أحد عشر عمودا (Reuters)</title>
<link>http://khalij.test/1</link><guid>ar-1</guid><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;أغلق الرصيف الشرقي يوم الاثنين بعد أن عثر غواصون على شقوق في أعمدته، بحسب رئيس الميناء. وستستخدم العبارات
الحوض الشمالي حتى انتهاء الإصلاح في الخريف.&lt;/p&gt;&lt;blockquote&gt;قد يستغرق ذلك حتى الخريف&lt;/blockquote&gt;</description>
</item></channel></rss>"""
LONG = publish.rss("Long", "<item><title>%s</title><link>http://long.test/%s</link><guid>long</guid><description>%s</description></item>"
                   % ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 4, "x" * 300,
                      "&lt;pre&gt;" + "y" * 400 + "&lt;/pre&gt;&lt;h2&gt;A heading&lt;/h2&gt;&lt;h5&gt;A low one&lt;/h5&gt;"
                      "&lt;table&gt;&lt;tr&gt;&lt;td&gt;" + "</td><td>".join("cell %d" % n for n in range(20)).replace(
                          "<", "&lt;").replace(">", "&gt;") + "&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;"))
DAILY = """<item><title>Day %d: the harbour board puts off its vote on the northern basin</title><link>http://daily.test/%d</link>
<guid>d%d</guid><description>%s</description></item>"""
SENTENCES = ("The board of the harbour met for the %dth time on Monday and put off its vote, since two of its members had not "
             "seen the figures. ", "A ferry carries some %d people on a working day, and twice as many in the summer. ",
             "The work would take %d weeks. ")


def daily(days):
    """As many items as there were days, and one more on each third."""
    text = "&lt;p&gt;" + "&lt;/p&gt;&lt;p&gt;".join("".join(SENTENCES) for _ in range(3)) + "&lt;/p&gt;"
    numbers = [n for day in range(days) for n in range(day * 10, day * 10 + 1 + day % 3)]
    return publish.rss("Daily", *[DAILY % (n, n, n, text % tuple(n * 7 + k for k in range(9))) for n in numbers])


# Each would change the window's name, or ask a host that is none, if anything of it ran.
RUN = "window.name='ran'"
ATTACKS = ["<script>%s</script>", "<img src=x onerror=\"%s\">", "<svg onload=\"%s\"></svg>", "<a href=\"javascript:%s\">x</a>",
           "<details open ontoggle=\"%s\">x</details>", "<math><mtext><style><img src=x onerror=\"%s\"></style></mtext></math>",
           "<svg><style><img src=x onerror=\"%s\"></style></svg>", "<noscript><p title=\"</noscript><img src=x onerror=%s>\">",
           "<iframe srcdoc=\"<script>parent.%s</script>\"></iframe>", "</textarea></title></style></script><script>%s</script>",
           "<input autofocus onfocus=\"%s\">", "<meta http-equiv=refresh content=\"0;url=javascript:%s\">",
           "<base href=\"http://tracker.test/\"><link rel=stylesheet href=\"http://tracker.test/a.css\"><!-- %s -->",
           "<p style=\"background:url(http://tracker.test/b.png)\">%s</p>", "<video poster=\"http://tracker.test/c\">%s</video>",
           "<svg><a xlink:href=\"javascript:%s\"><text>x</text></a></svg>", "<a href=\" java\tscript:%s\">x</a>",
           "<a href=\"JaVaScRiPt&colon;%s\">x</a>", "<a href=\"data:text/html,<script>opener.%s</script>\">x</a>",
           "<object data=\"data:text/html,<script>parent.%s</script>\"></object>", "<embed src=\"http://tracker.test/d\">%s",
           "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=%s&gt;\"></table></math>",
           "<form><math><mtext></form><form><mglyph><style></math><img src onerror=\"%s\">", "<xmp><img src=x onerror=%s></xmp>",
           "<picture><source srcset=\"http://tracker.test/e\"><img src=x onerror=%s></picture>", "<plaintext><script>%s</script>",
           "<svg><animate onbegin=\"%s\" attributeName=x dur=1s></svg>", "<img src=`x` onerror=`%s` \x0conload=\"%s\">" % ("%s", RUN),
           "<template><script>%s</script></template>", "<select><iframe></select><img src=x onerror=\"%s\">",
           "--><script>%s</script><!--", "]]><script>%s</script>", "<form action=\"http://tracker.test/\"><button>%s</button></form>"]


def hostile():
    def escaped(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    items = ["<item><title>%s</title><guid>h%d</guid><link>javascript:%s</link><author>%s</author><category>%s</category>"
             "<description>%s</description></item>"
             % (escaped(escaped(text % RUN)), n, RUN, escaped(text % RUN), escaped(text % RUN), escaped("<p>Words %d.</p>" % n + text % RUN))
             for n, text in enumerate(ATTACKS)]
    return publish.rss("&lt;script&gt;%s&lt;/script&gt;" % RUN, *items).replace(b"http://&lt;script&gt;", b"http://x.test/?").replace(
        b"/script&gt;.test/</link>", b"</link>")


# What the checks must find.
FAULTY = ("<script>%s</script><a href=javascript:x()>x</a><img src=http://tracker.test/a.png><p style='width:3000px'>x</p>" % RUN)


class Folder(Serving):
    """Serves a folder as any web server does."""

    def __init__(self, folder):
        class Handler(http.server.SimpleHTTPRequestHandler):
            extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
                ".atom": "application/xml", ".rss": "application/xml"}

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        self.address = "http://127.0.0.1:%d/" % self.server.server_port


def browser():
    try:
        from axe_selenium_python import Axe
        from selenium import webdriver
    except ImportError:
        skip("no axe: pip install axe-selenium-python")
    options = webdriver.ChromeOptions()
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(word)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver")), Axe


def requests(driver):
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}


def look(driver, Axe, site, name, pictures):
    """What is wrong with a page at both widths and in both lights."""
    wrong = []
    for width in (390, 1280):
        for light in ("light", "dark"):
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
                {"name": "prefers-color-scheme", "value": light}]})
            wrong += acts(driver, site, name)
            driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
            if driver.execute_script("return window.name") == "ran":
                wrong.append("a script ran")
            if driver.execute_script("return [...document.links].some(l => !/^(https?|mailto):/.test(l.protocol))"):
                wrong.append("a link that runs something")
            if driver.execute_script("return document.documentElement.scrollWidth > window.innerWidth"):
                wrong.append("wider than %d" % width)
            strange = [url for url in requests(driver) if not url.startswith((site, "about:", "data:"))]
            wrong += ["asks for " + url for url in strange]
            if pictures:
                high = driver.execute_script("return document.documentElement.scrollHeight")
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                    "width": width, "height": min(high, 8000), "deviceScaleFactor": 1, "mobile": width < 600})
                driver.save_screenshot(str(pictures / ("%s-%d-%s.png" % (name.replace("/", "-"), width, light))))
            axe = Axe(driver)
            axe.inject()
            wrong += ["%s (%s): %s" % (v["id"], light, v["nodes"][0]["html"][:200]) for v in axe.run()["violations"]]
    return wrong


def acts(driver, site, name):
    """What a document does by itself that it should not."""
    driver.get("about:blank")
    driver.execute_script("window.name = ''")
    requests(driver)
    driver.get(site + name)
    found = ["a script ran"] if driver.execute_script("return window.name") == "ran" else []
    return found + ["asks for " + url for url in requests(driver) if not url.startswith((site, "about:", "data:"))]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    documents = publish.documents() | {"/ja.xml": JAPANESE.encode(), "/ar.xml": ARABIC.encode(), "/long.xml": LONG, "/hostile.xml": hostile()}
    with FeedServer(documents) as server, Dateline(options.binary, server.urls()) as dateline:
        with open(dateline.home / "dateline.toml", "a") as file:
            file.write(publish.settings(dateline, 'title = "News of the bay"\n'))
        # Plots have something to show.
        daily_url = server.address + "/daily.xml"
        dateline.subscribe([daily_url, server.address + "/none.xml"], "more")
        for day in range(1, 20):
            server.documents["/daily.xml"] = daily(day)
            dateline.run("fetch", daily_url, now=time.time() - (20 - day) * 86400)
        dateline.run("fetch", check=False)
        for name in ("/gazette.xml", "/ja.xml", "/ar.xml"):
            changed = server.documents[name].replace(b"eleven", b"twelve")
            for before, after in (("十一本", "十二本"), ("秋まで", "冬まで"), ("أحد عشر", "اثني عشر"), ("الاثنين", "الثلاثاء")):
                changed = changed.replace(before.encode(), after.encode())
            server.documents[name] = changed
        dateline.run("fetch", "--force", check=False)
        held = dateline.query("SELECT count(*) FROM item JOIN feed ON feed.id = item.feed WHERE feed.url LIKE '%/hostile.xml'")[0][0]
        expect(held == len(ATTACKS), "all of %d hostile texts are held" % held)
        dateline.run("publish")
        www = dateline.home / "www"
        dateline.run("status", "--html", str(www / "status.html"))
        item, story = dateline.query("SELECT story_item.item, story_item.story FROM story_item JOIN item ON item.id = story_item.item WHERE revision > 1")[0]
        dateline.run("show", str(item), "--html", str(www / "show.html"))
        dateline.run("diff", str(item), "--html", str(www / "diff.html"))
        dateline.run("story", "show", str(story), "--html", str(www / "story.html"))
        names = [str(p.relative_to(www)) for p in sorted(www.rglob("*.html"))]
        (www / "faulty.html").write_text(FAULTY)
        driver, Axe = browser()
        try:
            with Folder(www) as site:
                found = " ".join(look(driver, Axe, site.address, "faulty.html", None))
                expect(all(word in found for word in ("a script ran", "a link that runs", "tracker.test", "image-alt", "wider than 390")),
                       "a page with faults is found out")
                wrong = {name: look(driver, Axe, site.address, name, options.pictures) for name in names}
                feeds = ["feed.atom", "feed.rss", "feed.json"]
                wrong |= {name: acts(driver, site.address, name) for name in feeds}
                # An element of XHTML acts in XML: a feed that had one would be found out.
                (www / "faulty.rss").write_text('<rss xmlns:h="http://www.w3.org/1999/xhtml"><h:script>%s</h:script></rss>' % RUN)
                expect(acts(driver, site.address, "faulty.rss"), "a feed that acts is found out")
        finally:
            driver.quit()
    for name, lines in wrong.items():
        for line in sorted(set(lines)):
            print("%s: %s" % (name, line))
    expect(not any(wrong.values()), "nothing is wrong with %d pages, in 4 views each, and %d feeds" % (len(names), len(feeds)))


if __name__ == "__main__":
    main()
