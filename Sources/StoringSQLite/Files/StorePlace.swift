import GRDB
import Glibc
import Storing

/// Sees that the store's file still stands under its name. An open one that was removed or replaced can be written on,
/// and what is written is nobody's: another process makes a new store meanwhile, and tells everything again.
final class StorePlace: TransactionObserver, Sendable {
    private let path: String
    private let identity: FileIdentity

    /// - Parameter path: of a file that is there.
    init(_ path: String) throws(FileRefusal) { (self.path, identity) = (path, try FileStatus(path: path).identity) }

    /// - Throws: `StoreError.removed`. Whether it is there may not be known: then nothing is thrown.
    func check() throws(StoreError) {
        let isGone: Bool
        do { isGone = try FileStatus(path: path).identity != identity } catch {
            isGone = error.code == ENOENT || error.code == ENOTDIR
        }
        if isGone { throw .removed(path: path) }
    }

    func databaseWillCommit() throws { try check() }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}
}
