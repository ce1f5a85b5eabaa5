import Storing
import StoringSQLite

/// The store, for somebody who is alone with it.
package struct StoreAlone {
    private let replacement: StoreReplacement

    /// - Throws: `BackupError.inUse` where somebody works on it.
    package init(_ path: String) throws { replacement = try StoreReplacement(of: path) }

    /// Writes the store anew, without what is free, and so that from now on that is given back.
    /// - Throws: `StoreError`.
    package func compact() throws { try SQLiteStore.compact(replacement.path) }
}
