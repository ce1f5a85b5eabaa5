import TextKit

/// A query ready to be asked of items themselves, where `SearchSQL` asks the store.
///
/// What it says of words, authors, addresses and so on is what the search says.
indirect enum FilterCondition: Sendable {
    case words(SearchField?, FilterPhrase)
    /// Something of the item has this in it, in small letters.
    case part(SearchField, String)
    case expression(SearchField?, RegularExpression)
    case and([FilterCondition])
    case or([FilterCondition])
    case not(FilterCondition)

    init(_ query: SearchQuery) {
        switch query {
        case .and(let parts): self = .and(parts.map(FilterCondition.init))
        case .or(let parts): self = .or(parts.map(FilterCondition.init))
        case .not(let part): self = .not(FilterCondition(part))
        case .term(let term):
            if let expression = term.expression {
                self = .expression(term.field, expression)
            } else if let field = term.field, !field.isOfTexts {
                self = .part(field, term.text.lowercased())
            } else {
                self = .words(term.field, FilterPhrase(term))
            }
        }
    }

    /// - Returns: nil where it cannot be told, since a regular expression was stopped and all else leaves it open.
    func holds(of item: FilteredItem) -> Bool? {
        switch self {
        case .words(.title, let phrase): return phrase.stands(in: item.titleWords)
        case .words(.text, let phrase): return phrase.stands(in: item.textWords)
        case .words(_, let phrase): return phrase.stands(in: item.titleWords) || phrase.stands(in: item.textWords)
        case .part(let field, let part): return item.has(part, as: field)
        case .expression(let field, let expression):
            return Self.any(item.texts(of: field)) { text in
                switch expression.search(text) {
                case .found: true
                case .notFound: false
                case .stopped: nil
                }
            }
        case .and(let parts): return Self.any(parts) { $0.holds(of: item).map { !$0 } }.map { !$0 }
        case .or(let parts): return Self.any(parts) { $0.holds(of: item) }
        case .not(let part): return part.holds(of: item).map { !$0 }
        }
    }

    /// True where it is of any; nil where it cannot be told of one and is of none.
    private static func any<Element>(_ elements: [Element], _ holds: (Element) -> Bool?) -> Bool? {
        var isOpen = false
        for element in elements {
            guard let answer = holds(element) else {
                isOpen = true
                continue
            }
            if answer { return true }
        }
        return isOpen ? nil : false
    }
}

/// A word or phrase as it stands in texts, and in those that have scripts without blanks: see `pairedText`.
struct FilterPhrase: Sendable {
    private let plain: (words: SearchedWords, isPrefix: Bool)
    private let paired: (words: SearchedWords, isPrefix: Bool)

    init(_ term: SearchTerm) {
        plain = (SearchedWords(term.text), term.isPrefix)
        let pairs = pairedPhrase(term.text)
        paired = (SearchedWords(pairs.text), term.isPrefix || pairs.isPrefix)
    }

    func stands(in text: FilteredItem.Words) -> Bool {
        let phrase = text.isPaired ? paired : plain
        return !phrase.words.isEmpty && text.words.contains(phrase.words, isPrefix: phrase.isPrefix)
    }
}
