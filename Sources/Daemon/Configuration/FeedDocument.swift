import FeedModel

/// The text of a TOML file of feeds, changed in place: what is not changed stays byte for byte as it was.
package struct FeedDocument {
    package private(set) var text: [UInt8]

    package init(_ text: [UInt8]) { self.text = text }

    /// Puts a `[[feed]]` at the end.
    /// - Parameter remark: a comment above it, for people.
    package mutating func append(_ feed: FeedEntry, remark: String? = nil) {
        if !text.isEmpty, !isBlankLine(endingAt: text.count) {
            if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
            text.append(UInt8(ascii: "\n"))
        }
        // Control characters have no place in a comment (TOML 1.0, Comment).
        if let remark { write("# \(onOneLine(remark))\n") }
        write("[[feed]]\n")
        for (key, value) in feed.values { write("\(key) = \(value)\n") }
    }

    /// Changes keys of the `index`th `[[feed]]`; a nil value takes the key out. New keys come after the last one.
    /// - Throws: when the feed is written in a form that cannot be changed line by line.
    package mutating func set(_ values: [(key: String, value: String?)], ofFeed index: Int) throws(FeedEditError) {
        for (key, value) in values {
            let section = try section(ofFeed: index)
            let entries = section.entries.filter { $0.key.first == key }
            let tables = TOMLOutline(text).sections(of: "feed", index: index).contains {
                $0.header.dropFirst().first == key
            }
            guard entries.allSatisfy({ $0.key.count == 1 }), !tables else {
                throw FeedEditError(line: section.line, reason: "its \(key) is a table of its own")
            }
            if let entry = entries.first {
                if let value {
                    text.replaceSubrange(entry.value, with: Array(value.utf8))
                } else {
                    text.removeSubrange(wholeLines(entry.range))
                }
            } else if let value {
                let end = lineEnd(after: section.entries.last?.range.upperBound ?? section.headerRange.upperBound)
                let isOpen = end > 0 && text[end - 1] != UInt8(ascii: "\n")
                text.insert(contentsOf: Array("\(isOpen ? "\n" : "")\(key) = \(value)\n".utf8), at: end)
            }
        }
    }

    /// Takes the `index`th `[[feed]]` out, with what is inside it. A comment above it stays.
    package mutating func remove(feed index: Int) throws(FeedEditError) {
        let first = try section(ofFeed: index)
        let last = TOMLOutline(text).sections(of: "feed", index: index).last ?? first
        let start = lineStart(before: first.headerRange.lowerBound)
        var end = lineEnd(after: last.entries.last?.range.upperBound ?? last.headerRange.upperBound)
        // One of the two gaps around it goes too.
        let followsGap = start == 0 || isBlankLine(endingAt: start)
        while followsGap, end < text.count, let next = blankLineEnd(from: end) { end = next }
        text.removeSubrange(start..<end)
    }

    /// True when there is nothing but blanks, so that the file may go.
    package var isBlank: Bool { text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } }

    private func section(ofFeed index: Int) throws(FeedEditError) -> TOMLOutline.Section {
        let outline = TOMLOutline(text)
        guard let section = outline.sections(of: "feed", index: index).first, section.isElement,
            section.header == ["feed"]
        else { throw FeedEditError(line: outline.line(of: "feed", in: nil), reason: "it is not written as [[feed]]") }
        return section
    }

    private mutating func write(_ string: String) { text.append(contentsOf: string.utf8) }

    private func lineStart(before offset: Int) -> Int {
        text[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    /// After the line break.
    private func lineEnd(after offset: Int) -> Int {
        text[offset...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
    }

    private func wholeLines(_ range: Range<Int>) -> Range<Int> {
        lineStart(before: range.lowerBound)..<lineEnd(after: range.upperBound)
    }

    private func isBlankLine(endingAt end: Int) -> Bool {
        end > 0 && blankLineEnd(from: lineStart(before: end - 1)) == end
    }

    private func blankLineEnd(from start: Int) -> Int? {
        let end = lineEnd(after: start)
        return text[start..<end].allSatisfy { $0 <= 0x20 } ? end : nil
    }
}

/// Why a file cannot be changed for its owner.
package struct FeedEditError: Error, Equatable {
    package let line: Int?
    package let reason: String
}

/// The keys of a new `[[feed]]` with their values as TOML, in order.
package struct FeedEntry {
    package private(set) var values: [(key: String, value: String)] = []

    package init(url: String) { set("url", tomlString(url)) }

    package init(_ subscription: Subscription, default policy: PagePolicy) {
        self.init(url: subscription.url)
        if let title = subscription.title { set("title", tomlString(title)) }
        if !subscription.tags.isEmpty { set("tags", tomlList(subscription.tags)) }
        if let interval = subscription.interval { set("interval", tomlString(interval.written)) }
        if subscription.pages != policy { set("pages", tomlString(subscription.pages.rawValue)) }
        if subscription.readsHistory { set("history", "true") }
        if let rules = subscription.retention.toml { set("retention", rules) }
    }

    /// - Parameter passwordFile: Relative to the configuration's folder, or absolute.
    package mutating func setLogin(user: String, passwordFile: String) {
        set("login", tomlLogin(user: user, passwordFile: passwordFile))
    }

    private mutating func set(_ key: String, _ value: String) { values.append((key, value)) }
}

/// A basic string (TOML 1.0, String), on one line.
package func tomlString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        // Not all of them need be, but a file is looked at on terminals.
        case _ where isDirectionMark(scalar), "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            result += "\\u" + hexadecimal(scalar.value)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

package func tomlLogin(user: String, passwordFile: String) -> String {
    "{ user = \(tomlString(user)), password-file = \(tomlString(passwordFile)) }"
}

package func tomlList(_ texts: [String]) -> String { "[\(texts.map(tomlString).joined(separator: ", "))]" }

private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
}
