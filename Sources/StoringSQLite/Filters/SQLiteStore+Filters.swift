import FeedModel
import Foundation
import GRDB
import Storing

// Items that rules drop: a row, its revisions and its texts as others have them, in the search too, but no event and no
// story. Within a feed's transaction.
extension SQLiteStore {
    /// The item's text, which is in its rows, was dropped by `rule`.
    func drop(_ db: Database, _ number: Int64, by rule: DroppingRule, at now: Date) throws {
        try db.cachedStatement(sql: "UPDATE items SET state = 3 WHERE id = ?").execute(arguments: [number])
        try db.cachedStatement(
            sql: """
                INSERT INTO dropped_items (item, at, rule, expression) VALUES (?, ?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET at = excluded.at, rule = excluded.rule, expression = excluded.expression
                """
        ).execute(arguments: [number, now.milliseconds, rule.name, rule.text])
        try addToSearch(db, number)
    }

    /// The item is told from now on. Who asks for what was seen since some time finds it.
    func release(_ db: Database, _ number: Int64, at now: Date) throws {
        try db.cachedStatement(sql: "UPDATE items SET state = 0, first_seen = ? WHERE id = ?").execute(
            arguments: [now.milliseconds, number])
        try db.cachedStatement(sql: "DELETE FROM dropped_items WHERE item = ?").execute(arguments: [number])
    }

    func noteStopped(_ db: Database, _ rules: [DroppingRule], at now: Date) throws {
        for rule in rules {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO stopped_rules (rule, expression, at) VALUES (?, ?, ?)"
            ).execute(arguments: [rule.name, rule.text, now.milliseconds])
        }
    }
}

// What was dropped, for those who look.
extension SQLiteStore {
    /// An item that was dropped, as an event that was not told: its `seq` is 0, and its facts name the rule.
    func droppedItem(_ db: Database, _ number: Int64) throws -> Event? {
        guard try keepsDropped(db) else { return nil }
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT dropped_items.at, rule, expression, items.id AS item, items.revision, feeds.id AS feed, feeds.url,
                      feeds.title, revisions.document, html.body AS html, plain.body AS plain
                    FROM dropped_items JOIN items ON items.id = dropped_items.item JOIN feeds ON feeds.id = items.feed
                    JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                    LEFT JOIN texts AS html ON html.id = revisions.html
                    LEFT JOIN texts AS plain ON plain.id = revisions.text
                    WHERE dropped_items.item = ?
                    """), arguments: [number])
        guard let row, let item = try ItemReference(row) else { return nil }
        return Event(
            dropped: item, by: DroppingRule(name: row["rule"], text: row["expression"]),
            of: FeedReference(id: row["feed"], url: row["url"], title: row["title"]),
            at: Date(milliseconds: row["at"]))
    }

    /// A reader may be newer than the store.
    func keepsDropped(_ db: Database) throws -> Bool { try db.tableExists("dropped_items") }

    /// How many items of each feed are dropped.
    func droppedCounts(_ db: Database) throws -> [Int64: Int] {
        guard try keepsDropped(db) else { return [:] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT items.feed, count(*) FROM dropped_items JOIN items ON items.id = dropped_items.item
                GROUP BY items.feed
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// How many items each rule has dropped since then, that are dropped still: the most first.
    package func droppedCounts(since: Date) throws -> [(rule: String, count: Int)] {
        try read { db in
            guard try keepsDropped(db) else { return [] }
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT rule, count(*) FROM dropped_items WHERE at >= ? GROUP BY rule ORDER BY 2 DESC, 1",
                arguments: [since.milliseconds])
            return rows.map { ($0[0], $0[1]) }
        }
    }

    /// Rules that were stopped since then, as they were written, and when last.
    package func stoppedRules(since: Date) throws -> [(rule: DroppingRule, at: Date)] {
        try read { db in
            guard try keepsDropped(db) else { return [] }
            let rows = try Row.fetchAll(
                db, sql: "SELECT rule, expression, at FROM stopped_rules WHERE at >= ? ORDER BY rule",
                arguments: [since.milliseconds])
            return rows.map {
                (DroppingRule(name: $0["rule"], text: $0["expression"]), Date(milliseconds: $0["at"]))
            }
        }
    }
}
