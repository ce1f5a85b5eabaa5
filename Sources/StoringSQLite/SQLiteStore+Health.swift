import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Items that are held, withdrawn ones included: each is a small row of the search.
    package func itemCount() throws -> Int {
        try read(itemCount)
    }

    func itemCount(_ db: Database) throws -> Int {
        let dropped = try keepsDropped(db) ? Int.fetchOne(db, sql: "SELECT count(*) FROM dropped_items") ?? 0 : 0
        return try (Int.fetchOne(db, sql: "SELECT count(*) FROM search_docsize") ?? 0) - dropped
    }

    /// When the oldest event was; nil where there is none.
    package func firstEvent() throws -> Date? {
        try read { db in try Int64.fetchOne(db, sql: "SELECT at FROM events ORDER BY seq LIMIT 1") }
            .map(Date.init(milliseconds:))
    }

    /// - Complexity: reads the state of each feed and the events of the last hour, and no item.
    package func health(at now: Date) throws -> StoreHealth {
        let pause = try pausedUntil(at: now)
        return try read { db in
            var health = StoreHealth()
            health.pausedUntil = pause
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT json_extract(state, '$.failures') > 0 AS failing, json_extract(state, '$.error_kind') AS cause,
                          due_at <= ? AND lease_until <= ? AS late, json_extract(state, '$.silent') AS silent,
                          json_extract(state, '$.no_network_since') IS NOT NULL AS offline,
                          json_extract(state, '$.last_check') IS NULL AND coalesce(json_extract(state, '$.failures'), 0) = 0
                            AS unchecked, count(*) AS count,
                          max(json_extract(state, '$.last_check')) AS last_check
                        FROM feeds WHERE is_subscribed = 1 GROUP BY 1, 2, 3, 4, 5, 6
                        """),
                arguments: [
                    (now - StoreHealth.tolerance / .seconds(1)).milliseconds, now.milliseconds,
                ])
            while let row = try rows.next() {
                var group = StoreHealth.Group(count: row["count"])
                (group.isFailing, group.cause) = (row["failing"] ?? false, row["cause"])
                (group.isLate, group.isSilent) = (row["late"] ?? false, row["silent"] ?? false)
                (group.isOffline, group.isUnchecked) = (row["offline"], row["unchecked"])
                group.lastCheck = row["last_check"]
                health.add(group)
            }
            let events = try Row.fetchCursor(
                db.cachedStatement(
                    sql: "SELECT at, kind IN ('new', 'duplicate') AS is_new FROM events ORDER BY seq DESC"))
            while let row = try events.next(), row["at"] as Int64 > (now - 3600).milliseconds {
                if row["is_new"] as Bool { health.newInLastHour += 1 }
            }
            return health
        }
    }
}
