import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore: RetentionSource {
    package func scanForPruning(
        _ settings: RetentionSettings, subscriptions: [Subscription]?, loggedTo: Int64, at now: Date
    ) throws -> any RetentionScan {
        try StoreRetentionScan(of: self, settings, subscriptions: subscriptions, loggedTo: loggedTo, at: now)
    }

    package func readRetention<T: Sendable>(_ body: @Sendable (any RetentionRows) throws -> T) throws -> T {
        try read { try body(SQLiteRetentionRows(db: $0)) }
    }

    /// Whether a feed has rules of its own.
    package func hasOwnRules() throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM feeds
                      WHERE is_subscribed = 1 AND json_extract(settings, '$.retention') IS NOT NULL)
                    """) ?? false
        }
    }

    /// Whether the item of this number has been pruned.
    package func isPruned(_ number: Int64) throws -> Bool {
        try read { db in
            try Bool.fetchOne(db, sql: "SELECT state = 2 FROM items WHERE id = ?", arguments: [number]) ?? false
        }
    }
}

private struct SQLiteRetentionRows: RetentionRows {
    let db: Database

    func rulesOfFeeds() throws -> [(feed: Int64, url: String, rules: JSONObject?)] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, url, json_extract(settings, '$.retention') FROM feeds WHERE is_subscribed = 1")
        return try rows.map { row in
            (row[0], row[1], try (row[2] as String?).flatMap { try JSONValue(parsing: $0).object })
        }
    }

    func items(below: Int64, leftBefore: Int64, limit: Int) throws -> [ScannedItem] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, feed, state, revision, first_seen, last_revised FROM items
                    WHERE id < ? AND (state <> 2 OR last_revised < ?) ORDER BY id DESC LIMIT ?
                    """), arguments: [below, leftBefore, limit])
        return rows.map { row in
            ScannedItem(
                id: row[0], feed: row[1], state: row[2], revision: row[3], firstSeen: row[4], changed: row[5])
        }
    }

    func sketched(_ items: [Int64]) throws -> Set<Int64> {
        guard !items.isEmpty else { return [] }
        return try Set(
            Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT item FROM story_items WHERE item IN (SELECT value FROM json_each(?))"),
                arguments: [JSONValue.list(items)]))
    }

    func revisions(of items: [Int64]) throws -> [Int64: [ScannedRevision]] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT number, at, html IS NOT NULL OR text IS NOT NULL FROM revisions WHERE item = ? ORDER BY number DESC
                """)
        var revisions: [Int64: [ScannedRevision]] = [:]
        for item in items {
            revisions[item] = try Row.fetchAll(statement, arguments: [item]).map { row in
                ScannedRevision(number: row[0], at: row[1], hasText: row[2])
            }
        }
        return revisions
    }

    func listed(by feeds: [Int64], since: String) throws -> [Int64: Set<Int64>] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT entries FROM feeds
                WHERE id = ? AND (is_subscribed = 1 OR json_extract(state, '$.last_check') >= ?)
                """)
        var listed: [Int64: Set<Int64>] = [:]
        for feed in feeds {
            let entries = try String.fetchOne(statement, arguments: [feed, since])
            listed[feed] = Set((entries ?? "").split(separator: ",").compactMap { Int64($0) })
        }
        return listed
    }

    func events(below: Int64, limit: Int) throws -> [ScannedEvent] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT seq, at, kind, events.feed, item, state FROM events LEFT JOIN items ON items.id = events.item
                    WHERE seq < ? AND events.feed IS NOT NULL ORDER BY seq DESC LIMIT ?
                    """), arguments: [below, limit])
        return rows.map { row in
            ScannedEvent(seq: row[0], at: row[1], kind: row[2], feed: row[3], item: row[4], state: row[5])
        }
    }

    func last(of events: [ScannedEvent]) throws -> Set<Int64> {
        let statement = try db.cachedStatement(
            sql: "SELECT NOT EXISTS (SELECT 1 FROM events WHERE item = ? AND kind = ? AND seq > ?)")
        return try Set(
            events.filter { try Bool.fetchOne(statement, arguments: [$0.item, $0.kind, $0.seq])! }.map(\.seq))
    }
}
