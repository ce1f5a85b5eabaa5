import Comparing
import GRDB

/// The stories as the store has them, for `StoryFinder`.
struct StoredShelf: StoryShelf {
    let db: Database
    let keys: StoryKeyFile
    /// The item whose story is looked for, which is not to be found itself.
    let itself: Int64

    func postings(under keys: [StoryKey]) throws -> [[StoryPosting]?] {
        try self.keys.postings(under: keys).map { $0?.filter { $0.item != itself } }
    }

    func isHeld(_ item: Int64, under key: StoryKey) throws -> Bool { try StoryTables(db: db).keys(of: item).contains(key) }

    func members(_ items: [Int64]) throws -> [StoryMember] { try StoryTables(db: db).members(items) }
}

extension Store {
    /// Makes the file of keys anew where it is not that of the store as it is now.
    static func mend(_ keys: StoryKeyFile, in database: DatabasePool) throws {
        func state(_ db: Database) throws -> (identity: Int64, last: Int64) {
            (
                try Int64.fetchOne(db, sql: "SELECT identity FROM story_key_file") ?? 0,
                try Int64.fetchOne(db, sql: "SELECT max(item) FROM story_items") ?? 0
            )
        }
        func isWhole(_ db: Database) throws -> Bool {
            let state = try state(db)
            return try keys.isWhole(identity: state.identity, last: state.last)
        }
        if try database.read(isWhole) { return }
        try database.write { db in
            // Another process may have been quicker.
            if try isWhole(db) { return }
            let (identity, last) = try state(db)
            try keys.rebuild(identity: identity, last: last, keyCount: Int(last) * 17) { add in
                let rows = try Row.fetchCursor(db, sql: "SELECT item, keys FROM story_items ORDER BY item")
                while let row = try rows.next() { try add(row[0], StoryTables.keys(row[1])) }
            }
        }
    }
}
