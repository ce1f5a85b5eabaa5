import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension EventMark {
    /// Of a row of `events`.
    init(_ row: Row) {
        self.init(
            seq: row["seq"], at: Date(milliseconds: row["at"]), kind: row["kind"], feed: row["feed"], item: row["item"],
            revision: row["revision"])
    }
}

extension SQLiteStore {
    /// What the events after `seq` are known by, the oldest first.
    package func marks(after seq: Int64, limit: Int) throws -> [EventMark] {
        try read { db in
            let sql = "SELECT seq, at, kind, feed, item, revision FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
            return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [seq, limit]).map(EventMark.init)
        }
    }

    /// The numbers that events of the store itself say are not in it.
    package func missingNumbers() throws -> [ClosedRange<Int64>] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT json_extract(facts, '$.from') AS low, json_extract(facts, '$.to') AS high FROM events
                    WHERE kind = ?
                    """, arguments: [EventKind.storeBehind.rawValue])
            return rows.compactMap { row in
                guard let low = row["low"] as Int64?, let high = row["high"] as Int64?, low <= high else { return nil }
                return low...high
            }
        }
    }
}
