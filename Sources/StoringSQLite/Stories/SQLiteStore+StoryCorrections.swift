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
        return switch correction {
        case .split(let items, let now): try splitStory(db, items, at: now)
        case .join(let stories, let now): try joinStories(db, stories, at: now)
        }
    }

    private func splitStory(_ db: Database, _ items: [Int64], at now: Date) throws -> [Event] {
        let tables = StoryTables(db: db)
        let items = Array(Set(items)).sorted()
        let stories = try Set(
            items.map { item in
                guard let story = try tables.story(of: item) else { throw StoryError.noItem(item) }
                return story
            })
        guard let story = stories.first, stories.count == 1 else {
            throw StoryError.severalStories(stories.sorted())
        }
        guard try tables.members(of: story).count > items.count else { throw StoryError.wholeStory(story) }
        let new = try tables.begin(with: items[0])
        for item in items { try tables.move(item, to: new) }
        try tables.count(story, -items.count)
        try tables.count(new, items.count - 1)
        try tables.keepApart(story, new)
        for story in [story, new] { try tables.electOriginal(of: story) }
        return try logMoves(db, items, from: story, at: now)
    }

    private func joinStories(_ db: Database, _ stories: [Int64], at now: Date) throws -> [Event] {
        let tables = StoryTables(db: db)
        let stories = Array(Set(stories)).sorted()
        for story in stories where try tables.original(of: story) == nil { throw StoryError.noStory(story) }
        guard var kept = stories.first, stories.count > 1 else { throw StoryError.oneStory }
        var events: [Event] = []
        for other in stories.dropFirst() {
            try tables.allowTogether(kept, other)
            for move in try tables.merge(other, into: &kept) {
                events += try logMoves(db, [move.item], from: move.story, at: now)
            }
        }
        try tables.electOriginal(of: kept)
        return events
    }

    private func logMoves(_ db: Database, _ items: [Int64], from story: Int64, at now: Date) throws -> [Event] {
        var from = JSONObject()
        from.set("story", Int(story))
        return try items.compactMap { try logRegrouped(db, $0, from: from, at: now) }
    }
}
