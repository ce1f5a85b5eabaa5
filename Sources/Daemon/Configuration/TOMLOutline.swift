/// Where tables and keys stand in the text of a TOML document.
///
/// TOMLKit gives values without places. A message needs a line, and an edit that leaves every other byte alone
/// needs ranges, so this reads the text a second time, for its shape only. It trusts that TOMLKit has accepted
/// the document; of one that is wrong it gives what can be told.
struct TOMLOutline {
    struct Entry {
        /// `a.b = 1` has two parts.
        var key: [String]
        /// Counted from 1.
        var line: Int
        /// From the key's first byte to the value's last.
        var range: Range<Int>
        var value: Range<Int>
    }

    /// A header with what follows it; the first section has no header.
    struct Section {
        var header: [String] = []
        /// `[[header]]`
        var isElement = false
        var line = 1
        /// The bytes of the header itself, brackets included.
        var headerRange = 0..<0
        var entries: [Entry] = []
    }

    private(set) var sections = [Section()]
    private let text: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: [UInt8]) {
        self.text = text
        scan()
    }

    /// The line of `key` in the `index`th element of `table`, or where that table begins.
    /// - Parameter index: 0 for a table that is no array.
    func line(of key: String?, in table: String?, index: Int = 0) -> Int? {
        guard let table else {
            guard let key else { return nil }
            return sections.first { $0.header.first == key }?.line
                ?? sections[0].entries.first { $0.key.first == key }?.line
        }
        let group = sections(of: table, index: index)
        guard let key else { return group.first?.line ?? line(of: table, in: nil) }
        for section in group {
            let prefix = section.header.dropFirst()
            if let part = prefix.first {
                if part == key { return section.line }
            } else if let entry = section.entries.first(where: { $0.key.first == key }) {
                return entry.line
            }
        }
        // `fetch.timeout = "1m"` above all headers, or `fetch = { timeout = "1m" }`.
        let dotted = sections[0].entries.first { $0.key.first == table && ($0.key.count == 1 || $0.key[1] == key) }
        return dotted?.line ?? group.first?.line
    }

    /// The line of `key` in a table inside another, where that has a header of its own.
    /// - Parameter header: `["log", "nats"]` for `[log.nats]`.
    func line(of key: String, under header: [String], index: Int) -> Int? {
        let group = sections(of: header[0], index: index)
        return group.first { $0.header == header }?.entries.first { $0.key.first == key }?.line
            ?? group.first { $0.header == header + [key] }?.line
    }

    /// The section of a table with those of the tables inside it.
    func sections(of table: String, index: Int = 0) -> ArraySlice<Section> {
        var found = -1
        var start: Int?
        for (at, section) in sections.enumerated() where !section.header.isEmpty {
            let opens = section.header == [table]
            if opens { found += 1 }
            if let start, opens || section.header[0] != table { return sections[start..<at] }
            if start == nil, found == index, section.header[0] == table { start = at }
            if start == nil, found < 0, section.header[0] == table, section.header.count > 1 { start = at }
        }
        return start.map { sections[$0...] } ?? []
    }
}

extension TOMLOutline {
    private var byte: UInt8? { position < text.count ? text[position] : nil }

    private mutating func scan() {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while let byte {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
            case UInt8(ascii: "#"): skipComment()
            case UInt8(ascii: "["): scanHeader()
            default: scanEntry()
            }
        }
    }

    private mutating func advance() {
        if text[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skipComment() {
        while let byte, byte != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func skipBlanks() {
        while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
    }

    private mutating func scanHeader() {
        let start = position
        position += 1
        let isElement = byte == UInt8(ascii: "[")
        if isElement { position += 1 }
        let header = scanKey()
        while let byte, byte == UInt8(ascii: "]") { position += 1 }
        sections.append(
            Section(header: header, isElement: isElement, line: line, headerRange: start..<position))
        skipComment()
    }

    private mutating func scanEntry() {
        let (start, firstLine) = (position, line)
        let key = scanKey()
        guard byte == UInt8(ascii: "=") else { return skipComment() }
        position += 1
        skipBlanks()
        let valueStart = position
        skipValue()
        let entry = Entry(key: key, line: firstLine, range: start..<position, value: valueStart..<position)
        sections[sections.count - 1].entries.append(entry)
        skipComment()
    }

    /// Reads `a."b c".d` up to what cannot be part of a key.
    private mutating func scanKey() -> [String] {
        var parts: [String] = []
        while true {
            skipBlanks()
            guard let byte else { return parts }
            let start = position
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                skipString()
                let inner = text[start..<position].dropFirst().dropLast()
                parts.append(byte == UInt8(ascii: "'") ? String(decoding: inner, as: UTF8.self) : unescaped(inner))
            } else {
                while let byte = self.byte, isBare(byte) { position += 1 }
                if start == position { return parts }
                parts.append(String(decoding: text[start..<position], as: UTF8.self))
            }
            skipBlanks()
            guard self.byte == UInt8(ascii: ".") else { return parts }
            position += 1
        }
    }

    private func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private mutating func skipValue() {
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                position += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                position += 1
            case UInt8(ascii: "#") where depth > 0: skipComment()
            case UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if depth <= 0 { return trimBlanks() }
                advance()
            default: position += 1
            }
        }
        trimBlanks()
    }

    /// Steps back over the blanks between a value and its comment.
    private mutating func trimBlanks() {
        while position > 0, text[position - 1] == UInt8(ascii: " ") || text[position - 1] == UInt8(ascii: "\t") {
            position -= 1
        }
    }

    private mutating func skipString() {
        let quote = text[position]
        let isLong = text[position...].starts(with: [quote, quote, quote])
        position += isLong ? 3 : 1
        while let byte {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                position += 1
                if position < text.count { advance() }
            } else if byte != quote {
                if byte == UInt8(ascii: "\n"), !isLong { return }
                advance()
            } else if !isLong {
                position += 1
                return
            } else if text[position...].starts(with: [quote, quote, quote]) {
                position += 3
                // Up to two more quotes belong to the string (TOML 1.0, String).
                for _ in 0..<2 where self.byte == quote { position += 1 }
                return
            } else {
                position += 1
            }
        }
    }

    /// Of a quoted key, the escapes that occur in keys; others stay as they are written.
    private func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                if isEscaped, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                    result.append(UInt8(ascii: "\\"))
                }
                result.append(byte)
                isEscaped = false
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
