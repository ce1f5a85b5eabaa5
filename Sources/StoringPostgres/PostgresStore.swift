import Comparing
import FeedModel
import Foundation
import Storing
import Synchronization
import TextKit

/// The store in a PostgreSQL database of its own, which workers on many machines may share.
///
/// Whoever gives numbers is alone with the counter row (`NumberedTransaction`), whoever claims with the turn to claim
/// (`WorkerLease`); all else is read and decided before.
package final class PostgresStore: Store {
    /// Where it is, without a password.
    package let path: String
    /// Reads the credits of wire agencies.
    package let wires: WireReader
    let pool: PostgresPool
    let worker: WorkerLease
    /// Names this process in leases.
    var holder: String { worker.name }
    let leaseClock: LeaseClock
    /// How long a server is waited for that may have kept a commit whose answer was lost.
    let patience: Duration
    let recorded = Mutex<(counts: RecordedCounts, last: CommitFigures)>((RecordedCounts(), CommitFigures()))
    /// Whether words of texts are searched for: the index takes more space than all else.
    let hasSearch: Bool

    /// By which clock leases run out.
    enum LeaseClock: Sendable {
        /// The database's, which is one for all workers.
        case server
        /// What the caller says.
        case caller
    }

    /// Opens the store, and brings its schema up to date: of an empty database too.
    /// - Parameter url: as libpq has it: `postgresql://user@host,other/database?sslmode=verify-full`.
    /// - Parameter password: wins over the address's and over `~/.pgpass`.
    /// - Parameter search: texts can be searched for words. Turned on later, the first search indexes what is held.
    /// - Parameter lease: for how long a worker may be silent before others take what it has claimed.
    /// - Parameter announce: is told of workers that were lost.
    /// - Throws: `StoreError`.
    package convenience init(
        url: String, password: String? = nil, agencies: WireAgencies = .standard, search: Bool = true,
        lease: Duration = PostgresStore.standardLease, announce: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        try self.init(
            PostgresAddress(url, password: password), agencies: agencies, search: search, lease: lease,
            announce: announce)
    }

    package static let standardLease = Duration.seconds(75)

    init(
        _ address: PostgresAddress, agencies: WireAgencies = .standard, leaseClock: LeaseClock = .server,
        search: Bool = true, patience: Duration = .seconds(60), migrations: [Migration] = Schema.migrations,
        lease: Duration = standardLease, announce: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        path = "\(address)"
        wires = WireReader(agencies: agencies)
        pool = PostgresPool(address)
        worker = WorkerLease(PostgresPool(address, readers: 1), duration: lease, announce: announce)
        (self.leaseClock, self.patience, hasSearch) = (leaseClock, patience, search)
        do {
            try pool.withWriter { connection in
                try Self.check(connection, path)
                try SchemaUpdate(path: path, migrations: migrations).run(on: connection)
                if let warning = try Self.warning(connection) { announce(warning) }
            }
        } catch {
            throw explain(error)
        }
    }

    /// Opens a store for looking at it alone: of a standby too.
    /// - Throws: `StoreError`.
    package init(reading url: String, password: String? = nil, search: Bool = true) throws {
        let address = try PostgresAddress(url, password: password)
        path = "\(address)"
        wires = WireReader(agencies: .standard)
        pool = PostgresPool(address, for: .reading)
        worker = WorkerLease(pool, duration: Self.standardLease) { _ in }
        (leaseClock, patience, hasSearch) = (.server, .seconds(60), search)
        do {
            try pool.withWriter { connection in
                try Self.check(connection, path)
                guard try SchemaUpdate(path: path).isDone(on: connection) else {
                    throw StoreError.cannotOpen(
                        path: path,
                        reason: "it is an older version's: the daemon, or 'dateline fetch', brings it up to date")
                }
            }
        } catch {
            throw explain(error)
        }
    }

    /// Whether the database has a store.
    /// - Throws: `StoreError`.
    package static func exists(url: String, password: String? = nil) throws -> Bool {
        let address = try PostgresAddress(url, password: password)
        do {
            let connection = try PostgresConnection(address, for: .reading)
            return try connection.run(PostgresStatement("SELECT to_regclass('counters') IS NOT NULL")).first![0]
        } catch {
            throw (error as? PostgresError)?.inWords("\(address)") ?? error
        }
    }

    /// - Throws: `StoreError` for what libpq does not understand, and for an address with a password.
    package static func check(url: String) throws(StoreError) {
        let address = try PostgresAddress(url)
        guard !address.hasPassword else {
            throw .cannotOpen(
                path: "\(address)",
                reason: "it has a password; that stands in password-file, password-credential or ~/.pgpass")
        }
    }

    deinit { worker.end() }

    /// - Throws: `StoreError.cannotOpen` where the server or the database is none that this is written for.
    private static func check(_ connection: PostgresConnection, _ path: String) throws {
        guard connection.serverVersion >= 140_000 else {
            let version = connection.setting("server_version") ?? "\(connection.serverVersion)"
            throw StoreError.cannotOpen(
                path: path, reason: "its server is PostgreSQL \(version), and 14 or newer is needed")
        }
        let encoding = connection.setting("server_encoding") ?? ""
        guard encoding == "UTF8" else {
            throw StoreError.cannotOpen(
                path: path,
                reason: "its encoding is \(encoding): make a database with 'createdb -E UTF8 -T template0 NAME'")
        }
    }

    /// Of a standby that is told of a commit later than readers are: after a failover to it, numbers are given again.
    private static func warning(_ connection: PostgresConnection) throws -> String? {
        let row = try connection.run(
            PostgresStatement(
                """
                SELECT current_setting('synchronous_standby_names') = ''
                  OR current_setting('synchronous_commit') IN ('off', 'local'),
                  EXISTS (SELECT 1 FROM pg_stat_replication)
                """)
        ).first!
        guard row[0], row[1] else { return nil }
        return "the database has a standby that commits do not wait for: after a failover, events that were read may "
            + "be lost, and their numbers be given again; see synchronous_standby_names in PostgreSQL's manual"
    }

    package var recordedCounts: RecordedCounts { recorded.withLock { $0.counts } }
    /// Of the last commit of changes.
    package var lastCommit: CommitFigures { recorded.withLock { $0.last } }

    func explain(_ error: any Error) -> any Error { (error as? PostgresError)?.inWords(path) ?? error }

    /// One transaction that writes, its failures said in words.
    func write<T>(_ body: (PostgresTransaction) throws -> T) throws -> T {
        do { return try pool.write(body) } catch { throw explain(error) }
    }

    /// One transaction that gives numbers.
    func writeNumbered<T>(_ body: (NumberedTransaction) throws -> T) throws -> T {
        try write { transaction in
            let numbered = try NumberedTransaction(transaction)
            let value = try body(numbered)
            numbered.finish()
            return value
        }
    }

    func read<T>(_ body: (PostgresTransaction) throws -> T) throws -> T {
        do { return try pool.read(body) } catch { throw explain(error) }
    }
}
