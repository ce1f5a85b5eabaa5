import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func copies(beside items: [Int64]) throws -> [Int64: Int] {
        try read { db in
            let members = try db.cachedStatement(
                sql: "SELECT members - 1 FROM story_items JOIN stories ON stories.id = story WHERE item = ?")
            var copies: [Int64: Int] = [:]
            for item in items { copies[item] = try Int.fetchOne(members, arguments: [item]) }
            return copies
        }
    }

    package func story(_ id: Int64) throws -> StoryOverview? {
        try read { db in
            guard let original = try StoryTables(db: db).original(of: id) else { return nil }
            let versions = try versions(db, of: original)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT story_items.item, time, similarity, reasons, wire, sketch, feeds.id AS feed, feeds.url AS feed_url,
                      feeds.title AS feed_title, items.state = 2 AS is_pruned, json_extract(revisions.document, '$.title') AS title,
                      json_extract(revisions.document, '$.url') AS url
                    FROM story_items JOIN items ON items.id = story_items.item JOIN feeds ON feeds.id = items.feed
                    LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                    WHERE story_items.story = ? ORDER BY story_items.item = ? DESC, time, story_items.item
                    """,
                arguments: [id, original])
            let members = try rows.map { row in
                let place = try StoryPlace(story: id, original: original, row)
                let item: Int64 = row["item"]
                let sketch = Sketch(bytes: [UInt8](row["sketch"] as Data))
                return StoryOverview.Member(
                    item: item, feed: FeedReference(id: row["feed"], url: row["feed_url"], title: row["feed_title"]),
                    title: row["title"], url: row["url"], time: Date(milliseconds: row["time"]),
                    agency: place.wire["agency"]?.string, similarity: place.similarity, reasons: place.reasons,
                    prints: item == original ? nil : sketch.flatMap { newestMatch($0, versions) },
                    isPruned: row["is_pruned"])
            }
            return StoryOverview(id: id, original: original, revision: versions.last?.number ?? 1, members: members)
        }
    }

    /// The texts of an item's revisions, in order; none where there was one only.
    private func versions(_ db: Database, of item: Int64) throws -> [(number: Int, sketch: Sketch)] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT revisions.item, number AS revision, document, NULL AS html, body AS plain FROM revisions
                LEFT JOIN texts ON texts.id = revisions.text WHERE item = ? ORDER BY number
                """,
            arguments: [item])
        guard rows.count > 1 else { return [] }
        return try rows.compactMap { row in
            guard let held = try ItemReference(row), let item = Item(json: held.json) else { return nil }
            return (held.revision, StoryText(of: item, reader: wires).sketch(without: Frame()))
        }
    }

    package func whyStory(_ item: Int64) throws -> StoryExplanation? {
        guard let event = try findItem(number: item) else { return nil }
        let found: (place: StoryPlace, members: Int)? = try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT story, original, members, similarity, reasons, wire
                    FROM story_items JOIN stories ON stories.id = story WHERE item = ?
                    """,
                arguments: [item])
            return try row.map { row in
                (try StoryPlace(story: row["story"], original: row["original"], row), row["members"])
            }
        }
        guard let found else { return nil }
        let match = try storyMatches(of: [item])[item]
        let other = try match.flatMap { try findItem(number: $0.item) }
        return StoryExplanation(
            item: event, story: found.place.story, original: found.place.original, members: found.members,
            wire: found.place.wire, similarity: found.place.similarity, reasons: found.place.reasons,
            match: other.flatMap { other in match.map { .init(item: other, evidence: $0.evidence) } })
    }

    package func storyMatches(of items: [Int64]) throws -> [Int64: StoryMatch] {
        try read { db in
            // What was found first, else how it compares with the original now.
            let statement = try db.cachedStatement(
                sql: """
                    SELECT mine.item, mine.wire, mine.sketch, other.sketch, mine.site = other.site, other.item,
                      feeds.id, feeds.url, feeds.title
                    FROM json_each(?) AS wanted JOIN story_items AS mine ON mine.item = wanted.value
                    JOIN stories ON stories.id = mine.story
                    JOIN story_items AS other ON other.item = coalesce(mine.matched, nullif(stories.original, mine.item))
                    JOIN items ON items.id = other.item JOIN feeds ON feeds.id = items.feed
                    """)
            let rows = try Row.fetchCursor(statement, arguments: [JSONValue.list(items)])
            var matches: [Int64: StoryMatch] = [:]
            while let row = try rows.next() {
                guard let sketch = Sketch(bytes: [UInt8](row[2] as Data)),
                    let other = Sketch(bytes: [UInt8](row[3] as Data))
                else { continue }
                let wire = try (row[1] as String?).flatMap { try JSONValue(parsing: $0).object }
                matches[row[0]] = StoryMatch(
                    item: row[5], feed: FeedReference(id: row[6], url: row[7], title: row[8]),
                    evidence: evidence(sketch, with: other, sameSite: row[4]), wire: wire ?? JSONObject())
            }
            return matches
        }
    }
}
