import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func copies(beside items: [Int64]) throws -> [Int64: Int] {
        try read { transaction in
            let rows = try transaction.run(
                "SELECT item, members - 1 FROM story_items JOIN stories ON stories.id = story WHERE item = ANY($1)",
                items
            ).rows
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func story(_ id: Int64) throws -> StoryOverview? { try overviews(of: [id])[id] }

    /// Those of `stories` that there are.
    func overviews(of stories: [Int64]) throws -> [Int64: StoryOverview] {
        guard !stories.isEmpty else { return [:] }
        let results = try read { transaction in
            try transaction.commit(after: [
                PostgresStatement("SELECT id, original FROM stories WHERE id = ANY($1)", stories),
                PostgresStatement(
                    """
                    SELECT stories.id AS story, revisions.item, number AS revision, document, NULL::text AS html,
                      body AS plain
                    FROM stories JOIN revisions ON revisions.item = stories.original
                    LEFT JOIN texts ON texts.id = revisions.text WHERE stories.id = ANY($1) ORDER BY number
                    """, stories),
                PostgresStatement(
                    """
                    SELECT story_items.story, story_items.item, time, similarity, reasons, wire, sketch, feeds.id AS feed,
                      feeds.url AS feed_url, feeds.title AS feed_title, items.state = 2 AS is_pruned,
                      revisions.document::json ->> 'title' AS title, revisions.document::json ->> 'url' AS url
                    FROM story_items JOIN items ON items.id = story_items.item JOIN feeds ON feeds.id = items.feed
                    JOIN stories ON stories.id = story_items.story
                    LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                    WHERE story_items.story = ANY($1)
                    ORDER BY story_items.item = stories.original DESC, time, story_items.item
                    """, stories),
            ])
        }
        let revisions = Dictionary(grouping: results[1].rows) { $0["story"] as Int64 }
        let members = Dictionary(grouping: results[2].rows) { $0["story"] as Int64 }
        var overviews: [Int64: StoryOverview] = [:]
        for row in results[0].rows {
            let (id, original): (Int64, Int64) = (row[0], row[1])
            let versions = try versions(revisions[id] ?? [])
            overviews[id] = StoryOverview(
                id: id, original: original, revision: versions.last?.number ?? 1,
                members: try (members[id] ?? []).map { try .init($0, original: original, versions) })
        }
        return overviews
    }

    /// The texts of an item's revisions, in order; none where there was one only.
    private func versions(_ rows: [PostgresRow]) throws -> [(number: Int, sketch: Sketch)] {
        guard rows.count > 1 else { return [] }
        return try rows.compactMap { row in
            guard let held = try ItemReference(row), let item = Item(json: held.json) else { return nil }
            return (held.revision, StoryText(of: item, reader: wires).sketch(without: Frame()))
        }
    }

    package func whyStory(_ item: Int64) throws -> StoryExplanation? {
        let row = try read { transaction in
            try transaction.run(
                """
                SELECT story, original, members, similarity, reasons, wire
                FROM story_items JOIN stories ON stories.id = story WHERE item = $1
                """, item
            ).first
        }
        guard let row else { return nil }
        let place = try StoryPlace(story: row["story"], original: row["original"], row)
        let match = try storyMatches(of: [item])[item]
        let events = try newestEvents(of: [item] + (match.map { [$0.item] } ?? []))
        guard let event = events[item] else { return nil }
        return StoryExplanation(
            item: event, story: place.story, original: place.original, members: row["members"], wire: place.wire,
            similarity: place.similarity, reasons: place.reasons,
            match: match.flatMap { match in events[match.item].map { .init(item: $0, evidence: match.evidence) } })
    }

    package func storyMatches(of items: [Int64]) throws -> [Int64: StoryMatch] {
        let rows = try read { transaction in
            // What was found first, else how it compares with the original now.
            try transaction.run(
                """
                SELECT mine.item, mine.wire, mine.sketch, other.sketch, mine.site = other.site, other.item,
                  feeds.id, feeds.url, feeds.title
                FROM story_items AS mine JOIN stories ON stories.id = mine.story
                JOIN story_items AS other ON other.item = coalesce(mine.matched, nullif(stories.original, mine.item))
                JOIN items ON items.id = other.item JOIN feeds ON feeds.id = items.feed
                WHERE mine.item = ANY($1)
                """, items
            ).rows
        }
        var matches: [Int64: StoryMatch] = [:]
        for row in rows {
            guard let sketch = Sketch(bytes: [UInt8](row[2] as Data)),
                let other = Sketch(bytes: [UInt8](row[3] as Data))
            else { continue }
            let wire = try (row[1] as String?).map(JSONObject.init(stored:))
            matches[row[0]] = StoryMatch(
                item: row[5], feed: FeedReference(id: row[6], url: row[7], title: row[8]),
                evidence: evidence(sketch, with: other, sameSite: row[4]), wire: wire ?? JSONObject())
        }
        return matches
    }
}

extension StoryOverview.Member {
    fileprivate init(_ row: PostgresRow, original: Int64, _ versions: [(number: Int, sketch: Sketch)]) throws {
        let place = try StoryPlace(story: row["story"], original: original, row)
        let item: Int64 = row["item"]
        let sketch = Sketch(bytes: [UInt8](row["sketch"] as Data))
        self.init(
            item: item, feed: FeedReference(id: row["feed"], url: row["feed_url"], title: row["feed_title"]),
            title: row["title"], url: row["url"], time: Date(milliseconds: row["time"]),
            agency: place.wire["agency"]?.string, similarity: place.similarity, reasons: place.reasons,
            prints: item == original ? nil : sketch.flatMap { newestMatch($0, versions) }, isPruned: row["is_pruned"])
    }
}
