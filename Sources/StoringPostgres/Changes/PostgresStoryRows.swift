import Comparing
import FeedModel
import Foundation
import Storing

/// Which item is of which story, within a transaction.
struct PostgresStoryRows: StoryRows {
    let numbered: NumberedTransaction
    private var transaction: PostgresTransaction { numbered.transaction }

    init(_ numbered: NumberedTransaction) { self.numbered = numbered }

    func original(of story: Int64) throws -> Int64? {
        try transaction.run("SELECT original FROM stories WHERE id = $1", story).first.map { $0[0] }
    }

    func members(of story: Int64) throws -> [Int64] {
        try transaction.run("SELECT item FROM story_items WHERE story = $1 ORDER BY item", story).rows.map { $0[0] }
    }

    func story(of item: Int64) throws -> Int64? {
        try transaction.run("SELECT story FROM story_items WHERE item = $1", item).first.map { $0[0] }
    }

    func claim(of item: Int64) throws -> OriginalClaim? {
        try transaction.run("SELECT time, words, origin FROM story_items WHERE item = $1", item).first.map {
            OriginalClaim(item: item, origin: $0["origin"], wordCount: $0["words"], time: $0["time"])
        }
    }

    func standing(of item: Int64) throws -> StoryStanding? {
        try transaction.run(
            """
            SELECT story, members, keys, EXISTS (SELECT 1 FROM stories_apart WHERE story = stories.id) AS is_apart
            FROM story_items JOIN stories ON stories.id = story WHERE item = $1
            """, item
        ).first.map {
            StoryStanding(
                story: $0["story"], members: $0["members"], keys: [ItemKey](bytes: $0["keys"]), isApart: $0["is_apart"])
        }
    }

    func site(_ host: String) throws -> StorySite? { try transaction.site(host) }

    func addSite(_ host: String) throws -> StorySite {
        let number = numbered.next(\.site)
        transaction.later("INSERT INTO sites (id, host, frame) VALUES ($1, $2, '')", number, host)
        return StorySite(number: number, frame: Frame())
    }

    func keep(_ frame: Frame, ofSite number: Int64) throws {
        transaction.later("UPDATE sites SET frame = $1 WHERE id = $2", Data(frame.bytes), number)
    }

    func begin(with item: Int64) throws -> Int64 {
        let story = numbered.next(\.story)
        transaction.later("INSERT INTO stories (id, original, members) VALUES ($1, $2, 1)", story, item)
        return story
    }

    func write(_ row: StoryRow) throws {
        transaction.later(
            """
            INSERT INTO story_items (item, story, site, time, words, origin, matched, similarity, reasons, wire, credit,
              sketch, keys)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (item) DO UPDATE SET story = excluded.story, site = excluded.site, time = excluded.time,
              words = excluded.words, origin = excluded.origin,
              matched = coalesce(excluded.matched, story_items.matched),
              similarity = coalesce(excluded.similarity, story_items.similarity),
              reasons = coalesce(excluded.reasons, story_items.reasons),
              wire = excluded.wire, credit = excluded.credit, sketch = excluded.sketch, keys = excluded.keys
            """,
            row.item, row.place.story, row.site, row.claim.time, row.claim.wordCount, row.origin, row.matched,
            row.place.similarity, row.reasons, row.place.wire.isEmpty ? nil : row.place.wire.stored, row.credit,
            Data(row.sketch.bytes), row.keys.data)
    }

    func move(_ item: Int64, to story: Int64) throws {
        transaction.later("UPDATE story_items SET story = $1 WHERE item = $2", story, item)
    }

    func moveAll(from gone: Int64, to story: Int64) throws {
        transaction.later("UPDATE story_items SET story = $1 WHERE story = $2", story, gone)
    }

    func count(_ story: Int64, _ change: Int) throws {
        transaction.later("UPDATE stories SET members = members + $1 WHERE id = $2", change, story)
    }

    func setOriginal(of story: Int64, to item: Int64) throws {
        transaction.later("UPDATE stories SET original = $1 WHERE id = $2", item, story)
    }

    func drop(_ story: Int64) throws { transaction.later("DELETE FROM stories WHERE id = $1", story) }

    func areApart(_ story: Int64, _ other: Int64) throws -> Bool {
        try !transaction.run("SELECT 1 FROM stories_apart WHERE story = $1 AND other = $2", story, other).isEmpty
    }

    func keepApart(_ story: Int64, _ other: Int64) throws {
        transaction.later(
            "INSERT INTO stories_apart (story, other) VALUES ($1, $2), ($2, $1) ON CONFLICT DO NOTHING", story, other)
    }

    func allowTogether(_ story: Int64, _ other: Int64) throws {
        transaction.later(
            "DELETE FROM stories_apart WHERE story = $1 AND other = $2 OR story = $2 AND other = $1", story, other)
    }

    func inheritApart(from gone: Int64, to story: Int64) throws {
        for sql in [
            "INSERT INTO stories_apart SELECT $1, other FROM stories_apart WHERE story = $2 ON CONFLICT DO NOTHING",
            "INSERT INTO stories_apart SELECT story, $1 FROM stories_apart WHERE other = $2 ON CONFLICT DO NOTHING",
            "DELETE FROM stories_apart WHERE $1 <> $2 AND (story = $2 OR other = $2)",
        ] {
            transaction.later(sql, story, gone)
        }
    }
}

extension PostgresTransaction {
    /// Nil where nothing of the host is held.
    func site(_ host: String) throws -> StorySite? {
        try run("SELECT id, frame FROM sites WHERE host = $1", host).first.map {
            StorySite(number: $0[0], frame: Frame(bytes: [UInt8]($0[1] as Data)))
        }
    }
}

/// Under what items are found, within a transaction.
struct PostgresStoryKeys: StoryKeys {
    let transaction: PostgresTransaction

    func index(besides item: Int64) -> PostgresStoryIndex {
        PostgresStoryIndex(transaction: transaction, itself: item)
    }

    func add(_ keys: [ItemKey], of item: Int64, areForeseen: Bool) throws { transaction.add(keys, of: item) }

    func outdate(_ keys: [ItemKey], of item: Int64) throws { transaction.remove(keys, of: item) }
}

extension PostgresTransaction {
    func add(_ keys: [ItemKey], of item: Int64) {
        guard !keys.isEmpty else { return }
        later(
            "INSERT INTO item_keys (key, item) SELECT key, $2 FROM unnest($1) AS new(key)", keys.map(\.rawValue), item)
    }

    func remove(_ keys: [ItemKey], of item: Int64) {
        guard !keys.isEmpty else { return }
        let values = keys.map(\.rawValue)
        later(
            "DELETE FROM item_keys WHERE (key >> 16) = ANY($1) AND key = ANY($2) AND item = $3",
            values.map { $0 >> 16 },
            values, item)
    }
}

extension PostgresTransaction {
    func replaceKeys(_ old: [ItemKey], by new: [ItemKey], of item: Int64) {
        remove(old.filter { !new.contains($0) }, of: item)
        add(new.filter { !old.contains($0) }, of: item)
    }
}

/// The stories as the store has them, for `StoryFinder`.
struct PostgresStoryIndex: StoryIndex {
    let transaction: PostgresTransaction
    /// The item whose story is looked for, which is not to be found itself; nil where it is not held yet.
    let itself: Int64?

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] {
        let found = try transaction.postings(under: keys)
        guard let itself else { return found }
        return found.map { $0?.filter { $0.item != itself } }
    }

    func isHeld(_ item: Int64, under key: ItemKey) throws -> Bool {
        let keys: Data? = try transaction.run("SELECT keys FROM story_items WHERE item = $1", item).first.map { $0[0] }
        return keys.map([ItemKey].init(bytes:))?.contains(key) ?? false
    }

    func members(_ items: [Int64]) throws -> [StoryMember] {
        guard !items.isEmpty else { return [] }
        return try transaction.run(
            "SELECT item, story, site, sketch, credit FROM story_items WHERE item = ANY($1)", items
        ).rows.compactMap { row in
            guard let sketch = Sketch(bytes: [UInt8](row[3] as Data)) else { return nil }
            return StoryMember(item: row[0], story: row[1], site: row[2], sketch: sketch, credit: row[4])
        }
    }

    func printings(_ items: [Int64]) throws -> [Int64: StoryPrinting] {
        guard !items.isEmpty else { return [:] }
        let rows = try transaction.run(
            "SELECT id, feed, coalesce(published, modified) FROM items WHERE id = ANY($1)", items
        ).rows
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], StoryPrinting(feed: $0[1], date: $0[2])) })
    }
}
