import Comparing
import FeedModel
import Foundation
import GRDB

extension Store {
    /// Opens the file of keys of the store at `path`, and makes it anew where it cannot be used.
    static func openKeys(of path: String, in database: DatabasePool) throws -> StoryKeyFile {
        let keys = try StoryKeyFile(path: path + "-keys", of: path)
        if try !database.read({ db in try keys.isWhole(StoryTables(db: db)) }) {
            // Another process may have been quicker.
            try database.write { db in try keys.mend(StoryTables(db: db)) }
        }
        return keys
    }

    /// Finds the stories of what comes from `feed`, in a transaction that writes.
    func storyDesk(_ db: Database, feed: FeedReference, at now: Date) throws -> StoryDesk {
        guard let keys else { throw StoreError.readOnly(path: path) }
        if try keys.begin(StoryTables(db: db)) {
            db.afterNextTransaction(
                onCommit: { _ in keys.end(isCommitted: true) }, onRollback: { _ in keys.end(isCommitted: false) })
        }
        return StoryDesk(db, keys: keys, reader: wires, feed: feed, at: now)
    }

    /// To be called when nothing more is written for now: the file of keys need not be made anew then if the machine ends
    /// before it is opened again. Where it fails, or is left out, nothing is lost.
    package func settle() {
        guard let keys, keys.isInUse else { return }
        try? database.write { _ in try keys.rest() }
    }
}

extension StoryTables: StoryKeySource {
    func keyFileState() throws -> (identity: Int64, generation: Int64) {
        let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT identity, generation FROM story_key_file"))
        return (row?[0] ?? 0, row?[1] ?? 0)
    }

    func setKeyFileGeneration(_ generation: Int64) throws {
        try db.cachedStatement(sql: "UPDATE story_key_file SET generation = ?").execute(arguments: [generation])
    }

    func keys(of item: Int64) throws -> [StoryKey] {
        let data = try Data.fetchOne(db.cachedStatement(sql: "SELECT keys FROM story_items WHERE item = ?"), arguments: [item])
        return data.map(Self.keys) ?? []
    }

    func keyCount() throws -> Int {
        // Twelve for their texts, and a name or two.
        try 14 * (Int.fetchOne(db, sql: "SELECT max(item) FROM story_items") ?? 0)
    }

    func forEachItem(_ body: (Int64, [StoryKey]) throws -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT item, keys FROM story_items ORDER BY item")
        while let row = try rows.next() { try body(row[0], Self.keys(row[1])) }
    }

    /// As rows have them: eight bytes each.
    static func keys(_ data: Data) -> [StoryKey] {
        let bytes = data.bytes
        return stride(from: 0, to: bytes.byteCount - 7, by: 8).map { start in
            StoryKey(rawValue: Int64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Int64.self)))
        }
    }

    static func data(_ keys: [StoryKey]) -> Data {
        Data(keys.flatMap { key in stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: key.rawValue >> $0) } })
    }
}
