import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

/// What is left of an item that has been pruned: its row, without all but the hashes of its names and of its source. It is
/// known again by them as long as its feed lists it, so that it is not told as new, and what its feed changes in it is not
/// told either: there is no text to compare it with.
enum PrunedItem {
    /// A row has some hundred bytes with so many.
    private static let most = 5

    /// Its names, the newest first.
    static func names(_ names: [ItemKey], _ former: [ItemKey]) -> [ItemKey] {
        Array((names + former.reversed().filter { !names.contains($0) }).prefix(most))
    }

    /// As `Comparing` may compare it with these entries: it has those of their names that are among its own.
    /// - Parameter trustsGuids: else they say nothing without a link or a text.
    static func held(_ row: Row, among entries: [IdentityKeys], in feed: Int64, trustsGuids: Bool) -> HeldItem {
        let names = Set((row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? [])
        // Of nobody else, where it has such names at all: of a single one it is seen below which that is.
        let unknown = names.count > 1 ? "\u{0}\(row["id"] as Int64)" : nil
        var keys = IdentityKeys(
            guid: unknown, link: unknown, titleHash: nil, textHash: nil, fingerprint: 0, source: 0)
        for entry in entries {
            func has(guid: String? = nil, link: String? = nil, title: Int64? = nil, text: Int64? = nil) -> Bool {
                let part = IdentityKeys(
                    guid: guid, link: link, titleHash: title, textHash: text, fingerprint: 0, source: 0)
                return part.names(in: feed).contains(where: names.contains)
            }
            if trustsGuids, let guid = entry.guid, has(guid: guid) { keys.guid = guid }
            if let link = entry.link, has(link: link) { keys.link = link }
            if let text = entry.textHash {
                if has(text: text) { keys.textHash = text }
            } else if let title = entry.titleHash, has(title: title) {
                keys.titleHash = title
            }
        }
        var item = HeldItem(number: row["id"], keys: keys)
        item.revision = row["revision"]
        item.isTombstone = true
        item.published = (row["published"] as Int64?).map(Date.init(milliseconds:))
        item.modified = (row["modified"] as Int64?).map(Date.init(milliseconds:))
        return item
    }
}

extension SQLiteStore {
    /// Of the items that a feed has listed last, those that have been pruned, by what the feed sent of them.
    func prunedItems(_ db: Database, _ numbers: [Int64]) throws -> [(source: Int64, number: Int64)] {
        guard !numbers.isEmpty else { return [] }
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT source, id FROM items WHERE id IN (SELECT value FROM json_each(?)) AND state = 2"),
            arguments: [JSONValue.list(numbers)])
        return rows.map { ($0[0], $0[1]) }
    }

    /// The feed lists it again, or otherwise than before: it is found under its new names as well.
    func rename(_ db: Database, pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws {
        let data = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT former_names FROM items WHERE id = ?"), arguments: [number])
        let before = data.map([ItemKey].init(bytes:)) ?? []
        let names = PrunedItem.names(keys.names(in: feed), before.reversed())
        try db.cachedStatement(sql: "UPDATE items SET source = ?, former_names = ? WHERE id = ? AND state = 2").execute(
            arguments: [keys.source, names.data, number])
        guard names != before else { return }
        let file = try currentKeys(db)
        file.outdate(before, of: number)
        try file.add(names, of: number)
    }

    /// The feed does not list them any more: from now on they are remembered for their time.
    func leave(_ db: Database, _ pruned: [Int64], at now: Date) throws {
        guard !pruned.isEmpty else { return }
        try db.cachedStatement(
            sql: "UPDATE items SET last_revised = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 2"
        ).execute(arguments: [now.milliseconds, JSONValue.list(pruned)])
    }
}
