import Comparing
import Foundation
import GRDB

/// The stories as the store has them, for `StoryFinder`.
struct StoredShelf: StoryShelf {
    let db: Database
    /// The item whose story is looked for again, which is not to be found itself.
    var itself: Int64 = 0

    func items(under keys: [Int64]) throws -> [Int64: [Int64]] {
        guard !keys.isEmpty else { return [:] }
        let statement = try db.cachedStatement(
            sql: "SELECT key, item FROM story_keys WHERE key IN (\(places(keys.count, "?"))) AND item != ?")
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(keys) + [itself])
        var items: [Int64: [Int64]] = [:]
        while let row = try rows.next() { items[row[0], default: []].append(row[1]) }
        return items
    }

    func member(_ item: Int64) throws -> StoryMember? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT story, site, sketch FROM story_items WHERE item = ?"), arguments: [item])
        guard let row, let sketch = Sketch(bytes: [UInt8](row["sketch"] as Data)) else { return nil }
        return StoryMember(item: item, story: row["story"], site: row["site"], sketch: sketch)
    }

    func add(_ keys: [Int64], of item: Int64) throws {
        guard !keys.isEmpty else { return }
        let sql = "INSERT OR IGNORE INTO story_keys (key, item) VALUES \(places(keys.count, "(?, ?)"))"
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(keys.flatMap { [$0, item] }))
    }

    func remove(_ keys: some Sequence<Int64>, of item: Int64) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM story_keys WHERE key = ? AND item = ?")
        for key in keys { try statement.execute(arguments: [key, item]) }
    }

    /// An item has about twenty keys: one statement for all of them costs as much as one for each of two.
    private func places(_ count: Int, _ place: String) -> String {
        Array(repeating: place, count: count).joined(separator: ", ")
    }
}
