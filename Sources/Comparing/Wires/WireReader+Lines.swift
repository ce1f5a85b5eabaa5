import TextKit

// Lines that are nothing but credit, and what stands at the end of a last paragraph.
extension WireReader {
    /// Whether `line` is a credit, a byline or a notice of rights, and no part of the story.
    func readCreditLine(_ line: Substring, into credit: inout WireCredit) -> Bool {
        let bare = line.utf8.firstIndex { !isOpening($0) }.map { line[$0...] } ?? ""
        if let agency = agencies.agency(named: bare) {
            if credit.agency == nil { credit.agency = agency }
            return true
        }
        // Most lines are prose.
        if Self.starts.mayStart(bare.utf8.span), let isCredit = readPhrase(bare, of: line, into: &credit) {
            return isCredit
        }
        if bare.containsInAnyCase(Self.fromA), Self.syndicated.contains(where: bare.containsInAnyCase) { return true }
        return readByline(bare, into: &credit)
    }

    private func isOpening(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "-"), UInt8(ascii: "*"): true
        default: false
        }
    }

    /// What begins with a phrase of a credit; nil for what does not.
    private func readPhrase(_ bare: Substring, of line: Substring, into credit: inout WireCredit) -> Bool? {
        // As much of it as any phrase is long.
        let lower = bare.prefix(bytes: 64).lowercased()
        if line.utf8.count <= 60, Self.anonymous.contains(String(trimmingParenthesis(lower[...]))) { return true }
        if Self.reporting.start(lower) {
            credit.editors = credit.editors ?? String(trimmingParenthesis(bare))
            return true
        }
        if Self.sources.start(lower) {
            let agency = agencies.agency(in: bare.prefix(80))
            if credit.agency == nil { credit.agency = agency }
            return agency != nil || bare.split(separator: " ").count <= 6
        }
        if Self.rights.start(lower) {
            if credit.agency == nil { credit.agency = agencies.agency(in: bare.prefix(100)) }
            return true
        }
        return nil
    }

    private func readByline(_ line: Substring, into credit: inout WireCredit) -> Bool {
        let name = withoutBy(line)
        guard name.startIndex != line.startIndex, line.utf8.count <= 100, let last = line.last, !".!?\"”".contains(last)
        else {
            return false
        }
        let words = name.split(separator: " ")
        guard words.count <= 12, let first = words.first?.first, first.isUppercase else { return false }
        // Names and the words between them, not a sentence that begins with "By".
        let small = words.filter { $0.first?.isLowercase == true }
        guard small.allSatisfy({ Self.betweenNames.contains(String($0)) }) else { return false }
        if let agency = agencies.agency(in: name) {
            if credit.agency == nil { credit.agency = agency }
            if agencies.agency(named: name) != nil { return true }
        }
        if credit.byline == nil { credit.byline = String(name.prefix { $0 != "|" && $0 != "," }.trimmed()) }
        return true
    }

    /// `… he said. (Reporting by Jane Doe)`, `… said. Source: Reuters`, `… (AFP)`: the line without it.
    func readEnding(_ line: Substring, into credit: inout WireCredit) -> Substring {
        if line.utf8.last == UInt8(ascii: ")"), let open = line.lastIndex(of: "("), open > line.startIndex {
            let inside = line[line.index(after: open)...].dropLast()
            let lower = inside.lowercased()
            if Self.reporting.start(lower) {
                credit.editors = credit.editors ?? String(inside)
                return line[..<open].trimmed()
            }
            let isInputs = Self.sources.start(lower)
            if let agency = isInputs ? agencies.agency(in: inside) : agencies.agency(named: inside) {
                if credit.agency == nil { credit.agency = agency }
                return line[..<open].trimmed()
            }
        }
        // "… he said. Source: Reuters": a last sentence of a few words.
        guard let colon = lastColon(line) else { return line }
        for mark in Self.sourceMarks where line[...colon].hasSuffix(mark) {
            let start = line.utf8.index(colon, offsetBy: 1 - mark.utf8.count)
            guard let agency = agencies.agency(in: line[line.utf8.index(after: colon)...]) else { continue }
            if credit.agency == nil { credit.agency = agency }
            return line[..<start].trimmed()
        }
        return line
    }

    /// Near its end.
    private func lastColon(_ line: Substring) -> Substring.Index? {
        let bytes = line.utf8.span
        var at = bytes.count - 1
        while at >= max(0, bytes.count - 50) {
            if bytes[at] == UInt8(ascii: ":") { return line.index(atByte: at) }
            at -= 1
        }
        return nil
    }

    private func trimmingParenthesis(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, ")]. ".contains(last) { text.removeLast() }
        return text
    }

    private static let reporting = Prefixes([
        "reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ",
        "reporting and writing by ",
        "reporting: ", "editing: ", "berichtet von ", "redaktion: ", "reportage de ", "rédigé par ", "édité par ",
        "reportage ", "version française ", "reporte de ", "reporte por ", "información de ", "editado por ",
        "redazione ",
        "reportagem de ", "edição de ", "tradução ",
    ])
    private static let sources = Prefixes([
        "source:", "sources:", "quelle:", "quellen:", "fuente:", "fuentes:", "fonte:", "fonti:", "bron:", "źródło:",
        "источник:", "সূত্র:", "with inputs from", "with input from", "with reporting by", "with agency inputs",
        "mit material von",
        "avec afp", "avec reuters", "con información de", "con informaciones de", "com informações d",
        "with files from", "credit:",
    ])
    private static let sourceMarks = ["Source:", "Quelle:", "Fuente:", "Fonte:", "Bron:", "সূত্র:", "Источник:"]
    /// The whole of a line, in lower case.
    private static let anonymous: Set = [
        "agencies", "news agencies", "agency", "wire reports", "wire services", "agencias", "agences", "agenturen",
        "agenzie",
        "with inputs from agencies", "with agencies", "from wire reports", "staff and wire reports", "avec agences",
        "con agencias", "con agenzie", "mit agenturen",
    ]
    private static let rights = Prefixes(["©", "copyright", "c) "])
    private static let starts = WordStarts(
        (reporting.phrases + sources.phrases + rights.phrases + Array(anonymous)).map(firstThreeBytes))
    private static let fromA = Array("from a".utf8)
    private static let syndicated = ["from a syndicated feed", "from an agency feed", "from agency feed"].map {
        Array($0.utf8)
    }
    private static let betweenNames: Set = [
        "and", "in", "for", "the", "of", "und", "et", "y", "e", "de", "von", "van", "la", "with", "at",
    ]
}

/// Phrases that a line may begin with, in lower case.
private struct Prefixes {
    let phrases: [String]
    private let byFirst: [UInt8: [String]]

    init(_ phrases: [String]) {
        self.phrases = phrases
        byFirst = Dictionary(grouping: phrases) { $0.utf8.first! }
    }

    func start(_ line: String) -> Bool {
        guard let first = line.utf8.first, let phrases = byFirst[first] else { return false }
        return phrases.contains { line.utf8.starts(with: $0.utf8) }
    }
}
