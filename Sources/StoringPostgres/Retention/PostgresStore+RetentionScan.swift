import FeedModel
import Foundation
import Storing

extension PostgresStore: RetentionSource {
    package func scanForPruning(
        _ settings: RetentionSettings, subscriptions: [Subscription]?, loggedTo: Int64, at now: Date
    ) throws -> any RetentionScan {
        try StoreRetentionScan(of: self, settings, subscriptions: subscriptions, loggedTo: loggedTo, at: now)
    }

    package func readRetention<T: Sendable>(_ body: @Sendable (any RetentionRows) throws -> T) throws -> T {
        try read { try body(PostgresRetentionRows(transaction: $0)) }
    }

    package func hasOwnRules() throws -> Bool {
        try read { transaction in
            try transaction.run(
                """
                SELECT EXISTS (
                  SELECT 1 FROM feeds WHERE is_subscribed AND settings::json -> 'retention' IS NOT NULL)
                """
            ).first![0]
        }
    }
}

private struct PostgresRetentionRows: RetentionRows {
    let transaction: PostgresTransaction

    func rulesOfFeeds() throws -> [(feed: Int64, url: String, rules: JSONObject?)] {
        try transaction.run("SELECT id, url, (settings::json -> 'retention')::text FROM feeds WHERE is_subscribed").rows
            .map { row in (row[0], row[1], try (row[2] as String?).map(JSONObject.init(stored:))) }
    }

    func items(below: Int64, leftBefore: Int64, limit: Int) throws -> [ScannedItem] {
        try transaction.run(
            """
            SELECT id, feed, state, revision, first_seen, last_revised FROM items
            WHERE id < $1 AND (state <> 2 OR last_revised < $2) ORDER BY id DESC LIMIT $3
            """, below, leftBefore, limit
        ).rows.map { row in
            ScannedItem(
                id: row[0], feed: row[1], state: row[2], revision: row[3], firstSeen: row[4], changed: row[5])
        }
    }

    func sketched(_ items: [Int64]) throws -> Set<Int64> {
        guard !items.isEmpty else { return [] }
        return try Set(
            transaction.run("SELECT item FROM story_items WHERE item = ANY($1)", items).rows.map { $0[0] as Int64 })
    }

    func revisions(of items: [Int64]) throws -> [Int64: [ScannedRevision]] {
        guard !items.isEmpty else { return [:] }
        var revisions: [Int64: [ScannedRevision]] = [:]
        let rows = try transaction.run(
            """
            SELECT item, number, at, html IS NOT NULL OR text IS NOT NULL FROM revisions WHERE item = ANY($1)
            ORDER BY item, number DESC
            """, items
        ).rows
        for row in rows {
            revisions[row[0], default: []].append(ScannedRevision(number: row[1], at: row[2], hasText: row[3]))
        }
        return revisions
    }

    func listed(by feeds: [Int64], since: String) throws -> [Int64: Set<Int64>] {
        guard !feeds.isEmpty else { return [:] }
        let rows = try transaction.run(
            """
            SELECT id, entries FROM feeds
            WHERE id = ANY($1) AND (is_subscribed OR (state::json ->> 'last_check') COLLATE "C" >= $2)
            """, feeds, since
        ).rows
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row[0], Set((row[1] as String).split(separator: ",").compactMap { Int64($0) }))
            })
    }

    func events(below: Int64, limit: Int) throws -> [ScannedEvent] {
        try transaction.run(
            """
            SELECT seq, at, kind, events.feed, item, state FROM events LEFT JOIN items ON items.id = events.item
            WHERE seq < $1 AND events.feed IS NOT NULL ORDER BY seq DESC LIMIT $2
            """, below, limit
        ).rows.map { row in
            ScannedEvent(seq: row[0], at: row[1], kind: row[2], feed: row[3], item: row[4], state: row[5])
        }
    }

    func last(of events: [ScannedEvent]) throws -> Set<Int64> {
        guard !events.isEmpty else { return [] }
        return try Set(
            transaction.run(
                """
                SELECT told.seq FROM unnest($1, $2, $3) AS told(seq, item, kind)
                WHERE NOT EXISTS (
                  SELECT 1 FROM events WHERE events.item = told.item AND events.kind = told.kind AND events.seq > told.seq)
                """, events.map(\.seq), events.map(\.item), events.map(\.kind)
            ).rows.map { $0[0] as Int64 })
    }
}
