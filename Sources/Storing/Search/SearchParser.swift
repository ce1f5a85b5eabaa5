import TextKit

/// Reads a query: `or` of `and`s of words, as everywhere else.
struct SearchParser {
    private enum Symbol: Equatable {
        case open, close, and, or, not
        case field(SearchField)
        case term(SearchTerm)
    }

    private let query: String
    private let takesPatterns: Bool
    private let characters: [Character]
    private var symbols: [(symbol: Symbol, place: Int)] = []
    private var next = 0
    private var depth = 0

    /// What is deeper nobody means.
    private static let deepest = 50

    init(_ text: String, takesPatterns: Bool) {
        (query, self.takesPatterns, characters) = (text, takesPatterns, Array(text))
    }

    mutating func parse() throws(SearchMistake) -> SearchQuery? {
        try readSymbols()
        let query = try alternatives(field: nil)
        guard next == symbols.count else { throw mistake("this bracket closes none", at: symbols[next].place) }
        return query
    }

    private func mistake(_ what: String, at place: Int) -> SearchMistake {
        SearchMistake(query: query, place: place, description: what)
    }

    // MARK: - Symbols

    private mutating func readSymbols() throws(SearchMistake) {
        var at = 0
        while at < characters.count {
            let (character, place) = (characters[at], at)
            at += 1
            switch character {
            case "(": symbols.append((.open, place))
            case ")": symbols.append((.close, place))
            case "\"": try readPhrase(&at, place)
            case "/" where takesPatterns: try readPattern(&at, place)
            case "-" where at < characters.count && !characters[at].isWhitespace: symbols.append((.not, place))
            case _ where character.isWhitespace: break
            default: try readWord(&at, place)
            }
        }
    }

    private mutating func readPhrase(_ at: inout Int, _ place: Int) throws(SearchMistake) {
        guard let end = characters[at...].firstIndex(of: "\"") else {
            throw mistake("this quotation mark is not closed", at: place)
        }
        append(String(characters[at..<end]), isPrefix: false, place)
        at = end + 1
    }

    /// Up to the next `/` without a backslash before it, which is taken off where it stands before one.
    private mutating func readPattern(_ at: inout Int, _ place: Int) throws(SearchMistake) {
        var pattern = ""
        while at < characters.count, characters[at] != "/" {
            if characters[at] == "\\", at + 1 < characters.count {
                if characters[at + 1] != "/" { pattern.append(characters[at]) }
                at += 1
            }
            pattern.append(characters[at])
            at += 1
        }
        guard at < characters.count else {
            throw mistake(
                "this regular expression is not closed by a '/'; in quotes '/' is a sign like others", at: place)
        }
        at += 1
        guard !pattern.isEmpty else { throw mistake("nothing stands in this regular expression", at: place) }
        guard at == characters.count || characters[at].isWhitespace || characters[at] == ")" else {
            throw mistake(
                "behind a regular expression stands a blank; a '/' in it is written \\/, and (?-i) at its begin tells small letters from capitals",
                at: at)
        }
        var term = SearchTerm(pattern)
        do throws(RegularExpression.Mistake) {
            term.expression = try RegularExpression(pattern)
        } catch {
            throw mistake("this regular expression cannot be read: \(error.description)", at: place + 1 + error.place)
        }
        symbols.append((.term(term), place))
    }

    private mutating func readWord(_ at: inout Int, _ place: Int) throws(SearchMistake) {
        var end = place
        while end < characters.count, !characters[end].isWhitespace, !"()\"".contains(characters[end]) {
            end += 1
            if characters[end - 1] == ":", let field = try field(place, end) {
                symbols.append((.field(field), place))
                at = end
                return
            }
        }
        at = end
        let word = String(characters[place..<end])
        switch word {
        case "AND": symbols.append((.and, place))
        case "OR": symbols.append((.or, place))
        case "NOT": symbols.append((.not, place))
        default: append(word.filter { $0 != "*" }, isPrefix: word.hasSuffix("*"), place)
        }
    }

    /// The field whose name and colon end before `end`; nil where this is a word with a colon in it.
    private func field(_ place: Int, _ end: Int) throws(SearchMistake) -> SearchField? {
        let name = String(characters[place..<end - 1])
        if let field = SearchField(rawValue: name.lowercased()) { return field }
        guard end < characters.count, characters[end].isLetter || characters[end] == "\"" || characters[end] == "(",
            name.count > 2, name.allSatisfy({ ("a"..."z").contains($0) })
        else { return nil }
        let known = SearchField.allCases.map(\.rawValue).joined(separator: ", ")
        throw mistake("there is no field '\(name)'; known are \(known); in quotes it is a word like others", at: place)
    }

    /// What has no letter or number is in no index.
    private mutating func append(_ text: String, isPrefix: Bool, _ place: Int) {
        symbols.append((.term(SearchTerm(text, isPrefix: isPrefix)), place))
    }

    // MARK: - Grammar

    private var symbol: Symbol? { next < symbols.count ? symbols[next].symbol : nil }

    private mutating func alternatives(field: SearchField?) throws(SearchMistake) -> SearchQuery? {
        var parts = [try all(field: field)]
        while symbol == .or {
            let place = symbols[next].place
            let isBetween =
                next > 0 && next + 1 < symbols.count && ![.close, .or, .and].contains(symbols[next + 1].symbol)
            guard isBetween, ![.open, .or, .and, .not].contains(symbols[next - 1].symbol) else {
                throw mistake("OR stands between two words", at: place)
            }
            next += 1
            parts.append(try all(field: field))
        }
        let found = parts.compactMap(\.self)
        return found.count > 1 ? .or(found) : found.first
    }

    private mutating func all(field: SearchField?) throws(SearchMistake) -> SearchQuery? {
        var parts: [SearchQuery] = []
        while let symbol, symbol != .or, symbol != .close {
            if symbol == .and {
                let isBetween =
                    next > 0 && next + 1 < symbols.count && ![.close, .or, .and].contains(symbols[next + 1].symbol)
                guard isBetween, ![.open, .or, .and, .not].contains(symbols[next - 1].symbol) else {
                    throw mistake("AND stands between two words", at: symbols[next].place)
                }
                next += 1
            }
            if let part = try one(field: field) { parts.append(part) }
        }
        return parts.count > 1 ? .and(parts) : parts.first
    }

    private mutating func one(field: SearchField?) throws(SearchMistake) -> SearchQuery? {
        let (symbol, place) = symbols[next]
        next += 1
        switch symbol {
        case .term(var term):
            guard term.expression != nil || term.text.contains(where: { $0.isLetter || $0.isNumber }) else {
                return nil
            }
            term.field = field
            guard field == .any else { return .term(term) }
            return .or(
                SearchField.own.map { field in
                    term.field = field
                    return .term(term)
                })
        case .not:
            guard let following = self.symbol, ![.close, .and, .or].contains(following) else {
                throw mistake("nothing stands behind this NOT", at: place)
            }
            return try deeper(place) { (parser) throws(SearchMistake) in try parser.one(field: field) }.map { .not($0) }
        case .field(let field):
            guard let following = self.symbol, ![.close, .and, .or, .not].contains(following) else {
                throw mistake("nothing stands behind '\(field.rawValue):'", at: place)
            }
            return try deeper(place) { (parser) throws(SearchMistake) in try parser.one(field: field) }
        case .open:
            guard self.symbol != .close else { throw mistake("nothing stands in these brackets", at: place) }
            let query = try deeper(place) { (parser) throws(SearchMistake) in try parser.alternatives(field: field) }
            guard self.symbol == .close else { throw mistake("this bracket is not closed", at: place) }
            next += 1
            return query
        case .close, .and, .or:
            throw mistake("here a word is missing", at: place)
        }
    }

    private mutating func deeper<Value>(
        _ place: Int, _ body: (inout SearchParser) throws(SearchMistake) -> Value
    ) throws(SearchMistake) -> Value {
        guard depth < Self.deepest else {
            throw mistake("brackets go no deeper than \(Self.deepest)", at: place)
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }
}
