import Daemon
import Foundation
import Storing
import Synchronization

/// The store, for reading: opened when it is asked for, and again where another file has come in its place, as when a
/// backup is put back.
package final class StoreAccess: Sendable {
    private let settings: StoreSettings
    private let open = Mutex<(store: any Store, file: FileNumber?)?>(nil)

    package init(_ settings: StoreSettings) { self.settings = settings }

    /// Nil where there is none.
    package func store() throws -> (any Store)? {
        let file = settings.database == nil ? FileNumber(settings.path) : nil
        guard try file != nil || settings.database != nil && isThere() else { return nil }
        return try open.withLock { open in
            if let held = open, held.file == file, !held.store.isSnapshot { return held.store }
            open = nil
            let store = try settings.read()
            open = (store, file)
            return store
        }
    }

    /// To be called before a wait: a file that is held open cannot be brought into another form by the daemon, as a backup
    /// must be that was copied into place.
    package func rest() {
        // A database is nobody's to move.
        if settings.database == nil { open.withLock { $0 = nil } }
    }

    private func isThere() throws -> Bool { try open.withLock { $0 != nil } || settings.exists() }

    private struct FileNumber: Equatable {
        let device: Int
        let file: Int

        init?(_ path: String) {
            guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
                let device = facts[.systemNumber] as? Int, let file = facts[.systemFileNumber] as? Int
            else { return nil }
            (self.device, self.file) = (device, file)
        }
    }
}
