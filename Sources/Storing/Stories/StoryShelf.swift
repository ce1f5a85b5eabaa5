import Comparing
import Foundation
import GRDB

/// The stories as the store has them, for `StoryFinder`.
struct StoredShelf: StoryShelf {
    let db: Database
    /// The item whose story is looked for again, which is not to be found itself.
    var itself: Int64 = 0

    func items(under key: Int64, limit: Int) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT item FROM story_keys WHERE key = ? AND item != ? LIMIT ?"),
            arguments: [key, itself, limit])
    }

    func member(_ item: Int64) throws -> StoryMember? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT story, site, sketch FROM story_items WHERE item = ?"), arguments: [item])
        guard let row, let sketch = Sketch(bytes: [UInt8](row["sketch"] as Data)) else { return nil }
        return StoryMember(item: item, story: row["story"], site: row["site"], sketch: sketch)
    }

    func add(_ keys: [Int64], of item: Int64) throws {
        let statement = try db.cachedStatement(sql: "INSERT OR IGNORE INTO story_keys (key, item) VALUES (?, ?)")
        for key in keys { try statement.execute(arguments: [key, item]) }
    }

    func remove(_ keys: some Sequence<Int64>, of item: Int64) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM story_keys WHERE key = ? AND item = ?")
        for key in keys { try statement.execute(arguments: [key, item]) }
    }
}
