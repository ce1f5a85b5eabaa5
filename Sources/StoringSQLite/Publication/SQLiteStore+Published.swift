import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Items in the order of `numbers`; those that are not held are left out.
    /// - Parameter excerpt: only so many characters of the text, and no HTML; nil for all.
    package func published(_ numbers: [Int64], excerpt: Int?) throws -> [PublishedItem] {
        let contents =
            excerpt.map { "NULL AS html, substr(plain.body, 1, \($0)) AS plain" }
            ?? "html.body AS html, plain.body AS plain"
        let html = excerpt == nil ? "LEFT JOIN texts AS html ON html.id = revisions.html" : ""
        let sql = """
            SELECT items.id AS item, items.revision AS revision, items.first_seen, revisions.document AS document,
              feeds.id, feeds.url, feeds.title, json_extract(feeds.document, '$.home_page_url') AS home,
              json_extract(feeds.document, '$._dateline.id') AS feed_id, similarity,
              json_extract(wire, '$.agency') AS agency, \(contents),
              feeds.first_url, CASE WHEN items.revision > 1 THEN (
                SELECT document FROM revisions AS earliest WHERE earliest.item = items.id ORDER BY number LIMIT 1) END
            FROM json_each(?) AS wanted JOIN items ON items.id = wanted.value JOIN feeds ON feeds.id = items.feed
            JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
            LEFT JOIN story_items ON story_items.item = items.id
            LEFT JOIN texts AS plain ON plain.id = revisions.text \(html)
            WHERE items.state < 2 ORDER BY wanted.key
            """
        return try read { db in
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [JSONValue.list(numbers)])
            var items: [PublishedItem] = []
            items.reserveCapacity(numbers.count)
            while let row = try rows.next() {
                guard let reference = try ItemReference(row) else { continue }
                let feed = FeedReference(id: row[4], url: row[5], title: row[6])
                let first = try (row[14] as String?).flatMap { try JSONValue(parsing: $0).object } ?? reference.json
                items.append(
                    PublishedItem(
                        number: reference.number, feed: feed, feedPage: row[7], feedID: row[8],
                        revision: reference.revision, firstSeen: Date(milliseconds: row[2]),
                        key: PublishedItem.key(first, ofFeedAt: row[13]), json: reference.json, similarity: row[9],
                        agency: row[10]))
            }
            return items
        }
    }

    /// - Parameter feeds: whose items count as touched, too.
    package func touched(after seq: Int64, feeds: [Int64]) throws -> TouchedItems {
        try read { db in
            let last = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM events") ?? 0
            let items = try Int64.fetchAll(
                db,
                sql: """
                    WITH told AS (
                      SELECT item, json_extract(facts, '$.story') AS story, json_extract(facts, '$.from.story') AS former
                      FROM events WHERE seq > ?1 AND seq <= ?2 AND item IS NOT NULL)
                    SELECT item FROM told
                    UNION SELECT item FROM story_items WHERE story IN (
                      SELECT story FROM told UNION SELECT former FROM told UNION
                      SELECT current.story FROM told JOIN story_items AS current ON current.item = told.item)
                    UNION SELECT id FROM items WHERE feed IN (SELECT value FROM json_each(?3))
                    """, arguments: [seq, last, JSONValue.list(feeds)])
            let held = try itemCount(db)
            let arrived = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM events WHERE seq > ? AND seq <= ? AND kind IN ('new', 'duplicate')",
                arguments: [seq, last])
            return TouchedItems(items: items, seq: last, held: held, arrived: arrived ?? 0)
        }
    }

    /// When each of these items was first seen, pruned ones too.
    package func firstSeen(_ items: [Int64]) throws -> [Date] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT first_seen FROM items WHERE id IN (SELECT value FROM json_each(?))",
                arguments: [JSONValue.list(items)]
            ).map(Date.init(milliseconds:))
        }
    }

    /// The items that were first seen on the day of `time`, in UTC, as far as they are held.
    package func items(firstSeenOn time: Date) throws -> [Int64] {
        let day: Int64 = 86_400_000
        let start = time.milliseconds / day * day
        return try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM items WHERE first_seen >= ? AND first_seen < ? AND state < 2",
                arguments: [start, start + day])
        }
    }

    /// What tells whether anything that is published of a feed besides its items has changed: its name, its tags.
    package func feedMarks() throws -> [Int64: Int64] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, url, title, json_extract(settings, '$.tags'), json_extract(document, '$.home_page_url'),
                      json_extract(document, '$._dateline.id') FROM feeds
                    """)
            var marks: [Int64: Int64] = [:]
            while let row = try rows.next() {
                marks[row[0]] = PublishedItem.feedMark((1...5).map { row[$0] })
            }
            return marks
        }
    }
}
