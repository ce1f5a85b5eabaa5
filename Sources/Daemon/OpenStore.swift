import Comparing
import Foundation
import Storing
import StoringPostgres
import StoringSQLite
import TextKit

extension Configuration {
    /// The store, made where there is none: of what its log tells, if there is one, so that nothing is told again. It
    /// reads credits by the agencies that are built in, and by those of the file that `[stories] agencies` names, in the
    /// form `id; name | other name; domains`, one a line.
    /// - Parameter isDaemon: no other daemon may use it, where it is a file.
    /// - Parameter opening: follows and stops what takes minutes where millions of items are held.
    /// - Parameter announce: is told before that begins, and of other workers that were lost.
    /// - Throws: `StoreError`, or why that file cannot be read.
    package func openStore(
        isDaemon: Bool = false, opening: StoreOpening = StoreOpening(), announce: @escaping @Sendable (String) -> Void
    ) throws -> any Store {
        if let database = store.database {
            return try PostgresStore(
                url: database.url, password: database.password, agencies: agencies(),
                search: database.isSearched, lease: database.lease, announce: announce)
        }
        try restoreLostStore(opening, announce)
        return try SQLiteStore(
            path: store.path, agencies: agencies(), isDaemon: isDaemon, opening: opening, announce: announce)
    }

    /// Whether there is a log, and the store that it was written from is gone.
    package func isStoreLost() throws -> Bool {
        guard store.database == nil else { return false }
        return try !store.exists() && LogHistory(path: log.path).hasLines
    }

    private func restoreLostStore(_ opening: StoreOpening, _ announce: (String) -> Void) throws {
        guard try isStoreLost() else { return }
        let restorer = try StoreRestorer(self, at: WallClock().now) { count in
            try opening.begin("the lost store is made of its log: \(count) lines read back")
        }
        let report = try restorer.restoreLost {
            announce(
                "there is no store \(store.path), but a log \(log.path): it is read back into a new store, which may "
                    + "take minutes")
        }
        guard let report else { return }
        announce("\(report.readBackInWords); the next number is \(report.lastSeq + 1)")
        report.losses(remedy: "dateline store rebuild").forEach(announce)
    }

    /// - Throws: why the file that `[stories] agencies` names cannot be read.
    package func agencies() throws -> WireAgencies {
        let extra = try extraAgencies()
        return extra.isEmpty ? .standard : WireAgencies(extra: extra)
    }

    /// As the operator's file has them.
    func extraAgencies() throws -> String {
        try stories.agencies.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    }
}

extension StoreSettings {
    /// Whether there is a store.
    /// - Throws: `StoreError.unreadable` where this user may not look; `StoreError.unreachable`.
    package func exists() throws -> Bool {
        guard let database else { return try SQLiteStore.exists(at: path) }
        return try PostgresStore.exists(url: database.url, password: database.password)
    }

    /// The store, for looking at it alone.
    /// - Throws: `StoreError`.
    package func read() throws -> any Store {
        guard let database else { return try SQLiteStore(path: path, access: .readOnly) }
        return try PostgresStore(
            reading: database.url, password: database.password, search: database.isSearched)
    }

    /// Whether a daemon runs on the store, on any machine; nil where this user may not look.
    package func isDaemonRunning() -> Bool? {
        guard database != nil else { return StoreLock.isRunning(path) }
        return (try? read().workers())?.contains { $0.isDaemon && $0.lost == nil }
    }

    /// The path, for what works on the file itself.
    /// - Throws: `StoreError.cannotOpen` where the store is a database.
    package func file(for purpose: String) throws -> String {
        guard database == nil else {
            throw StoreError.cannotOpen(
                path: place,
                reason: "\(purpose) is for a store in a file; the tools of PostgreSQL do this for a database")
        }
        return path
    }
}

/// Whether a daemon runs on the store at `path`; nil where this user may not look.
func isDaemonRunning(onStoreAt path: String) -> Bool? { StoreLock.isRunning(path) }
