import TextKit

/// Sentences that say who made a text: "This article was written by AFP", "Text: dpa", "Redaktionen och TT".
///
/// They are known by being made of nothing else: each word but the names is one of making texts, or a small word between
/// such, of one and the same language. A sentence that tells anything of the world has a word that is not.
struct WireMaking: Sendable {
    /// By bits of languages, in the order of `WireLanguage.all`.
    private struct Languages {
        /// Those that have the word, those in which it speaks of making, and those in which it stands before who did it.
        var having: UInt32 = 0, making: UInt32 = 0, leading: UInt32 = 0
    }

    private var words: [String: Languages] = [:]
    /// By the first two characters.
    private var stems: [String: [(stem: String, language: UInt32)]] = [:]
    /// Those in which every noun has a capital.
    private let withCapitals: UInt32

    init(_ languages: [WireLanguage]) {
        var withCapitals: UInt32 = 0
        for (index, language) in languages.enumerated() {
            let bit = UInt32(1) << UInt32(index)
            if language.hasCapitalNouns { withCapitals |= bit }
            for word in language.making.split(separator: " ") {
                if word.hasSuffix("*") {
                    stems[String(word.prefix(2)), default: []].append((String(word.dropLast()), bit))
                } else {
                    words[String(word), default: Languages()].having |= bit
                    words[String(word), default: Languages()].making |= bit
                }
            }
            for word in language.joints.split(separator: " ") {
                words[String(word), default: Languages()].having |= bit
            }
            for word in language.with.lazy.compactMap({ $0.split(separator: " ").first }) {
                words[String(word), default: Languages()].having |= bit
                words[String(word), default: Languages()].leading |= bit
            }
        }
        self.withCapitals = withCapitals
    }

    /// The first agency that `text` names, where it is such a sentence.
    func agency(in text: Substring, of agencies: WireAgencies) -> WireAgency? {
        let parts = text.split { !($0.isLetter || $0.isNumber) }
        guard (2...Self.mostWords).contains(parts.count) else { return nil }
        // "Von der KNA", "Par l'AFP" need no word of making.
        var making = parts.count <= Self.fewWords ? known(parts[0].lowercased())?.leading ?? 0 : 0
        var languages = UInt32.max
        var found: WireAgency?
        var (names, at) = (0, 0)
        var (isDated, hasNumber) = (false, false)
        while at < parts.count {
            if let (agency, count) = agencies.agency(at: at, of: parts) {
                found = found ?? agency
                at += count
                continue
            }
            let word = parts[at]
            let lower = word.lowercased()
            at += 1
            if word.first!.isNumber {
                // Of a day, which has a month or a year.
                if word.count == 4 { isDated = true } else { hasNumber = true }
                continue
            }
            if MonthNames.numbersBesidePeople[lower] != nil {
                isDated = true
                continue
            }
            if WireReader.photo.contains(lower) { return nil }
            if let known = known(lower) {
                languages &= known.having
                making |= known.making
            } else if found != nil, at >= 2, isSuffix(word, in: text) {
                // "AA'nın"
                continue
            } else {
                // A writer has two names at least.
                guard word.first!.isUppercase else { return nil }
                let isName =
                    at < parts.count && parts[at].first!.isUppercase && agencies.agency(at: at, of: parts) == nil
                guard isName, known(parts[at].lowercased()) == nil else { return nil }
                while at < parts.count, parts[at].first!.isUppercase, agencies.agency(at: at, of: parts) == nil {
                    at += 1
                }
                names += 1
                languages &= ~withCapitals
            }
            if languages == 0 { return nil }
        }
        guard languages & making != 0, names <= 1, isDated || !hasNumber else { return nil }
        return found
    }

    private func known(_ word: String) -> Languages? {
        var languages = words[word] ?? Languages()
        for (stem, language) in stems[String(word.prefix(2))] ?? []
        where word.hasPrefix(stem) && word.utf8.count - stem.utf8.count <= Self.longestSuffix {
            languages.having |= language
            languages.making |= language
        }
        return languages.having == 0 ? nil : languages
    }

    /// Whether an apostrophe joins `word` to a name.
    private func isSuffix(_ word: Substring, in text: Substring) -> Bool {
        guard word.startIndex > text.startIndex, word.count <= 4, word.allSatisfy(\.isLowercase) else { return false }
        return "'’".contains(text[text.index(before: word.startIndex)])
    }

    private static let mostWords = 30, fewWords = 5
    /// In bytes; letters beyond ASCII have two.
    private static let longestSuffix = 14

    static let standard = WireMaking(WireLanguage.all)
}
