import Comparing
import GRDB

/// The stories as the store has them, for `StoryFinder`.
struct SQLiteStoryIndex: StoryIndex {
    let db: Database
    /// What the index of items has under each key.
    let found: ([ItemKey]) throws -> [[ItemPosting]?]
    /// The item whose story is looked for, which is not to be found itself; nil where it is not held yet.
    let itself: Int64?

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] {
        guard let itself else { return try found(keys) }
        return try found(keys).map { $0?.filter { $0.item != itself } }
    }

    func keys(of items: [Int64]) throws -> [Int64: [ItemKey]] { try StoryTables(db: db).keys(of: items) }

    func members(_ items: [Int64]) throws -> [StoryMember] { try StoryTables(db: db).members(items) }
}
