import TextKit

/// HTML or XML as bytes. What is markup stands in this program, as a `StaticString`; every other text is escaped, so that
/// nothing that a feed says can be taken for markup.
package struct MarkupWriter {
    package private(set) var bytes: [UInt8] = []

    package typealias Attribute = (name: StaticString, value: String?)

    package init() {}

    package mutating func markup(_ text: StaticString) { bytes.append(text) }

    /// Without what XML 1.0 has no characters for.
    package mutating func text(_ text: String) {
        let utf8 = Array(text.utf8)
        guard let first = utf8.indices.first(where: { isForbidden(utf8, $0) }) else {
            return escapeHTML(utf8, utf8.indices, quotes: true, into: &bytes)
        }
        var clean = Array(utf8[..<first])
        var at = first
        while at < utf8.count {
            if isForbidden(utf8, at) {
                at += utf8[at] == 0xEF ? 3 : 1
            } else {
                clean.append(utf8[at])
                at += 1
            }
        }
        escapeHTML(clean, clean.indices, quotes: true, into: &bytes)
    }

    /// Controls but for tab and line ends, U+FFFE and U+FFFF (XML 1.0, 2.2).
    private func isForbidden(_ utf8: [UInt8], _ at: Int) -> Bool {
        switch utf8[at] {
        case 0x09, 0x0A, 0x0D: false
        case ..<0x20: true
        case 0xEF: at + 2 < utf8.count && utf8[at + 1] == 0xBF && utf8[at + 2] >= 0xBE
        default: false
        }
    }

    /// What `readableHTML` has made.
    mutating func readable(_ html: String) { bytes.append(contentsOf: html.utf8) }

    private mutating func close(_ name: StaticString) {
        markup("</")
        markup(name)
        markup(">")
    }

    /// An element of XML, or a void one of HTML, which takes the slash for nothing.
    package mutating func empty(_ name: StaticString, _ attributes: Attribute...) { start(name, attributes, "/>") }

    /// Left out where there is no text; so are attributes without a value.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String?) {
        guard let text, !text.isEmpty else { return }
        start(name, attributes, ">")
        self.text(text)
        close(name)
    }

    package mutating func element(
        _ name: StaticString, _ attributes: Attribute..., body: (inout MarkupWriter) throws -> Void
    ) rethrows {
        start(name, attributes, ">")
        try body(&self)
        close(name)
    }

    private mutating func start(_ name: StaticString, _ attributes: [Attribute], _ end: StaticString) {
        markup("<")
        markup(name)
        for case (let name, let value?) in attributes {
            markup(" ")
            markup(name)
            markup("=\"")
            text(value)
            markup("\"")
        }
        markup(end)
    }
}

/// What may stand in a link: the parser has kept harmless schemes, and of these pages need the web's alone.
func webAddress(_ address: String?) -> String? { address.flatMap { $0.isWebAddress ? $0 : nil } }

/// A BCP 47 tag; nil for what is none, which a checker and a screen reader would stumble over.
func languageTag(_ language: String?) -> String? {
    guard let language, let first = language.split(separator: "-").first, (2...3).contains(first.utf8.count),
        first.utf8.allSatisfy(\.isLetter),
        language.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
    else { return nil }
    return language
}

/// "2026-11-28 09:30 UTC"
func spelledTime(_ rfc3339: String) -> String { "\(rfc3339.prefix(10)) \(rfc3339.dropFirst(11).prefix(5)) UTC" }
