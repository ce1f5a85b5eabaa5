import FeedModel
import Parsing
import Testing

@Suite struct RepairTests {
    private let entries = (1...4).map {
        "<item><guid>\($0)</guid><title>T\($0)</title><description>D &amp; \($0)</description></item>"
    }
    private var whole: String {
        "<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>\(entries.joined())</channel></rss>"
    }

    @Test func `wherever a feed is cut, each complete entry comes out and the cut is said`() throws {
        let bytes = Array(whole.utf8)
        // From the root's name on: before it, nobody can tell what the document is.
        for length in "<?xml version='1.0'?><rss".utf8.count..<bytes.count {
            let cut = Array(bytes[..<length])
            let complete = String(decoding: cut, as: UTF8.self).components(of: "</item>")
            let feed = try parseFeed(cut, at: "")
            #expect(feed.items.count == complete, "cut at \(length)")
            #expect(feed.warnings.contains { $0.contains("ends too early") }, "cut at \(length)")
        }
        #expect(try parse(whole).warnings.isEmpty)
    }

    @Test func `a mistake's line is told whatever ends the lines`() throws {
        for lineEnd in ["\n", "\r\n", "\r"] {
            let lines = String(repeating: lineEnd, count: 20)
            let feed = try parse("<rss>\(lines)<channel><title>a\u{1}b</title>\(lines)</channel></rss>")
            #expect(feed.warnings.contains { $0.contains("line 21") }, "\(feed.warnings)")
        }
    }

    @Test(arguments: [
        ("\n\nNotice: x<?xml version='1.0'?><rss><channel><title>a</title></channel></rss>", "before the first tag"),
        ("\n<?xml version='1.0'?><rss><channel><title>a</title></channel></rss>", "not at the very start"),
        ("<rss><channel><title>a</title></channel></rss><p>b", "after the document's end"),
        ("<rss><channel><title>a</title><link>http://x.test/?a=1&b=2</link></channel></rss>", "bare '&'"),
        ("<rss><channel><title>a</title><description>1 < 2</description></channel></rss>", "bare '<'"),
        ("<rss><channel><title>a</title><copyright>&copy;</copyright></channel></rss>", "named entity"),
        ("<rss><channel><title>a</title><item><title>b</item></channel></rss>", "not closed"),
        ("<rss><channel></b><title>a</title></channel></rss>", "without its start tag"),
        ("<rss version=2.0><channel><title>a</title></channel></rss>", "without quotes"),
        ("<rss version='2.0' version='1.0'><channel><title>a</title></channel></rss>", "given twice"),
        ("<rss><channel><title>a</title><dc:creator>b</dc:creator></channel></rss>", "xmlns"),
        ("<rss><channel><title>a\u{1}</title></channel></rss>", "forbids"),
        ("<html><body><rss><channel><title>a</title></channel></rss></body></html>", "wrapped"),
    ])
    func `a mistake is repaired and told`(_ text: String, _ words: String) throws {
        let feed = try parse(text)
        #expect(feed.title == "a")
        #expect(feed.warnings.contains { $0.contains(words) }, "\(feed.warnings)")
        if !words.hasPrefix("wrapped") { #expect(!feed.isWellFormed) }
    }

    @Test func `repairs keep the text`() throws {
        let feed = try parse(
            "<rss><channel><item><link>http://x.test/?a=1&b=2&copy=3</link><title>A &eacute; &nosuch; B</title>"
                + "<item><title>C</title><description><![CDATA[never closed</description></item></channel></rss>")
        #expect(feed.items.map(\.title) == ["A é &nosuch; B", "C"])
        #expect(feed.items.first?.url == "http://x.test/?a=1&b=2&copy=3")
        #expect(feed.items.last?.contentText == "never closed")
    }

    @Test func `a web page is told from a feed`() {
        #expect(throws: ParseError.webPage) { try parse("<!DOCTYPE html><html><head><title>a</title></head></html>") }
        #expect(throws: ParseError.empty) { try parse(" \n") }
        #expect(throws: ParseError.self) { try parse("just words") }
        #expect(throws: ParseError.self) { try parse("{\"a\": 1}") }
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
