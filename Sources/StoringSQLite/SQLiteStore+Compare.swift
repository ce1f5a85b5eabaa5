import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store.
    /// - Returns: nil where only a transaction that writes can tell: the index of items is being written.
    package func compare(
        _ document: Feed, isHistory: Bool = false, of feed: ClaimedFeed, filters: FeedFilters? = nil, at now: Date
    ) async throws -> FeedComparison? {
        guard let keys else { throw StoreError.readOnly(path: path) }
        return try await comparing.run { [self] in
            try read { db in
                let stored = StoredKeys(db: db)
                do {
                    return try compare(
                        db, document, isHistory: isHistory, of: feed.reference, filters: filters, at: now
                    ) {
                        try keys.postings(under: $0, beside: stored)
                    }
                } catch is KeyFileInMotion {
                    return nil
                }
            }
        }
    }

    /// - Parameter postings: what the index of items has under each key.
    func compare(
        _ db: Database, _ document: Feed, isHistory: Bool, of feed: FeedReference, filters: FeedFilters?, at now: Date,
        postings: ([ItemKey]) throws -> [[ItemPosting]?]
    ) throws -> FeedComparison {
        try withoutActuallyEscaping(postings) { postings in
            try FeedComparer(feed, wires: wires, filters: filters, at: now).compare(
                document, isHistory: isHistory,
                with: SQLiteHeldFeed(store: self, db: db, feed: feed.id, found: postings))
        }
    }

    /// Whether what the comparison rests on is as it was read.
    func holds(_ db: Database, _ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        try FeedComparison.Basis(db, feed: feed, items: comparison.basis.items) == comparison.basis
    }
}

/// What the store has of a feed, in a snapshot or a transaction.
private struct SQLiteHeldFeed: HeldFeed {
    let store: SQLiteStore
    let db: Database
    let feed: Int64
    let found: ([ItemKey]) throws -> [[ItemPosting]?]

    func lastDocument() throws -> (entries: String, habit: String) {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT entries, habit FROM feeds WHERE id = ?"), arguments: [feed])
        return (row?["entries"] ?? "", row?["habit"] ?? "{}")
    }

    func lastItems(_ numbers: [Int64]) throws -> [HeldItem] { try store.lastItems(db, numbers) }

    func prunedItems(_ numbers: [Int64]) throws -> [(source: Int64, number: Int64)] {
        try store.prunedItems(db, numbers)
    }

    func hasItems() throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM items WHERE feed = ?)"), arguments: [feed]) ?? false
    }

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] { try found(keys) }

    func newest(under keys: [IdentityKeys]) throws -> [Int64] { try store.newest(db, of: feed, under: keys) }

    func items(_ numbers: [Int64], among entries: [IdentityKeys], trustsGuids: Bool) throws -> [HeldItem] {
        try store.items(db, numbers, of: feed, among: entries, trustsGuids: trustsGuids)
    }

    func basis(of items: [Int64]) throws -> FeedComparison.Basis { try .init(db, feed: feed, items: items) }

    func entryText(_ number: Int64) throws -> Item { try store.entryText(db, number) }
}

extension FeedComparison.Basis {
    init(_ db: Database, feed: Int64, items: [Int64]) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    WITH read(item) AS MATERIALIZED (SELECT value FROM json_each(?2))
                    SELECT entries, habit,
                      (SELECT coalesce(sum(revision + state), 0) FROM items WHERE id IN (SELECT item FROM read))
                      + (SELECT count(*) FROM pages WHERE stands = 1 AND item IN (SELECT item FROM read)) AS changes
                    FROM feeds WHERE id = ?1
                    """),
            arguments: [feed, JSONValue.list(items)])
        self.init(
            entries: row?["entries"] ?? "", habit: row?["habit"] ?? "{}", items: items, changes: row?["changes"] ?? 0)
    }
}
