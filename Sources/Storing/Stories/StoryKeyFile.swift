import Comparing
import Synchronization

/// Under which keys the items of stories are found: a hash table in a file beside the store.
///
/// A copy is found by some twenty keys, each at random among those of all items there are. In a table of SQLite each
/// of them is a page read, written to its log, and written once more into place; here it is a page read and twelve
/// bytes written, at a cost that does not grow with the number of items.
///
/// The file holds nothing that the store does not (`story_items.keys`): it is made anew from there whenever it is
/// missing, lacks items, or may have been torn by the machine's end. What it says of an item is a hint, which is checked
/// against what the store keeps, so that what a transaction leaves behind that was rolled back does no harm. Keys are
/// put in before the transaction ends and taken out after it, so that the file lacks nothing that was committed,
/// whenever the process is killed.
///
/// Whoever holds the store's write lock may call; other processes may have written since.
final class StoryKeyFile: Sendable {
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var table: KeyTable
        /// This process has written since the file was last known to be on the disk.
        var isWritten = false
        /// Items whose text has changed, with the keys they had.
        var outdated: [(item: Int64, keys: [StoryKey])] = []

        init(_ table: consuming KeyTable) { self.table = table }

        subscript(_ field: Header) -> UInt64 {
            get throws { try table.file.readNumber(at: 8 * field.rawValue) }
        }

        func set(_ field: Header, _ value: UInt64) throws {
            try table.file.writeNumber(value, at: 8 * field.rawValue)
        }

        mutating func rest() throws {
            try table.file.synchronize()
            try set(.status, Status.atRest.rawValue)
            isWritten = false
        }
    }

    /// Opens the file, making it where there is none.
    /// - Throws: `StoreError`, as all else here.
    init(path: String) throws {
        state = Mutex(State(KeyTable(file: try RandomAccessFile(path: path))))
    }

    // MARK: - Items

    /// To be called before the others in each transaction: the file is as the last writer left it.
    /// - Parameter held: the keys that an item has in the store.
    func begin(held: (Int64) throws -> [StoryKey]) throws {
        try state.withLock { state in
            try state.table.refresh()
            state.table.seed = try state[.identity]
            if try !state.isWritten || state[.status] != Status.inUse.rawValue {
                state.isWritten = true
                // On the disk before anything else is: after the machine's end the file counts as torn.
                try state.set(.boot, Self.boot)
                try state.set(.status, Status.inUse.rawValue)
                try state.table.file.synchronize()
            }
            while let (item, keys) = state.outdated.popLast() {
                guard let number = UInt32(exactly: item) else { continue }
                for key in try Set(keys).subtracting(held(item)) { try state.table.remove(number, under: key) }
            }
        }
    }

    /// What is found under each key; nil where too many items have it.
    func postings(under keys: [StoryKey]) throws -> [[StoryPosting]?] {
        try state.withLock { state in try keys.map { try state.table.postings(under: $0) } }
    }

    func add(_ keys: [StoryKey], of item: Int64) throws {
        guard let item = UInt32(exactly: item) else { return }
        try state.withLock { state in for key in keys { try state.table.add(item, under: key) } }
    }

    /// Those of `keys` that the item has no more are taken out by a later transaction: this one may be rolled back.
    func outdate(_ keys: [StoryKey], of item: Int64) { state.withLock { $0.outdated.append((item, keys)) } }

    /// Items up to `last` are in the file from now on.
    func finish(last: Int64) throws {
        try state.withLock { state in
            if try state[.last] < UInt64(last) { try state.set(.last, UInt64(last)) }
        }
    }

    // MARK: - Making it anew

    /// Whether the file is of this store and lacks nothing. It may have items that a rolled back transaction left.
    /// - Parameter last: the newest item of the store.
    func isWhole(identity: Int64, last: Int64) throws -> Bool {
        try state.withLock { state in
            do { try state.table.refresh() } catch StoreError.cannotOpen { return false }
            guard try state[.form] == Self.form, try state[.identity] == UInt64(bitPattern: identity),
                try state[.last] >= UInt64(last)
            else { return false }
            return switch Status(rawValue: try state[.status]) {
            case .atRest: true
            case .inUse: try state[.boot] == Self.boot
            case nil: false
            }
        }
    }

    /// Makes the file anew of all items there are.
    /// - Parameters:
    ///   - keyCount: about how many keys they have.
    ///   - rows: calls back with each item and its keys, in order.
    func rebuild(identity: Int64, last: Int64, keyCount: Int, from rows: ((Int64, [StoryKey]) throws -> Void) throws -> Void) throws {
        try state.withLock { state in
            // Empty first: a file that is half made has no form.
            try state.table.clear(for: keyCount)
            state.table.seed = UInt64(bitPattern: identity)
            var batch: [(item: UInt32, key: StoryKey)] = []
            try rows { item, keys in
                guard let item = UInt32(exactly: item) else { return }
                batch += keys.map { (item, $0) }
                guard batch.count >= 1 << 20 else { return }
                try state.table.add(batch)
                batch.removeAll(keepingCapacity: true)
            }
            try state.table.add(batch)
            try state.set(.identity, UInt64(bitPattern: identity))
            try state.set(.last, UInt64(last))
            try state.set(.form, Self.form)
            try state.rest()
        }
    }

    /// Whether this process has written what may not be on the disk yet.
    var isWritten: Bool { state.withLock { $0.isWritten } }

    /// Leaves the file so that it is whole after the machine's end, too.
    func close() throws {
        try state.withLock { state in if state.isWritten { try state.rest() } }
    }

    // MARK: - The first page

    private enum Status: UInt64 {
        case atRest = 1
        case inUse
    }

    /// Numbers of eight bytes, at the beginning.
    private enum Header: Int { case form, identity, status, boot, last }

    /// "dateline", and the first form there was.
    private static let form: UInt64 = 0x6461_7465_6C69_6E65 &+ 1
    /// Of which start of the machine this is.
    private static let boot = UInt64(bitPattern: stableHash(LeaseHolder.bootID))
}
