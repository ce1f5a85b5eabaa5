/// A news agency or another house whose texts are printed by others.
package struct WireAgency: Equatable, Sendable {
    /// In reasons: `wire-credit:reuters/2025-12-18`.
    package var id: String
    /// As credits name it; the first is how Dateline names it.
    package var names: [String]
    /// Of its own sites.
    package var domains: [String]

    package var name: String { names[0] }
}

/// The agencies known, found by the names that credits give them.
package struct WireAgencies: Sendable {
    package let all: [WireAgency]
    private let byName: [String: Int]
    private let byDomain: [String: Int]
    private let starts: WordStarts
    private let filter: NameFilter

    /// - Parameter extra: a user's file in the form of `WireAgencies.list`. Its agencies come before ours.
    package init(extra: String = "") {
        let agencies = Self.parse(extra) + Self.parse(Self.list)
        all = agencies
        byName = Dictionary(
            agencies.enumerated().flatMap { index, agency in agency.names.map { (Self.key($0), index) } },
            uniquingKeysWith: { first, _ in first })
        starts = WordStarts(byName.keys.map { firstThreeBytes(of: $0.lowercased()) })
        filter = NameFilter(agencies.flatMap(\.names).map { Self.words($0) } + byName.keys)
        byDomain = Dictionary(
            agencies.enumerated().flatMap { index, agency in agency.domains.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
    }

    package static let standard = WireAgencies()

    /// The agency that `text` names and nothing else. Names of up to four letters are taken as they are written,
    /// since `pa` and `ap` are words, too.
    package func agency(named text: Substring) -> WireAgency? {
        guard text.utf8.count <= Self.longestName, mayBeName(text) else { return nil }
        return byName[Self.key(text)].map { all[$0] }
    }

    package func agency(named text: String) -> WireAgency? { agency(named: text[...]) }

    /// Of a name that a program gave, which may have lost its case: `afp`, `LUSA`.
    package func agency(namedInAnyCase text: String) -> WireAgency? {
        if let agency = agency(named: text) { return agency }
        guard text.unicodeScalars.count <= 4, text == text.lowercased() || text == text.uppercased() else { return nil }
        return [text.uppercased(), text.prefix(1).uppercased() + text.dropFirst().lowercased(), text.lowercased()].lazy
            .compactMap { agency(named: $0) }.first
    }

    /// By the first three bytes that its key has.
    private func mayBeName(_ text: Substring) -> Bool {
        var (start, count, isApart) = (UInt32(0), 0, false)
        for byte in text.utf8 {
            if byte >= 0x80 { return true }
            guard Self.isWordPart(byte) else {
                isApart = count > 0
                continue
            }
            if isApart {
                (start, count, isApart) = (start << 8 | 0x20, count + 1, false)
                if count == 3 { break }
            }
            (start, count) = (start << 8 | UInt32(byte.lowercased), count + 1)
            if count == 3 { break }
        }
        return starts.mayHold(start)
    }

    /// Whether words of `text` may be an agency's name. Nearly all that is looked at has none.
    package func mayBeNamed(in text: Substring) -> Bool { filter.mayBeIn(text) }

    /// The first agency that `text`, a credit or a byline, names among other words.
    package func agency(in text: Substring) -> WireAgency? {
        guard mayBeNamed(in: text) else { return nil }
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "'") }
        return words.indices.lazy.compactMap { agency(at: $0, of: words)?.agency }.first
    }

    /// The agency that the words from `start` on name, and how many they are.
    package func agency(at start: Int, of words: [Substring]) -> (agency: WireAgency, count: Int)? {
        for count in (1...4).reversed() where start + count <= words.count {
            if let agency = agency(named: words[start..<start + count].joined(separator: " ")) {
                return (agency, count)
            }
        }
        return nil
    }

    package func agency(in text: String) -> WireAgency? { agency(in: text[...]) }

    /// The agency whose own site `host` is.
    package func agency(ofHost host: String) -> WireAgency? {
        var rest = Substring(host.lowercased())
        while true {
            if let index = byDomain[String(rest)] { return all[index] }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
    }

    /// Names are compared as words: `A.P.` is `A P`, `dpa-AFX` is `dpa afx`.
    private static func key(_ name: some StringProtocol) -> String {
        let key = words(name)
        return key.unicodeScalars.count <= 4 ? key : key.lowercased()
    }

    /// With one space between them.
    private static func words(_ name: some StringProtocol) -> String {
        var letters: [UInt8] = []
        for byte in name.utf8 {
            if isWordPart(byte) {
                letters.append(byte)
            } else if let last = letters.last, last != 0x20 {
                letters.append(0x20)
            }
        }
        if letters.last == 0x20 { letters.removeLast() }
        return String(decoding: letters, as: UTF8.self)
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte.isDigit || byte.isLetter
    }

    /// In bytes.
    private static let longestName = 60

    private static func parse(_ list: String) -> [WireAgency] {
        list.split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#") else { return nil }
            let fields = line.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmed() }
            guard fields.count >= 2, !fields[0].isEmpty, !fields[1].isEmpty else { return nil }
            return WireAgency(
                id: String(fields[0]), names: fields[1].split(separator: "|").map { String($0.trimmed()) },
                domains: fields.count > 2 ? fields[2].split(separator: " ").map(String.init) : [])
        }
    }
}
