import Testing

@testable import FeedModel

@Suite struct SafeTextTests {
    @Test func `no control and no mark of direction stays on a line`() {
        let hostile: [ClosedRange<UInt32>] = [
            0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
        ]
        let scalars = (UInt32(0)..<0x3000).compactMap { Unicode.Scalar($0) }
        let gone = scalars.filter { scalar in hostile.contains { $0.contains(scalar.value) } }
        #expect(scalars.filter { !onOneLine("a\($0)").unicodeScalars.contains($0) } == gone)
        #expect(
            scalars.filter { !inLines("a\($0)").unicodeScalars.contains($0) }
                == gone.filter { $0 != "\n" && $0 != "\t" })
        #expect(onOneLine("a\r\nb\u{1B}[31mc\u{202E}d") == "a  b [31mcd")
    }

    @Test(arguments: ["שלום עולם", "नमस्ते", "👩\u{200D}🔬", "می\u{200C}خواهم", "plain text, with “quotes”", ""])
    func `other text stays as it is`(_ text: String) {
        #expect(onOneLine(text) == text)
        #expect(messageLine(text) == text)
    }

    @Test func `what is as long as a server likes is cut`() {
        let host = String(repeating: "h", count: 3000)
        let line = messageLine("no address for the name \(host), sorry")
        #expect(line == "no address for the name \(host.prefix(200))… sorry")
        #expect(messageLine(String(repeating: "word ", count: 5000)).unicodeScalars.count == 1001)
        // One character, as Unicode counts.
        #expect(messageLine("e" + String(repeating: "\u{301}", count: 5000)).unicodeScalars.count == 201)
        #expect(messageLine("cannot reach feeds.example: refused") == "cannot reach feeds.example: refused")
    }
}
