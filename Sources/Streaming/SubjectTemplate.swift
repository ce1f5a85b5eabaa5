import TextKit

/// The subject of an event's message: tokens with a dot between them, in which `{kind}`, `{feed}` and `{feed-id}` stand
/// for the event's, so that consumers filter by them.
package struct SubjectTemplate: Sendable, Equatable {
    package let text: String

    package static let standard = SubjectTemplate(unchecked: "dateline.{kind}.{feed}")
    private static let names = ["{kind}", "{feed}", "{feed-id}"]

    private init(unchecked text: String) { self.text = text }

    package struct Mistake: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    package init(_ text: String) throws(Mistake) {
        guard text.utf8.count <= 200 else { throw Mistake(description: "is longer than 200 bytes") }
        for token in text.split(separator: ".", omittingEmptySubsequences: false) {
            var literal = String(token)
            for name in Self.names { literal.replace(name, with: "") }
            guard !token.isEmpty else { throw Mistake(description: "has an empty token: two dots, or one at an end") }
            if literal.contains("{") || literal.contains("}") {
                throw Mistake(description: "knows only {kind}, {feed} and {feed-id}")
            }
            guard
                literal.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: ">") }
                )
            else { throw Mistake(description: "may hold neither spaces nor * and >, only visible ASCII") }
        }
        if text.hasPrefix("$") || text.hasPrefix("_INBOX.") {
            throw Mistake(description: "is the server's own; begin it otherwise")
        }
        self.text = text
    }

    /// All subjects that can come of it.
    package var wildcard: String {
        text.split(separator: ".").map { token in Self.names.contains { token.contains($0) } ? "*" : String(token) }
            .joined(separator: ".")
    }

    /// - Parameter feed: the feed's address; nil for events of the store itself.
    package func subject(kind: String, feed: String?, id: Int64?) -> String {
        text.replacing("{kind}", with: Self.token(kind))
            .replacing("{feed-id}", with: id.map(String.init) ?? "store")
            .replacing("{feed}", with: feed.map { Self.token(Self.withoutScheme($0)) } ?? "store")
    }

    /// What may stand between two dots: each byte but letters and digits of ASCII, `-` and `_` becomes `_`. What is longer
    /// than 100 bytes is cut, and a hash of it put behind.
    static func token(_ text: String) -> String {
        guard !text.isEmpty else { return "_" }
        let token = String(decoding: text.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        guard token.utf8.count > 100 else { return token }
        return token.prefix(80) + "-" + String(UInt64(bitPattern: stableHash(text)), radix: 16)
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        byte < 0x80 && (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func withoutScheme(_ url: String) -> Substring {
        url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    }

    private static func token(_ text: Substring) -> String { token(String(text)) }

    /// Whether a stream that takes `pattern` takes all of `subjects`, which may have wildcards itself.
    package static func covers(_ pattern: String, _ subjects: String) -> Bool {
        let (outer, inner) = (pattern.split(separator: "."), subjects.split(separator: "."))
        for (index, token) in outer.enumerated() {
            if token == ">" { return inner.count > index }
            guard index < inner.count, token == inner[index] || token == "*" else { return false }
        }
        return outer.count == inner.count
    }
}
