import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
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
