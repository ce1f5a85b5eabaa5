import FeedModel
import Foundation
import Storing
import TextKit

extension PostgresStore {
    package func forEachItem(_ query: ItemQuery, _ body: (Event) throws -> Void) throws {
        let parts = [query.words, query.saved ?? ""]
        let words = try parts.compactMap { part throws(SearchMistake) in try SearchQuery.parse(part) }
        // Numbers first and the lines in small reads, so that a slow reader of the output holds nothing up.
        let items = try numbers(query, words.count > 1 ? .and(words) : words.first)
        for start in stride(from: 0, to: items.count, by: Self.lineBatch) {
            let part = Array(items[start..<min(start + Self.lineBatch, items.count)])
            let events = try newestEvents(of: part, isRevised: query.isRevised)
            for item in part { if let event = events[item] { try body(event) } }
        }
    }

    /// Lines with their texts that are read at once.
    private static let lineBatch = 100

    /// In the order of the query.
    func numbers(_ query: ItemQuery, _ words: SearchQuery?) throws -> [Int64] {
        if let words, words.asksTexts { try completeSearch(isOfDropped: query.isDropped) }
        return try read { transaction in
            var parameters = PostgresQuery()
            let sql = PostgresItemSelection(query, words, parameters: &parameters).sql
            guard query.onceAStory else {
                let limit = query.limit.map { " LIMIT \($0)" } ?? ""
                var found: [Int64] = []
                try transaction.forEachRow(sql + limit, parameters) { row in
                    found.append(row[0])
                    return true
                }
                return found
            }
            var chosen = OnceAStory(limit: query.limit)
            try transaction.forEachRow(sql, parameters, isForFew: query.limit != nil) { row in
                guard !chosen.isFull else { return false }
                chosen.take(row[0], story: row[1], original: row[2])
                return true
            }
            // The original stands for its story, where it is one of those that are asked for.
            guard !chosen.originals.isEmpty else { return chosen.items(held: []) }
            var narrowed = PostgresQuery()
            let among = PostgresItemSelection(query, words, among: chosen.originals, parameters: &narrowed).sql
            return try chosen.items(
                held: Set(transaction.run(narrowed.statement(among)).rows.map { $0[0] as Int64 }))
        }
    }

    /// The last event of each of these items, with what its page says of itself.
    /// - Parameter isRevised: the last that tells of a revision.
    func newestEvents(of items: [Int64], isRevised: Bool = false) throws -> [Int64: Event] {
        let kind = isRevised ? " AND told.kind = 'revised'" : ""
        let statements = [
            PostgresStatement(
                Self.eventSQL + """
                     WHERE events.seq IN (
                      SELECT (SELECT max(seq) FROM events AS told WHERE told.item = wanted.item\(kind))
                      FROM unnest($1) AS wanted(item))
                    """, items),
            PostgresStatement("SELECT item, facts FROM pages WHERE item = ANY($1)", items),
            PostgresStatement(Self.droppedSQL, items),
        ]
        let results = try read { try $0.commit(after: statements) }
        var events: [Int64: Event] = [:]
        for row in results[2].rows { if let event = try Event(dropped: row) { events[event.item!.number] = event } }
        for row in results[0].rows { events[row["item"]] = try Event(row) }
        for row in results[1].rows where events[row[0]] != nil {
            let item: Int64 = row[0]
            guard events[item]?.seq != 0, events[item]?.page == nil else { continue }
            events[item]?.facts.set("page", try JSONObject(stored: row[1]))
        }
        return events
    }

    private static let droppedSQL = """
        SELECT dropped_items.at, rule, expression, items.id AS item, items.revision, feeds.id AS feed, feeds.url,
          feeds.title, revisions.document, html.body AS html, plain.body AS plain
        FROM dropped_items JOIN items ON items.id = dropped_items.item JOIN feeds ON feeds.id = items.feed
        JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
        LEFT JOIN texts AS html ON html.id = revisions.html
        LEFT JOIN texts AS plain ON plain.id = revisions.text
        WHERE dropped_items.item = ANY($1)
        """
}

extension Event {
    /// Of a row of `droppedSQL`.
    fileprivate init?(dropped row: PostgresRow) throws {
        guard let item = try ItemReference(row) else { return nil }
        self.init(
            dropped: item, by: DroppingRule(name: row["rule"], text: row["expression"]),
            of: FeedReference(id: row["feed"], url: row["url"], title: row["title"]),
            at: Date(milliseconds: row["at"]))
    }
}

extension PostgresTransaction {
    /// Reads what may be much by a cursor, some thousand rows at a time.
    /// - Parameter isForFew: else the planner is told that all will be read.
    /// - Parameter body: returns false where it has enough.
    func forEachRow(
        _ sql: String, _ parameters: PostgresQuery, isForFew: Bool = false, _ body: (PostgresRow) throws -> Bool
    ) throws {
        if !isForFew { later("SET LOCAL cursor_tuple_fraction = 1") }
        later(parameters.statement("DECLARE reading NO SCROLL CURSOR FOR " + sql))
        // Some need the first few alone.
        var count = 200
        while true {
            let rows = try run(PostgresStatement("FETCH \(count) FROM reading")).rows
            for row in rows {
                guard try body(row) else { return later(PostgresStatement("CLOSE reading")) }
            }
            if rows.count < count { return later(PostgresStatement("CLOSE reading")) }
            count = 5000
        }
    }
}
