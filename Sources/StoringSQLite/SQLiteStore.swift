import Comparing
import FeedModel
import Foundation
import GRDB
import Glibc
import Storing
import Synchronization
import TextKit

/// What is kept: feeds, items with all their revisions, and the events that tell of them.
///
/// SQLite in WAL mode, so that any tool may read while the daemon writes. All SQL is in this module.
package final class SQLiteStore: Store, StoreFiles {
    package let path: String
    let database: any DatabaseReader & DatabaseWriter
    /// Reads the credits of wire agencies.
    package let wires: WireReader
    /// Under what items are found; nil where the store is only read.
    let keys: ItemKeyFile?
    /// Names this process in leases.
    let holder: LeaseHolder
    /// Where the file was when it was opened; nil where the store is only read.
    private let place: StorePlace?
    /// Tells which processes use the store; nil where it is only read.
    package let lock: StoreLock?
    /// The store was read as it lay there, since nothing may be written beside it: what comes later is not seen.
    package let isSnapshot: Bool
    private let recorded = Mutex(RecordedCounts())
    /// Where feeds are compared: one core is left to what keeps them, since all else waits for that.
    let comparing = OperationQueue(atOnce: min(3, ProcessInfo.processInfo.activeProcessorCount - 1))

    package enum Access: Sendable { case readWrite, readOnly }

    /// Opens the store, making it where there is none, and brings its schema up to date.
    /// - Parameter isDaemon: it stays this process's until that ends; others may use it, but no other daemon.
    /// - Parameter opening: follows and stops what takes minutes where millions of items are held.
    /// - Parameter announce: is told before that begins: now, and later where the index turns out to be damaged.
    /// - Throws: `StoreError`.
    package init(
        path: String, access: Access = .readWrite, agencies: WireAgencies = .standard, isDaemon: Bool = false,
        opening: StoreOpening = StoreOpening(), announce: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        self.path = path
        wires = WireReader(agencies: agencies)
        holder = LeaseHolder.current
        let migrator = Schema.migrator
        do {
            guard access == .readWrite else {
                (lock, keys, place) = (nil, nil, nil)
                let resting = Self.pathOfResting(path)
                isSnapshot = resting != nil
                try Self.checkForReading(path)
                let pool = try Self.openPool(resting ?? path, access, opening)
                database = pool
                guard try !pool.read({ try migrator.hasBeenSuperseded($0) }) else {
                    throw StoreError.newerVersion(path: path)
                }
                return
            }
            isSnapshot = false
            try makeFolders(parentFolder(path))
            let lock = try StoreLock(of: path)
            self.lock = lock
            if isDaemon { try lock.beginRunning() }
            // One process looks at the schema and brings it up to date, and the others find it so.
            try lock.beginOpening(opening, announce)
            defer { lock.endOpening() }
            _ = try StoreReplacement.finish(path)
            try Self.prepareFiles(path)
            try opening.begin("the store is opened")
            let pool = try Self.openPool(path, access, opening)
            database = pool
            let place = try StorePlace(path)
            self.place = place
            pool.add(transactionObserver: place, extent: .databaseLifetime)
            guard try !pool.read({ try migrator.hasBeenSuperseded($0) }) else {
                throw StoreError.newerVersion(path: path)
            }
            try Self.migrate(pool, migrator, opening, announce: announce)
            try opening.begin("the index is made anew")
            let keys = try Self.openKeys(of: path, in: pool, announce: announce)
            self.keys = keys
            pool.add(transactionObserver: keys.changes, extent: .databaseLifetime)
            lock.hold(holder.token)
            try releaseLeasesOfDeadProcesses(by: lock)
            try opening.end()
        } catch {
            throw opening.isStopped ? StoreError.stopped : Self.explain(error, path: path, access)
        }
    }

    /// Whether there is a store.
    /// - Throws: `StoreError.unreadable` where this user may not look.
    package static func exists(at path: String) throws(StoreError) -> Bool {
        guard unsafe Glibc.access(path, F_OK) != 0 else { return true }
        guard errno != EACCES else { throw .unreadable(path: path) }
        return false
    }

    package var files: (any StoreFiles)? { self }

    /// What this process has recorded so far.
    package var recordedCounts: RecordedCounts { recorded.withLock { $0 } }

    func count(_ counts: HourlyCounts, committedIn time: Duration) {
        recorded.withLock { $0.add(counts.counts, lateness: counts.lateness, committedIn: time) }
    }

    /// - Throws: `StoreError.removed` where the file is no longer what was opened, as a commit does then.
    package func checkPlace() throws { try place?.check() }

    /// Another process may be the store's daemon now.
    package func endRunning() { lock?.endRunning() }

    /// One write transaction, its failures said in words.
    func write<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try database.write(body) } catch { throw Self.explain(error, path: path) }
    }

    /// One write transaction of leases, which nobody needs after the machine's end.
    func writeLease<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do {
            return try database.writeWithoutTransaction { db in try db.commit(isAwaited: false) { try body(db) } }
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    func read<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try database.read(body) } catch { throw Self.explain(error, path: path) }
    }

    static func explain(_ error: any Error, path: String, _ access: Access = .readWrite) -> any Error {
        switch error {
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: StoreError.full(path: path)
            case .SQLITE_INTERRUPT: StoreError.stopped
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: Self.denied(path, access)
            case .SQLITE_CANTOPEN where Self.isDenied(path, access): Self.denied(path, access)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreError.damaged(path: path, reason: error.inWords)
            case .SQLITE_BUSY, .SQLITE_LOCKED: StoreError.busy(path: path)
            // SQLite cannot make its files of shared memory longer.
            case .SQLITE_IOERR where Self.isFull(path): StoreError.full(path: path)
            case .SQLITE_CANTOPEN, .SQLITE_IOERR:
                StoreError.cannotOpen(path: path, reason: error.inWords)
            default: StoreError.failed(path: path, reason: error.inWords)
            }
        case FileRefusal.system(let file, let code):
            switch code {
            case EACCES, EPERM, EROFS: Self.denied(path, access)
            case ENOSPC, EDQUOT: StoreError.full(path: path)
            default: StoreError.cannotOpen(path: path, reason: "\(FileRefusal.system(path: file, code: code))")
            }
        case let error as FileRefusal: StoreError.cannotOpen(path: path, reason: "\(error)")
        case StoreError.readOnly: Self.denied(path, access)
        case let error as CocoaError:
            StoreError.cannotOpen(
                path: path, reason: words(of: error))
        default: error
        }
    }

    private static func isFull(_ path: String) -> Bool {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return false }
        // Root may use what is kept back from others.
        return (geteuid() == 0 ? status.f_bfree : status.f_bavail) == 0
    }

    private static func isDenied(_ path: String, _ access: Access) -> Bool {
        let wanted = access == .readOnly ? R_OK : R_OK | W_OK
        return unsafe Glibc.access(path, wanted) != 0 && (errno == EACCES || errno == EROFS)
    }

    private static func denied(_ path: String, _ access: Access) -> StoreError {
        access == .readOnly ? .unreadable(path: path) : .readOnly(path: path)
    }
}

extension Database {
    /// One write transaction.
    /// - Parameter isAwaited: it is on the disk on return. Else it is there soon: a later one that is awaited brings it
    ///   along. That is for what nobody needs, or is found again, after the machine's end.
    func commit<T>(isAwaited: Bool, _ body: () throws -> T) throws -> T {
        if !isAwaited { try cachedStatement(sql: "PRAGMA synchronous = NORMAL").execute() }
        let result = Result {
            var value: T?
            try inTransaction(.immediate) {
                value = try body()
                return .commit
            }
            return value!
        }
        if !isAwaited { try cachedStatement(sql: "PRAGMA synchronous = FULL").execute() }
        return try result.get()
    }
}

extension OperationQueue {
    fileprivate convenience init(atOnce limit: Int) {
        self.init()
        maxConcurrentOperationCount = max(1, limit)
    }

    /// Does `body` on a thread of the queue's.
    /// - Throws: `CancellationError` where the task has been cancelled by then.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        let value = try await withCheckedThrowingContinuation { continuation in
            addOperation { continuation.resume(with: Result { try body() }) }
        }
        try Task.checkCancellation()
        return value
    }
}
