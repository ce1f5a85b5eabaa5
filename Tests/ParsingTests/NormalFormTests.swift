import FeedModel
import Foundation
import Testing

@testable import Parsing

@Suite struct NormalFormTests {
    private func read(_ entry: String) throws -> Item {
        let document = "<rss version=\"2.0\"><channel><title>Cafe\u{301}</title><item>\(entry)</item></channel></rss>"
        let feed = try parseFeed(Array(document.utf8), at: "http://a.test/")
        #expect(feed.title.map { Array($0.utf8) } == Array("Caf\u{E9}".utf8))
        return try #require(feed.items.first)
    }

    /// Strings are equal in Swift whatever their form: only the scalars tell.
    @Test(arguments: [
        ("Cafe\u{301}", "Caf\u{E9}"), ("A\u{30A}ngstro\u{308}m", "\u{C5}ngstr\u{F6}m"), ("\u{212B}", "\u{C5}"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("\u{30AB}\u{3099}", "\u{30AC}"),
        ("\u{915}\u{93C}", "\u{915}\u{93C}"),
        ("plain — “quoted” 漢字 Кириллица 🎉", "plain — “quoted” 漢字 Кириллица 🎉"),
    ])
    func `texts are composed`(written: String, composed: String) throws {
        let item = try read(
            "<title>\(written)</title><category>\(written)</category><description>\(written) and more</description>")
        let expected = Array(composed.unicodeScalars)
        #expect(item.title.map { Array($0.unicodeScalars) } == expected)
        #expect(item.tags.map { Array($0.unicodeScalars) } == [expected])
        #expect(item.contentText.map { Array($0.unicodeScalars.prefix(expected.count)) } == expected)
    }

    @Test func `addresses and ids stay as they came`() throws {
        let item = try read(
            """
            <guid isPermaLink="false">e\u{301}</guid>\
            <description>&lt;p&gt;e\u{301} &lt;a title="a &gt; b" href="http://a.test/e\u{301}"&gt;e\u{301}&lt;/a&gt;&lt;/p&gt;</description>
            """)
        #expect(Array(item.id.unicodeScalars) == ["e", "\u{301}"])
        let html = try #require(item.contentHTML)
        let marks = html.unicodeScalars.count { $0 == "\u{301}" }
        #expect(marks + html.components(separatedBy: "%CC%81").count - 1 == 1, "\(html)")
        #expect(html.unicodeScalars.count { $0 == "\u{E9}" } == 2)
    }

    @Test func `a page's texts are composed too`() throws {
        let sentence = "The cafe\u{301} at the quay was opened on Monday by the mayor, before a crowd of people. "
        let text = String(repeating: sentence, count: 4)
        let document =
            "<html><head><title>Cafe\u{301}</title></head><body><article><h1>Cafe\u{301}</h1><p>\(text)</p></article>"
        let page = try parsePage(Array(document.utf8), at: "http://a.test/1", contentType: "text/html; charset=utf-8")
        for written in [page.title, page.contentText, page.contentHTML] {
            let scalars = Array(try #require(written).unicodeScalars)
            #expect(scalars.contains("\u{E9}") && !scalars.contains("\u{301}"))
        }
    }
}
