import Comparing
import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

extension SQLiteStore {
    /// Items with the last event of each, in the order of the query.
    /// - Throws: `SearchMistake` where its words mean nothing.
    package func forEachItem(_ query: ItemQuery, _ body: (Event) throws -> Void) throws {
        let parts = [query.words, query.saved ?? ""]
        let words = try parts.compactMap { part throws(SearchMistake) in try SearchQuery.parse(part) }
        let search = SearchSQL(words.count > 1 ? .and(words) : words.first)
        // Numbers first and the lines in small reads, so that a slow reader of the output holds nothing up.
        let items = try read { db in try numbers(db, query, search) }
        let kinds = query.isRevised ? "AND kind = 'revised'" : ""
        for item in items {
            let seq = try read { db in
                try Int64.fetchOne(
                    db.cachedStatement(sql: "SELECT max(seq) FROM events WHERE item = ? \(kinds)"), arguments: [item])
            }
            if let event = try seq.map({ try event($0) }) ?? read({ try droppedItem($0, item) }) { try body(event) }
        }
    }

    func numbers(_ db: Database, _ query: ItemQuery, _ search: SearchSQL) throws -> [Int64] {
        let selection = try ItemSelection(db, query, search)
        guard query.onceAStory else {
            return try Int64.fetchAll(
                db, sql: selection.sql + " LIMIT \(query.limit ?? -1)", arguments: selection.arguments)
        }
        var chosen = OnceAStory(limit: query.limit)
        let rows = try Row.fetchCursor(db, sql: selection.sql, arguments: selection.arguments)
        while !chosen.isFull, let row = try rows.next() {
            chosen.take(row[0], story: row[1], original: row[2])
        }
        // The original stands for its story, where it is one of those that are asked for.
        guard !chosen.originals.isEmpty else { return chosen.items(held: []) }
        let narrowed = try ItemSelection(db, query, search, among: chosen.originals)
        return try chosen.items(held: Set(Int64.fetchAll(db, sql: narrowed.sql, arguments: narrowed.arguments)))
    }

    /// An item by number, guid or address, with its last event.
    package func findItem(_ name: String) throws -> Event? {
        let number: Int64? = try read { db in
            // A number reads one row, any other name all of them.
            if let number = Int64(name),
                try Bool.fetchOne(db, sql: "SELECT 1 FROM items WHERE id = ?", arguments: [number]) != nil
            {
                return number
            }
            return try Int64.fetchOne(
                db, sql: "SELECT id FROM items WHERE guid = ? OR link = ? ORDER BY state = 3, id DESC LIMIT 1",
                arguments: [name, canonicalLink(name)])
        }
        return try number.flatMap(findItem(number:))
    }

    package func findItem(number: Int64) throws -> Event? {
        let seq = try read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT max(seq) FROM events WHERE item = ?"), arguments: [number])
        }
        return try seq.map(event) ?? read { db in try droppedItem(db, number) }
    }

    /// Feeds with their schedule: the failing first, then those due longest.
    package func feeds(matching name: String? = nil) throws -> [FeedOverview] {
        let condition = name == nil ? "is_subscribed = 1" : Self.feedCondition
        let arguments: StatementArguments = name.map { [Int64($0), $0, $0] } ?? []
        return try read { db in
            let dropped = try droppedCounts(db)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT *, (SELECT count(*) FROM items WHERE items.feed = feeds.id AND state < 2) AS item_count
                    FROM feeds WHERE \(condition)
                    ORDER BY coalesce(json_extract(state, '$.failures'), 0) = 0, due_at, id
                    """,
                arguments: arguments)
            return try rows.map { row in
                FeedOverview(
                    id: row["id"], url: row["url"], title: row["title"], isSubscribed: row["is_subscribed"],
                    due: (row["due_at"] as Int64?).map(Date.init(milliseconds:)),
                    state: FeedState(reading: try JSONValue(parsing: row["state"] as String).object ?? JSONObject()),
                    lastChange: (row["last_change"] as Int64?).map(Date.init(milliseconds:)),
                    itemCount: row["item_count"], droppedCount: dropped[row["id"]] ?? 0,
                    habit: FeedHabit(json: try JSONValue(parsing: row["habit"] as String).object ?? JSONObject())
                        .explanation)
            }
        }
    }

    /// Not LIKE: what a person types is no pattern, and may be longer than one may be.
    private static let feedCondition =
        "(feeds.id = ? OR instr(lower(feeds.url), lower(?)) > 0 OR instr(lower(feeds.title), lower(?)) > 0)"
}
