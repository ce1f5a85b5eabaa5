import Comparing
import FeedModel
import Foundation
import GRDB
import Glibc
import Storing
import TextKit

/// Puts another store in the place of the one that is there, which is put aside under a new name.
///
/// The other is made beside it, as `NAME.restoring`, and is as it shall be before anything is moved: whatever stops that,
/// a full disk or the end of the process, the old store stands where it stood, and doing it again begins anew. Then it is
/// called `NAME.restored`, and from there on whoever opens the store to write brings the exchange to its end (`finish`).
package final class StoreReplacement {
    package let path: String
    private let draft: String
    private let lock: StoreLock

    /// Keeps all others away from the store as long as this object lives.
    /// - Throws: `BackupError.inUse` where somebody works on it.
    package init(of path: String) throws {
        self.path = path
        draft = path + ".restoring"
        do {
            try makeFolders(parentFolder(path))
            lock = try StoreLock(of: path)
            try lock.beginAlone()
            _ = try Self.finish(path)
        } catch {
            throw SQLiteStore.explain(error, path: path)
        }
        removeDraft()
    }

    private func removeDraft() {
        let new = path + ".restored"
        // Once the new store has that name it is taken into use, come what may: the old one may be aside already.
        let keys = Self.isThere(new) ? [] : [new + "-keys"]
        for name in ["", "-wal", "-shm", "-journal", "-keys", "-lock"].map({ draft + $0 }) + keys
        where (try? isOwnFile(name)) == true {
            unsafe _ = unlink(name)
        }
    }

    /// Takes away what was made so far, unless the exchange has begun.
    package func abandon() { removeDraft() }

    /// The store that is to be, as a copy of `backup`, or without anything in it.
    /// - Returns: To be filled and closed (`Store.closeFiles`).
    package func begin(
        with backup: RestingStore?, agencies: WireAgencies = .standard, opening: StoreOpening = StoreOpening()
    ) throws -> SQLiteStore {
        removeDraft()
        var status = stat()
        let isThere = unsafe lstat(path, &status) == 0
        do {
            let file = try OwnFile(draft, O_RDWR | O_CREAT).descriptor
            defer { close(file) }
            // Who may read the store may read the new one; where there is none, the umask says.
            if isThere { fchmod(file, status.st_mode & 0o666) }
            if let backup {
                try copyStore(backup.database, to: draft, descriptor: file)
                do { try checkCopy(draft, pragma: "integrity_check") } catch BackupError.damaged(_, let reason) {
                    throw BackupError.damaged(path: backup.summary.path, reason: reason)
                }
            }
        } catch BackupError.damaged(_, let reason) {
            throw BackupError.damaged(path: backup?.summary.path ?? draft, reason: reason)
        } catch {
            throw SQLiteStore.explain(error, path: path)
        }
        return try SQLiteStore(path: draft, agencies: agencies, opening: opening)
    }

    /// Gives the store that was begun its place.
    /// - Returns: where the old one is now; nil where there was none.
    package func finish() throws -> String? {
        do {
            for suffix in ["-wal", "-shm", "-journal", "-lock"] { unsafe _ = unlink(draft + suffix) }
            for suffix in ["-keys", ""] {
                let file = try OwnFile(draft + suffix, O_RDONLY).descriptor
                defer { close(file) }
                guard fsync(file) == 0, unsafe rename(draft + suffix, path + ".restored" + suffix) == 0 else {
                    throw FileRefusal.system(path: draft + suffix, code: errno)
                }
            }
            synchronizeFolder(parentFolder(path))
            return try Self.finish(path)
        } catch {
            throw SQLiteStore.explain(error, path: path)
        }
    }

    /// Brings an exchange to its end that was begun. To be called while nobody else opens the store.
    /// - Returns: the new name of the store that was there.
    static func finish(_ path: String) throws -> String? {
        let new = path + ".restored"
        guard try isOwnFile(new) else { return nil }
        var status = stat()
        unsafe _ = lstat(new, &status)
        let hasKeys = unsafe access(new + "-keys", F_OK) == 0
        // Of the old index only what the new one takes the place of. The log of SQLite first: alone it is of no harm.
        let old = ["-shm", "-wal", "-journal", ""] + (hasKeys ? ["-keys"] : [])
        let moving = old.filter { isThere(path + $0) }
        let aside = asideName(of: path, at: status.st_mtim.tv_sec, for: moving)
        for suffix in moving { try move(path + suffix, to: aside + suffix) }
        synchronizeFolder(parentFolder(path))
        if hasKeys { try move(new + "-keys", to: path + "-keys") }
        try move(new, to: path)
        synchronizeFolder(parentFolder(path))
        return isThere(aside) ? aside : nil
    }

    /// The same for each part of one store, and of nothing that is there.
    private static func asideName(of path: String, at time: Int, for suffixes: [String]) -> String {
        let stamp = Date(timeIntervalSince1970: Double(time)).rfc3339.filter { $0 != "-" && $0 != ":" }
        let name = "\(path).aside-\(stamp)"
        var (candidate, number) = (name, 1)
        while suffixes.contains(where: { isThere(candidate + $0) }) {
            number += 1
            candidate = "\(name).\(number)"
        }
        return candidate
    }

    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    private static func move(_ path: String, to other: String) throws {
        guard unsafe rename(path, other) == 0 else { throw FileRefusal.system(path: path, code: errno) }
    }
}

extension SQLiteStore {
    /// Brings all into the store's one file and its index, and ends its use.
    package func closeFiles() throws {
        settle()
        do {
            _ = try database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
            try database.close()
            // Whoever still has this object keeps nobody else away.
            lock?.giveBack()
        } catch {
            throw Self.explain(error, path: path)
        }
    }
}
