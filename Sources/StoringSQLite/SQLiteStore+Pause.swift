import FeedModel
import Foundation
import GRDB
import Storing

/// No check is started while the store is paused, by whatever daemon: it holds over restarts.
extension SQLiteStore {
    /// - Parameter end: `distantFuture` until further notice; nil goes on.
    package func pause(until end: Date?) throws {
        let end = end.map { min($0, .distantFuture).milliseconds }
        try write { db in try db.execute(sql: "UPDATE store SET paused_until = ?", arguments: [end]) }
    }

    /// Nil while it is not paused.
    package func pausedUntil(at now: Date) throws -> Date? {
        try read { db -> Int64? in
            // A reader may be newer than the store.
            guard try db.columns(in: "store").contains(where: { $0.name == "paused_until" }) else { return nil }
            return try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT paused_until FROM store WHERE paused_until > ?"),
                arguments: [now.milliseconds])
        }.map(Date.init(milliseconds:))
    }

    /// Makes subscribed feeds due.
    /// - Parameter urls: nil takes all of them.
    /// - Returns: the addresses of those that there are.
    package func makeDue(_ urls: [String]?, at now: Date) throws -> [String] {
        let list = urls.map { JSONValue.array($0.map(JSONValue.string)).encoded }
        return try write { db in
            try String.fetchAll(
                db,
                sql: """
                    UPDATE feeds SET due_at = min(coalesce(due_at, ?1), ?1)
                    WHERE is_subscribed = 1 AND (?2 IS NULL OR url IN (SELECT value FROM json_each(?2))) RETURNING url
                    """, arguments: [now.milliseconds, list])
        }
    }
}
