import FeedModel
import Foundation

extension ChangeKeeper {
    /// A person's correction of stories.
    /// - Returns: the events that tell of it.
    /// - Throws: `StoryError`.
    package func correct(_ correction: StoryCorrection) throws -> [Event] {
        // Whoever has looked for a story meanwhile looks again.
        let stories = try rows.assigner().rows
        var events: [Event] = []
        switch correction {
        case .split(let items, let now): events = try logMoves(stories.split(items), at: now)
        case .join(let numbers, let now): try stories.join(numbers) { events += try logMoves($0, at: now) }
        }
        return events
    }

    private func logMoves(_ moves: [StoryPlace.Move], at now: Date) throws -> [Event] {
        try moves.compactMap { move in
            var from = JSONObject()
            from.set("story", Int(move.story))
            return try rows.logRegrouped(move.item, from: from, at: now)
        }
    }
}
