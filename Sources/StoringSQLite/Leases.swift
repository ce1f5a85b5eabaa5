import Foundation
import GRDB
import Storing

/// The leases on rows of a table, feeds or pages: whoever has one is alone with the row until it runs out.
struct Leases {
    let table: String
    /// The table's key.
    let key: String

    static let feeds = Leases(table: "feeds", key: "id")
    static let pages = Leases(table: "pages", key: "item")

    /// - Returns: until when.
    func take(_ db: Database, _ row: Int64, for holder: LeaseHolder, _ duration: Duration, at now: Date) throws -> Date
    {
        let until = now.milliseconds + duration.components.seconds * 1000
        try db.cachedStatement(sql: "UPDATE \(table) SET lease_until = ?, lease_holder = ? WHERE \(key) = ?").execute(
            arguments: [until, holder.description, row])
        return Date(milliseconds: until)
    }

    /// Within the transaction that keeps what a claim has led to.
    /// - Throws: `StoreError.leaseLost` where the lease has run out and another came: that one keeps what it finds.
    func check(_ db: Database, _ row: Int64, of holder: LeaseHolder, until lease: Date) throws {
        let held = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT lease_holder, lease_until FROM \(table) WHERE \(key) = ?"), arguments: [row]
        )
        guard let held, held["lease_holder"] as String? == holder.description, held["lease_until"] == lease.milliseconds
        else {
            throw StoreError.leaseLost
        }
    }

    /// Gives claims back unused.
    func release(_ db: Database, _ rows: [Int64], of holder: LeaseHolder) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE \(table) SET lease_until = 0, lease_holder = NULL WHERE \(key) = ? AND lease_holder = ?")
        for row in rows { try statement.execute(arguments: [row, holder.description]) }
    }

    /// All that have leases, in words.
    func holders(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT DISTINCT lease_holder FROM \(table) WHERE lease_holder IS NOT NULL")
    }

    func releaseAll(_ db: Database, of holder: String) throws {
        try db.execute(
            sql: "UPDATE \(table) SET lease_until = 0, lease_holder = NULL WHERE lease_holder = ?", arguments: [holder])
    }
}

extension SQLiteStore {
    /// Gives claims back unused: the daemon is stopping.
    package func release(feeds: [Int64] = [], pages: [Int64] = []) throws {
        guard !feeds.isEmpty || !pages.isEmpty else { return }
        try write { db in
            try Leases.feeds.release(db, feeds, of: holder)
            try Leases.pages.release(db, pages, of: holder)
        }
    }

    /// A process that was killed left its leases behind; nobody shall have to wait for them to run out.
    func releaseLeasesOfDeadProcesses(by lock: StoreLock) throws {
        let tables = [Leases.feeds, .pages]
        let holders = try read { db in try Set(tables.flatMap { try $0.holders(db) }) }
        let dead = holders.filter { !LeaseHolder.mayBeAlive($0, isHeld: lock.isHeld) }
        guard !dead.isEmpty else { return }
        try write { db in for holder in dead { for table in tables { try table.releaseAll(db, of: holder) } } }
    }
}
