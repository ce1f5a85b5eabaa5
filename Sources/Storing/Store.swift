import Comparing
import FeedModel
import Foundation
import GRDB

/// What is kept: feeds, items with all their revisions, and the events that tell of them.
///
/// SQLite in WAL mode, so that any tool may read while the daemon writes. All SQL is in this module.
package final class Store: Sendable {
    package let path: String
    let database: any DatabaseReader & DatabaseWriter
    /// Reads the credits of wire agencies.
    let wires: WireReader
    /// Under what items are found; nil where the store is only read.
    let keys: ItemKeyFile?
    /// Names this process in leases.
    let holder: LeaseHolder

    package enum Access: Sendable { case readWrite, readOnly }

    /// Opens the store, making it where there is none, and brings its schema up to date.
    /// - Parameter announce: is told before what takes minutes where millions of items are held.
    /// - Throws: `StoreError`.
    package init(
        path: String, access: Access = .readWrite, agencies: WireAgencies = .standard, announce: (String) -> Void = { _ in }
    ) throws {
        self.path = path
        wires = WireReader(agencies: agencies)
        holder = LeaseHolder.current
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        configuration.busyMode = .timeout(20)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // FULL: a commit survives the plug being pulled. With NORMAL the log could be ahead of the store, and
            // numbers that readers have seen would be given a second time.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // A page that many commits have changed is written into place once for all of them.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            try db.execute(sql: "PRAGMA cache_size = -16000")
            // Debian's SQLite fills what was freed with zeros, page by page: the search index frees as much as it writes.
            try db.execute(sql: "PRAGMA secure_delete = OFF")
        }
        do {
            if access == .readWrite {
                try FileManager.default.createDirectory(
                    at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            let pool = try DatabasePool(path: path, configuration: configuration)
            database = pool
            let migrator = Schema.migrator
            guard try !pool.read({ try migrator.hasBeenSuperseded($0) }) else { throw StoreError.newerVersion(path: path) }
            if access == .readWrite {
                if try !pool.read({ try migrator.hasCompletedMigrations($0) }) {
                    let isNew = try pool.read { try migrator.appliedIdentifiers($0).isEmpty }
                    if !isNew { announce("the store is of an older version and is brought up to date") }
                    try migrator.migrate(pool)
                }
                keys = try Self.openKeys(of: path, in: pool, announce: announce)
                try releaseLeasesOfTheDead()
            } else {
                keys = nil
            }
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    /// One write transaction, its failures said in words.
    func write<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try database.write(body) } catch { throw Self.explain(error, path: path) }
    }

    func read<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try database.read(body) } catch { throw Self.explain(error, path: path) }
    }

    /// SQLite only says that it is "unable to open" it.
    private static func mayNotBeRead(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && !FileManager.default.isReadableFile(atPath: path)
    }

    static func explain(_ error: any Error, path: String) -> any Error {
        switch error {
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: StoreError.full(path: path)
            case .SQLITE_READONLY, .SQLITE_PERM: StoreError.readOnly(path: path)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreError.damaged(path: path, reason: error.message ?? "corrupt")
            case .SQLITE_BUSY, .SQLITE_LOCKED: StoreError.busy(path: path)
            case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_AUTH:
                StoreError.cannotOpen(
                    path: path, reason: mayNotBeRead(path) ? "no permission" : error.message ?? "\(error.resultCode)")
            default: StoreError.failed(path: path, reason: error.message ?? "\(error.resultCode)")
            }
        case let error as CocoaError:
            StoreError.cannotOpen(path: path, reason: error.underlying?.localizedDescription ?? error.localizedDescription)
        default: error
        }
    }
}

extension Date {
    /// How tables keep a time.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
