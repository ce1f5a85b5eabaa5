import Testing

@testable import Publishing

@Suite struct MarkupTests {
    @Test func `texts are escaped, and forbidden characters left out`() {
        var html = MarkupWriter()
        html.element("a", ("href", "x\"><script>"), ("lang", nil), text: "<b>&\u{1}\u{FFFF}ok")
        #expect(
            String(decoding: html.bytes, as: UTF8.self) == #"<a href="x&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;ok</a>"#)
    }
}
