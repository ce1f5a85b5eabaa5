import TextKit

// Lines that are nothing but credit.
extension WireReader {
    /// Whether `line` is a credit, a byline or a notice of rights, and no part of the story.
    /// - Parameter isNamed: it may name an agency.
    func readCreditLine(_ line: Substring, isNamed: Bool, into credit: inout WireCredit) -> Bool {
        var bare = line.utf8.firstIndex { !isOpening($0) }.map { line[$0...] } ?? ""
        // Dashes have bytes of their own, and letters most lines: characters are dear to look at.
        if bare.utf8.first == 0xE2, let first = bare.first, first == "—" || first == "–" {
            bare = bare.dropFirst().drop { $0 == " " }
        }
        // "(©NTB)" is of a text, "© NTB" of a picture.
        if line.utf8.starts(with: "(©".utf8), line.hasSuffix(")") { bare = bare.dropFirst() }
        // "/dev/sda" is a path, "/ COM AFP", "/TT/" and "/ritzau/AFP" are credits.
        let isPath =
            line.utf8.first == UInt8(ascii: "/") && !line.hasPrefix("/ ") && line.last != "/"
            && agencies.agency(named: bare.prefix { $0 != "/" }) == nil
        if isNamed, !isPath, let agency = agency(ofCredit: trimmingParenthesis(bare)) {
            if credit.agency == nil { credit.agency = agency }
            return true
        }
        if let agency = agency(ofEastAsianLine: line) {
            if credit.agency == nil { credit.agency = agency }
            return true
        }
        // Most lines are prose.
        if Self.starts.mayStart(bare.utf8.span), let isCredit = readPhrase(bare, of: line, into: &credit) {
            return isCredit
        }
        if isNamed, let agency = agency(ofMaking: bare) {
            if credit.agency == nil { credit.agency = agency }
            return true
        }
        if bare.containsInAnyCase(Self.fromA), Self.syndicated.contains(where: bare.containsInAnyCase) { return true }
        return readByline(bare, into: &credit)
    }

    private func isOpening(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "-"), UInt8(ascii: "*"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// What begins with a phrase of a credit; nil for what does not.
    private func readPhrase(_ bare: Substring, of line: Substring, into credit: inout WireCredit) -> Bool? {
        // As much of it as any phrase is long.
        let lower = bare.prefix(bytes: 64).lowercased()
        if line.utf8.count <= 60, Self.anonymousCredits.contains(String(trimmingParenthesis(lower[...]))) {
            return true
        }
        if Self.reporting.start(lower) {
            credit.editors = credit.editors ?? String(trimmingParenthesis(bare))
            credit.agency = credit.agency ?? agency(ofMaking: bare)
            return true
        }
        if Self.sources.start(lower) {
            let agency = agencies.agency(in: bare.prefix(80))
            if credit.agency == nil { credit.agency = agency }
            return agency != nil || bare.split(separator: " ").count <= 6
        }
        if Self.rights.start(lower) {
            // "© REUTERS/Jane Doe" is of a picture, "© 2026 AFP" of the text.
            if credit.agency == nil, bare.contains(where: \.isNumber), !hasPhotographer(bare) {
                credit.agency = agencies.agency(in: bare.prefix(100))
            }
            return true
        }
        return nil
    }

    /// "This article was written by AFP"
    func agency(ofMaking text: Substring) -> WireAgency? {
        guard text.utf8.count <= Self.longestMaking, agencies.mayBeNamed(in: text) else { return nil }
        return WireMaking.standard.agency(in: text, of: agencies)
    }

    /// In bytes; a letter beyond ASCII has two.
    private static let longestMaking = 200

    /// A house, a slash and a name, as under pictures. A slash within numbers is of a number.
    private func hasPhotographer(_ text: Substring) -> Bool {
        text.split(separator: "/").dropFirst().contains { $0.first { $0 != " " }?.isLetter == true }
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
        if let agency = agencies.agency(in: withoutOwnInitials(name)) {
            if credit.agency == nil { credit.agency = agency }
            if agencies.agency(named: name) != nil { return true }
        }
        guard let people = people(name) else { return false }
        if credit.byline == nil { credit.byline = String(people) }
        return true
    }

    /// `Ann Lee, Bo Ray and Cy Dunn, NDR`: the names, without a house, a role or a date behind them. Nil for what joins
    /// single words, as headings do: "Von Mäusen und Menschen".
    private func people(_ name: Substring) -> Substring? {
        var end = name.endIndex
        let words = name.split(separator: " ")
        for (before, word) in zip(words, words.dropFirst())
        where word.contains(":") || word.first!.isNumber {
            // "Jan 5" is a day, "Jan" a name.
            let isMonth = word.first!.isNumber && MonthNames.numbers[before.lowercased()] != nil
            end = isMonth ? before.startIndex : word.startIndex
            break
        }
        let parts = name[..<end].prefix { $0 != "|" }.split(separator: ",")
        guard let first = parts.first else { return nil }
        var last = first
        for (index, part) in parts.enumerated() {
            let joined = part.split(separator: " ").split { Self.conjunctions.contains($0.lowercased()) }
            if joined.count < 2 { continue }
            let areWhole = joined.allSatisfy { $0.count > 1 }
            if index == 0, joined.allSatisfy({ $0.count == 1 }), agencies.agency(in: part) == nil { return nil }
            if areWhole { last = part }
        }
        return name[first.startIndex..<last.endIndex].trimmed()
    }

    func trimmingParenthesis(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, ")]. /".contains(last) { text.removeLast() }
        return text
    }

    static let reporting = Prefixes(WireLanguage.all.flatMap(\.reporting))
    static let sources = Prefixes(WireLanguage.all.flatMap(\.sources))
    private static let rights = Prefixes(["©", "copyright", "c) "])
    private static let starts = WordStarts(
        (reporting.phrases + sources.phrases + rights.phrases + Array(anonymousCredits)).map(firstThreeBytes))
    private static let fromA = Array("from a".utf8)
    private static let syndicated = ["from a syndicated feed", "from an agency feed", "from agency feed"].map {
        Array($0.utf8)
    }
    private static let betweenNames: Set = [
        "and", "in", "for", "the", "of", "und", "et", "y", "e", "de", "von", "van", "la", "with", "at",
    ]
}

/// Phrases that a line may begin with, in lower case.
struct Prefixes {
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
