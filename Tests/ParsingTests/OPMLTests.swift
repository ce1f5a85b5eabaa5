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

    @Test func `what is written is read again`() throws {
        var list = SubscriptionList()
        list.title = "A & B"
        var entry = SubscriptionList.Entry(url: "http://a.test/?a=1&b=\"2\"", title: "<A>")
        entry.tags = ["x", "y z"]
        list.entries = [entry, SubscriptionList.Entry(url: "https://b.test/")]
        let again = try parseOPML(writeOPML(list))
        #expect(again.title == list.title)
        #expect(again.entries.map(\.url) == list.entries.map(\.url))
        #expect(again.entries.first?.title == "<A>")
        #expect(again.entries.first?.tags == ["x", "y z"])
        #expect(again.warnings.isEmpty)
    }

    @Test func `something else is no list`() {
        #expect(throws: ParseError.self) { try parseOPML(Array("<rss><channel/></rss>".utf8)) }
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
