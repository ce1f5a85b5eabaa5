import FeedModel
import Foundation
import GRDB
import Storing

/// What is left to do when much has been pruned, in small steps like that.
extension SQLiteStore {
    package func space() throws -> StoreSpace {
        try read { db in
            func number(_ name: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0 }
            return StoreSpace(
                pageSize: try number("page_size"), pages: try number("page_count"), free: try number("freelist_count"),
                isGivenBack: try number("auto_vacuum") == 2)
        }
    }

    /// Takes out of the search index what has been pruned: it holds the words of that until its pieces are merged.
    /// - Parameter isFirst: where this begins. Until it has come to an end, `mergeSearch` is called again.
    /// - Returns: for how long the writer's processor was held; nil where there is nothing left to do.
    package func mergeSearch(isFirst: Bool) throws -> Duration? {
        let (isDone, cpu) = try writeStep { db in
            let begin = threadTime()
            var pages = isFirst ? -Self.mergedPages : Self.mergedPages
            while threadTime() - begin < Self.budget {
                var isAtWork = false
                for index in ["search", "search_unspaced"] {
                    let before = db.totalChangesCount
                    try db.execute(sql: "INSERT INTO \(index) (\(index), rank) VALUES ('merge', ?)", arguments: [pages])
                    // Its own word for having had nothing to do (SQLite's manual on FTS5, 6.8).
                    if db.totalChangesCount - before >= 2 { isAtWork = true }
                }
                pages = Self.mergedPages
                if isAtWork { continue }
                try db.execute(sql: "UPDATE store SET unmerged = 0")
                return true
            }
            return false
        }
        return isDone ? nil : cpu
    }

    private static let mergedPages = 8

    /// Whether so much has been pruned that the search index is to be merged: a third of what it has.
    package func hasUnmergedSearch() throws -> Bool {
        try read { db in
            let unmerged = try Int.fetchOne(db, sql: "SELECT unmerged FROM store") ?? 0
            guard unmerged >= 100 else { return false }
            return try unmerged * 3 >= Int.fetchOne(db, sql: "SELECT count(*) FROM items WHERE state < 2") ?? 0
        }
    }

    /// Gives free pages back, from the end of the file.
    /// - Returns: for how long the writer's processor was held; nil where few enough are left, which the next items need.
    package func shrink() throws -> Duration? {
        let space = try space()
        guard space.isGivenBack, space.free > Self.sparePages(of: space) else { return nil }
        return try writeStep { db in
            let begin = threadTime()
            let most = space.free - Self.sparePages(of: space)
            var given = 0
            while given < most, threadTime() - begin < Self.budget {
                try db.execute(sql: "PRAGMA incremental_vacuum(\(min(50, most - given)))")
                given += 50
            }
        }.cpu
    }

    private static func sparePages(of space: StoreSpace) -> Int { max(64, space.pages / 50) }

    /// Writes the store anew, without what is free, and so that from now on that is given back. Nobody else may use it.
    package static func compact(_ path: String) throws {
        do {
            let pool = try openPool(path, .readWrite, StoreOpening())
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                try db.checkpoint(.truncate)
            }
            try pool.close()
        } catch {
            throw explain(error, path: path)
        }
    }
}
