import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func published(_ numbers: [Int64], excerpt: Int?) throws -> [PublishedItem] {
        let contents =
            excerpt.map { "NULL::text AS html, substr(plain.body, 1, \($0)) AS plain" }
            ?? "html.body AS html, plain.body AS plain"
        let html = excerpt == nil ? "LEFT JOIN texts AS html ON html.id = revisions.html" : ""
        let rows = try read { transaction in
            try transaction.run(
                """
                SELECT items.id AS item, items.revision AS revision, items.first_seen AS first_seen,
                  revisions.document AS document, feeds.id AS feed, feeds.url AS url, feeds.title AS title,
                  feeds.document::json ->> 'home_page_url' AS home, feeds.document::json #>> '{_dateline,id}' AS feed_id,
                  similarity, wire::json ->> 'agency' AS agency, \(contents), feeds.first_url AS first_url,
                  CASE WHEN items.revision > 1 THEN (
                    SELECT document FROM revisions AS earliest WHERE earliest.item = items.id ORDER BY number LIMIT 1)
                  END AS first
                FROM unnest($1) WITH ORDINALITY AS wanted(item, place) JOIN items ON items.id = wanted.item
                JOIN feeds ON feeds.id = items.feed
                JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                LEFT JOIN story_items ON story_items.item = items.id
                LEFT JOIN texts AS plain ON plain.id = revisions.text \(html)
                WHERE items.state < 2 ORDER BY wanted.place
                """, numbers
            ).rows
        }
        return try rows.compactMap { row in
            guard let reference = try ItemReference(row) else { return nil }
            let first = try (row["first"] as String?).map(JSONObject.init(stored:)) ?? reference.json
            return PublishedItem(
                number: reference.number,
                feed: FeedReference(id: row["feed"], url: row["url"], title: row["title"]), feedPage: row["home"],
                feedID: row["feed_id"], revision: reference.revision, firstSeen: Date(milliseconds: row["first_seen"]),
                key: PublishedItem.key(first, ofFeedAt: row["first_url"]), json: reference.json,
                similarity: row["similarity"], agency: row["agency"])
        }
    }

    package func touched(after seq: Int64, feeds: [Int64]) throws -> TouchedItems {
        try read { transaction in
            let results = try transaction.commit(after: [
                PostgresStatement("SELECT coalesce(max(seq), 0) FROM events"),
                PostgresStatement(
                    """
                    WITH told AS (
                      SELECT item, (facts::json ->> 'story')::bigint AS story,
                        (facts::json #>> '{from,story}')::bigint AS former
                      FROM events WHERE seq > $1 AND item IS NOT NULL)
                    SELECT item FROM told
                    UNION SELECT item FROM story_items WHERE story IN (
                      SELECT story FROM told UNION SELECT former FROM told UNION
                      SELECT current.story FROM told JOIN story_items AS current ON current.item = told.item)
                    UNION SELECT id FROM items WHERE feed = ANY($2)
                    """, seq, feeds),
                PostgresStatement("SELECT count(*) FROM items WHERE state < 2"),
                PostgresStatement(
                    "SELECT count(*) FROM events WHERE seq > $1 AND kind IN ('new', 'duplicate')", seq),
            ])
            return TouchedItems(
                items: results[1].rows.map { $0[0] }, seq: results[0].first![0], held: results[2].first![0],
                arrived: results[3].first![0])
        }
    }

    package func firstSeen(_ items: [Int64]) throws -> [Date] {
        try read { transaction in
            try transaction.run("SELECT first_seen FROM items WHERE id = ANY($1)", items).rows
                .map { Date(milliseconds: $0[0]) }
        }
    }

    package func items(firstSeenOn time: Date) throws -> [Int64] {
        let day: Int64 = 86_400_000
        let start = time.milliseconds / day * day
        return try read { transaction in
            try transaction.run(
                "SELECT id FROM items WHERE first_seen >= $1 AND first_seen < $2 AND state < 2 ORDER BY first_seen, id",
                start, start + day
            ).rows.map { $0[0] }
        }
    }

    package func feedMarks() throws -> [Int64: Int64] {
        try read { transaction in
            let rows = try transaction.run(
                """
                SELECT id, url, title, (settings::json -> 'tags')::text, document::json ->> 'home_page_url',
                  document::json #>> '{_dateline,id}' FROM feeds
                """
            ).rows
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in (row[0], PublishedItem.feedMark((1...5).map { row[$0] })) })
        }
    }

    package func dailyCounts(_ count: Int, until now: Date) throws -> DailyCounts {
        let first = DailyCounts.firstDay(count, until: now)
        var counts = DailyCounts(first: first, count: count)
        let rows = try read { transaction in
            try transaction.run(
                """
                SELECT hour / 24, name, sum(count)::bigint FROM counts WHERE hour >= $1 AND hour < $2 GROUP BY 1, 2
                """, first * 24, (first + count) * 24
            ).rows
        }
        for row in rows {
            let (day, name, sum): (Int, String, Int) = (row[0], row[1], row[2])
            counts.byName[name, default: Array(repeating: 0, count: count)][day - first] = sum
        }
        return counts
    }

    package func dailyItems(of feeds: [Int64], _ count: Int, until now: Date) throws -> [Int64: [Int]] {
        let first = DailyCounts.firstDay(count, until: now)
        let rows = try read { transaction in
            try transaction.run(
                """
                SELECT feed, first_seen / 86400000, count(*) FROM items
                WHERE first_seen >= $1 AND first_seen < $2 AND feed = ANY($3) GROUP BY 1, 2
                """, first * 86_400_000, (first + count) * 86_400_000, feeds
            ).rows
        }
        var days: [Int64: [Int]] = [:]
        for row in rows { days[row[0], default: Array(repeating: 0, count: count)][row[1] as Int - first] = row[2] }
        return days
    }
}
