import Testing
import TextKit

@Suite struct StreamSafeTests {
    private let marks = (1...30).map { $0 % 2 == 0 ? "\u{301}" : "\u{316}" }.joined()

    /// Strings are equal in Swift whatever their form: only the scalars tell.
    private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    @Test func `thirty marks in a row stay as they are`() {
        for text in ["", "plain", "Кириллица и 漢字", "a" + marks, "a" + marks + "b" + marks, "กำแพงเมืองจีนเป็นสิ่งก่อสร้าง"] {
            #expect(scalars(streamSafe(text)) == scalars(text))
        }
    }

    @Test func `a joiner stands before each mark that would be the thirty-first`() {
        let text = "a" + marks + marks + "\u{301}b"
        #expect(scalars(streamSafe(text)) == scalars("a" + marks + "\u{34F}" + marks + "\u{34F}\u{301}b"))
        #expect(scalars(streamSafe(streamSafe(text))) == scalars(streamSafe(text)))
    }

    @Test func `a character that is two marks counts as two`() {
        let text = "a" + String(repeating: "\u{F73}", count: 16)
        #expect(scalars(streamSafe(text)) == scalars("a" + String(repeating: "\u{F73}", count: 15) + "\u{34F}\u{F73}"))
    }
}
