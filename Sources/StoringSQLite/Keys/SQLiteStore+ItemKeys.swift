import Comparing
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Opens the file of keys of the store at `path`, and makes it anew where it cannot be used.
    static func openKeys(
        of path: String, in database: DatabasePool, announce: @escaping @Sendable (String) -> Void
    ) throws -> ItemKeyFile {
        let keys = try ItemKeyFile(path: path + "-keys", of: path, announce: announce)
        if try !database.read({ db in try keys.isWhole(StoredKeys(db: db)) }) {
            // Another process may have been quicker.
            try database.write { db in try keys.mend(StoredKeys(db: db)) }
        }
        return keys
    }

    /// The file of keys as it is for a transaction that writes.
    func currentKeys(_ db: Database) throws -> CurrentKeys {
        guard let keys else { throw StoreError.readOnly(path: path) }
        let store = StoredKeys(db: db)
        if try keys.begin(store) { db.add(transactionObserver: KeyFileTransaction(keys), extent: .nextTransaction) }
        return CurrentKeys(file: keys, store: store)
    }

    /// To be called when the process must end: an index that is being made anew, which takes minutes where millions of
    /// items are held, is left until the next start. The change that needed it is not kept.
    package func giveUpIndex() { keys?.giveUpMakingAnew() }

    /// To be called when nothing more is written for now: the file of keys need not be made anew then if the machine ends
    /// before it is opened again. Where it fails, or is left out, nothing is lost.
    package func settle() {
        guard let keys, keys.isInUse else { return }
        try? database.write { _ in try keys.rest() }
    }
}

/// Lets the file of keys know how a transaction ends.
private final class KeyFileTransaction: TransactionObserver {
    private let keys: ItemKeyFile

    init(_ keys: ItemKeyFile) { self.keys = keys }

    func observes(eventsOfKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws { try keys.flush() }
    func databaseDidCommit(_ db: Database) { keys.end(isCommitted: true) }
    func databaseDidRollback(_ db: Database) { keys.end(isCommitted: false) }
}

/// The file of keys within a transaction that writes. Rows are written before their keys are added: where the file is
/// found damaged it is made of the rows that there are.
struct CurrentKeys {
    fileprivate let file: ItemKeyFile
    let store: StoredKeys

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] { try file.postings(under: keys, of: store) }
    func add(_ keys: [ItemKey], of item: Int64, areForeseen: Bool = false) throws {
        try file.add(keys, of: item, areForeseen: areForeseen, in: store)
    }
    func outdate(_ keys: [ItemKey], of item: Int64) { file.outdate(keys, of: item) }
}

/// The store, as the file of its keys sees it.
struct StoredKeys: ItemKeySource {
    let db: Database

    func keyFileState() throws -> (identity: Int64, generation: Int64) {
        let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT identity, generation FROM item_key_file"))
        return (row?[0] ?? 0, row?[1] ?? 0)
    }

    func setKeyFileGeneration(_ generation: Int64) throws {
        try db.cachedStatement(sql: "UPDATE item_key_file SET generation = ?").execute(arguments: [generation])
    }

    func keys(of item: Int64) throws -> [ItemKey] {
        let row = try Row.fetchOne(db.cachedStatement(sql: Self.keysSQL + " WHERE items.id = ?"), arguments: [item])
        return row.map(Self.keys) ?? []
    }

    func keyCount() throws -> Int {
        // Up to twelve for their texts, a name or two for their stories and as many for their feeds.
        try 15 * (Int.fetchOne(db, sql: "SELECT count(*) FROM items") ?? 0)
    }

    func forEachItem(_ body: (Int64, [ItemKey]) throws -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: Self.keysSQL + " ORDER BY items.id")
        while let row = try rows.next() { try body(row[0], Self.keys(row)) }
    }

    private static let keysSQL = """
        SELECT items.id, feed, guid, link, title_hash, text_hash, fingerprint, source, former_names, keys
        FROM items LEFT JOIN story_items ON story_items.item = items.id
        """

    private static func keys(_ row: Row) -> [ItemKey] {
        let held: [Data?] = [row["former_names"], row["keys"]]
        return held.compactMap(\.self).reduce(IdentityKeys(row).names(in: row["feed"])) { $0 + [ItemKey](bytes: $1) }
    }
}
