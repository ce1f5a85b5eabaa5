import Comparing
import FeedModel
import Foundation
import GRDB
import TextKit

/// Which items to list.
package struct ItemQuery: Equatable, Sendable {
    /// Words, "phrases", begin*, -without.
    package var words = ""
    /// Their numbers.
    package var feeds: [Int64]?
    package var tag: String?
    package var since: Date?
    package var until: Date?
    package var limit: Int?
    /// Of the items of one story the newest alone.
    package var onceAStory = false
    /// Only what has been revised: `since` and `until` speak of the revision then, and the newest comes first.
    package var isRevised = false
    /// Of a revision: `material` or `cosmetic`.
    package var weight: String?

    package init() {}
}

/// A feed with what is known of its schedule.
package struct FeedOverview: Sendable {
    package let id: Int64
    package let url: String
    package let title: String?
    package let isSubscribed: Bool
    package let due: Date?
    package let state: FeedState
    /// When something of it was last told of; nil where nothing was.
    package let lastChange: Date?
    package let itemCount: Int
    /// How it names its entries, in words.
    package let habit: String

    package var json: JSONObject {
        var object = JSONObject()
        object.set("id", Int(id))
        object.set("url", url)
        object.set("title", title)
        object.set("subscribed", isSubscribed)
        object.set("items", itemCount)
        for (key, value) in state.json.members {
            // The newest date that it has published; when that was found is of the schedule alone.
            if key == "last_news" { object.set(key, state.rhythm.newest) } else { object.append(key, value) }
        }
        object.set("last_change", clock: lastChange)
        return object
    }
}

extension Store {
    /// Items with the last event of each, the newest first.
    package func forEachItem(_ query: ItemQuery, _ body: (Event) throws -> Void) throws {
        var conditions = ["items.state < 2"]
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        if let match = Self.matchExpression(query.words) {
            add("items.id IN (SELECT rowid FROM search WHERE search MATCH ?)", [match])
        }
        if let feeds = query.feeds {
            add("items.feed IN (SELECT value FROM json_each(?))", [JSONValue.list(feeds)])
        }
        if let tag = query.tag {
            add("EXISTS (SELECT 1 FROM json_each(feeds.settings, '$.tags') WHERE value = ?)", [tag])
        }
        let time = query.isRevised ? "items.last_revised" : "items.first_seen"
        if query.isRevised {
            add(
                """
                items.revision > 1 AND items.last_revised >= ? AND EXISTS (
                  SELECT 1 FROM revisions WHERE item = items.id AND number > 1 AND at BETWEEN ? AND ?
                  AND (? IS NULL OR json_extract(facts, '$.weight') = ?))
                """,
                [
                    query.since?.milliseconds ?? 0, query.since?.milliseconds ?? 0, query.until?.milliseconds ?? .max,
                    query.weight, query.weight,
                ])
        } else {
            if let since = query.since { add("items.first_seen >= ?", [since.milliseconds]) }
            if let until = query.until { add("items.first_seen <= ?", [until.milliseconds]) }
        }
        let kinds = query.isRevised ? "AND kind = 'revised'" : ""
        let sql = """
            SELECT (SELECT max(seq) FROM events WHERE events.item = items.id \(kinds)), story_items.story
            FROM items JOIN feeds ON feeds.id = items.feed LEFT JOIN story_items ON story_items.item = items.id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(time) DESC, items.id DESC
            LIMIT \(query.onceAStory ? -1 : query.limit ?? -1)
            """
        // Numbers first and the lines in small reads, so that a slow reader of the output holds nothing up.
        var stories: Set<Int64> = []
        let rows: [(seq: Int64, story: Int64?)] = try read { [arguments] db in
            try Row.fetchAll(db, sql: sql, arguments: arguments).map { ($0[0], $0[1]) }
        }
        var left = query.limit ?? .max
        for (seq, story) in rows where left > 0 {
            if query.onceAStory, let story, !stories.insert(story).inserted { continue }
            left -= 1
            if let event = try event(seq) { try body(event) }
        }
    }

    /// An item by number, guid or address, with its last event.
    package func findItem(_ name: String) throws -> Event? {
        let seq = try read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(seq) FROM events WHERE item = (
                      SELECT id FROM items WHERE id = ?1 OR guid = ?2 OR link = ?3 ORDER BY id = ?1 DESC, id DESC LIMIT 1)
                    """,
                arguments: [Int64(name), name, canonicalLink(name)])
        }
        return try seq.flatMap(event)
    }

    package func findItem(number: Int64) throws -> Event? {
        let seq = try read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT max(seq) FROM events WHERE item = ?"), arguments: [number])
        }
        return try seq.flatMap(event)
    }

    /// Feeds with their schedule: the failing first, then those due longest.
    package func feeds(matching name: String? = nil) throws -> [FeedOverview] {
        let condition = name == nil ? "is_subscribed = 1" : Self.feedCondition
        let arguments: StatementArguments = name.map { [Int64($0), $0, $0] } ?? []
        return try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT *, (SELECT count(*) FROM items WHERE items.feed = feeds.id AND state < 2) AS item_count
                    FROM feeds WHERE \(condition)
                    ORDER BY coalesce(json_extract(state, '$.failures'), 0) = 0, due_at
                    """,
                arguments: arguments)
            return try rows.map { row in
                FeedOverview(
                    id: row["id"], url: row["url"], title: row["title"], isSubscribed: row["is_subscribed"],
                    due: (row["due_at"] as Int64?).map(Date.init(milliseconds:)),
                    state: FeedState(reading: try JSONValue(parsing: row["state"] as String).object ?? JSONObject()),
                    lastChange: (row["last_change"] as Int64?).map(Date.init(milliseconds:)),
                    itemCount: row["item_count"],
                    habit: FeedHabit(json: try JSONValue(parsing: row["habit"] as String).object ?? JSONObject())
                        .explanation)
            }
        }
    }

    /// Not LIKE: what a person types is no pattern, and may be longer than one may be.
    private static let feedCondition =
        "(feeds.id = ? OR instr(lower(feeds.url), lower(?)) > 0 OR instr(lower(feeds.title), lower(?)) > 0)"

    /// What a person typed, as FTS5 reads it: each word quoted, so that no character of it is an operator.
    static func matchExpression(_ words: String) -> String? {
        var wanted: [String] = [], unwanted: [String] = []
        for (place, part) in words.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            // Every second part stood in quotes.
            for word in place % 2 == 1 ? [part] : part.split(separator: " ") {
                let isUnwanted = place % 2 == 0 && word.hasPrefix("-") && word.count > 1
                let isPrefix = word.hasSuffix("*")
                let term = "\"\(word.drop { isUnwanted && $0 == "-" }.filter { $0 != "*" })\"" + (isPrefix ? "*" : "")
                guard term.contains(where: { $0.isLetter || $0.isNumber }) else { continue }
                if isUnwanted { unwanted.append(term) } else { wanted.append(term) }
            }
        }
        guard !wanted.isEmpty else { return nil }
        // One NOT over all: one for each would nest deeper than FTS5 goes.
        let rest = unwanted.isEmpty ? "" : " NOT (\(unwanted.joined(separator: " OR ")))"
        return "(\(wanted.joined(separator: " AND ")))\(rest)"
    }
}
