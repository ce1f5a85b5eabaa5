import GRDB
import Glibc
import Storing

/// Sees that the store's file still stands under its name. An open one that was removed or replaced can be written on,
/// and what is written is nobody's: another process makes a new store meanwhile, and tells everything again.
final class StorePlace: TransactionObserver, Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// - Parameter path: of a file that is there.
    init(_ path: String) throws(FileRefusal) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .system(path: path, code: errno) }
        (self.path, device, inode) = (path, status.st_dev, status.st_ino)
    }

    /// - Throws: `StoreError.removed`. Whether it is there may not be known: then nothing is thrown.
    func check() throws(StoreError) {
        var status = stat()
        let isGone =
            unsafe stat(path, &status) == 0
            ? (status.st_dev, status.st_ino) != (device, inode) : errno == ENOENT || errno == ENOTDIR
        if isGone { throw .removed(path: path) }
    }

    func databaseWillCommit() throws { try check() }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}
}
