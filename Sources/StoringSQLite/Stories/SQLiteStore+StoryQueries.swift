import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// How many other items the story has that the item of `event` is of.
    package func copies(beside event: Event) throws -> Int {
        guard let item = event.item?.number else { return 0 }
        return try read { db in
            let members = try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT members FROM story_items JOIN stories ON stories.id = story WHERE item = ?"),
                arguments: [item])
            return (members ?? 1) - 1
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
        guard let event = try findItem("\(item)") else { return nil }
        struct Found {
            var place: StoryPlace
            var members: Int
            var match: Int64?
            var evidence: StoryEvidence?
        }
        let found: Found? = try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT story, original, members, similarity, reasons, wire, matched, site, sketch
                    FROM story_items JOIN stories ON stories.id = story WHERE item = ?
                    """,
                arguments: [item])
            guard let row else { return nil }
            let original: Int64 = row["original"]
            var found = Found(
                place: try StoryPlace(story: row["story"], original: original, row), members: row["members"])
            // What was found first, else how it compares with the original now.
            found.match = row["matched"] ?? (original == item ? nil : original)
            if let match = found.match, let other = try StoryTables(db: db).members([match]).first,
                let sketch = Sketch(bytes: [UInt8](row["sketch"] as Data))
            {
                found.evidence = evidence(sketch, with: other.sketch, sameSite: other.site == row["site"])
            }
            return found
        }
        guard let found else { return nil }
        let match = try found.match.flatMap { try findItem("\($0)") }
        return StoryExplanation(
            item: event, story: found.place.story, original: found.place.original, members: found.members,
            wire: found.place.wire, similarity: found.place.similarity, reasons: found.place.reasons,
            match: match.flatMap { match in found.evidence.map { .init(item: match, evidence: $0) } })
    }
}
