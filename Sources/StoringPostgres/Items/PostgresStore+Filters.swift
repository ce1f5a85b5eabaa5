import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func droppedCounts(since: Date) throws -> [(rule: String, count: Int)] {
        try read { transaction in
            try transaction.run(
                """
                SELECT rule, count(*) FROM dropped_items WHERE at >= $1 GROUP BY rule
                ORDER BY 2 DESC, rule COLLATE "C"
                """, since.milliseconds
            ).rows.map { ($0[0], $0[1]) }
        }
    }

    package func stoppedRules(since: Date) throws -> [(rule: DroppingRule, at: Date)] {
        try read { transaction in
            try transaction.run(
                "SELECT rule, expression, at FROM stopped_rules WHERE at >= $1 ORDER BY rule COLLATE \"C\"",
                since.milliseconds
            ).rows.map { (DroppingRule(name: $0[0], text: $0[1]), Date(milliseconds: $0[2])) }
        }
    }

    package func tryFilter(
        _ filter: ItemFilter, feeds: [Int64]?, since: Date, examples: Int, at now: Date
    ) throws -> [FilterTrial] {
        var trials = FilterTrials(
            filter, of: try feedsWithTags(), chosen: feeds, examples: examples, wires: wires, at: now)
        // In small reads, each of its own snapshot.
        var below = Int64.max
        while true {
            let rows = try read { transaction in
                try transaction.run(
                    """
                    SELECT id, feed FROM items WHERE id < $1 AND first_seen >= $2 AND state <> 2
                    ORDER BY id DESC LIMIT 1000
                    """, below, since.milliseconds
                ).rows
            }
            guard let last = rows.last else { return trials.results }
            below = last[0]
            let asked = rows.map { row in (number: row[0] as Int64, feed: row[1] as Int64) }
                .filter { trials.isFor($0.feed) }
            for start in stride(from: 0, to: asked.count, by: 100) {
                let part = asked[start..<min(start + 100, asked.count)]
                let texts = try entryTexts(part.map(\.number))
                for (number, feed) in part { if let item = texts[number] { trials.ask(item, number, of: feed) } }
            }
        }
    }

    /// Items as their feeds gave them: where a page's text stands in for the feed's, the feed's own.
    private func entryTexts(_ items: [Int64]) throws -> [Int64: Item] {
        try read { transaction in
            let rows = try transaction.run(
                """
                SELECT revisions.item, revisions.number AS revision, document, html.body AS html, plain.body AS plain,
                  items.guid IS NOT NULL AS has_guid
                FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                LEFT JOIN pages ON pages.item = items.id AND pages.stands
                LEFT JOIN texts AS html
                  ON html.id = CASE WHEN pages.item IS NULL THEN revisions.html ELSE pages.entry_html END
                LEFT JOIN texts AS plain
                  ON plain.id = CASE WHEN pages.item IS NULL THEN revisions.text ELSE pages.entry_text END
                WHERE items.id = ANY($1)
                """, items
            ).rows
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    var item = try ItemReference(row).flatMap { Item(json: $0.json) } ?? Item(id: "")
                    item.hasOwnID = row["has_guid"]
                    return (row["item"], item)
                })
        }
    }

    private func feedsWithTags() throws -> [(feed: FeedReference, tags: [String])] {
        try read { transaction in
            try transaction.run("SELECT id, url, title, (settings::json -> 'tags')::text FROM feeds").rows.map { row in
                let tags = try (row[3] as String?).flatMap { try JSONValue(parsing: $0).array }
                return (FeedReference(id: row[0], url: row[1], title: row[2]), tags?.compactMap(\.string) ?? [])
            }
        }
    }
}
