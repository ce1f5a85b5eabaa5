import FeedModel
import GRDB
import Storing

/// A query as SQLite reads it: what the indexes of texts answer, and conditions for the rest.
struct SearchSQL {
    /// Of `search`, and of `search_unspaced`; nil where no text is asked for.
    private(set) var match: (plain: String, unspaced: String)?
    /// Something is not to be in a text: then only one of the two indexes may answer for an item.
    private(set) var excludes = false
    private(set) var conditions: [(sql: String, arguments: StatementArguments)] = []

    init(_ query: SearchQuery?) {
        guard let query else { return }
        var parts: [SearchQuery] = if case .and(let parts) = query { parts } else { [query] }
        // All that can be asked of the index is asked at once.
        let answered = parts.filter { Self.isOfTexts($0) }
        if let texts = answered.isEmpty ? nil : Self.matches(.and(answered)) {
            match = texts
            excludes = answered.contains(where: Self.excludes)
            parts.removeAll { Self.isOfTexts($0) }
        }
        conditions = parts.map(Self.condition)
    }

    // MARK: - The index

    private static func isOfTexts(_ query: SearchQuery) -> Bool {
        switch query {
        case .term(let term): term.field?.isOfTexts ?? true
        case .and(let parts), .or(let parts): parts.allSatisfy(isOfTexts)
        case .not(let part): isOfTexts(part)
        }
    }

    private static func excludes(_ query: SearchQuery) -> Bool {
        switch query {
        case .term: false
        case .and(let parts), .or(let parts): parts.contains(where: excludes)
        case .not: true
        }
    }

    private static func matches(_ query: SearchQuery) -> (plain: String, unspaced: String)? {
        guard let plain = expression(query, isUnspaced: false), let unspaced = expression(query, isUnspaced: true)
        else {
            return nil
        }
        return (plain, unspaced)
    }

    /// As FTS5 reads it: each word quoted, so that no character of it is an operator. Nil where it only says what is not to
    /// be there, or more than the index holds.
    static func expression(_ query: SearchQuery, isUnspaced: Bool) -> String? {
        switch query {
        case .term(let term):
            guard term.field?.isOfTexts ?? true else { return nil }
            let (text, isPrefix) = isUnspaced ? pairedPhrase(term.text) : (term.text, false)
            // By scalars: a quotation mark with an accent on it is one for FTS5, and so is the end of a text for SQLite.
            let plain = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\"" && $0 != "\0" }))
            let phrase = "\"\(plain)\"" + (term.isPrefix || isPrefix ? "*" : "")
            return term.field.map { "\($0.rawValue) : \(phrase)" } ?? phrase
        case .and(let parts):
            var (wanted, unwanted) = ([String](), [String]())
            for part in parts {
                if case .not(let part) = part {
                    guard let part = expression(part, isUnspaced: isUnspaced) else { return nil }
                    unwanted.append(part)
                } else {
                    guard let part = expression(part, isUnspaced: isUnspaced) else { return nil }
                    wanted.append(part)
                }
            }
            guard !wanted.isEmpty else { return nil }
            // One NOT over all: one for each would nest deeper than FTS5 goes.
            let rest = unwanted.isEmpty ? "" : " NOT (\(unwanted.joined(separator: " OR ")))"
            return "((\(wanted.joined(separator: " AND ")))\(rest))"
        case .or(let parts):
            let found = parts.compactMap { expression($0, isUnspaced: isUnspaced) }
            return found.count == parts.count ? "(\(found.joined(separator: " OR ")))" : nil
        case .not: return nil
        }
    }

    // MARK: - Conditions

    private static func condition(_ query: SearchQuery) -> (sql: String, arguments: StatementArguments) {
        if isOfTexts(query), let match = matches(query) {
            let only = excludes(query) ? " AND \(notUnspaced)" : ""
            return (
                "items.id IN (SELECT rowid FROM search WHERE search MATCH ?\(only) UNION ALL SELECT rowid FROM "
                    + "search_unspaced WHERE search_unspaced MATCH ?)", [match.plain, match.unspaced]
            )
        }
        func joined(_ parts: [SearchQuery], _ word: String) -> (sql: String, arguments: StatementArguments) {
            let parts = parts.map(condition)
            return (
                "(\(parts.map(\.sql).joined(separator: word)))",
                parts.reduce(into: StatementArguments()) { $0 += $1.arguments }
            )
        }
        switch query {
        case .and(let parts): return joined(parts, " AND ")
        case .or(let parts): return joined(parts, " OR ")
        case .not(let part):
            let part = condition(part)
            return ("NOT coalesce(\(part.sql), 0)", part.arguments)
        case .term(let term): return condition(term)
        }
    }

    /// The item is not in the second index, which would answer for it.
    static let notUnspaced = "NOT EXISTS (SELECT 1 FROM search_unspaced_docsize WHERE id = search.rowid)"

    private static func condition(_ term: SearchTerm) -> (sql: String, arguments: StatementArguments) {
        let text = term.text.lowercased()
        func document(_ condition: String) -> String {
            "EXISTS (SELECT 1 FROM revisions WHERE item = items.id AND number = items.revision AND \(condition))"
        }
        switch term.field {
        case .author: return (document("instr(lower(json_extract(document, '$.authors')), ?) > 0"), [text])
        case .url: return (document("instr(lower(json_extract(document, '$.url')), ?) > 0"), [text])
        case .language: return (document("instr(lower(json_extract(document, '$.language')), ?) = 1"), [text])
        case .feed:
            return (
                "items.feed IN (SELECT id FROM feeds WHERE instr(lower(url), ?) > 0 OR instr(lower(title), ?) > 0)",
                [text, text]
            )
        case .tag:
            let own = document("EXISTS (SELECT 1 FROM json_each(document, '$.tags') WHERE lower(value) = ?)")
            return ("(items.feed IN (\(feedsTagged)) OR \(own))", [text, text])
        case .agency: return agency(text)
        // The first two are asked of the index, the third is the others.
        case .title, .text, .any, nil: return ("1", [])
        }
    }

    /// Feeds whose subscription has a tag.
    static let feedsTagged =
        "SELECT feeds.id FROM feeds, json_each(feeds.settings, '$.tags') AS tags WHERE lower(tags.value) = ?"

    /// Of an item that credits an agency: by its name or a part of it, or by its short name.
    static func agency(_ name: String) -> (sql: String, arguments: StatementArguments) {
        let name = name.lowercased()
        return (
            """
            EXISTS (SELECT 1 FROM story_items AS credits WHERE credits.item = items.id AND wire IS NOT NULL AND (
              instr(lower(json_extract(wire, '$.agency')), ?) > 0 OR credit = ?
              OR substr(credit, 1, length(?) + 1) = ? || '/'))
            """, [name, name, name, name]
        )
    }
}
