import FeedModel
import Parsing
import Testing

/// Documents made to hurt: each must end in bounded time, as a feed or a clear error.
@Suite(.timeLimit(.minutes(10))) struct HostileTests {
    private func rss(_ body: String, dtd: String = "") -> String {
        "<?xml version='1.0'?>\(dtd)<rss version='2.0'><channel><title>t</title><item><title>\(body)</title></item></channel></rss>"
    }

    @Test func `a billion laughs stay few`() throws {
        var dtd = "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
        for level in 1...30 { dtd += "<!ENTITY a\(level) '" + String(repeating: "&a\(level - 1);", count: 10) + "'>" }
        let feed = try parse(rss("&a30;", dtd: dtd + "]>"))
        #expect((feed.items.first?.title ?? "").utf8.count < 4 << 20)
    }

    @Test func `quadratic blow-up is bounded`() throws {
        let dtd = "<!DOCTYPE rss [<!ENTITY a '\(String(repeating: "x", count: 100_000))'>]>"
        let feed = try parse(rss(String(repeating: "&a;", count: 10_000), dtd: dtd))
        #expect((feed.items.first?.title ?? "").utf8.count < 4 << 20)
    }

    @Test func `nothing external is read`() throws {
        let dtd =
            "<!DOCTYPE rss SYSTEM 'file:///etc/hostname' [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY % b SYSTEM 'http://x.test/'>%b;]>"
        #expect(try parse(rss("[&a;]", dtd: dtd)).items.first?.title == "[&a;]")
    }

    @Test(arguments: [
        "<a>", "<item>", "<!--", "<![CDATA[", "<?", "</", "<a b='", "&", "&#", "<!DOCTYPE [", "<!ENTITY a '",
    ])
    func `what is opened ever again ends, as a feed that is cut off and as markup that is closed`(
        _ piece: String
    ) throws {
        let text = "<rss><channel>" + String(repeating: piece, count: 100_000)
        #expect(try parse(text).isTruncated)
        let clean = sanitize(text).html
        #expect(sanitize(clean).html == clean)
    }

    @Test func `a million attributes do not take long`() throws {
        let attributes = (0..<1_000_000).map { " a\($0)='b'" }.joined()
        #expect(try parse("<rss\(attributes)><channel><title>t</title></channel></rss>").title == "t")
        _ = sanitize("<p\(attributes)>t")
    }

    @Test(arguments: ["%", "<![CDATA[%]]>"])
    func `a text without end is cut, at a whole character`(_ form: String) throws {
        let text = form.replacing("%", with: "x" + String(repeating: "é", count: 5 << 20))
        let feed = try parse(
            "<rss><channel><item><description>\(text)</description></item><item><title>b</title></item></channel></rss>"
        )
        #expect(feed.items.first?.contentText?.utf8.count == (8 << 20) - 1)
        #expect(feed.items.last?.title == "b")
        #expect(feed.warnings.contains { $0.contains("8 MB") })
    }

    @Test(arguments: ["content_html", "content_text"])
    func `a text of JSON without end is cut, at a whole character`(_ name: String) throws {
        let text = "x" + String(repeating: "é", count: 5 << 20)
        let feed = try parse(
            #"{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "a", "\#(name)": "\#(text)"}, {"id": "b"}]}"#
        )
        #expect(feed.items.first?.contentText?.utf8.count == (8 << 20) - 1)
        #expect(feed.items.last?.id == "b")
        #expect(feed.warnings.contains { $0.contains("8 MB") })
    }

    @Test func `elements nested without end are read to some depth`() throws {
        let feed = try parse("<rss><channel><title>t</title>" + String(repeating: "<a>", count: 100_000))
        #expect(feed.title == "t")
        #expect(feed.warnings.contains { $0.contains("too deep") })
    }

    @Test func `NUL bytes are left out, and said`() throws {
        let feed = try parse("<rss>\0<channel><title>a\0b\0</title></channel></rss>")
        #expect(feed.title == "ab")
        #expect(feed.warnings.contains { $0.contains("(3 times)") })
    }

    @Test func `deep nesting in JSON and HTML is no deep stack`() {
        #expect(throws: ParseError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
        #expect(sanitize(String(repeating: "<div>", count: 100_000) + "a").text == "a")
    }
}
