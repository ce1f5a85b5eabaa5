import FeedModel
import Foundation
import GRDB
import Storing

// Within a transaction. Later evidence does not undo it: stories that were told apart stay apart, whatever
// bridges them, and nothing but a person splits a story.
extension SQLiteStore {
    /// - Returns: the events that tell of it.
    func correct(_ db: Database, _ correction: StoryCorrection) throws -> [Event] {
        // Whoever has looked for a story meanwhile looks again.
        _ = try currentKeys(db)
        let tables = StoryTables(db: db)
        var events: [Event] = []
        switch correction {
        case .split(let items, let now): events = try logMoves(db, tables.split(items), at: now)
        case .join(let stories, let now):
            try tables.join(stories) { events += try logMoves(db, $0, at: now) }
        }
        return events
    }

    private func logMoves(_ db: Database, _ moves: [StoryPlace.Move], at now: Date) throws -> [Event] {
        try moves.compactMap { move in
            var from = JSONObject()
            from.set("story", Int(move.story))
            return try logRegrouped(db, move.item, from: from, at: now)
        }
    }
}
