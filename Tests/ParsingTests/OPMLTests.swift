import FeedModel
import Parsing
import Testing

@Suite struct OPMLTests {
    @Test func `folders and categories become tags, sloppiness is forgiven`() throws {
        let list = try parseOPML(
            Array(
                """
                <opml version="1.0"><head><title>Mine</title></head><body>
                <outline text="News"><outline text="World">
                <outline TITLE="A" XMLURL="feed://a.test/rss?x=1&y=2" htmlUrl="http://a.test/" category="/wires/fast,daily"/>
                </outline></outline>
                <outline type="rss" text="B" url="https://b.test/"/>
                <outline text="A again" xmlUrl="http://a.test/rss?x=1&amp;y=2"/>
                <outline text="nothing"/><outline text="C" xmlUrl="ftp:c"/>
                </body></opml>
                """.utf8))
        #expect(list.title == "Mine")
        #expect(list.entries.map(\.url) == ["http://a.test/rss?x=1&y=2", "https://b.test/"])
        #expect(list.entries.first?.tags == ["News", "World", "wires", "fast", "daily"])
        #expect(list.entries.first?.homePageURL == "http://a.test/")
        #expect(list.warnings.count == 3)
        #expect(list.warnings.contains { $0.hasPrefix("line 7:") })
    }

    private func entry(_ url: String, _ title: String? = nil, _ tags: String...) -> SubscriptionList.Entry {
        var entry = SubscriptionList.Entry(url: url, title: title)
        entry.tags = tags
        return entry
    }

    @Test func `what is written is read again, whatever stands in the tags`() throws {
        var list = SubscriptionList()
        list.title = "A & B"
        list.entries = [
            entry("https://b.test/"), entry("http://a.test/?a=1&b=2", "<A> \"quoted\"", "x", "y z"),
            entry("http://c.test/", "C", "News, world"), entry("http://d.test/", "D", "News, world", "a/b", "x"),
            entry("http://e.test/", "E", "x", "News, world", "two\nlines", "é & <ü>"),
        ]
        list.entries[1].homePageURL = "http://a.test/"
        let again = try parseOPML(Array(writeOPML(list).utf8))
        #expect(again.title == list.title && again.warnings.isEmpty)
        #expect(Set(again.entries.map(\.url)) == Set(list.entries.map(\.url)))
        for old in list.entries {
            let new = try #require(again.entries.first { $0.url == old.url })
            #expect(new.title == old.title && new.homePageURL == old.homePageURL)
            #expect(new.tags.first == old.tags.first && Set(new.tags) == Set(old.tags), "\(old.url)")
        }
    }

    @Test func `other readers find the first tag as the folder, and the plain ones as categories`() {
        var list = SubscriptionList()
        list.entries = [entry("http://a.test/", "A", "News, world", "sea", "wires")]
        #expect(
            writeOPML(list).contains(
                """
                  <outline text="News, world">
                    <outline type="rss" text="A" xmlUrl="http://a.test/" category="sea,wires"/>
                  </outline>
                """))
    }

    @Test func `what XML cannot hold and what a terminal obeys is not written as it is`() throws {
        var list = SubscriptionList()
        list.entries = [entry("http://a.test/", "a\u{1B}[31m\u{FFFE}\u{202E}b")]
        let text = writeOPML(list)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0 >= " " && $0 != "\u{202E}" && $0 != "\u{FFFE}" })
        let again = try parseOPML(Array(text.utf8))
        #expect(again.entries.map(\.title) == ["a [31m \u{202E}b"] && again.warnings.isEmpty)
    }

    @Test func `a list that costs more than its budget is refused, and one of a hundred thousand feeds is not`() throws
    {
        let outlines = (0..<100_000).map {
            "<outline text='Feed number \($0)' type='rss' xmlUrl='http://host\($0 % 999).test/feeds/\($0).xml' category='a,b'/>"
        }
        let list = Array("<opml version='2.0'><body>\(outlines.joined(separator: "\n"))</body></opml>".utf8)
        var limits = ReadingLimits()
        limits.time = .zero
        #expect(try parseOPML(list, within: ReadingBudget(limits)).entries.count == 100_000)
        limits.memory = 4 << 20
        #expect(throws: ParseError.tooCostly(.memory(limit: 4 << 20))) {
            try parseOPML(list, within: ReadingBudget(limits))
        }
    }

    @Test func `a name that is the address is none`() throws {
        let list = try parseOPML(
            Array("<opml><body><outline text='http://a.test/' xmlUrl='http://a.test/'/></body></opml>".utf8))
        #expect(list.entries == [entry("http://a.test/")])
    }

    @Test func `something else is no list`() {
        #expect(throws: ParseError.notAList) { try parseOPML(Array("<rss><channel/></rss>".utf8)) }
        #expect(throws: ParseError.empty) { try parseOPML([]) }
    }
}

@Suite struct OPMLFieldTests {
    private func urls(_ outlines: String) throws -> [String] {
        try parseOPML(Array("<opml><body>\(outlines)</body></opml>".utf8)).entries.map(\.url)
    }

    @Test func `what is commented out is not subscribed to`() throws {
        let commented = "<outline text='F' isComment='true'><outline xmlUrl='http://b.test/f'/></outline>"
        #expect(try urls("<outline xmlUrl='http://a.test/f' isComment='false'/>" + commented) == ["http://a.test/f"])
    }

    @Test func `a podcast's link is a feed, and a page's or a list's is none`() throws {
        let others = "<outline url='http://b.test/i.html' type='link'/><outline url='http://c.test/l' type='include'/>"
        #expect(try urls("<outline URL='http://a.test/9' type='link'/>" + others) == ["http://a.test/9"])
    }

    @Test func `addresses are read as they are meant`() throws {
        let written = ["itpc://a.test/f", "pcast://a.test/g", "rss://a.test/h", "http://a.test/?a=1&amp;amp;b=2"]
        #expect(
            try urls(written.map { "<outline xmlUrl='\($0)'/>" }.joined())
                == ["http://a.test/f", "http://a.test/g", "http://a.test/h", "http://a.test/?a=1&b=2"])
    }
}

/// Lists as other programs write them.
@Suite struct OPMLListTests {
    struct List: Sendable, CustomTestStringConvertible {
        let name: String, text: String
        /// Each feed as "address title tag/tag".
        let feeds: [String]
        var warnings = 0
        var testDescription: String { name }
    }

    private static func body(_ outlines: String) -> String {
        "<?xml version=\"1.0\"?><opml version=\"2.0\"><head><title>Mine</title></head><body>\(outlines)</body></opml>"
    }

    static let lists = [
        List(
            name: "podcasts as links", text: body("<outline URL='http://p.test/7' text='7 %' type='link'/>"),
            feeds: ["http://p.test/7 7 %"]),
        List(
            name: "categories", text: body("<outline text='P' xmlUrl='http://p.test/f' category='/Sea/Tides,Ships'/>"),
            feeds: ["http://p.test/f P Sea/Tides/Ships"]),
        List(
            name: "commented out",
            text: body(
                "<outline text='P' xmlUrl='http://p.test/f' isComment='true'/><outline text='Q' xmlUrl='http://q.test/f'/>"
            ),
            feeds: ["http://q.test/f Q"]),
        List(
            name: "a feed in two folders and a folder without a name",
            text: body(
                "<outline text='P' xmlUrl='http://p.test/f'/><outline text='' title=''><outline text='Q' xmlUrl='http://q.test/f'/></outline>"
                    + "<outline text='Sea'><outline text='P' xmlUrl='http://p.test/f'/></outline>"),
            feeds: ["http://p.test/f P Sea", "http://q.test/f Q"]),
        List(
            name: "escaped twice, and kept as it is",
            text: body("<outline text='Tide &amp;amp; Co &amp;#8211; Sea' xmlUrl='http://p.test/f'/>"),
            feeds: ["http://p.test/f Tide &amp; Co &#8211; Sea"]),
        List(
            name: "a feed that is a folder",
            text: body(
                "<outline text='P' xmlUrl='http://p.test/f'><outline text='Q' xmlUrl='http://q.test/f'/></outline>"),
            feeds: ["http://p.test/f P", "http://q.test/f Q P"]),
        List(
            name: "a folder of type rss",
            text: body(
                "<outline type='rss' title='Sea'><outline type='rss' title='P' xmlUrl='http://p.test/f'/></outline>"),
            feeds: ["http://p.test/f P Sea"]),
        List(
            name: "a list in the list",
            text: body(
                "<outline text='more' type='include' url='http://p.test/l.opml'/><outline text='Q' xmlUrl='http://q.test/f'/>"
            ),
            feeds: ["http://q.test/f Q"]),
        List(
            name: "folders in folders",
            text: body(
                "<outline title='Sea'><outline title='Θ'><outline title='P' xmlUrl='https://p.test/f'/></outline></outline>"
            ),
            feeds: ["https://p.test/f P Sea/Θ"]),
        List(
            name: "no head, and capitals",
            text:
                "<opml><body><outline text='P' xmlurl='http://p.test/f'/><OUTLINE TEXT='Q' XMLURL='http://q.test/f'/></body></opml>",
            feeds: ["http://p.test/f P", "http://q.test/f Q"]),
        List(
            name: "no names", text: body("<outline type='rss' xmlUrl='http://p.test/f'/>"), feeds: ["http://p.test/f"]),
        List(
            name: "other elements",
            text: body("<x/><outline text='Sea'><note>n</note><outline text='P' xmlUrl='http://p.test/f'/></outline>"),
            feeds: ["http://p.test/f P Sea"]),
        List(
            name: "schemes and blanks",
            text: body(
                "<outline text='P' xmlUrl='feed://p.test/f'/><outline text='Q' xmlUrl='feed:https://q.test/f'/>"
                    + "<outline text='R' xmlUrl=' http://r.test/f &#10;'/><outline text='S' xmlUrl='s.test/f'/>"),
            feeds: ["http://p.test/f P", "https://q.test/f Q", "http://r.test/f R"], warnings: 1),
    ]

    @Test(arguments: lists)
    func `is read`(_ list: List) throws {
        let found = try parseOPML(Array(list.text.utf8))
        #expect(found.entries.map(line) == list.feeds && found.warnings.count == list.warnings, "\(found.warnings)")
    }

    private func line(_ entry: SubscriptionList.Entry) -> String {
        [entry.url, entry.title, entry.tags.isEmpty ? nil : entry.tags.joined(separator: "/")].compactMap { $0 }.joined(
            separator: " ")
    }

    @Test func `in other encodings, and with quotes within quotes`() throws {
        let cyrillic: [UInt8] = [0xD0, 0xE5, 0xEA, 0xE0]
        let old =
            Array("<?xml version='1.0' encoding='windows-1251'?><opml><body><outline text='".utf8) + cyrillic
            + Array("' xmlUrl='http://p.test/f'/></body></opml>".utf8)
        #expect(try parseOPML(old).entries.map(\.title) == ["Река"])
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in Self.body("<outline text='Река' xmlUrl='http://p.test/f'/>").utf16 {
            wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        #expect(try parseOPML(wide).entries.map(\.title) == ["Река"])
        let quoted = Self.body("<outline text=\"the \"sea\"\" type=\"rss\" xmlUrl=\"http://p.test/f\"/>")
        #expect(try parseOPML(Array(quoted.utf8)).entries.map(\.url) == ["http://p.test/f"])
    }

    @Test func `bookmarks of a browser are no list, and that is said`() {
        let bookmarks =
            "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF='http://p.test' FEEDURL='http://p.test/f'>P</A></DL>"
        #expect(throws: ParseError.notAList) { try parseOPML(Array(bookmarks.utf8)) }
    }
}
