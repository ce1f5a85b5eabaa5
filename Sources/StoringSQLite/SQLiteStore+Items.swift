import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

// How an item gets into its rows and out of them again. All of it within the transaction of its feed's turn.
extension SQLiteStore {
    /// The items of a feed's last document, but for those that have been pruned.
    func lastItems(_ db: Database, _ numbers: [Int64]) throws -> [HeldItem] {
        let places = Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let list = JSONValue.list(numbers)
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: Self.heldSQL + "(SELECT value FROM json_each(?)) AND state <> 2"),
            arguments: [list])
        return rows.map { row in
            var item = HeldItem(row)
            item.position = places[item.number]
            return item
        }
    }

    /// Items of a feed, those too that have been pruned, as these entries may be compared with them.
    func items(
        _ db: Database, _ numbers: [Int64], of feed: Int64, among keys: [IdentityKeys], trustsGuids: Bool
    ) throws -> [HeldItem] {
        // The file may name an item that was rolled back, whose number another feed's got then.
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: Self.heldSQL + "(SELECT value FROM json_each(?)) AND feed = ?"),
            arguments: [JSONValue.list(numbers), feed])
        return rows.map { row in
            row["state"] as Int == 2
                ? HeldItem(pruned: row, among: keys, in: feed, trustsGuids: trustsGuids) : HeldItem(row)
        }
    }

    /// The newest of the items that share a name with one of these entries: as many as show that it names none of them.
    func newest(_ db: Database, of feed: Int64, under keys: [IdentityKeys]) throws -> [Int64] {
        func list(_ names: [String?]) -> String {
            JSONValue.array(names.compactMap { $0.map(JSONValue.string) }).encoded
        }
        func list(_ hashes: [Int64?]) -> String { JSONValue.list(hashes.compactMap(\.self)) }
        // A feed that gives a name to so many of its items goes on to do so.
        let sql = """
            SELECT id FROM (
              SELECT id, guid, link, title_hash, text_hash FROM items WHERE feed = ? ORDER BY id DESC LIMIT 2000)
            WHERE guid IN (SELECT value FROM json_each(?)) OR link IN (SELECT value FROM json_each(?))
              OR text_hash IN (SELECT value FROM json_each(?))
              OR text_hash IS NULL AND title_hash IN (SELECT value FROM json_each(?))
            ORDER BY id DESC LIMIT 64
            """
        return try Int64.fetchAll(
            db.cachedStatement(sql: sql),
            arguments: [
                feed, list(keys.map(\.guid)), list(keys.map(\.link)), list(keys.map(\.textHash)),
                list(keys.map(\.titleHash)),
            ])
    }

    private static let heldSQL = """
        SELECT id, guid, link, title_hash, text_hash, fingerprint, source, revision, state, published, modified, last_revised, former_names
        FROM items WHERE id IN
        """

    /// An item as its newest revision has it.
    func heldText(_ db: Database, _ number: Int64) throws -> Item {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT revisions.item, revisions.number AS revision, document, html.body AS html, plain.body AS plain,
                      items.guid IS NOT NULL AS has_guid
                    FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                    LEFT JOIN texts AS html ON html.id = revisions.html
                    LEFT JOIN texts AS plain ON plain.id = revisions.text
                    WHERE items.id = ?
                    """),
            arguments: [number])
        guard let row, var item = try ItemReference(row).flatMap({ Item(json: $0.json) }) else { return Item(id: "") }
        item.hasOwnID = row["has_guid"]
        return item
    }

    /// The row of a new item. Its text is kept by `keepRevision`, when it is known which others may have it.
    /// - Parameter number: nil for the next.
    /// - Parameter names: those of `keys`.
    /// - Returns: its number.
    func insert(
        _ db: Database, _ item: Item, number: Int64? = nil, revision: Int = 1, _ keys: IdentityKeys, names: [ItemKey],
        of feed: Int64, at now: Date
    ) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO items (id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, first_seen,
                  last_revised, published, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            number, feed, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source,
            revision, now.milliseconds, now.milliseconds, item.datePublished?.milliseconds,
            item.dateModified?.milliseconds,
        ])
        let number = db.lastInsertedRowID
        try currentKeys(db).add(names, of: number)
        return number
    }

    /// The item is found under its new names as well; the last of its old ones stay, since feeds go back and forth.
    func rename(_ db: Database, _ old: HeldItem, _ keys: IdentityKeys, of feed: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE items SET guid = ?, link = ?, title_hash = ?, text_hash = ?, fingerprint = ?, source = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source, old.number,
        ])
        let (gone, names) = (old.keys.names(in: feed), keys.names(in: feed))
        guard gone != names else { return }
        let data = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT former_names FROM items WHERE id = ?"), arguments: [old.number])
        let before = data.map([ItemKey].init(bytes:)) ?? []
        let former = FormerNames.kept(before, gone, besides: names)
        try db.cachedStatement(sql: "UPDATE items SET former_names = ? WHERE id = ?").execute(
            arguments: [former.data, old.number])
        let file = try currentKeys(db)
        file.outdate(before + gone, of: old.number)
        try file.add(names, of: old.number)
    }

    /// A new date over the same text is no revision: it is written into the one that stands.
    func moveDates(_ db: Database, _ old: HeldItem, _ item: Item) throws {
        try db.cachedStatement(sql: "UPDATE items SET published = ?, modified = ? WHERE id = ?").execute(arguments: [
            item.datePublished?.milliseconds, item.dateModified?.milliseconds, old.number,
        ])
        let stored = try String.fetchOne(
            db.cachedStatement(sql: "SELECT document FROM revisions WHERE item = ? AND number = ?"),
            arguments: [old.number, old.revision])
        guard let stored, let document = try JSONValue(parsing: stored).object else { return }
        try db.cachedStatement(sql: "UPDATE revisions SET document = ? WHERE item = ? AND number = ?").execute(
            arguments: [
                JSONValue.object(document.settingDates(of: item)).encoded, old.number, old.revision,
            ])
    }

    /// The dates of the row stay the feed's own word, by which its next one is told; those of the text say when it
    /// changed by the best clock there is. The old text leaves the search; the new one enters it with its event.
    func keepRevision(
        _ db: Database, _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> ItemReference {
        try removeFromSearch(db, old.number)
        let number = old.revision + 1
        try db.cachedStatement(
            sql: """
                UPDATE items SET revision = ?, last_revised = ?, published = ?, modified = ? WHERE id = ?
                """
        ).execute(arguments: [
            number, now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, old.number,
        ])
        let reference = ItemReference(number: old.number, revision: number, json: revision.item.json)
        try keepRevision(
            db, reference, revision.item, document: JSONValue.object(reference.json.removingContents).encoded,
            facts: revision.heldFacts, sharedBy: likelySharers(db, of: old.number), at: now)
        return reference
    }

    /// - Parameter document: the item without its contents, encoded.
    /// - Parameter others: items that may have the same texts.
    func keepRevision(
        _ db: Database, _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject,
        sharedBy others: [Int64], at now: Date
    ) throws {
        let texts = try keepTexts(db, html: content.contentHTML, text: content.contentText, sharedBy: others)
        try db.cachedStatement(
            sql: "INSERT INTO revisions (item, number, at, document, html, text, facts) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            reference.number, reference.revision, now.milliseconds, document, texts.html, texts.text,
            JSONValue.object(facts).encoded,
        ])
    }
}

extension HeldItem {
    fileprivate init(pruned row: Row, among entries: [IdentityKeys], in feed: Int64, trustsGuids: Bool) {
        let names = (row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? []
        self = PrunedItem.held(row["id"], names: names, among: entries, in: feed, trustsGuids: trustsGuids)
        revision = row["revision"]
        published = (row["published"] as Int64?).map(Date.init(milliseconds:))
        modified = (row["modified"] as Int64?).map(Date.init(milliseconds:))
    }

    fileprivate init(_ row: Row) {
        self.init(
            number: row["id"], keys: IdentityKeys(row))
        revision = row["revision"]
        let state: Int = row["state"]
        (isTombstone, isDropped) = (state == 1 || state == 2, state == 3)
        published = (row["published"] as Int64?).map(Date.init(milliseconds:))
        textSeen = Date(milliseconds: row["last_revised"])
        modified = (row["modified"] as Int64?).map(Date.init(milliseconds:))
    }
}

extension JSONValue {
    /// For SQL to read with `json_each`.
    static func list(_ numbers: [Int64]) -> String { JSONValue.array(numbers.map { .int(Int($0)) }).encoded }
}

extension IdentityKeys {
    /// Of a row of `items`.
    init(_ row: Row) {
        self.init(
            guid: row["guid"], link: row["link"], titleHash: row["title_hash"], textHash: row["text_hash"],
            fingerprint: row["fingerprint"], source: row["source"])
    }
}
