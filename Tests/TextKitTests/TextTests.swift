import Testing

@testable import TextKit

@Suite struct TextTests {
    @Test(arguments: [
        ("", ""), ("a", "a"), (" \t a b \n", "a b"), ("\u{A0}a\u{2009}", "a"), ("\u{200B}a", "\u{200B}a"),
        (" \r\n", ""),
    ])
    func `white space goes from the ends, and from nowhere else`(_ text: String, _ trimmed: String) {
        #expect(text.trimmed().unicodeScalars.elementsEqual(trimmed.unicodeScalars))
        #expect(Array(text.utf8).trimming { _ in true }.isEmpty)
        #expect(Array(text.utf8).trimming { _ in false }.elementsEqual(text.utf8))
    }

    @Test func `of white space beyond ASCII, what is trimmed by bytes keeps all`() {
        #expect("\u{A0} a \u{A0}".trimming() == "\u{A0} a \u{A0}")
        #expect("\t a\u{C}".trimming() == "a" && ",\"a\", ".trimming(" ,\"") == "a")
    }

    @Test(arguments: ["", "plain", "a < b > c & \"d\" 'e'", "&amp;", "<<>>&&\"\"", "é & ü"])
    func `what is escaped reads back as it was`(_ text: String) {
        let escaped = Array(escapingHTML(text).utf8)
        #expect(!escaped.contains { [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\"")].contains($0) })
        var read: [UInt8] = []
        CharacterReference.decode(escaped, escaped.indices, into: &read)
        #expect(String(decoding: read, as: UTF8.self) == text)
    }

    @Test func `a quote stays in a text, and is a reference in an attribute`() {
        var out: [UInt8] = []
        escapeHTML(Array("x\"y\"<z".utf8), 1..<5, into: &out)
        #expect(String(decoding: out, as: UTF8.self) == "\"y\"&lt;")
        #expect(escapingHTML("\"y\"") == "&quot;y&quot;")
    }

    /// They are kept in stores: other values would be read as other texts.
    @Test func `hashes are what they have always been`() {
        #expect(stableHash("") == -7370510902652636691)
        #expect(stableHash("the same for ever") == 6516486920922714022)
        #expect(fnv("a".utf8.span) == 0xAF63_DC4C_8601_EC8C)
    }
}
