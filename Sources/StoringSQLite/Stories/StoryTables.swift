import Comparing
import FeedModel
import Foundation
import GRDB

/// Changes of which item is of which story.
struct StoryTables {
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

    /// Under which keys the item is found for its story's sake.
    func keys(of item: Int64) throws -> [ItemKey] {
        let data = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT keys FROM story_items WHERE item = ?"), arguments: [item])
        return data.map([ItemKey].init(bytes:)) ?? []
    }

    /// Those of `items` that are held, in no order.
    func members(_ items: [Int64]) throws -> [StoryMember] {
        let places = Array(repeating: "?", count: items.count).joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "SELECT item, story, site, sketch, credit FROM story_items WHERE item IN (\(places))")
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(items))
        var members: [StoryMember] = []
        members.reserveCapacity(items.count)
        while let row = try rows.next() {
            // Read where SQLite has it: what it is made into is twenty copies of texts for each item that comes.
            guard let sketch = try row.withUnsafeData(atIndex: 3, { $0.flatMap { Sketch(bytes: $0.span) } }) else {
                continue
            }
            members.append(StoryMember(item: row[0], story: row[1], site: row[2], sketch: sketch, credit: row[4]))
        }
        return members
    }

    /// Where and when those of `items` that are held were printed.
    func printings(_ items: [Int64]) throws -> [Int64: StoryPrinting] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, feed, coalesce(published, modified) AS date FROM items
                    WHERE id IN (SELECT value FROM json_each(?))
                    """), arguments: [JSONValue.list(items)])
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0["id"], StoryPrinting(feed: $0["feed"], date: $0["date"])) })
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

    /// Makes `other` and `story` one, under the older number, unless a person has told them apart.
    /// - Returns: the items that have another story now.
    func merge(_ other: Int64, into story: inout Int64) throws -> [StoryPlace.Move] {
        let areApart = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM stories_apart WHERE story = ? AND other = ?"),
            arguments: [story, other])
        guard areApart == nil else { return [] }
        let (kept, gone) = (min(story, other), max(story, other))
        let items = try members(of: gone)
        try db.cachedStatement(sql: "UPDATE story_items SET story = ? WHERE story = ?").execute(arguments: [kept, gone])
        try count(kept, items.count)
        try inheritApart(from: gone, to: kept)
        let original = try original(of: gone)
        try drop(gone)
        story = kept
        if let original, let claim = try claim(of: original) { try electOriginal(of: kept, against: original, claim) }
        return items.map { .init(item: $0, story: gone) }
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

    /// Takes `item` for the original of its story where its claim is better than that of the one there is.
    /// - Returns: the original before and then.
    @discardableResult
    func electOriginal(
        of story: Int64, against item: Int64, _ claim: OriginalClaim
    ) throws -> (old: Int64, new: Int64) {
        let old = try original(of: story) ?? item
        guard old != item, try self.claim(of: old).map(claim.isBetter) ?? true else { return (old, old) }
        try setOriginal(of: story, to: item)
        return (old, item)
    }

    /// Looks for the original among all members, after a person has moved some.
    func electOriginal(of story: Int64) throws {
        var best: OriginalClaim?
        for item in try members(of: story) {
            guard let claim = try claim(of: item) else { continue }
            if best.map({ claim.isBetter(than: $0) }) ?? true { best = claim }
        }
        if let best { try setOriginal(of: story, to: best.item) }
    }

    private func setOriginal(of story: Int64, to item: Int64) throws {
        try db.cachedStatement(sql: "UPDATE stories SET original = ? WHERE id = ?").execute(arguments: [item, story])
    }

    private func claim(of item: Int64) throws -> OriginalClaim? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT time, words, origin FROM story_items WHERE item = ?"), arguments: [item])
        return row.map { row in
            let origin: Int = row["origin"]
            return OriginalClaim(
                item: item, isAgencysOwn: origin & 1 != 0, creditsAnother: origin & 2 != 0, wordCount: row["words"],
                time: row["time"])
        }
    }
}
