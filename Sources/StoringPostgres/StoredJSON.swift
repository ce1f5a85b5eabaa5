import FeedModel

extension JSONObject {
    /// As a column has it.
    var stored: String { JSONValue.object(self).encoded.withoutEscapedNUL }

    init(stored text: String) throws { self = try JSONValue(parsing: text).object ?? JSONObject() }
}

extension FeedState {
    init(stored text: String) throws { self.init(reading: try JSONObject(stored: text)) }
}

extension String {
    /// Encoded JSON as a column has it. PostgreSQL's operators refuse a text with an escaped NUL: it is held as U+FFFD.
    var withoutEscapedNUL: String {
        guard contains(#"\u0000"#) else { return self }
        var (result, rest) = ("", self[...])
        while let backslash = rest.firstIndex(of: "\\") {
            result += rest[..<backslash]
            let escape = rest[backslash...].prefix(6)
            // Of two the second begins nothing.
            let length = escape == #"\u0000"# ? 6 : 2
            result += length == 6 ? #"\ufffd"# : escape.prefix(2)
            rest = rest[backslash...].dropFirst(length)
        }
        return result + rest
    }
}
