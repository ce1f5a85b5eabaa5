import TextKit

// Credits that name an agency among others: "AFP, dpa", "Le Figaro et AFP", "mit dpa", "ab/cd", "APA, 2.1.2020".
extension WireReader {
    /// The first agency of a text that is nothing but credit; nil where anything else stands in it, and for a
    /// photographer's `REUTERS/Jane Doe`.
    func agency(ofCredit text: Substring) -> WireAgency? {
        guard text.utf8.count <= Self.longestList, agencies.mayBeNamed(in: text) else { return nil }
        if let agency = agencies.agency(named: text) { return agency }
        var (found, hasNames): (WireAgency?, Bool) = (nil, false)
        if let slash = text.lastIndex(of: "/"), let agency = agency(behind: slash, in: text) { return agency }
        for part in text.split(whereSeparator: { ",;|&+()/".contains($0) }) {
            if let agency = agencies.agency(named: part) ?? agency(ofDesk: part) ?? firstAgency(joinedIn: part) {
                found = found ?? agency
                continue
            }
            if isDate(part) || isInitials(part) || Self.anonymousCredits.contains(part.trimmed().lowercased()) {
                continue
            }
            let names = split(part)
            guard let names else {
                // "The Harbour Courier, with Reuters"; without a word between them, a name beside an agency is a
                // photographer's as often.
                guard isName(part.trimmed()), isJoined(text[part.endIndex...]) else { return nil }
                hasNames = true
                continue
            }
            for name in names {
                if let agency = agencies.agency(named: name) {
                    found = found ?? agency
                } else {
                    guard isName(name) else { return nil }
                    hasNames = true
                }
            }
        }
        guard let found, !(hasNames && Self.otherWords.contains(found.id)) else { return nil }
        return found
    }

    /// "Hamnbladet/TT": a house and its agency. With two words before it, it is a photographer's as often.
    private func agency(behind slash: Substring.Index, in text: Substring) -> WireAgency? {
        let house = text[..<slash].trimmed()
        guard house.count > 4, house.first?.isUppercase == true, house.allSatisfy(\.isLetter) else { return nil }
        return agencies.agency(named: text[text.index(after: slash)...])
    }

    /// "Redazione ANSA", "Redaktion dpa"
    private func agency(ofDesk text: Substring) -> WireAgency? {
        let words = text.split(separator: " ")
        let names = words.filter { !Self.desks.contains($0.lowercased()) }
        return names.count < words.count && !names.isEmpty ? agencies.agency(named: names.joined(separator: " ")) : nil
    }

    /// "TT-AFP"
    private func firstAgency(joinedIn text: Substring) -> WireAgency? {
        let named = text.split(separator: "-").map { agencies.agency(named: $0) }
        return named.count > 1 && named.allSatisfy { $0 != nil } ? named[0] : nil
    }

    /// "Auswärtige Autoren (AA)" are no agency: without the initials that a name is given in brackets.
    func withoutOwnInitials(_ name: Substring) -> Substring {
        guard name.last == ")", let open = name.lastIndex(of: "(") else { return name }
        let before = name[..<open].trimmed()
        let initials = before.split { $0 == " " || $0 == "-" }.compactMap(\.first)
        let isOwn =
            initials.map(String.init).joined().lowercased() == name[name.index(after: open)...].dropLast().lowercased()
        return isOwn && agencies.agency(named: before) == nil ? before : name
    }

    /// At the words that join names; nil where there are none.
    private func split(_ part: Substring) -> [String]? {
        var (names, name, isJoined): ([String], [Substring], Bool) = ([], [], false)
        for word in part.split(separator: " ") {
            let lower = word.lowercased()
            if Self.joining.contains(lower) {
                isJoined = true
                if !name.isEmpty { names.append(name.joined(separator: " ")) }
                name = []
            } else if let elided = Self.elided.first(where: { lower.hasPrefix($0) }) {
                isJoined = true
                name.append(word.dropFirst(elided.count))
            } else {
                name.append(word)
            }
        }
        if !name.isEmpty { names.append(name.joined(separator: " ")) }
        return isJoined ? names : nil
    }

    /// Whether `rest`, behind a comma, begins with "with".
    private func isJoined(_ rest: Substring) -> Bool {
        let word = rest.drop { $0 == "," || $0 == " " }.prefix { $0 != " " }.lowercased()
        // "Jane Doe, via AP" took a picture.
        return Self.joining.contains(word) && word != "via"
    }

    private func isName(_ text: some StringProtocol) -> Bool {
        let words = text.split(separator: " ")
        return words.count <= 4
            && words.allSatisfy { $0.first!.isUppercase && !Self.photo.contains($0.lowercased()) }
            && !text.contains { ".!?:".contains($0) }
    }

    /// "2.1.2020", "2. Jänner 2020"
    func isDate(_ text: Substring) -> Bool {
        let words = text.split { $0 == " " || $0 == "." }
        return words.contains { Int($0) != nil }
            && words.allSatisfy { Int($0) != nil || monthNumber($0.lowercased()) != nil }
    }

    /// Of writers: "ab", "cwo".
    private func isInitials(_ text: Substring) -> Bool {
        let word = text.trimmed()
        return (2...4).contains(word.count) && word.allSatisfy { $0.isLowercase }
            && !Self.joining.contains(String(word))
    }

    /// In bytes.
    private static let longestList = 80
    private static let elided = ["l'", "l’", "dall'", "dall’", "dell'", "dell’"]
    private static let joining = Set(
        WireLanguage.all.flatMap { language in
            // "Fonte Ansa" is "Fonte: Ansa".
            let sources = language.sources.filter { $0.last == ":" }.map { String($0.dropLast().trimmed()) }
            return language.and + sources + language.with.flatMap { $0.split(separator: " ").map(String.init) }
        })
    static let conjunctions = Set(WireLanguage.all.flatMap(\.and))
    private static let desks: Set = [
        "staff", "editorial", "newsroom", "redaktion", "redaktionen", "rédaction", "redacción", "redação", "redazione",
        "redactie", "redakcja",
    ]
    static let anonymousCredits = Set(WireLanguage.all.flatMap(\.anonymous))
    /// Their names are other words, too: `PA and NJ`, `SPA & Wellness`.
    private static let otherWords: Set = [
        "pa", "spa", "app", "uni", "mena", "cna-tw", "pna", "nan", "tt", "ani", "petra", "agi", "ria", "sid", "aa",
        "apa",
    ]
}
