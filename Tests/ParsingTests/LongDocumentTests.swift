import FeedModel
import Testing

import Parsing

/// libxml2 is given long documents in pieces of 1 MiB.
@Suite struct LongDocumentTests {
    private static let pieceLength = 1 << 20

    /// - Parameter offset: where the end of the first piece falls within `body`.
    private func feed(_ body: String, cutAt offset: Int) -> String {
        let head = "<rss version='2.0'><channel><filler>"
        let opening = "</filler><title>f</title><item><guid>g</guid><title>"
        let filler = Self.pieceLength - head.utf8.count - opening.utf8.count - offset
        return head + String(repeating: "x", count: filler) + opening + body + "</title></item></channel></rss>"
    }

    @Test(arguments: [
        ("a &amp; b &#8364; c", "a & b € c"), ("<![CDATA[a < b & c]] > d]]>", "a < b & c]] > d"),
        ("ä€😀 <!-- < & --> z", "ä€😀 z"), ("a <?b < & ?> c", "a c"),
    ])
    func `a piece may end anywhere`(_ body: String, _ title: String) throws {
        for offset in 0...body.utf8.count {
            let feed = try parse(feed(body, cutAt: offset))
            #expect(feed.items.map(\.title) == [title], "\(offset)")
            #expect(feed.warnings.isEmpty, "\(offset): \(feed.warnings)")
        }
    }

    @Test func `elements of libxml2's depth are read, and deeper ones as deep as may be`() throws {
        func feed(_ depth: Int) -> String {
            let inner = depth - 4
            return "<rss version='2.0'><channel><item><guid>g</guid><x>" + String(repeating: "<a>", count: inner)
                + String(repeating: "</a>", count: inner) + "</x><title>t</title></item></channel></rss>"
        }
        #expect(try parse(feed(256)).warnings.isEmpty)
        let deep = try parse(feed(260))
        #expect(deep.items.map(\.title) == ["t"])
        #expect(deep.warnings.count == 1, "\(deep.warnings)")
    }
}
