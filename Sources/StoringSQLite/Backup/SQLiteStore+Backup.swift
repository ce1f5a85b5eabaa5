import Foundation
import GRDB
import Glibc
import Storing

extension SQLiteStore {
    /// Makes a copy of the store as it is now, in one file of the one who asks for it, while others read and write.
    /// - Parameter isReplacing: an older backup may stand there.
    /// - Throws: `BackupError`, `StoreError`, `FileRefusal`. What stood there is as it was then.
    package func backUp(
        to path: String, isReplacing: Bool = false, progress: @escaping (Double) -> Void = { _ in }
    ) throws -> BackupSummary {
        let file = try BackupFile(path, of: self.path, lastSeq: lastSeq(), isReplacing: isReplacing)
        do {
            do {
                try copyStore(database, to: file.partial, descriptor: file.descriptor, progress: progress)
                try checkCopy(file.partial, pragma: "quick_check")
            } catch BackupError.damaged(_, let reason) {
                // As it was read from the store.
                throw StoreError.damaged(path: self.path, reason: reason)
            }
            try file.finish()
        } catch {
            file.abandon()
            throw error
        }
        return try RestingStore(path).summary
    }
}

/// The file that a backup is written into, until it is whole and gets its name.
private final class BackupFile {
    let path: String
    let partial: String
    let descriptor: Int32

    init(_ path: String, of store: String, lastSeq: Int64, isReplacing: Bool) throws {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !["", "-", ".", ".."].contains(name) else { throw BackupError.noFile(named: path) }
        self.path = path
        partial = path + ".partial"
        try Self.check(path, of: store, lastSeq: lastSeq, isReplacing: isReplacing)
        let file = try OwnFile(partial, O_RDWR | O_CREAT, mode: 0o600)
        descriptor = file.descriptor
        // Whoever wrote there before has ended, and had not given it its name.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw BackupError.beingWritten(path: path) }
        guard file.isNew || Self.isPartial(descriptor) else { throw BackupError.notABackup(path: partial) }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
            throw FileRefusal.system(path: partial, code: errno)
        }
        removeCompanions()
    }

    deinit { close(descriptor) }

    private static func check(_ path: String, of store: String, lastSeq: Int64, isReplacing: Bool) throws {
        var (status, own) = (stat(), stat())
        guard unsafe stat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR { throw BackupError.noFile(named: path) }
        for suffix in ["", "-wal", "-shm", "-keys", "-lock", "-journal"] where unsafe stat(store + suffix, &own) == 0 {
            if own.st_ino == status.st_ino, own.st_dev == status.st_dev { throw BackupError.isTheStore(path: path) }
        }
        _ = try isOwnFile(path)
        guard isReplacing else { throw BackupError.exists(path: path) }
        if status.st_size == 0 { return }
        let older: BackupSummary
        do { older = try RestingStore(path).summary } catch BackupError.notAStore {
            throw BackupError.notABackup(path: path)
        } catch {
            // A damaged one, or a newer version's, is a backup.
            return
        }
        // Perhaps the only one that is left of what a store had that was lost.
        guard older.lastSeq <= lastSeq else {
            throw BackupError.isAhead(path: path, seq: older.lastSeq, ofStore: lastSeq)
        }
    }

    /// Nothing, or the beginning of a database.
    private static func isPartial(_ descriptor: Int32) -> Bool {
        let mark = Array("SQLite format 3\0".utf8)
        var bytes = [UInt8](repeating: 0, count: mark.count)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        return count == 0 || bytes == mark || bytes.allSatisfy { $0 == 0 }
    }

    private func removeCompanions() {
        for suffix in ["-wal", "-shm", "-journal"] { unsafe _ = unlink(partial + suffix) }
    }

    func finish() throws {
        removeCompanions()
        guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else {
            throw FileRefusal.system(path: path, code: errno)
        }
        synchronizeFolder(parentFolder(path))
    }

    func abandon() {
        removeCompanions()
        unsafe _ = unlink(partial)
    }
}
