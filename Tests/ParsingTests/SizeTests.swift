import FeedModel
import Testing

@testable import Parsing

/// What is too much for a reader is cut and said so, or refused with a reason; what is just below that is read whole.
@Suite(.timeLimit(.minutes(10))) struct SizeTests {
    private static func rss(_ body: String, subset: String? = nil) -> String {
        (subset.map { "<!DOCTYPE rss [\($0)]>" } ?? "") + "<rss><channel><title>t</title>\(body)"
            + "<item><title>b</title></item></channel></rss>"
    }

    /// `piece` so many times, with a number in place of "#".
    private static func numbered(_ count: Int, _ piece: String) -> String {
        let parts = piece.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return String(repeating: piece, count: count) }
        return (0..<count).map { parts[0] + String($0) + parts[1] }.joined()
    }

    @Test(arguments: ["é", "\""])
    func `a value of an attribute without end is cut, and the feed read`(_ piece: String) throws {
        let value = String(repeating: piece, count: 11_000_000 / piece.utf8.count)
        let feed = try parse(Self.rss("<x a='\(value)'/>"))
        #expect(feed.items.map(\.title) == ["b"])
        #expect(feed.warnings.contains { $0.contains("more than 8 MB") }, "\(feed.warnings)")
    }

    @Test func `a long value of an attribute stays, in a feed with a mistake as well`() throws {
        let value = String(repeating: "v", count: 5_000_000)
        for stray in ["", "</stray>"] {
            let (document, repairs) = readXML(decode(Array(Self.rss("\(stray)<x a='\(value)'/>").utf8)))
            #expect(!repairs.has(.tooLong))
            #expect(document.attributes.contains { Int($0.valueEnd - $0.valueStart) == value.utf8.count })
        }
    }

    @Test func `the namespace of an element may be without end, too`() throws {
        let feed = try parse(Self.rss("<x xmlns='\(String(repeating: "u", count: 11_000_000))'/>"))
        #expect(feed.items.map(\.title) == ["b"])
        #expect(feed.warnings.contains { $0.contains("more than 8 MB") })
    }

    @Test func `a name that is cut is told`() throws {
        for (length, isTold) in [(60_000, true), (900, false)] {
            let name = String(repeating: "n", count: length)
            let feed = try parse(Self.rss("</stray><\(name)/>"))
            #expect(feed.items.map(\.title) == ["b"])
            #expect(feed.warnings.contains { $0.contains("1,000 bytes") } == isTold)
        }
    }

    @Test(arguments: [false, true])
    func `what is left out of declared entities is told`(isBroken: Bool) throws {
        let stray = isBroken ? "</stray>" : ""
        for (count, isTold) in [(30, true), (5, false)] {
            let entity = "<!ENTITY a '\(String(repeating: "x", count: 50_000))'>"
            let body = "\(stray)<x>\(String(repeating: "&a;", count: count))</x>"
            let feed = try parse("\n" + Self.rss(body, subset: entity))
            #expect(feed.items.map(\.title) == ["b"])
            #expect(feed.warnings.contains { $0.contains("line 2: entities") } == isTold, "\(feed.warnings)")
        }
    }

    /// libxml2's table of names has a size that is fixed: looking up one of very many takes as long as they are many.
    @Test(arguments: [
        "<b#/>", "<b a#=''/>", "<b xmlns='u#'/>", "<b xmlns:p#='u'/>", "<?p# a?>", "&e#;",
    ])
    func `a document of very many names is given up, and one of many is read`(_ piece: String) throws {
        func document(_ count: Int) -> [UInt8] {
            Array(Self.rss(Self.numbered(count, piece)).utf8)
        }
        #expect(try parseFeed(document(10_000), at: "").items.map(\.title) == ["b"])
        let error = #expect(throws: ParseError.self) { try parseFeed(document(130_000), at: "") }
        #expect(error == .tooCostly(.names(limit: 100_000)))
        #expect(error?.description.contains("100000 different names") == true)
    }

    @Test(arguments: [
        "<!ENTITY e# ''>", "<!ENTITY % e# ''>", "<!ENTITY e# SYSTEM 'file:///x'>", "<!ATTLIST e# a CDATA ''>",
        "<!ELEMENT e# ANY>", "<!NOTATION n# SYSTEM 'a'>", "<?p# it's a ]>?>", "<!-- # it's a ]> -->",
    ])
    func `however much a document declares, it is read`(_ piece: String) throws {
        let subset = Self.numbered(20_000, piece)
        let feed = try parse(Self.rss("", subset: subset))
        #expect(feed.items.map(\.title) == ["b"])
        #expect(feed.isWellFormed)
    }

    @Test func `declared attributes are not given to each element`() throws {
        let subset = "<!ATTLIST item a CDATA 'v' b CDATA '\(String(repeating: "v", count: 100_000))'>"
        let text = Self.rss(String(repeating: "<item/>", count: 1000), subset: subset)
        let (document, repairs) = readXML(decode(Array(text.utf8)))
        #expect(repairs.isEmpty)
        #expect(document.bytes.count < text.utf8.count && document.attributes.isEmpty)
    }

    @Test func `a mistake behind a document type has its own line`() throws {
        let feed = try parse("<!DOCTYPE rss [\n<!ENTITY a 'b'>\n]>\n<rss><channel><title>&a;&</title></channel></rss>")
        #expect(feed.title == "b&")
        #expect(feed.warnings.contains { $0.hasPrefix("line 4: a bare '&'") }, "\(feed.warnings)")
    }
}
