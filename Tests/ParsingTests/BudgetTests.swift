import FeedModel
import Parsing
import Testing

/// What one document may cost, and what is kept of one that has more entries than are wanted.
@Suite struct BudgetTests {
    private func limits(items: Int = 0, time: Duration = .zero, memory: Int = 0) -> ReadingLimits {
        var limits = ReadingLimits.none
        (limits.items, limits.time, limits.memory) = (items, time, memory)
        return limits
    }

    private func read(_ text: String, _ limits: ReadingLimits) throws -> Feed {
        try parseFeed(Array(text.utf8), at: "http://feed.test/", within: ReadingBudget(limits))
    }

    /// Seven entries, with what belongs to the feed itself behind them.
    static let documents = [
        "<rss><channel>" + entries("<item><guid>%</guid><x>y</x></item>") + "<title>t</title></channel></rss>",
        "<rss><channel><title>t</title>" + entries("<item><guid>%</guid>") + "</channel></rss>",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel><title>t</title></channel>"
            + entries("<item rdf:about='%'><guid>%</guid></item>") + "</rdf:RDF>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>" + entries("<entry><id>%</id></entry>") + "<title>t</title></feed>",
        #"{"version":"https://jsonfeed.org/version/1.1","items":[\#(entries(#"{"id":"%","tags":["a","b"]},"#).dropLast())],"title":"t"}"#,
    ]

    private static func entries(_ entry: String) -> String {
        (1...7).map { entry.replacing("%", with: "\($0)") }.joined()
    }

    @Test(arguments: documents)
    func `of too many entries the first are kept, and it is said`(_ document: String) throws {
        let feed = try read(document, limits(items: 3))
        #expect(feed.items.map(\.id) == ["1", "2", "3"])
        #expect(feed.itemsLeft == 4 && feed.itemLimit == 3)
        #expect(feed.title == "t")
        #expect(feed.warnings.first?.contains("7 entries: the first 3 were read; raise fetch.item-limit") == true)
    }

    @Test(arguments: documents)
    func `as many entries as are wanted are read whole, and nothing is said`(_ document: String) throws {
        for items in [7, 0] {
            let feed = try read(document, limits(items: items))
            #expect(feed.items.map(\.id) == ["1", "2", "3", "4", "5", "6", "7"])
            #expect(feed.itemsLeft == 0 && feed.itemLimit == nil)
            #expect(!feed.warnings.contains { $0.contains("item-limit") })
        }
    }

    @Test func `an entry that was left has not been withdrawn`() throws {
        let complete =
            "<rss xmlns:fh='http://purl.org/syndication/history/1.0'><channel><fh:complete/><title>t</title>"
            + Self.entries("<item><guid>%</guid></item>") + "</channel></rss>"
        #expect(try read(complete, limits(items: 7)).isComplete == true)
        #expect(try read(complete, limits(items: 6)).isComplete == nil)
    }

    @Test func `notices of deleted entries are bounded, too`() throws {
        let document =
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><title>t</title>"
            + Self.entries("<at:deleted-entry ref='%'/>") + "<entry><id>a</id></entry></feed>"
        let feed = try read(document, limits(items: 3))
        #expect(feed.deletedEntries.map(\.id) == ["1", "2", "3"])
        #expect(feed.items.map(\.id) == ["a"] && feed.itemsLeft == 0)
    }

    static let costly = [
        "<rss><channel>" + String(repeating: "<a/>", count: 60_000) + "</channel></rss>",
        "<rss><channel><item><description><![CDATA[" + String(repeating: "<i>a</i>", count: 20_000)
            + "]]></description></item></channel></rss>",
        "<rss><channel><item>" + String(repeating: "<category>a b</category>", count: 8_000)
            + "</item></channel></rss>",
        #"{"items":["# + String(repeating: "{},", count: 30_000) + "{}]}",
        #"{"items":[],"a":["# + String(repeating: "[],", count: 30_000) + "[]]}",
    ]

    @Test(arguments: costly)
    func `a document that takes too long is given up, and the error names the key`(_ document: String) throws {
        let error = #expect(throws: ParseError.self) { try read(document, limits(time: .microseconds(1))) }
        #expect(error == .tooCostly(.time(limit: .microseconds(1))))
        #expect(error?.description.contains("fetch.parse-time-limit") == true)
        _ = try read(document, .none)
    }

    @Test(arguments: [
        "<author>Name #</author>", "<category>c#</category>", "<a>#<b/>text</a>", "<![CDATA[#]]><a>text</a>",
    ])
    func `a document that is given up in its midst is no danger`(_ piece: String) {
        let document =
            "<rss><channel><item>" + (0..<20_000).map { piece.replacing("#", with: "\($0)") }.joined()
            + "</item></channel></rss>"
        for limit in stride(from: 4 * document.utf8.count, to: 12 * document.utf8.count, by: document.utf8.count / 2) {
            _ = try? read(document, limits(memory: limit))
        }
        #expect(throws: ParseError.self) { try read(document, limits(memory: 4 * document.utf8.count)) }
    }

    @Test(arguments: costly)
    func `a document that takes too much memory is given up, and the error names the key`(_ document: String) throws {
        let limit = 2 * document.utf8.count + 100_000
        let error = #expect(throws: ParseError.self) { try read(document, limits(memory: limit)) }
        #expect(error == .tooCostly(.memory(limit: limit)))
        #expect(error?.description.contains("fetch.parse-memory-limit") == true)
    }

    @Test func `one address of a letter is as long as its base, and counted so`() {
        let base = "http://x.test/" + String(repeating: "a", count: 8000) + "/"
        let links = String(repeating: "<atom:link href='b'/>", count: 5000)
        let images =
            "<description><![CDATA[<img srcset='" + String(repeating: "a, ", count: 5000) + "'>]]></description>"
        for body in [links, images] {
            let document = "<rss xml:base='\(base)'><channel><item>\(body)</item></channel></rss>"
            #expect(throws: ParseError.self) { try read(document, limits(memory: 16 << 20)) }
        }
    }

    @Test func `a page has a budget as well`() {
        let page = "<html><body><p>" + String(repeating: "words and <b>words</b> ", count: 8_000)
        for limits in [limits(time: .microseconds(1)), limits(memory: 1 << 20)] {
            let error = #expect(throws: ParseError.self) {
                try parsePage(Array(page.utf8), at: "http://page.test/", within: ReadingBudget(limits))
            }
            guard case .tooCostly = error else { Issue.record("\(String(describing: error))"); continue }
        }
    }

    @Test func `a reading that is cancelled ends`() {
        let budget = ReadingBudget(.none)
        budget.cancel()
        let document =
            "<rss><channel>" + String(repeating: "<item><title>a</title></item>", count: 10_000) + "</channel></rss>"
        #expect(throws: ParseError.tooCostly(.cancelled)) {
            try parseFeed(Array(document.utf8), at: "", within: budget)
        }
    }

    @Test func `the defaults read what real feeds have`() throws {
        let text = String(repeating: "Words of an article, as long as articles are. ", count: 11)
        let items = (1...9000).map {
            "<item><guid>\($0)</guid><title>Title \($0)</title><description>\(text)</description></item>"
        }
        let feed = try parse("<rss><channel><title>t</title>\(items.joined())</channel></rss>")
        #expect(feed.items.count == 9000 && feed.itemsLeft == 0)
    }
}
