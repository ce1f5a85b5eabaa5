import FeedModel
import Storing

/// A query as conditions of `items`, with `search_texts AS search` beside it where texts are asked for.
struct PostgresSearch {
    private(set) var conditions: [String] = []
    /// How well an item matches (`ts_rank`, by the length of its text); nil where no text is asked for.
    private(set) var rank: String?
    private(set) var asksTexts = false

    init(_ query: SearchQuery?, _ parameters: inout PostgresQuery) {
        guard let query else { return }
        asksTexts = query.asksTexts
        var parts: [SearchQuery] = if case .and(let parts) = query { parts } else { [query] }
        // All that can be asked of the index is asked at once.
        let answered = parts.filter(\.isOfTexts)
        if !answered.isEmpty, case let texts = SearchQuery.and(answered), texts.isIndexed {
            conditions = [SearchVector.condition(texts, &parameters)]
            rank = SearchVector.rank(texts, &parameters)
            parts.removeAll(where: \.isOfTexts)
        }
        for part in parts { conditions.append(Self.condition(part, &parameters)) }
    }

    private static func condition(_ query: SearchQuery, _ parameters: inout PostgresQuery) -> String {
        if query.isOfTexts, query.isIndexed { return SearchVector.condition(query, &parameters) }
        func joined(_ parts: [SearchQuery], _ word: String) -> String {
            "(\(parts.map { condition($0, &parameters) }.joined(separator: word)))"
        }
        switch query {
        case .and(let parts): return joined(parts, " AND ")
        case .or(let parts): return joined(parts, " OR ")
        case .not(let part): return "NOT coalesce(\(condition(part, &parameters)), false)"
        case .term(let term): return condition(term, &parameters)
        }
    }

    private static func condition(_ term: SearchTerm, _ parameters: inout PostgresQuery) -> String {
        let text = term.text.lowercased()
        func document(_ condition: String) -> String {
            "EXISTS (SELECT 1 FROM revisions WHERE item = items.id AND number = items.revision AND \(condition))"
        }
        // Small letters as SQLite has them: of ASCII.
        func place(_ key: String) -> String {
            "strpos(lower((document::json ->> '\(key)') COLLATE \"C\"), \(parameters.add(text)))"
        }
        switch term.field {
        case .author: return document("\(place("authors")) > 0")
        case .url: return document("\(place("url")) > 0")
        case .language: return document("\(place("language")) = 1")
        case .feed:
            let text = parameters.add(text)
            return """
                items.feed IN (SELECT id FROM feeds WHERE strpos(lower(url COLLATE "C"), \(text)) > 0
                  OR strpos(lower(title COLLATE "C"), \(text)) > 0)
                """
        case .tag:
            let text = parameters.add(text)
            let own = document(
                """
                EXISTS (SELECT 1 FROM json_array_elements_text(document::json -> 'tags') AS tag
                  WHERE lower(tag COLLATE "C") = \(text))
                """)
            return "(items.feed IN (\(feedsTagged(text))) OR \(own))"
        case .agency: return agency(text, &parameters)
        // The first two are asked of the index, the third is the others.
        case .title, .text, .any, nil: return "true"
        }
    }

    /// Feeds whose subscription has a tag.
    static func feedsTagged(_ tag: String) -> String {
        """
        SELECT feeds.id FROM feeds, json_array_elements_text(feeds.settings::json -> 'tags') AS tag
        WHERE lower(tag COLLATE "C") = \(tag)
        """
    }

    /// Of an item that credits an agency: by its name or a part of it, or by its short name.
    static func agency(_ name: String, _ parameters: inout PostgresQuery) -> String {
        let name = parameters.add(name.lowercased())
        return """
            EXISTS (SELECT 1 FROM story_items AS credits WHERE credits.item = items.id AND wire IS NOT NULL AND (
              strpos(lower((wire::json ->> 'agency') COLLATE "C"), \(name)) > 0 OR credit = \(name)
              OR starts_with(credit, \(name) || '/')))
            """
    }
}

extension SearchQuery {
    /// All of it is asked of texts.
    var isOfTexts: Bool {
        switch self {
        case .term(let term): term.field?.isOfTexts ?? true
        case .and(let parts), .or(let parts): parts.allSatisfy(\.isOfTexts)
        case .not(let part): part.isOfTexts
        }
    }

    /// Something of it is.
    var asksTexts: Bool {
        switch self {
        case .term(let term): term.field?.isOfTexts ?? true
        case .and(let parts), .or(let parts): parts.contains(where: \.asksTexts)
        case .not(let part): part.asksTexts
        }
    }

    /// An index finds it: false where it only says what is not to be there.
    var isIndexed: Bool {
        switch self {
        case .term: true
        case .and(let parts):
            parts.contains(where: \.isIndexed)
                && parts.allSatisfy { if case .not(let part) = $0 { part.isIndexed } else { $0.isIndexed } }
        case .or(let parts): parts.allSatisfy(\.isIndexed)
        case .not: false
        }
    }
}
