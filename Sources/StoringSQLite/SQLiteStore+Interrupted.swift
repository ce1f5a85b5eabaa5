import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Puts off what was being read or kept when a process died, at growing distance; a check that comes to its end
    /// forgets how often that was.
    /// - Parameter feeds: by number.
    /// - Parameter pages: by the number of their items.
    package func putOffInterrupted(feeds: [Int64], pages: [Int64], at now: Date) throws {
        guard !feeds.isEmpty || !pages.isEmpty else { return }
        try write { db in
            for feed in feeds {
                let text = try String.fetchOne(db, sql: "SELECT state FROM feeds WHERE id = ?", arguments: [feed])
                guard let text, let json = try JSONValue(parsing: text).object else { continue }
                var state = FeedState(reading: json)
                let due = state.putOffInterrupted(at: now)
                try db.execute(
                    sql: "UPDATE feeds SET state = ?, due_at = max(due_at, ?) WHERE id = ?",
                    arguments: [JSONValue.object(state.json).encoded, due.milliseconds, feed])
            }
            for page in pages {
                try db.execute(
                    sql: "UPDATE pages SET due_at = max(due_at, ?) WHERE item = ?",
                    arguments: [now.milliseconds + 86_400_000, page])
            }
        }
    }

    /// Returns when the writer has come to it: how long that takes tells how long others wait.
    package func awaitWriter() async throws { try await database.writeWithoutTransaction { _ in } }
}
