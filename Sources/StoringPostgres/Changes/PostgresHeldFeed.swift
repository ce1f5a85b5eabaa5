import Comparing
import FeedModel
import Foundation
import Storing

/// What the store has of a feed, in a snapshot or a transaction.
struct PostgresHeldFeed: HeldFeed {
    let transaction: PostgresTransaction
    let feed: Int64

    func lastDocument() throws -> (entries: String, habit: String) {
        let row = try transaction.run("SELECT entries, habit FROM feeds WHERE id = $1", feed).first
        return (row?[0] ?? "", row?[1] ?? "{}")
    }

    func lastItems(_ numbers: [Int64]) throws -> [HeldItem] {
        guard !numbers.isEmpty else { return [] }
        let places = Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try transaction.run(Self.heldSQL + " WHERE id = ANY($1) AND state <> 2", numbers).rows.map { row in
            var item = HeldItem(row)
            item.position = places[item.number]
            return item
        }
    }

    func prunedItems(_ numbers: [Int64]) throws -> [(source: Int64, number: Int64)] {
        try transaction.run("SELECT source, id FROM items WHERE id = ANY($1) AND state = 2 ORDER BY id", numbers).rows
            .map { ($0[0], $0[1]) }
    }

    func hasItems() throws -> Bool {
        try transaction.run("SELECT EXISTS (SELECT 1 FROM items WHERE feed = $1)", feed).first![0]
    }

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
        try transaction.run(Self.heldSQL + " WHERE id = ANY($1) AND feed = $2 ORDER BY id", numbers, feed).rows
            .map { row in
                row["state"] as Int == 2
                    ? HeldItem(pruned: row, among: entries, in: feed, trustsGuids: trustsGuids) : HeldItem(row)
            }
    }

    func basis(of items: [Int64]) throws -> FeedComparison.Basis {
        let row = try transaction.run(
            """
            SELECT entries, habit,
              (SELECT coalesce(sum(revision + state), 0)::bigint FROM items WHERE id = ANY($2))
              + (SELECT count(*) FROM pages WHERE stands AND item = ANY($2)) AS changes
            FROM feeds WHERE id = $1
            """, feed, items
        ).first
        return FeedComparison.Basis(
            entries: row?["entries"] ?? "", habit: row?["habit"] ?? "{}", items: items, changes: row?["changes"] ?? 0)
    }

    func entryText(_ number: Int64) throws -> Item {
        var item = try transaction.heldText(number)
        let row = try transaction.run(
            """
            SELECT html.body AS html, plain.body AS plain FROM pages
            LEFT JOIN texts AS html ON html.id = entry_html LEFT JOIN texts AS plain ON plain.id = entry_text
            WHERE item = $1 AND stands
            """, number
        ).first
        if let row { (item.contentHTML, item.contentText) = (row["html"], row["plain"]) }
        return item
    }

    private static let heldSQL = """
        SELECT id, guid, link, title_hash, text_hash, fingerprint, source, revision, state, published, modified,
          last_revised, former_names
        FROM items
        """
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

    /// An item as its newest revision has it.
    func heldText(_ number: Int64) throws -> Item {
        let row = try run(
            """
            SELECT revisions.item, revisions.number AS revision, document, html.body AS html, plain.body AS plain,
              items.guid IS NOT NULL AS has_guid
            FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
            LEFT JOIN texts AS html ON html.id = revisions.html
            LEFT JOIN texts AS plain ON plain.id = revisions.text
            WHERE items.id = $1
            """, number
        ).first
        guard let row, var item = try ItemReference(row).flatMap({ Item(json: $0.json) }) else { return Item(id: "") }
        item.hasOwnID = row["has_guid"]
        return item
    }
}

extension HeldItem {
    fileprivate init(_ row: PostgresRow) {
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
