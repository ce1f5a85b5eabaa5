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
            let count = try db.cachedStatement(
                sql: """
                    SELECT count(DISTINCT items.feed) FROM story_items JOIN items ON items.id = story_items.item
                    WHERE story = ? AND items.state < 2
                    """)
            return try query.chosen(of: rows.map { FoundStory(id: $0[0], members: $0[1], seen: $0[2]) }) { stories in
                try Dictionary(
                    uniqueKeysWithValues: stories.map { ($0, try Int.fetchOne(count, arguments: [$0]) ?? 0) })
            }
        }
        return try found.compactMap(summary)
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
        return StorySummary(
            found, title: facts.title, agency: facts.agency, time: facts.time, original: facts.original,
            revision: facts.revision, overview: overview)
    }

    /// The story that an item is of.
    package func story(ofItem item: Int64) throws -> StoryOverview? {
        let id = try read { try StoryTables(db: $0).story(of: item) }
        return try id.flatMap { try story($0) }
    }
}
