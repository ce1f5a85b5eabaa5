import TextKit

/// What a person searches for: words that must all occur, `AND`, `OR`, `NOT` or `-`, brackets, "phrases", `begin*`, and
/// `field:` before any of them. In filters `/regular expressions/` too.
package indirect enum SearchQuery: Equatable, Sendable {
    case term(SearchTerm)
    case and([SearchQuery])
    case or([SearchQuery])
    case not(SearchQuery)

    /// Nil where nothing is asked for.
    /// - Parameter takesPatterns: `/…/` is a regular expression, which no index answers.
    package static func parse(_ text: String, takesPatterns: Bool = false) throws(SearchMistake) -> SearchQuery? {
        var parser = SearchParser(text, takesPatterns: takesPatterns)
        return try parser.parse()
    }

    /// What is looked for in texts, for showing where it stands.
    package var sought: [SearchTerm] {
        switch self {
        case .term(let term): term.field?.isOfTexts ?? true ? [term] : []
        case .and(let parts), .or(let parts): parts.flatMap(\.sought)
        case .not: []
        }
    }
}

/// A word or phrase.
package struct SearchTerm: Equatable, Sendable {
    package var text: String
    package var isPrefix = false
    /// Then `text` is its pattern.
    package var expression: RegularExpression?
    package var field: SearchField?

    package init(_ text: String, isPrefix: Bool = false, field: SearchField? = nil) {
        (self.text, self.isPrefix, self.field) = (text, isPrefix, field)
    }
}

package enum SearchField: String, Sendable, CaseIterable {
    case title, text, author, tag, feed, agency, url, language
    /// Any of the others that say something of the item itself: read as `OR` of them.
    case any

    static let own: [SearchField?] = [nil, .author, .tag, .url, .agency]

    /// The index of texts has it.
    package var isOfTexts: Bool { self == .title || self == .text }
}

/// What is wrong with a query, and at which character of it, from 0.
package struct SearchMistake: Error, Equatable, CustomStringConvertible {
    package let query: String
    package let place: Int
    package let description: String
}
