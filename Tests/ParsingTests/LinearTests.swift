import FeedModel
import Foundation
import Parsing
import Testing

/// What reading costs grows with the document, and no faster: in the processor time of the thread that reads, which
/// other work on the machine does not change. Four times the length costs four times as much; where each piece is looked
/// at for each other, sixteen times.
@Suite(.serialized) struct LinearTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let make: @Sendable (Int) -> String
        var testDescription: String { name }

        init(_ name: String, _ make: @escaping @Sendable (Int) -> String) { (self.name, self.make) = (name, make) }
    }

    private static func rss(_ body: String) -> String {
        "<rss version='2.0'><channel><title>t</title>\(body)</channel></rss>"
    }
    private static func entry(_ body: String) -> String { rss("<item><guid>g</guid>\(body)</item>") }
    private static func text(_ body: String) -> String { entry("<description><![CDATA[\(body)]]></description>") }
    private static func json(_ entry: String) -> String {
        #"{"version":"https://jsonfeed.org/version/1.1","items":[\#(entry)]}"#
    }
    private static func again(_ piece: String, _ length: Int) -> String {
        String(repeating: piece, count: length / piece.utf8.count)
    }
    private static func numbered(_ length: Int, _ piece: (Int) -> String) -> String {
        (0..<length / (piece(0).utf8.count + 3)).map(piece).joined()
    }

    static var feeds: [Kind] {
        [
            Kind("end tags") { rss(again("</", $0)) },
            Kind("named end tags") { rss(again("</a ", $0)) },
            Kind("instructions") { rss(again("<?a>", $0)) },
            Kind("instructions behind the root") { rss("") + again("<?a>", $0) },
            Kind("comments in XML") { rss(again("<!--a>", $0)) },
            Kind("instructions that end late") { rss(again("<?a>", $0) + "?>") },
            Kind("document types") { again("<!DOCTYPE a [", $0) + rss("") },
            Kind("names without end") { rss(again("<a", $0)) },
            Kind("attributes without end") { rss("<a" + again(" b='c' d=", $0)) },
            Kind("references that nobody knows") { rss(numbered($0) { "&n\($0);" }) },
            Kind("a long namespace") {
                rss("<a xmlns='\(again("u", $0 / 2))'>" + numbered($0 / 2) { "<b\($0)/>" } + "</a>")
            },
            Kind("control characters by reference") { entry("<a b='\(again("&#133;", $0))'/>") },
            Kind("sections") { rss(again("<![CDATA[a>", $0)) },
            Kind("sections in titles") { rss(again("<title><![CDATA[a</title>", $0)) },
            Kind("comments in HTML") { text(again("<!--a>", $0)) },
            Kind("comments in a title") { entry("<title><![CDATA[\(again("<!--a>", $0))]]></title>") },
            Kind("authors") { entry(numbered($0) { "<author>Name \($0)</author>" }) },
            Kind("authors with addresses") { entry(numbered($0) { "<author>a\($0)@x.test (Name)</author>" }) },
            Kind("enclosures") { entry(numbered($0) { "<enclosure url='http://x.test/\($0).mp3'/>" }) },
            Kind("thumbnails") { entry(numbered($0) { "<media:thumbnail url='http://x.test/\($0).png'/>" }) },
            Kind("categories") { entry(numbered($0) { "<category>c\($0)</category>" }) },
            Kind("geometries") { entry(again("<gml:Envelope/>", $0) + "<gml:Polygon/><gml:Point/>") },
            Kind("authors in JSON") { json(#"{"id":"a","authors":[\#(numbered($0) { #"{"name":"n\#($0)"},"# }){}]}"#) },
            Kind("marks that take turns") { text("a" + again("\u{301}\u{316}", $0)) },
            Kind("marks of two marks") { text("a" + again("\u{F73}", $0)) },
            Kind("marks in a title") { entry("<title>a\(again("\u{301}\u{316}", $0))</title>") },
            Kind("marks in a guid") { rss("<item><guid>a\(again("\u{301}\u{316}", $0))</guid></item>") },
            Kind("marks by reference") { entry("<category domain='a\(again("&#x301;&#x316;", $0))'>c</category>") },
            Kind("marks in JSON") { json(#"{"id":"a\#(again(#"\u0301\u0316"#, $0))"}"#) },
            Kind("letters of Hangul") { text(again("\u{1100}\u{1161}\u{11A8}", $0)) },
            Kind("a long language") { length in
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='\(again("a", length / 2))'>"
                    + again("<entry><id>a</id></entry>", length / 2) + "</feed>"
            },
            Kind("authors of a feed") { length in
                "<feed xmlns='http://www.w3.org/2005/Atom'>"
                    + numbered(length / 2) { "<author><name>n\($0)</name></author>" }
                    + again("<entry><id>a</id></entry>", length / 2) + "</feed>"
            },
            Kind("a long base") {
                entry(
                    "<a xml:base='http://x.test/\(again("a", $0 / 2))/'>\(again("<atom:link href='b'/>", $0 / 2))</a>")
            },
        ]
    }

    @Test(arguments: feeds)
    func `a feed of four times the length costs about four times as much`(_ kind: Kind) async {
        await measure(kind) { _ = try? parseFeed($0, at: "http://feed.test/", within: ReadingBudget(.none)) }
    }

    static var pages: [Kind] {
        [
            Kind("headings under a long title") { length in
                "<title>\(numbered(length / 2) { "w\($0) " })</title>" + again("<h2>two words</h2>", length / 2)
            },
            Kind("comments") { "<p>" + again("<!--a>", $0) },
            Kind("marks in words") { "<title>a b</title><h1>a" + again("\u{301}\u{316}", $0) + "</h1>" },
            Kind("feeds that it names") { length in
                numbered(length) { "<link rel=alternate type='application/rss+xml' href='/\($0)'>" }
            },
        ]
    }

    @Test(arguments: pages)
    func `a page of four times the length costs about four times as much`(_ kind: Kind) async {
        await measure(kind) { bytes in
            _ = try? parsePage(bytes, at: "http://page.test/", contentType: "text/html", within: ReadingBudget(.none))
            _ = discoverFeeds(inPage: bytes, at: "http://page.test/", within: ReadingBudget(.none))
        }
    }

    static var lists: [Kind] {
        [
            Kind("outlines without address") { "<opml><body>" + again("<outline/>", $0) + "</body></opml>" },
            Kind("categories of one feed") { length in
                "<opml><body>" + numbered(length) { "<outline xmlUrl='http://a.test/' category='c\($0)'/>" }
                    + "</body></opml>"
            },
        ]
    }

    @Test(arguments: lists)
    func `a list of four times the length costs about four times as much`(_ kind: Kind) async {
        await measure(kind) { _ = try? parseOPML($0) }
    }

    @Test func `rules for robots that nearly fit cost as much as they are long`() async {
        let measured = Kind("stars") { length in
            "User-agent: *\n" + Self.again("Disallow: /*\(String(repeating: "a", count: 500))b\n", length)
        }
        let url = "http://a.test/" + String(repeating: "a", count: 4000)
        await measure(measured, short: 10_000) { _ = RobotsRules(parsing: $0).allows(url) }
    }

    private func measure(_ kind: Kind, short: Int = 20_000, _ read: @escaping @Sendable ([UInt8]) -> Void) async {
        let ratio = await onThread {
            let (once, fourfold) = (Array(kind.make(short).utf8), Array(kind.make(4 * short).utf8))
            func cost(_ bytes: [UInt8]) -> Double {
                let start = cpuTime()
                read(bytes)
                return cpuTime() - start
            }
            // Now and then a first look costs more. Below some milliseconds nothing is told by it.
            for _ in 1...3 {
                let ratio = cost(fourfold) / max(cost(once), 0.004)
                if ratio < 9 { return ratio }
            }
            return Double.infinity
        }
        #expect(ratio < 9)
    }
}

private func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Runs what takes long on a thread of its own: tests share a few threads, and those that wait for something need them.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 8 << 20
        thread.start()
    }
}
