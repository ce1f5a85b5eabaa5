import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

/// Changes of which item is of which story.
struct StoryTables: StoryRows {
    let db: Database

    func original(of story: Int64) throws -> Int64? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT original FROM stories WHERE id = ?"), arguments: [story])
    }

    func members(of story: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT item FROM story_items WHERE story = ? ORDER BY item"), arguments: [story])
    }

    func story(of item: Int64) throws -> Int64? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT story FROM story_items WHERE item = ?"), arguments: [item])
    }

    func keys(of item: Int64) throws -> [ItemKey] { try keys(of: [item])[item] ?? [] }

    /// Under which keys those of `items` that are held are found for their stories' sake.
    func keys(of items: [Int64]) throws -> [Int64: [ItemKey]] {
        var keys: [Int64: [ItemKey]] = [:]
        try forEach(items, "item, keys") { row in
            keys[row[0]] = try row.withUnsafeData(atIndex: 1) { $0.map { [ItemKey](bytes: $0) } } ?? []
        }
        return keys
    }

    /// Those of `items` that are held, in no order.
    func members(_ items: [Int64]) throws -> [StoryMember] {
        var members: [StoryMember] = []
        members.reserveCapacity(items.count)
        let columns = "item, story, site, feed, coalesce(published, modified), sketch, credit, keys"
        try forEach(items, columns, "JOIN items ON items.id = item") { row in
            // Read where SQLite has it: what it is made into is twenty copies of texts for each item that comes.
            let sketch = try row.withUnsafeData(atIndex: 5) { $0.flatMap { Sketch(bytes: $0.span) } }
            let keys = try row.withUnsafeData(atIndex: 7) { $0.map { [ItemKey](bytes: $0) } }
            guard let sketch else { return }
            members.append(
                StoryMember(
                    item: row[0], story: row[1], site: row[2], printing: StoryPrinting(feed: row[3], date: row[4]),
                    sketch: sketch, credit: row[6], keys: keys ?? []))
        }
        return members
    }

    /// Reads rows of `story_items`, each once, by one of a few statements: a list is filled up with a number that no
    /// item has. For a list behind `IN` SQLite makes a table each time.
    private func forEach(
        _ items: [Int64], _ columns: String, _ join: String = "", _ body: (Row) throws -> Void
    ) throws {
        guard !items.isEmpty else { return }
        var size = 1
        while size < items.count { size *= 2 }
        let wanted = String(repeating: "(?), ", count: size - 1) + "(?)"
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM (VALUES \(wanted)) AS wanted
                    CROSS JOIN story_items ON item = wanted.column1 \(join)
                    """),
            arguments: StatementArguments(items + Array(repeating: 0, count: size - items.count)))
        while let row = try rows.next() { try body(row) }
    }

    /// Nil where nothing of the host is held.
    func site(_ host: String) throws -> StorySite? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, frame FROM sites WHERE host = ?"), arguments: [host])
        return row.map { StorySite(number: $0["id"], frame: Frame(bytes: [UInt8]($0["frame"] as Data))) }
    }

    func addSite(_ host: String) throws -> StorySite {
        try db.cachedStatement(sql: "INSERT INTO sites (host, frame) VALUES (?, x'')").execute(arguments: [host])
        return StorySite(number: db.lastInsertedRowID, frame: Frame())
    }

    func keep(_ frame: Frame, ofSite number: Int64) throws {
        try db.cachedStatement(sql: "UPDATE sites SET frame = ? WHERE id = ?").execute(
            arguments: [Data(frame.bytes), number])
    }

    func standing(of item: Int64) throws -> StoryStanding? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT story, members, keys, EXISTS (SELECT 1 FROM stories_apart WHERE story = stories.id) AS is_apart
                    FROM story_items JOIN stories ON stories.id = story WHERE item = ?
                    """), arguments: [item])
        return row.map { row in
            StoryStanding(
                story: row["story"], members: row["members"], keys: [ItemKey](bytes: row["keys"]),
                isApart: row["is_apart"])
        }
    }

    func write(_ row: StoryRow) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO story_items (item, story, site, time, words, origin, matched, similarity, reasons, wire, credit, sketch, keys)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item) DO UPDATE SET story = excluded.story, site = excluded.site, time = excluded.time,
                  words = excluded.words, origin = excluded.origin, matched = coalesce(excluded.matched, matched),
                  similarity = coalesce(excluded.similarity, similarity), reasons = coalesce(excluded.reasons, reasons),
                  wire = excluded.wire, credit = excluded.credit, sketch = excluded.sketch, keys = excluded.keys
                """
        ).execute(arguments: [
            row.item, row.place.story, row.site, row.claim.time, row.claim.wordCount, row.origin, row.matched,
            row.place.similarity, row.reasons,
            row.place.wire.isEmpty ? nil : JSONValue.object(row.place.wire).encoded, row.credit,
            Data(row.sketch.bytes), row.keys.data,
        ])
    }

    /// A new story, of one item.
    func begin(with item: Int64) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO stories (original, members) VALUES (?, 1)").execute(arguments: [item])
        return db.lastInsertedRowID
    }

    func move(_ item: Int64, to story: Int64) throws {
        try db.cachedStatement(sql: "UPDATE story_items SET story = ? WHERE item = ?").execute(arguments: [story, item])
    }

    func keepApart(_ story: Int64, _ other: Int64) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO stories_apart (story, other) VALUES (?1, ?2), (?2, ?1)",
            arguments: [story, other])
    }

    func allowTogether(_ story: Int64, _ other: Int64) throws {
        try db.execute(
            sql: "DELETE FROM stories_apart WHERE story = ?1 AND other = ?2 OR story = ?2 AND other = ?1",
            arguments: [story, other])
    }

    func count(_ story: Int64, _ change: Int) throws {
        try db.cachedStatement(sql: "UPDATE stories SET members = members + ? WHERE id = ?").execute(
            arguments: [change, story])
    }

    /// A story that has lost its only item.
    func drop(_ story: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM stories WHERE id = ?").execute(arguments: [story])
    }

    func moveAll(from gone: Int64, to story: Int64) throws {
        try db.cachedStatement(sql: "UPDATE story_items SET story = ? WHERE story = ?").execute(arguments: [
            story, gone,
        ])
    }

    func areApart(_ story: Int64, _ other: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM stories_apart WHERE story = ? AND other = ?"),
            arguments: [story, other]) != nil
    }

    /// What was told apart from a story that goes is apart from the one that it becomes.
    func inheritApart(from gone: Int64, to story: Int64) throws {
        for sql in [
            "INSERT OR IGNORE INTO stories_apart SELECT ?1, other FROM stories_apart WHERE story = ?2",
            "INSERT OR IGNORE INTO stories_apart SELECT story, ?1 FROM stories_apart WHERE other = ?2",
            "DELETE FROM stories_apart WHERE ?1 != ?2 AND (story = ?2 OR other = ?2)",
        ] {
            try db.cachedStatement(sql: sql).execute(arguments: [story, gone])
        }
    }

    func setOriginal(of story: Int64, to item: Int64) throws {
        try db.cachedStatement(sql: "UPDATE stories SET original = ? WHERE id = ?").execute(arguments: [item, story])
    }

    func claim(of item: Int64) throws -> OriginalClaim? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT time, words, origin FROM story_items WHERE item = ?"), arguments: [item])
        return row.map { row in
            OriginalClaim(item: item, origin: row["origin"], wordCount: row["words"], time: row["time"])
        }
    }
}
