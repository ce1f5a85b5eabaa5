import Parsing
import Testing

@Suite struct ReadableHTMLTests {
    @Test(arguments: [
        ("<p>One <b>two</b></p>", "<p>One <strong>two</strong></p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ("<p style=\"color:red\" onclick=\"x()\" class=\"a\">x</p>", "<p>x</p>"),
        ("<a href=\"javascript:alert(1)\">x</a>", "x"),
        ("<ul><li>x", "<ul><li>x</li></ul>"),
    ])
    func `a text keeps its words, and nothing that looks or acts`(_ html: String, _ wanted: String) {
        #expect(readableHTML(html, media: .links) == wanted)
    }

    @Test func `a picture is a link that says what it shows, or nothing`() {
        let html = "<p>x</p><img src=\"http://a.test/1.png\" alt=\"Pier\">"
        let linked = readableHTML(html, media: .links)
        #expect(linked.contains("href=\"http://a.test/1.png\"") && linked.contains("Pier") && !linked.contains("<img"))
        #expect(!readableHTML(html, media: .none).contains("a.test"))
    }
}
