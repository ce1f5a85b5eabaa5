import Comparing
import Foundation
import Storing
import StoringSQLite
import TextKit

extension Configuration {
    /// The store, made where there is none: of what its log tells, if there is one, so that nothing is told again. It
    /// reads credits by the agencies that are built in, and by those of the file that `[stories] agencies` names, in the
    /// form `id; name | other name; domains`, one a line.
    /// - Parameter isDaemon: no other daemon may use it.
    /// - Parameter opening: follows and stops what takes minutes where millions of items are held.
    /// - Parameter announce: is told before that begins.
    /// - Throws: `StoreError`, or why that file cannot be read.
    package func openStore(
        isDaemon: Bool = false, opening: StoreOpening = StoreOpening(), announce: @escaping @Sendable (String) -> Void
    ) throws -> any Store {
        try restoreLostStore(opening, announce)
        return try SQLiteStore(
            path: store.path, agencies: agencies(), isDaemon: isDaemon, opening: opening, announce: announce)
    }

    /// Whether there is a log, and the store that it was written from is gone.
    package func isStoreLost() throws -> Bool {
        try !storeExists(at: store.path) && LogHistory(path: log.path).hasLines
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
        let extra = try stories.agencies.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? ""
        return extra.isEmpty ? .standard : WireAgencies(extra: extra)
    }
}

/// Whether there is a store.
/// - Throws: `StoreError.unreadable` where this user may not look.
package func storeExists(at path: String) throws -> Bool { try SQLiteStore.exists(at: path) }

/// A store for looking at it alone.
/// - Throws: `StoreError`.
package func readStore(at path: String) throws -> any Store { try SQLiteStore(path: path, access: .readOnly) }

/// Whether a daemon runs on the store; nil where this user may not look.
package func isDaemonRunning(onStoreAt path: String) -> Bool? { StoreLock.isRunning(path) }
