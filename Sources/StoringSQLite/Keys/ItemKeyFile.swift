import Comparing
import Storing
import Synchronization
import TextKit

/// The store, as the file of its keys needs it.
protocol ItemKeySource {
    /// What tells the file that belongs to the store as it is now: a number for the store, and one that is drawn anew by
    /// each transaction that writes to the file. (Counted, it would be the same in a backup that is put back and goes on
    /// by itself, and in what went on from it before.)
    func keyFileState() throws -> (identity: Int64, generation: Int64)
    func setKeyFileGeneration(_ generation: Int64) throws
    /// The keys that an item has; none for one that is not held.
    func keys(of item: Int64) throws -> [ItemKey]
    /// About how many keys all items have together.
    func keyCount() throws -> Int
    func forEachItem(_ body: (Int64, [ItemKey]) throws -> Void) throws
}

/// Under which keys items are found, by their names in their feeds and for their stories: a hash table in a file beside
/// the store.
///
/// An item has some fifteen keys, each at random among those of all items there are. In a table of SQLite each of them
/// is a page read, written to its log, and written once more into place; here it is a page read and a page written.
///
/// Measured, with 10,000 and with 1,000,000 items held, 250 items a commit, a third of the keys held already: CPU for
/// looking up and adding the fifteen keys of an item, and bytes an item. (Taking it in costs some 310 µs in all.)
///
///     this file                               40 and  59 µs      419 and 267 bytes
///     LMDB 0.9.24, without syncs              30 and 114 µs    1,458 and 636 bytes
///     a table of SQLite                       60 and 303 µs      272 and 314 bytes
///     FTS5, contentless, detail=none         230 and 880 µs      208 and 185 bytes
///
/// The two of SQLite would need no file beside the store, but cost too much once many items are held. LMDB is no
/// cheaper where it matters, has to be made anew after the machine's end as this file has, and has no checksums.
///
/// The file holds nothing that the store does not (names in `items`, `story_items.keys`). It is made anew from there
/// whenever it is missing, another store's, behind the store, or may have been torn by the machine's end; and as soon as
/// a page or the header is read that is not as it was written (see `PageChecksum`), within the transaction that needs
/// it, so that no entry is taken for new because the file was damaged. What it says of an item is a hint, which is
/// checked against what the store keeps, so that what a transaction leaves behind that was rolled back does no harm.
/// Keys are put in before the transaction is committed and taken out after it, so that the file lacks nothing that was
/// committed, whenever the process is killed.
///
/// Whoever holds the store's write lock may call; other processes may have written since the last time.
final class ItemKeyFile: Sendable {
    private let path: String
    /// The store's own file.
    private let store: String
    private let announce: @Sendable (String) -> Void
    /// Is told what is added and taken out.
    let changes = StoryChanges()
    private let state: Mutex<State>
    private let isGivenUp = Atomic(false)

    private struct State: ~Copyable {
        var table: KeyTable
        /// A transaction goes on that has called `begin`.
        var isInTransaction = false
        /// The file says that it is in use, and had said so on the disk before this process wrote anything else.
        var isInUse = false
        /// Items whose text or names the transaction has changed, with the keys they had; and those of transactions before it.
        var outdated: [(item: Int64, keys: [ItemKey])] = []
        var settled: [(item: Int64, keys: [ItemKey])] = []

        init(_ table: consuming KeyTable) { self.table = table }
    }

    /// Opens the file, making it where there is none.
    /// - Parameter store: the path of the store that it belongs to.
    /// - Parameter announce: is told before the file of a store that is not empty is made anew.
    /// - Throws: `StoreError`, as all else here.
    init(path: String, of store: String, announce: @escaping @Sendable (String) -> Void = { _ in }) throws {
        (self.path, self.store, self.announce) = (path, store, announce)
        state = Mutex(State(KeyTable(file: try RandomAccessFile(path: path, like: store))))
    }

    /// Ends within a second, from another thread, what makes the file anew, now and later: whoever asks for it gets
    /// `StoreError.stopped`. All else goes on.
    func giveUpMakingAnew() { isGivenUp.store(true, ordering: .relaxed) }

    // MARK: - Transactions

    /// Whether the file can be used as it is. Asked when the store is opened, since only then the machine may have
    /// ended in between.
    func isWhole(_ store: some ItemKeySource) throws -> Bool {
        try state.withLock { state in
            guard try Self.isCurrent(&state.table, store) else { return false }
            let header = state.table.header
            return try header.status == .atRest || header.boot != 0 && header.boot == Self.boot(state.table.file)
        }
    }

    /// To be called before the others in each transaction, any number of times.
    /// - Returns: false where the transaction has called it before. Else `end` is to be called when it has ended.
    func begin(_ store: some ItemKeySource) throws -> Bool {
        try state.withLock { state in
            guard !state.isInTransaction else { return false }
            if try !Self.isCurrent(&state.table, store) { try makeAnew(&state, store) }
            try Self.takeIntoUse(&state)
            // Before any page is changed: by it other processes see that theirs are old.
            let (last, next) = (try store.keyFileState().generation, Self.newGeneration())
            try state.table.update { ($0.previous, $0.generation) = (last, next) }
            try store.setKeyFileGeneration(next)
            changes.begin(from: last, to: next)
            state.isInTransaction = true
            do { try takeOutSettled(&state, store) } catch {
                state.isInTransaction = false
                throw error
            }
            return true
        }
    }

    /// Takes out what no item is found under since the last transaction.
    private func takeOutSettled(_ state: inout State, _ store: some ItemKeySource) throws {
        try mending(&state, store) { state in
            while let (item, keys) = state.settled.last {
                if let number = UInt32(exactly: item) {
                    let held = try store.keys(of: item)
                    for key in Set(keys).subtracting(held) { try state.table.remove(number, under: key) }
                    changes.add(keys)
                }
                state.settled.removeLast()
            }
        }
    }

    /// Writes what the transaction has changed, before it is committed.
    func flush() throws {
        try state.withLock { state in try state.table.flush() }
    }

    func end(isCommitted: Bool) {
        state.withLock { state in
            state.isInTransaction = false
            // What becomes of the file on the disk is noticed by reading it.
            state.table.forgetPages()
            if isCommitted { state.settled += state.outdated }
            state.outdated = []
        }
    }

    /// Makes the file anew where it is not whole. In a transaction of its own.
    func mend(_ store: some ItemKeySource) throws {
        if try isWhole(store) { return }
        try state.withLock { state in
            // An older version has counted, as in other branches of this store.
            try store.setKeyFileGeneration(Self.newGeneration())
            try makeAnew(&state, store)
        }
    }

    /// Leaves the file so that it is whole after the machine's end, too. In a transaction.
    func rest() throws {
        try state.withLock { state in
            guard state.isInUse else { return }
            try Self.rest(&state)
        }
    }

    /// Whether `rest` has something to do.
    var isInUse: Bool { state.withLock { $0.isInUse } }

    private static func rest(_ state: inout State) throws {
        try state.table.synchronize()
        try state.table.update { $0.status = .atRest }
        try state.table.synchronize()
        state.isInUse = false
    }

    private static func takeIntoUse(_ state: inout State) throws {
        if state.isInUse, state.table.header.status == .inUse { return }
        // On the disk before anything else is: after the machine's end the file counts as torn.
        let boot = try boot(state.table.file)
        try state.table.update { ($0.status, $0.boot) = (.inUse, boot) }
        try state.table.synchronize()
        state.isInUse = true
    }

    /// Whether the file is the store's, and as new. It is one transaction ahead where that was rolled back.
    private static func isCurrent(_ table: inout KeyTable, _ store: some ItemKeySource) throws -> Bool {
        let (identity, generation) = try store.keyFileState()
        do { try table.open() } catch is KeyFileDamage { return false }
        return table.header.isOf(identity, generation)
    }

    // MARK: - Made anew

    /// Does `body`, with the file made anew where that finds it damaged.
    private func mending<Value>(
        _ state: inout State, _ store: some ItemKeySource, _ body: (inout State) throws -> Value
    ) throws -> Value {
        do { return try body(&state) } catch is KeyFileDamage {
            let previous = state.table.header.previous
            try makeAnew(&state, store, since: "is damaged and ")
            if state.isInTransaction {
                try Self.takeIntoUse(&state)
                try state.table.update { $0.previous = previous }
            }
        }
        do { return try body(&state) } catch is KeyFileDamage { throw failingDisk }
    }

    private var failingDisk: StoreError {
        .cannotOpen(path: path, reason: "the disk does not give back what was just written")
    }

    private func makeAnew(_ state: inout State, _ store: some ItemKeySource, since reason: String = "") throws {
        changes.forget()
        let count = try store.keyCount()
        if count > 0 { announce("the index \(path) \(reason)is made anew from the store") }
        // By its name: the one that is open may have lost it.
        state.table = KeyTable(file: try RandomAccessFile(path: path, like: self.store))
        state.isInUse = false
        state.settled = []
        do {
            let (identity, generation) = try store.keyFileState()
            try state.table.clear(identity: identity, for: count)
            var batch: [(item: UInt32, key: ItemKey)] = []
            try store.forEachItem { item, keys in
                guard !isGivenUp.load(ordering: .relaxed) else { throw StoreError.stopped }
                guard let item = Self.number(item) else { return }
                batch += keys.map { (item, $0) }
                guard batch.count >= Self.batch else { return }
                try state.table.add(batch)
                batch.removeAll(keepingCapacity: true)
            }
            // What items had before this transaction, which may be rolled back.
            for (item, keys) in state.outdated { if let item = Self.number(item) { batch += keys.map { (item, $0) } } }
            try state.table.add(batch)
            try state.table.update { ($0.generation, $0.previous) = (generation, generation) }
            try Self.rest(&state)
        } catch {
            // The disk may be full, and the store needs the room more.
            try? state.table.file.resize(to: 0)
            throw error is KeyFileDamage ? failingDisk : error
        }
    }

    /// Postings that are brought into order at once, of 24 bytes.
    private static let batch = 1 << 20

    // MARK: - Items

    /// What is found under each key; nil where too many items have it.
    func postings(under keys: [ItemKey], of store: some ItemKeySource) throws -> [[ItemPosting]?] {
        try state.withLock { state in
            try mending(&state, store) { state in try keys.map { try state.table.postings(under: $0) } }
        }
    }

    /// What is found under each key, for who holds no lock but a snapshot of the store.
    /// - Throws: `KeyFileInMotion` where the file is not as the snapshot's last transaction has left it, or as one has
    ///   that goes on: then only a transaction that writes can tell.
    func postings(under keys: [ItemKey], beside store: some ItemKeySource) throws -> [[ItemPosting]?] {
        try state.withLock { state in
            do {
                let (identity, generation) = try store.keyFileState()
                if !state.isInTransaction { try state.table.open() }
                let header = state.table.header
                guard header.isOf(identity, generation) else { throw KeyFileInMotion() }
                let found = try keys.map { try state.table.postings(under: $0) }
                guard !state.isInTransaction else { return found }
                // A transaction of another process goes on, and will not say when it changes them again.
                if header.generation != generation { state.table.forgetPages() }
                // It may have moved a page's half meanwhile.
                guard try KeyHeader(of: state.table.file) == header else { throw KeyFileInMotion() }
                return found
            } catch is KeyFileDamage { throw KeyFileInMotion() }
        }
    }

    /// - Parameter areForeseen: see `StoryChanges.add`.
    func add(_ keys: [ItemKey], of item: Int64, areForeseen: Bool = false, in store: some ItemKeySource) throws {
        guard let item = Self.number(item) else { return }
        try state.withLock { state in
            try mending(&state, store) { state in for key in keys { try state.table.add(item, under: key) } }
            changes.add(hashes: state.table.takeMadeCommon())
        }
        changes.add(keys, areForeseen: areForeseen)
    }

    /// Those of `keys` that the item has no more are taken out by a later transaction: this one may be rolled back.
    func outdate(_ keys: [ItemKey], of item: Int64) {
        state.withLock { $0.outdated.append((item, keys)) }
        changes.add(keys)
    }

    /// Beyond four thousand million items none is found any more.
    private static func number(_ item: Int64) -> UInt32? {
        UInt32(exactly: item).flatMap { $0 == KeyPage.tooMany ? nil : $0 }
    }

    /// Older versions of the program count on from here.
    private static func newGeneration() -> Int64 { .random(in: 1 << 32..<1 << 62) }

    /// See `KeyHeader.boot`.
    private static func boot(_ file: borrowing RandomAccessFile) throws -> UInt64 {
        ProcessIdentity.bootID.isEmpty
            ? 0 : UInt64(bitPattern: stableHash("\(ProcessIdentity.bootID) \(try file.number)"))
    }
}
