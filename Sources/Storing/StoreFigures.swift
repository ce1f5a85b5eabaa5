import FeedModel
import Foundation
import GRDB

/// What is held, in numbers, for whoever watches the daemon.
package struct StoreFigures: Sendable, Equatable {
    package var health = StoreHealth()
    /// Held, withdrawn ones included.
    package var items = 0
    package var stories = 0
    /// The number of the newest event: as many were told since the store was made.
    package var lastSeq: Int64 = 0
    /// Feeds and pages that are due and wait for their turn.
    package var feedsDue = 0
    package var pagesDue = 0
}

extension Store {
    /// - Complexity: reads the state of each feed, and a small row of each item and story.
    package func figures(at now: Date) throws -> StoreFigures {
        var figures = StoreFigures()
        figures.health = try health(at: now)
        figures.items = try itemCount()
        figures.lastSeq = try lastSeq()
        return try read { [figures] db in
            var figures = figures
            func count(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
                try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? 0
            }
            figures.stories = try count("SELECT count(*) FROM stories")
            figures.feedsDue = try count(
                "SELECT count(*) FROM feeds WHERE is_subscribed = 1 AND due_at <= ?1 AND lease_until <= ?1",
                [now.milliseconds])
            figures.pagesDue = try count("SELECT count(*) FROM pages WHERE due_at <= ?", [now.milliseconds])
            return figures
        }
    }
}
