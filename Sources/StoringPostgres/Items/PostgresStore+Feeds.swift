import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func feeds(matching name: String?) throws -> [FeedOverview] {
        // Small letters as SQLite has them: of ASCII.
        let condition =
            name == nil
            ? "is_subscribed"
            : """
            (id = $1 OR strpos(lower(url), lower($2 COLLATE "C")) > 0
              OR strpos(lower(title COLLATE "C"), lower($2 COLLATE "C")) > 0)
            """
        // Counted of all feeds together, or of each.
        let (count, held) =
            name == nil
            ? (
                "coalesce(held.count, 0)",
                """
                LEFT JOIN (SELECT feed, count(*) AS count FROM items WHERE state < 2 GROUP BY feed) AS held
                  ON held.feed = feeds.id
                """
            ) : ("(SELECT count(*) FROM items WHERE items.feed = feeds.id AND items.state < 2)", "")
        let sql = """
            SELECT id, url, title, is_subscribed, due_at, state, last_change, habit, \(count) AS item_count,
              coalesce(dropped.count, 0) AS dropped_count
            FROM feeds \(held) LEFT JOIN (
              SELECT feed, count(*) AS count FROM dropped_items JOIN items ON items.id = item GROUP BY feed) AS dropped
              ON dropped.feed = feeds.id
            WHERE \(condition)
            ORDER BY coalesce((state::json ->> 'failures')::bigint, 0) = 0, due_at NULLS FIRST, id
            """
        return try read { transaction in
            let found = try name.map { try transaction.run(sql, Int64($0), $0) } ?? transaction.run(sql)
            return try found.rows.map { row in
                FeedOverview(
                    id: row["id"], url: row["url"], title: row["title"], isSubscribed: row["is_subscribed"],
                    due: (row["due_at"] as Int64?).map(Date.init(milliseconds:)),
                    state: try FeedState(stored: row["state"]),
                    lastChange: (row["last_change"] as Int64?).map(Date.init(milliseconds:)),
                    itemCount: row["item_count"], droppedCount: row["dropped_count"],
                    habit: FeedHabit(json: try JSONObject(stored: row["habit"])).explanation)
            }
        }
    }
}
