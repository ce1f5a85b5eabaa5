import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func stories(_ query: StoryQuery) throws -> [StorySummary] {
        let found = try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT story_items.story, stories.members, max(items.first_seen)
                    FROM items JOIN story_items ON story_items.item = items.id
                    JOIN stories ON stories.id = story_items.story
                    WHERE items.first_seen BETWEEN ? AND ? AND items.state < 2 AND stories.members >= ?
                    GROUP BY story_items.story
                    """,
                arguments: [query.since.milliseconds, query.until?.milliseconds ?? .max, query.feeds])
            let found = rows.map { FoundStory(id: $0[0], members: $0[1], seen: $0[2], feeds: 0) }
            return try chosen(db, found, query)
        }
        return try found.compactMap(summary)
    }

    private struct FoundStory {
        let id: Int64
        let members: Int
        let seen: Int64
        var feeds: Int
    }

    /// Those that are shown, in their order. A story has no more feeds than items, which are counted already: feeds are
    /// counted of as many stories only as that leaves in doubt.
    private func chosen(_ db: Database, _ found: [FoundStory], _ query: StoryQuery) throws -> [FoundStory] {
        let limit = query.limit ?? .max
        let count = try db.cachedStatement(
            sql: """
                SELECT count(DISTINCT items.feed) FROM story_items JOIN items ON items.id = story_items.item
                WHERE story = ? AND items.state < 2
                """)
        func counted(_ story: FoundStory) throws -> FoundStory {
            var story = story
            story.feeds = try Int.fetchOne(count, arguments: [story.id]) ?? 0
            return story
        }
        func isBefore(_ a: FoundStory, _ b: FoundStory) -> Bool { (a.feeds, a.seen, a.id) > (b.feeds, b.seen, b.id) }
        var chosen: [FoundStory] = []
        switch query.order {
        case .time:
            for story in found.sorted(by: { ($0.seen, $0.id) > ($1.seen, $1.id) }) where chosen.count < limit {
                let story = try counted(story)
                if story.feeds >= query.feeds { chosen.append(story) }
            }
        case .feeds:
            var least = query.feeds
            for story in found.sorted(by: { ($0.members, $0.seen) > ($1.members, $1.seen) }) {
                if story.members < least { break }
                let story = try counted(story)
                if story.feeds >= query.feeds { chosen.append(story) }
                // Sorting now and then keeps it short.
                guard chosen.count >= limit, chosen.count - limit > 100 || least == query.feeds else { continue }
                chosen = Array(chosen.sorted(by: isBefore).prefix(limit))
                least = chosen.last?.feeds ?? least
            }
            chosen = Array(chosen.sorted(by: isBefore).prefix(limit))
        }
        return chosen
    }

    private func summary(_ found: FoundStory) throws -> StorySummary? {
        typealias Facts = (original: Int64, revision: Int, time: Int64, agency: String?, title: String?)
        let facts: Facts? = try read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT stories.original, items.revision, time, json_extract(wire, '$.agency'),
                          json_extract(document, '$.title')
                        FROM stories JOIN items ON items.id = stories.original
                        JOIN story_items ON story_items.item = items.id
                        LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                        WHERE stories.id = ?
                        """), arguments: [found.id])
            return row.map { ($0[0], $0[1], $0[2], $0[3], $0[4]) }
        }
        guard let facts else { return nil }
        // Only where there is another text to print.
        let overview = facts.revision > 1 && found.members > 1 ? try story(found.id) : nil
        var behind: [FeedReference] = []
        for member in overview?.late ?? [] where !behind.contains(where: { $0.id == member.feed.id }) {
            behind.append(member.feed)
        }
        return StorySummary(
            id: found.id, title: facts.title, agency: facts.agency, feeds: found.feeds, items: found.members,
            first: Date(milliseconds: facts.time), lastSeen: Date(milliseconds: found.seen), original: facts.original,
            revision: facts.revision, behind: behind)
    }

    /// The story that an item is of.
    package func story(ofItem item: Int64) throws -> StoryOverview? {
        let id = try read { try StoryTables(db: $0).story(of: item) }
        return try id.flatMap { try story($0) }
    }
}
