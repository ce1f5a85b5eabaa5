import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

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
