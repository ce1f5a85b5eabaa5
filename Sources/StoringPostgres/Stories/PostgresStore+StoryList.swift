import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func stories(_ query: StoryQuery) throws -> [StorySummary] {
        let found = try read { transaction in
            var found: [FoundStory] = []
            var parameters = PostgresQuery()
            let (since, until) = (query.since.milliseconds, query.until?.milliseconds ?? .max)
            let sql = """
                SELECT story_items.story, stories.members, max(items.first_seen)
                FROM items JOIN story_items ON story_items.item = items.id
                JOIN stories ON stories.id = story_items.story
                WHERE items.first_seen BETWEEN \(parameters.add(since)) AND \(parameters.add(until)) AND items.state < 2
                  AND stories.members >= \(parameters.add(query.feeds))
                GROUP BY story_items.story, stories.members
                """
            try transaction.forEachRow(sql, parameters) { row in
                found.append(FoundStory(id: row[0], members: row[1], seen: row[2]))
                return true
            }
            return try query.chosen(of: found, countFeeds: transaction.feedCounts)
        }
        return try stride(from: 0, to: found.count, by: 500).flatMap { start in
            try summaries(Array(found[start..<min(start + 500, found.count)]))
        }
    }

    private func summaries(_ found: [FoundStory]) throws -> [StorySummary] {
        let rows = try read { transaction in
            try transaction.run(
                """
                SELECT stories.id AS story, stories.original AS original, items.revision AS revision, time,
                  wire::json ->> 'agency' AS agency, revisions.document::json ->> 'title' AS title
                FROM stories JOIN items ON items.id = stories.original
                JOIN story_items ON story_items.item = items.id
                LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                WHERE stories.id = ANY($1)
                """, found.map(\.id)
            ).rows
        }
        let facts = Dictionary(uniqueKeysWithValues: rows.map { ($0["story"] as Int64, $0) })
        // Only where there is another text to print.
        let changed = found.filter { story in
            story.members > 1 && facts[story.id].map { $0["revision"] as Int > 1 } ?? false
        }
        let overviews = try overviews(of: changed.map(\.id))
        return found.compactMap { story in
            facts[story.id].map { row in
                StorySummary(
                    story, title: row["title"], agency: row["agency"], time: row["time"], original: row["original"],
                    revision: row["revision"], overview: overviews[story.id])
            }
        }
    }

    package func story(ofItem item: Int64) throws -> StoryOverview? {
        let id: Int64? = try read { transaction in
            try transaction.run("SELECT story FROM story_items WHERE item = $1", item).first.map { $0[0] }
        }
        return try id.flatMap { try story($0) }
    }
}

extension PostgresTransaction {
    /// How many feeds hold items of each of these stories.
    fileprivate func feedCounts(_ stories: [Int64]) throws -> [Int64: Int] {
        let rows = try run(
            """
            SELECT story, count(DISTINCT items.feed) FROM story_items JOIN items ON items.id = story_items.item
            WHERE story = ANY($1) AND items.state < 2 GROUP BY story
            """, stories
        ).rows
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}
