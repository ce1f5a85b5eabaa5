import Comparing
import Foundation
import Storing
import StoringSQLite
import TextKit

extension Configuration {
    /// The store, made where there is none. It reads credits by the agencies that are built in, and by those of the
    /// file that `[stories] agencies` names, in the form `id; name | other name; domains`, one a line.
    /// - Parameter isDaemon: no other daemon may use it.
    /// - Parameter opening: follows and stops what takes minutes where millions of items are held.
    /// - Parameter announce: is told before that begins.
    /// - Throws: `StoreError`, or why that file cannot be read.
    package func openStore(
        isDaemon: Bool = false, opening: StoreOpening = StoreOpening(), announce: @escaping @Sendable (String) -> Void
    ) throws -> any Store {
        try SQLiteStore(
            path: store.path, agencies: agencies(), isDaemon: isDaemon, opening: opening, announce: announce)
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

/// Whether a daemon runs on the store.
package func isDaemonRunning(onStoreAt path: String) -> Bool { StoreLock.isRunning(path) }
