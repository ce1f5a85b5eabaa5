import Comparing
import FeedModel
import Foundation
import Storing

/// What the store has of a feed, in a snapshot or a transaction. What comparing asks for in any case is asked for at once.
final class PostgresHeldFeed: HeldFeed {
    private let transaction: PostgresTransaction
    private let feed: Int64
    private let row: PostgresRow?
    private var items: [Int64: PostgresRow]
    private var texts: [Int64: Item] = [:]

    init(transaction: PostgresTransaction, feed: Int64) throws {
        (self.transaction, self.feed) = (transaction, feed)
        let results = try transaction.run([
            PostgresStatement(
                """
                SELECT entries, habit, EXISTS (SELECT 1 FROM items WHERE feed = $1) AS has_items FROM feeds WHERE id = $1
                """, feed),
            PostgresStatement(
                PostgresTransaction.heldSQL
                    + """
                     WHERE id = ANY((
                      SELECT string_to_array(nullif(entries, ''), ',')::bigint[] FROM feeds WHERE id = $1)::bigint[])
                    """, feed),
        ])
        row = results[0].first
        items = Dictionary(uniqueKeysWithValues: results[1].rows.map { ($0["id"], $0) })
    }

    func lastDocument() -> (entries: String, habit: String) { (row?["entries"] ?? "", row?["habit"] ?? "{}") }

    func lastItems(_ numbers: [Int64]) throws -> [HeldItem] {
        let places = Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try rows(numbers).filter { !$0.isPruned }.map { row in
            var item = HeldItem(row)
            item.position = places[item.number]
            return item
        }
    }

    func prunedItems(_ numbers: [Int64]) throws -> [(source: Int64, number: Int64)] {
        try rows(numbers).filter(\.isPruned).map { ($0["source"], $0["id"]) }
    }

    func hasItems() -> Bool { row?["has_items"] ?? false }

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] { try transaction.postings(under: keys) }

    func newest(under keys: [IdentityKeys]) throws -> [Int64] {
        // A feed that gives a name to so many of its items goes on to do so.
        try transaction.run(
            """
            SELECT id FROM (
              SELECT id, guid, link, title_hash, text_hash FROM items WHERE feed = $1 ORDER BY id DESC LIMIT 2000) AS last
            WHERE guid = ANY($2) OR link = ANY($3) OR text_hash = ANY($4)
              OR text_hash IS NULL AND title_hash = ANY($5)
            ORDER BY id DESC LIMIT 64
            """,
            feed, keys.compactMap(\.guid), keys.compactMap(\.link), keys.compactMap(\.textHash),
            keys.compactMap(\.titleHash)
        ).rows.map { $0[0] }
    }

    func items(_ numbers: [Int64], among entries: [IdentityKeys], trustsGuids: Bool) throws -> [HeldItem] {
        try rows(numbers).filter { $0["feed"] == feed }.map { row in
            row.isPruned ? HeldItem(pruned: row, among: entries, in: feed, trustsGuids: trustsGuids) : HeldItem(row)
        }
    }

    /// Those that are held, by their numbers.
    private func rows(_ numbers: [Int64]) throws -> [PostgresRow] {
        let unknown = numbers.filter { items[$0] == nil }
        if !unknown.isEmpty {
            for row in try transaction.heldItems(unknown) { items[row["id"]] = row }
        }
        return Set(numbers).sorted().compactMap { items[$0] }
    }

    func basis(of numbers: [Int64]) throws -> FeedComparison.Basis {
        let changes = try rows(numbers).reduce(Int64(0)) { sum, row in
            sum + row["revision"] + row["state"] + (row["stands"] ? 1 : 0)
        }
        let last = lastDocument()
        return FeedComparison.Basis(entries: last.entries, habit: last.habit, items: numbers, changes: changes)
    }

    func prepareTexts(of numbers: [Int64]) throws {
        guard !numbers.isEmpty else { return }
        texts.merge(try transaction.heldTexts(numbers, asTheFeedHasThem: true)) { $1 }
    }

    func entryText(_ number: Int64) throws -> Item {
        if texts[number] == nil { try prepareTexts(of: [number]) }
        return texts[number] ?? Item(id: "")
    }
}

extension PostgresTransaction {
    /// What the index of items has under each key; nil for one that too many have.
    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] {
        guard !keys.isEmpty else { return [] }
        let rows = try run(
            """
            SELECT wanted.place, found.item, found.key FROM unnest($1) WITH ORDINALITY AS wanted(hash, place)
            CROSS JOIN LATERAL (
              SELECT item, key FROM item_keys WHERE (key >> 16) = wanted.hash LIMIT $2) AS found
            """, keys.map { $0.rawValue >> 16 }, StoryFinder.commonFrom
        ).rows
        var postings = keys.map { _ in [ItemPosting]() }
        for row in rows {
            let place: Int = row[0]
            postings[place - 1].append(ItemPosting(item: row[1], key: ItemKey(rawValue: row[2])))
        }
        return postings.map { $0.count < StoryFinder.commonFrom ? $0 : nil }
    }

    /// Of these items, those that are held.
    func heldItems(_ numbers: [Int64]) throws -> [PostgresRow] {
        try run(Self.heldSQL + " WHERE id = ANY($1)", numbers).rows
    }

    static let heldSQL = """
        SELECT id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, state, published, modified,
          last_revised, former_names, EXISTS (SELECT 1 FROM pages WHERE item = items.id AND stands) AS stands
        FROM items
        """

    /// Items as their newest revisions have them.
    /// - Parameter isEntry: where a page's text stands in for the feed's, the feed's own.
    func heldTexts(_ numbers: [Int64], asTheFeedHasThem isEntry: Bool = false) throws -> [Int64: Item] {
        try Item.held(run(Self.heldTextSQL, numbers, isEntry))
    }

    static let heldTextSQL = """
        SELECT revisions.item, revisions.number AS revision, document, html.body AS html, plain.body AS plain,
          items.guid IS NOT NULL AS has_guid
        FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
        LEFT JOIN pages ON pages.item = items.id AND pages.stands AND $2
        LEFT JOIN texts AS html ON html.id = CASE WHEN pages.item IS NULL THEN revisions.html ELSE entry_html END
        LEFT JOIN texts AS plain ON plain.id = CASE WHEN pages.item IS NULL THEN revisions.text ELSE entry_text END
        WHERE items.id = ANY($1)
        """
}

extension Item {
    /// Those of `heldTextSQL`, by their numbers.
    static func held(_ result: PostgresResult) throws -> [Int64: Item] {
        var texts: [Int64: Item] = [:]
        for row in result.rows {
            guard let reference = try ItemReference(row), var item = Item(json: reference.json) else { continue }
            item.hasOwnID = row["has_guid"]
            texts[reference.number] = item
        }
        return texts
    }
}

extension PostgresRow {
    fileprivate var isPruned: Bool { self["state"] == 2 }
}

extension HeldItem {
    /// Of `heldItems`.
    init(_ row: PostgresRow) {
        self.init(
            number: row["id"],
            keys: IdentityKeys(
                guid: row["guid"], link: row["link"], titleHash: row["title_hash"], textHash: row["text_hash"],
                fingerprint: row["fingerprint"], source: row["source"]))
        revision = row["revision"]
        let state: Int = row["state"]
        (isTombstone, isDropped) = (state == 1 || state == 2, state == 3)
        textSeen = Date(milliseconds: row["last_revised"])
        takeDates(row)
    }

    fileprivate init(pruned row: PostgresRow, among entries: [IdentityKeys], in feed: Int64, trustsGuids: Bool) {
        let names = (row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? []
        self = PrunedItem.held(row["id"], names: names, among: entries, in: feed, trustsGuids: trustsGuids)
        revision = row["revision"]
        takeDates(row)
    }

    private mutating func takeDates(_ row: PostgresRow) {
        published = (row["published"] as Int64?).map(Date.init(milliseconds:))
        modified = (row["modified"] as Int64?).map(Date.init(milliseconds:))
    }
}
