import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package var files: (any StoreFiles)? { nil }

    /// What is asked is asked of the server.
    package var isSnapshot: Bool { false }

    /// A database is backed up by its own programs, which know of its server's log.
    package func backUp(to path: String, isReplacing: Bool, progress: @escaping (Double) -> Void) throws
        -> BackupSummary
    {
        throw BackupError.databasesOwn(store: self.path)
    }

    /// Of what foreign keys do not hold: numbers that were given by the counter row, and what is counted. Whether the pages of
    /// its tables are sound the server tells itself (checksums, pg_amcheck).
    package func checkRows() throws -> [StoreFinding] {
        let checks = [
            (
                "events have numbers above that of the counter",
                "SELECT count(*) FROM events, counters WHERE seq > event"
            ),
            ("items have numbers above that of the counter", "SELECT count(*) FROM items, counters WHERE id > item"),
            (
                "items have no text",
                """
                SELECT count(*) FROM items WHERE state <> 2
                  AND NOT EXISTS (SELECT 1 FROM revisions WHERE item = items.id AND number = items.revision)
                """
            ),
            (
                "stories have another number of items than they say",
                """
                SELECT count(*) FROM stories
                WHERE members <> (SELECT count(*) FROM story_items WHERE story = stories.id)
                """
            ),
            (
                "stories have an original that is none of their items",
                """
                SELECT count(*) FROM stories
                WHERE NOT EXISTS (SELECT 1 FROM story_items WHERE item = original AND story = stories.id)
                """
            ),
        ]
        let counts = try read { try $0.commit(after: checks.map { PostgresStatement($0.1) }) }
        return zip(checks, counts).compactMap { check, result in
            let count: Int = result.first![0]
            return count > 0 ? StoreFinding(.references, "\(count) \(check.0)") : nil
        }
    }

    /// Whether items are found under the keys by which copies find their stories: those stand in both places. The other way
    /// round nothing is lost by a key too many.
    package func checkKeys() throws -> [StoreFinding] {
        var missing = 0
        var above: Int64 = 0
        while let last = try read({ transaction in
            let rows = try transaction.run(
                "SELECT item, keys FROM story_items WHERE item > $1 ORDER BY item LIMIT 1000", above
            ).rows
            let wanted = rows.flatMap { row in
                [ItemKey](bytes: row[1]).map { (key: $0.rawValue, item: row[0] as Int64) }
            }
            missing +=
                try transaction.run(
                    """
                    SELECT count(*) FROM unnest($1, $2) AS wanted(key, item) WHERE NOT EXISTS (
                      SELECT 1 FROM item_keys WHERE (item_keys.key >> 16) = (wanted.key >> 16)
                        AND item_keys.key = wanted.key AND item_keys.item = wanted.item)
                    """, wanted.map(\.key), wanted.map(\.item)
                ).first![0] as Int
            return rows.last?[0] as Int64?
        }) {
            above = last
        }
        return missing == 0 ? [] : [StoreFinding(.keys, "\(missing) keys of items are missing in the table item_keys")]
    }

    package func figures(at now: Date) throws -> StoreFigures {
        var figures = StoreFigures()
        figures.health = try health(at: now)
        figures.workers = try workers()
        let counts = try read { transaction in
            try transaction.commit(after: [
                PostgresStatement("SELECT count(*) FROM items WHERE state < 2"),
                PostgresStatement("SELECT count(*) FROM stories"),
                PostgresStatement("SELECT coalesce(max(seq), 0) FROM events"),
                PostgresStatement(
                    """
                    SELECT count(*) FROM feeds
                    WHERE is_subscribed AND due_at <= $1 AND \(Claims.isFree(.feed))
                    """, now.milliseconds),
                PostgresStatement("SELECT count(*) FROM pages WHERE due_at <= $1", now.milliseconds),
            ]).map { $0.first![0] as Int }
        }
        (figures.items, figures.stories, figures.lastSeq) = (counts[0], counts[1], Int64(counts[2]))
        (figures.feedsDue, figures.pagesDue) = (counts[3], counts[4])
        return figures
    }

    /// Returns when the counter row was this process's: how long that takes tells how long commits wait.
    package func awaitWriter() async throws {
        do {
            try await pool.write { _ = try $0.run("SELECT 1 FROM counters FOR UPDATE") }
        } catch {
            throw explain(error)
        }
    }
}
