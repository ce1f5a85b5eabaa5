import FeedModel

extension JSONObject {
    /// As a column has it. PostgreSQL's operators refuse a text with an escaped NUL: it is held as U+FFFD.
    var stored: String {
        let text = JSONValue.object(self).encoded
        guard text.contains(#"\u0000"#) else { return text }
        var (result, rest) = ("", text[...])
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

    init(stored text: String) throws { self = try JSONValue(parsing: text).object ?? JSONObject() }
}

extension FeedState {
    init(stored text: String) throws { self.init(reading: try JSONObject(stored: text)) }
}
