import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

// What a check of a feed has found gets into its rows. Within a transaction.
extension SQLiteStore {
    func keeper(_ db: Database) -> ChangeKeeper<SQLiteChangeRows> {
        ChangeKeeper(SQLiteChangeRows(store: self, db: db), wires: wires)
    }

    /// Forgets a feed that is not subscribed and that no event tells of.
    func forget(_ db: Database, _ feed: Int64) throws -> Bool {
        try db.cachedStatement(
            sql: """
                DELETE FROM feeds WHERE id = ?1 AND is_subscribed = 0
                  AND NOT EXISTS (SELECT 1 FROM events WHERE feed = ?1)
                """
        ).execute(arguments: [feed])
        return db.changesCount > 0
    }

    /// - Parameter changed: when something of the feed was told; nil where nothing was.
    func keepPlan(
        _ db: Database, _ plan: FeedUpdate.Plan, of feed: ClaimedFeed, changed: Date?
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE feeds SET lease_until = 0, lease_holder = NULL,
                  state = CASE WHEN url = ?4 THEN ?1 ELSE state END, due_at = CASE WHEN url = ?4 THEN ?2 ELSE due_at END,
                  last_change = coalesce(?5, last_change)
                WHERE id = ?3
                """
        ).execute(arguments: [
            // Of an address that was given up meanwhile, neither validators nor schedule hold.
            JSONValue.object(plan.state.json).encoded, plan.state.due?.milliseconds, feed.id, feed.subscription.url,
            changed?.milliseconds,
        ])
        if let end = plan.hostRest { try rest(db, feed.host, besides: feed.id, until: end) }
    }

    /// The feeds of a host that are due before `end` wait for it, and then for each other: a minute, or less where
    /// there are many.
    private func rest(_ db: Database, _ host: String, besides feed: Int64, until end: Date) throws {
        try db.cachedStatement(
            sql: """
                WITH waiting AS (
                  SELECT id, row_number() OVER (ORDER BY due_at) AS place, count(*) OVER () AS places
                  FROM feeds WHERE is_subscribed = 1 AND due_at < ?3 AND host = ?1 AND id != ?2
                )
                UPDATE feeds SET due_at = ?3 + place * min(60000, 21600000 / places),
                  state = json_set(state, '$.not_before', ?4, '$.next_check', ?4, '$.next_check_reason', ?5)
                FROM waiting WHERE feeds.id = waiting.id
                """
        ).execute(arguments: [host, feed, end.milliseconds, end.rfc3339Milliseconds, "its host asked to be left alone"])
    }

    func hasDocument(_ db: Database, _ feed: Int64) throws -> Bool {
        let sql = "SELECT document != '{}' FROM feeds WHERE id = ?"
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [feed]) ?? false
    }

    func keepFacts(_ db: Database, _ document: Feed, of feed: FeedReference) throws {
        var bare = document
        bare.items = []
        try db.cachedStatement(
            sql: "UPDATE feeds SET title = ?2, document = ?3 WHERE id = ?1 AND (title IS NOT ?2 OR document IS NOT ?3)"
        ).execute(arguments: [feed.id, feed.title, JSONValue.object(bare.json).encoded])
    }

    func keepEntries(_ db: Database, _ entries: String, habit: String, of feed: Int64) throws {
        try db.cachedStatement(
            sql: "UPDATE feeds SET entries = ?2, habit = ?3 WHERE id = ?1 AND (entries IS NOT ?2 OR habit IS NOT ?3)"
        ).execute(arguments: [feed, entries, habit])
    }
}
