import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

/// The store in a PostgreSQL database of its own, which workers on many machines may share.
///
/// It is whole in all parts of a `Store` but one: what checks find it can keep, but asks one question after the other. No
/// command opens it until it is whole in all.
package final class PostgresStore: SubscriptionStore, FeedSchedule, EventStore, PageSchedule {
    /// Where it is, without a password.
    package let path: String
    /// Reads the credits of wire agencies.
    package let wires: WireReader
    let pool: PostgresPool
    /// Names this process in leases: by its machine, for a person, and by chance.
    let holder: String
    let leaseClock: LeaseClock
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
    /// - Throws: `StoreError`.
    package convenience init(
        url: String, password: String? = nil, agencies: WireAgencies = .standard, search: Bool = true
    ) throws {
        try self.init(PostgresAddress(url, password: password), agencies: agencies, search: search)
    }

    init(
        _ address: PostgresAddress, agencies: WireAgencies = .standard, leaseClock: LeaseClock = .server,
        search: Bool = true, migrations: [Migration] = Schema.migrations
    ) throws {
        path = "\(address)"
        wires = WireReader(agencies: agencies)
        pool = PostgresPool(address)
        holder = "\(ProcessInfo.processInfo.hostName)/\(UInt64.random(in: 1..<1 << 48))"
        (self.leaseClock, hasSearch) = (leaseClock, search)
        do {
            try pool.withWriter { connection in
                try Self.check(connection, path)
                try SchemaUpdate(path: path, migrations: migrations).run(on: connection)
            }
        } catch {
            throw explain(error)
        }
    }

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
