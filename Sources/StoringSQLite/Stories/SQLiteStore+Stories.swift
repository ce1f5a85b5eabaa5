import FeedModel
import Foundation
import GRDB
import Storing

// What the log says of items that change their story, or whose story has a new original.
extension SQLiteStore {
    /// - Parameter from: the old numbers of what is other now.
    func logRegrouped(_ db: Database, _ item: Int64, from: JSONObject, at now: Date) throws -> Event? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT items.id AS item, items.revision AS revision, revisions.document AS document, html.body AS html, plain.body AS plain,
                      feeds.id AS feed, feeds.url AS url, feeds.title AS title, story_items.story AS story,
                      stories.original AS original, similarity, reasons, wire
                    FROM items JOIN feeds ON feeds.id = items.feed
                    JOIN story_items ON story_items.item = items.id JOIN stories ON stories.id = story_items.story
                    JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                    LEFT JOIN texts AS html ON html.id = revisions.html
                    LEFT JOIN texts AS plain ON plain.id = revisions.text
                    WHERE items.id = ?
                    """), arguments: [item])
        guard let row, let reference = try ItemReference(row) else { return nil }
        var facts = JSONObject()
        facts.set("from", from)
        for (key, value) in try StoryPlace(story: row["story"], original: row["original"], row).facts(of: item).members
        { facts.append(key, value) }
        return try logEvent(
            db, .regrouped, of: FeedReference(id: row["feed"], url: row["url"], title: row["title"]), item: reference,
            facts: facts, at: now)
    }
}

extension StoryPlace {
    /// Reads `similarity`, `reasons`, `wire` of a row.
    init(story: Int64, original: Int64, _ row: Row) throws {
        self.init(
            story: story,
            wire: try (row["wire"] as String?).flatMap { try JSONValue(parsing: $0).object } ?? JSONObject())
        self.original = original
        similarity = row["similarity"]
        reasons =
            try (row["reasons"] as String?).flatMap { try JSONValue(parsing: $0).array }?.compactMap(\.string) ?? []
    }
}
