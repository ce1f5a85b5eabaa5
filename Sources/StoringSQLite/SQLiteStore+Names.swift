import FeedModel
import GRDB
import Storing

extension SQLiteStore {
    package func feedNames() throws -> [FeedTitles] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, url, title, json_extract(document, '$.title'), json_extract(settings, '$.tags'),
                      json_extract(document, '$.home_page_url') FROM feeds
                    ORDER BY is_subscribed DESC, id
                    """)
            return try rows.map { row in
                let titles = [row[2] as String?, row[3] as String?].compactMap(\.self)
                let tags = try (row[4] as String?).flatMap { try JSONValue(parsing: $0).array }
                return FeedTitles(
                    id: row[0], url: row[1], titles: titles.count == 2 && titles[0] == titles[1] ? [titles[0]] : titles,
                    tags: tags?.compactMap(\.string) ?? [], homePageURL: row[5])
            }
        }
    }

    /// Items with these words in their title, one behind the other; the newest first, and no more than show that it is
    /// none in particular.
    package func items(titled title: String) throws -> [Event] {
        guard title.contains(where: { $0.isLetter || $0.isNumber }) else { return [] }
        var query = ItemQuery()
        query.limit = 20
        let search = SearchSQL(.term(SearchTerm(title, field: .title)))
        return try read { [query] db in try numbers(db, query, search) }.compactMap { try findItem(number: $0) }
    }
}
