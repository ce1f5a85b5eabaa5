import FeedModel
import Parsing
import Testing

/// What feeds of the field do against the rules, each beside what must go on to hold.
@Suite struct FieldTests {
    // MARK: Encodings

    @Test(arguments: ["iso-8859-1", "us-ascii", "windows-1251", "koi8-r", "gb2312", "big5"])
    func `a label does not hide that the bytes are UTF-8`(_ label: String) throws {
        let text = "<rss><channel><title>Žluťoučký kůň – пётр – 新聞</title></channel></rss>"
        for (declaration, header) in [(label, nil), ("UTF-8", "text/xml; charset=\(label)")] as [(String, String?)] {
            let feed = try parse("<?xml version='1.0' encoding='\(declaration)'?>" + text, contentType: header)
            #expect(feed.title == "Žluťoučký kůň – пётр – 新聞")
            #expect(feed.encoding == "utf-8" && feed.warnings.contains { $0.contains("read as utf-8") })
        }
    }

    @Test func `a label that the bytes agree with holds, chance resemblance included`() throws {
        let start = Array("<?xml version='1.0' encoding='windows-1252'?><rss><channel><title>CAF".utf8)
        // "É…", which would be U+0245 in UTF-8.
        let feed = try parseFeed(start + [0xC9, 0x85] + Array("</title></channel></rss>".utf8), at: "")
        #expect(feed.title == "CAFÉ…" && feed.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ([0xF0, 0x9F, 0x98], "Caf\u{E9} \u{FFFD}"), ([0xE2, 0x80], "Caf\u{E9} \u{FFFD}"),
            ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x89], "Caf\u{E9} 😉"), ([0xED, 0xA0, 0xBD], "Caf\u{E9} \u{FFFD}"),
        ] as [([UInt8], String)])
    func `a character cut in half, or written by halves, makes UTF-8 no other encoding`(
        _ end: [UInt8], _ expected: String
    ) throws {
        let start = Array("<?xml version='1.0' encoding='utf-8'?><rss><channel><title>Caf\u{E9} ".utf8)
        let feed = try parseFeed(start + end + Array("</title></channel></rss>".utf8), at: "")
        #expect(feed.title == expected && feed.encoding == "utf-8")
    }

    @Test(arguments: [
        ("&#55357;&#56841;", "😉"), ("&#xD83D;&#xDE09;", "😉"), ("&amp;#55357;&amp;#56841;", "😉"),
        ("&#55357;!", "\u{FFFD}!"), ("&#128521;", "😉"),
    ])
    func `two halves of a character are the character`(_ written: String, _ expected: String) throws {
        #expect(try item("<title>\(written)</title>").title == expected)
    }

    // MARK: Markup

    @Test(arguments: [
        "<br />\n<b>Warning</b>: strftime() in <b>/x.php</b> on line <b>3</b><br />\n", "<!-- <rss> --><p>Hello</p>",
        "<script>var a = '<rss>';</script>", "<table><tr><td>Notice</td></tr></table>\n\n",
        "<link rel='x'><meta name='a'/>",
    ])
    func `elements printed before the feed do not hide it`(_ lead: String) throws {
        let feed = try parse(
            lead + "<?xml version='1.0'?>\n<rss version='2.0'><channel><title>a</title></channel></rss>")
        #expect(feed.title == "a" && !feed.isWellFormed)
        #expect(feed.warnings.contains { $0.contains("before the feed") })
    }

    @Test func `a page that has no feed in it is none`() throws {
        #expect(throws: ParseError.webPage) { try parse("<html><body><p>a<br>b</body></html>") }
    }

    @Test(arguments: [
        ("<![CDATA[if a[b[0]]>1 then]]>", "if a[b[0]]>1 then"), ("<![CDATA[<![CDATA[Big]]>]]>", "Big"),
        ("<![CDATA[a]]> and <![CDATA[b]]>", "a and b"), ("&lt;![CDATA[Big]]&gt;", "Big"),
    ])
    func `a section ends where its text does`(_ written: String, _ expected: String) throws {
        let item = try item("<title>\(written)</title><description>d</description>")
        #expect(item.title == expected && item.contentText == "d")
    }

    @Test(arguments: [
        ("<p>See &lt;a href='http://x.test/'&gt;this&lt;/a&gt;.</p>", "See this."),
        ("<![CDATA[<p>one</p>]]><br/><![CDATA[<p>two</p>]]>", "one\n\ntwo"),
        ("<p>The &lt;b&gt; tag</p>", "The <b> tag"), ("<p><code>&lt;b&gt;x&lt;/b&gt;</code></p>", "<b>x</b>"),
    ])
    func `escaped elements beside real ones are elements`(_ written: String, _ expected: String) throws {
        #expect(try item("<description>\(written)</description>").contentText == expected)
    }

    @Test(arguments: [
        ("How the <head> element works", "How the <head> element works"), ("The <script> tag", "The <script> tag"),
        ("The <script> and </script> tags", "The <script> and </script> tags"), ("On <form>s", "On <form>s"),
        ("A <b>bold</b> <i>claim</i>", "A bold claim"), ("<p>Tides</p>", "Tides"),
        ("Tides<script src='x'>y</script>", "Tides"), ("Tides<script>y();</script>", "Tides"),
    ])
    func `a title keeps the tags that it is about`(_ title: String, _ expected: String) throws {
        #expect(try item("<title><![CDATA[\(title)]]></title>").title == expected)
    }

    @Test func `the lines of plain text are lines`() throws {
        let lines = "One\nTwo &amp; more\n\nThree"
        let text = "One\nTwo & more\n\nThree"
        let media = "xmlns:media='http://search.yahoo.com/mrss/'"
        for item in [
            try entry("<media:group \(media)><media:description>\(lines)</media:description></media:group>"),
            try entry("<content type='text'>\(lines)</content>"),
            try item("<itunes:summary>\(lines)</itunes:summary>"),
        ] {
            #expect(item.contentText == text)
            #expect(item.contentHTML == "One<br>\nTwo &amp; more<br>\n<br>\nThree")
        }
        // RSS's own is HTML, and so is what has tags.
        #expect(try item("<description>One\nTwo</description>").contentText == "One Two")
        #expect(try item("<itunes:summary>&lt;p&gt;One\nTwo&lt;/p&gt;</itunes:summary>").contentText == "One Two")
    }

    @Test(arguments: ["application/x-story", "video/unknown", "words"])
    func `content of a type that nobody knows is read`(_ type: String) throws {
        #expect(
            try entry("<content type='\(type)'>&lt;p&gt;Tides rise.&lt;/p&gt;</content>").contentText == "Tides rise.")
        #expect(try entry("<content type='\(type)'>Tides rise, &amp;c.</content>").contentText == "Tides rise, &c.")
    }

    @Test func `a picture in base64 is no text`() throws {
        let data = String(repeating: "/9j/4AAQSkZJRgAB", count: 8)
        #expect(try entry("<content type='image/jpeg'>\(data)</content>").contentText == nil)
    }

    // MARK: Addresses

    @Test func `a place in the text is on the item's page`() throws {
        let html =
            "&lt;a href='#b'&gt;b&lt;/a&gt;&lt;a href='?p=2'&gt;c&lt;/a&gt;&lt;a href='d'&gt;d&lt;/a&gt;&lt;a href=''&gt;e&lt;/a&gt;"
        let found = try item("<link>http://feed.test/a/1</link><description>\(html)</description>").contentHTML
        #expect(found?.contains("\"http://feed.test/a/1#b\"") == true)
        #expect(found?.contains("\"http://feed.test/a/1?p=2\"") == true)
        #expect(found?.contains("\"http://feed.test/dir/d\"") == true)
        #expect(found?.contains("\"http://feed.test/dir/feed.xml\"") == false)
    }

    @Test(arguments: [
        ("<![CDATA[http://x.test/?a=1&amp;b=2]]>", "http://x.test/?a=1&b=2"),
        ("http://x.test/?a=1&amp;#038;b=2", "http://x.test/?a=1&b=2"),
        ("http://x.test/?a=1&amp;reg=2&amp;copy=3", "http://x.test/?a=1&reg=2&copy=3"),
        ("www.x.test/1", "http://www.x.test/1"), ("wwwx/1", "http://feed.test/dir/wwwx/1"),
    ])
    func `an address escaped too often is meant once`(_ written: String, _ expected: String) throws {
        #expect(try item("<link>\(written)</link>").url == expected)
    }

    @Test(
        arguments: [
            ("", "3", nil), ("", "story-17", nil), ("", "tag:x.test,2025:3", nil), ("", "not/an address", nil),
            ("isPermaLink='false'", "http://x.test/3", nil), ("", "http://x.test/3", "http://x.test/3"),
            ("", "/a/3", "http://feed.test/a/3"), ("", "?p=3", "http://feed.test/dir/feed.xml?p=3"),
            ("isPermaLink='true'", "3", "http://feed.test/dir/3"),
        ] as [(String, String, String?)])
    func `a guid is the address where it is like one, or is said to be`(
        _ attribute: String, _ guid: String, _ expected: String?
    ) throws {
        #expect(try item("<guid \(attribute)>\(guid)</guid>").url == expected)
    }

    @Test(arguments: [
        ("type='mp3'", "a.mp3", "audio/mpeg"), ("", "a.M4A?x=1", "audio/mp4"), ("type='Audio/MPEG'", "a", "audio/mpeg"),
        ("type='audio'", "a.ogg", "audio/ogg"), ("type=''", "a", "application/octet-stream"),
        ("type='video/x-own'", "a.mp3", "video/x-own"),
    ])
    func `an attachment has a type`(_ type: String, _ file: String, _ expected: String) throws {
        #expect(try item("<enclosure url='\(file)' length='1' \(type)/>").attachments.map(\.mimeType) == [expected])
    }

    // MARK: HTML

    @Test func `what is hidden is left out, and what is not closed hides nothing`() throws {
        func text(_ html: String) throws -> String? {
            try item("<description><![CDATA[\(html)]]></description>").contentText
        }
        #expect(try text("<div style='display:none'>a<div>b</div></div><p>c</p>") == "c")
        #expect(try text("<span hidden>a</span><p style='Visibility: hidden'>b<p>c") == "c")
        #expect(try text("<div style='display:block' class='hidden'>a</div>") == "a")
        #expect(try text("<div style='display:none'>a<p>c</p>") == "a\n\nc")
    }

    @Test(arguments: [
        "<img src='data:image/gif;base64,R0lGODlh' data-own-lazy='k.jpg'>", "<img src='/i/blank.gif' data-src='k.jpg'>",
        "<img data-lazy-srcset='s.jpg 100w, k.jpg 900w'>", "<img src='k.jpg' data-orig-file='big.jpg'>",
        "<img data-src='k.jpg'><noscript><img src='k.jpg'></noscript>",
    ])
    func `a picture is the one that is shown in the end`(_ html: String) throws {
        let item = try item("<description><![CDATA[\(html)]]></description>")
        #expect(item.image == "http://feed.test/dir/k.jpg")
        #expect(item.contentHTML == "<img src=\"http://feed.test/dir/k.jpg\">")
    }

    @Test(arguments: ["feed:https://a.test/f", "feed://a.test/f", "https://a.test/f"])
    func `a page may name its feed by the scheme for subscribing`(_ href: String) {
        let page = Array("<link rel=alternate type='application/rss+xml' href='\(href)'>".utf8)
        #expect(discoverFeeds(inPage: page, at: "https://a.test/").map { $0.url.hasSuffix("://a.test/f") } == [true])
    }

    // MARK: Values

    @Test(arguments: [
        ("11/14/2023, 3:05:00\u{202F}PM", "2023-11-14T15:05:00Z"),
        ("Nov 14, 2023 3:05\u{A0}pm", "2023-11-14T15:05:00Z"),
        ("２０２３年１１月１４日\u{3000}10時05分", "2023-11-14T10:05:00Z"), ("\u{200E}14/11/2023 ١٠:٠٥", "2023-11-14T10:05:00Z"),
        ("14/11/2023, 10:00 (GMT+7)", "2023-11-14T03:00:00Z"), ("14 Nov 2023 10:00 (EST)", "2023-11-14T15:00:00Z"),
        ("14 Nov 2023 10:00 +0100 (PST)", "2023-11-14T09:00:00Z"),
        ("14 Nov 2023 10:00 (Tuesday)", "2023-11-14T10:00:00Z"),
        ("2023-11-14T10:00:00+01:00Z", "2023-11-14T09:00:00Z"), ("2023-11-14T10:00:00Z", "2023-11-14T10:00:00Z"),
        ("2023-W46-2", "2023-11-14T00:00:00Z"), ("/Date(1699956000000)/", "2023-11-14T10:00:00Z"),
        ("026, 26 Mar 2023 22:43:38 +0000", "2023-03-26T22:43:38Z"), ("26 Mar 1923", "1923-03-26T00:00:00Z"),
    ])
    func `a date of the field is read`(_ text: String, _ expected: String) {
        #expect(parseDate(text)?.rfc3339 == expected)
    }

    @Test(arguments: [
        "Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00+01:00", "-0001-11-30T00:00:00+00:00", "1601-01-01",
        "1899-12-30", "9999-12-31", "14/11/2566", "1402/08/23", "令和5年11月14日", "民國112年11月14日", "R5.11.14",
    ])
    func `a program's zero and another calendar's year are no date`(_ text: String) {
        #expect(parseDate(text) == nil)
    }

    @Test func `JSON's values of another type are read`() throws {
        let feed = try parse(
            """
            {"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":7,"tags":"a, b",
            "date_published":1699956000,"attachments":{"url":"a.mp3","size_in_bytes":"12"},"content_text":"x"}]}
            """)
        let item = try #require(feed.items.first)
        #expect(item.tags == ["a", "b"] && item.datePublished?.rfc3339 == "2023-11-14T10:00:00Z")
        #expect(item.attachments.map(\.sizeInBytes) == [12] && item.attachments.map(\.mimeType) == ["audio/mpeg"])
    }

    @Test func `a list of links is several authors, and one link one`() throws {
        let list = "&lt;a href='http://x.test/a'&gt;Ann Lee&lt;/a&gt;, &lt;a href='http://x.test/b'&gt;Bo Ray&lt;/a&gt;"
        #expect(try item("<dc:creator>\(list)</dc:creator>").authors.map(\.name) == ["Ann Lee", "Bo Ray"])
        #expect(try item("<dc:creator>Lee, &lt;b&gt;Ann&lt;/b&gt;</dc:creator>").authors.map(\.name) == ["Lee, Ann"])
    }
}
