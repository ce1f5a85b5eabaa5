import Storing
import TextKit

/// A query of texts as PostgreSQL reads it (`tsquery`), asked of `search_texts AS search`.
///
/// The words of titles have the weight A there. Texts with words of scripts without blanks are indexed in pairs
/// (`pairedText`), and are asked for pairs.
enum SearchVector {
    static func condition(_ query: SearchQuery, _ parameters: inout PostgresQuery) -> String {
        let (plain, paired) = (Words(isPaired: false), Words(isPaired: true))
        guard plain.expression(query) != paired.expression(query) else { return plain.condition(query, &parameters) }
        return """
            (NOT search.is_paired AND \(plain.condition(query, &parameters))
              OR search.is_paired AND \(paired.condition(query, &parameters)))
            """
    }

    static func rank(_ query: SearchQuery, _ parameters: inout PostgresQuery) -> String {
        let (plain, paired) = (Words(isPaired: false).expression(query), Words(isPaired: true).expression(query))
        let asked = parameters.add(plain)
        guard plain != paired else { return "ts_rank(search.words, \(asked)::tsquery, 1)" }
        let pairs = parameters.add(paired)
        return "ts_rank(search.words, CASE WHEN search.is_paired THEN \(pairs) ELSE \(asked) END::tsquery, 1)"
    }

    /// For texts that are indexed in one of the two ways.
    private struct Words {
        let isPaired: Bool

        private func words(_ term: SearchTerm) -> (words: [String], isPrefix: Bool) {
            let (text, isPrefix) = isPaired ? pairedPhrase(term.text) : (term.text, false)
            return (IndexedWords.words(text).map { String(decoding: $0, as: UTF8.self) }, term.isPrefix || isPrefix)
        }

        private func hasPhrases(_ query: SearchQuery) -> Bool {
            switch query {
            case .term(let term): words(term).words.count > 1
            case .and(let parts), .or(let parts): parts.contains(where: hasPhrases)
            case .not(let part): hasPhrases(part)
            }
        }

        func condition(_ query: SearchQuery, _ parameters: inout PostgresQuery) -> String {
            func match(_ expression: String) -> String { "search.words @@ \(parameters.add(expression))::tsquery" }
            guard hasPhrases(query) else { return match(expression(query)) }
            // Where the positions of a text's words are not all kept, they are looked for one behind the other.
            let loose = expression(query, arePhrasesLoose: true).map { match($0) + " AND " } ?? ""
            let exact = match(expression(query))
            let folded = folded(query, &parameters)
            // From the index of texts, whatever the planner thinks of frequent words: a phrase of them is in few.
            return """
                search.item IN (SELECT item FROM search_texts AS search
                  WHERE \(loose)CASE WHEN search.folded IS NULL THEN \(exact) ELSE \(folded) END OFFSET 0)
                """
        }

        /// Of a row that has `folded`.
        private func folded(_ query: SearchQuery, _ parameters: inout PostgresQuery) -> String {
            switch query {
            case .term(let term):
                let (words, isPrefix) = words(term)
                let match = "search.words @@ \(parameters.add(expression(query)))::tsquery"
                guard words.count > 1, term.field != .title else { return match }
                let phrase = " " + words.joined(separator: " ") + (isPrefix ? "" : " ")
                return "(\(match) OR strpos(search.folded, \(parameters.add(phrase))) > 0)"
            case .and(let parts): return "(\(parts.map { folded($0, &parameters) }.joined(separator: " AND ")))"
            case .or(let parts): return "(\(parts.map { folded($0, &parameters) }.joined(separator: " OR ")))"
            case .not(let part): return "NOT \(folded(part, &parameters))"
            }
        }

        func expression(_ query: SearchQuery) -> String {
            switch query {
            case .term(let term): phrase(term, joinedBy: " <-> ")
            case .and(let parts): joined(parts.map(expression), " & ")
            case .or(let parts): joined(parts.map(expression), " | ")
            case .not(let part): "!(\(expression(part)))"
            }
        }

        /// All that `query` finds and more; nil where that is everything.
        private func expression(_ query: SearchQuery, arePhrasesLoose: Bool) -> String? {
            switch query {
            case .term(let term): return phrase(term, joinedBy: " & ")
            case .and(let parts):
                let parts = parts.compactMap { expression($0, arePhrasesLoose: true) }
                return parts.isEmpty ? nil : joined(parts, " & ")
            case .or(let parts):
                let found = parts.compactMap { expression($0, arePhrasesLoose: true) }
                return found.count == parts.count ? joined(found, " | ") : nil
            case .not: return nil
            }
        }

        private func phrase(_ term: SearchTerm, joinedBy word: String) -> String {
            let (words, isPrefix) = words(term)
            // No word has a blank: this is never found.
            guard !words.isEmpty else { return "' '" }
            let weight = term.field == .title ? "A" : term.field == .text ? "D" : ""
            return "("
                + words.enumerated().map { place, word in
                    let marks = (isPrefix && place == words.count - 1 ? "*" : "") + weight
                    return "'\(word)'" + (marks.isEmpty ? "" : ":\(marks)")
                }.joined(separator: word) + ")"
        }

        /// In brackets that go as deep as they must: PostgreSQL reads `a & b & c` as deep as it is long.
        private func joined(_ parts: [String], _ word: String) -> String {
            guard parts.count > 1 else { return parts[0] }
            let middle = parts.count / 2
            return "(\(joined(Array(parts[..<middle]), word))\(word)\(joined(Array(parts[middle...]), word)))"
        }
    }
}
