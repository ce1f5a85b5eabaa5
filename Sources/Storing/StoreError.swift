import Glibc

/// Why the store cannot be used, with what can be done.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case newerVersion(path: String)
    case damaged(path: String, reason: String)
    case readOnly(path: String)
    case unreadable(path: String)
    case full(path: String)
    case busy(path: String)
    /// Its server does not answer.
    case unreachable(path: String, reason: String)
    /// Another process is the store's daemon.
    case running(path: String, by: String)
    /// Its file was removed or replaced while it was open.
    case removed(path: String)
    /// The opening was given up because somebody asked for it.
    case stopped
    /// The check took longer than its lease, and another process has the feed now.
    case leaseLost
    /// This process cannot be one of those that share the store.
    case refused(String)
    /// It is kept without an index of texts, and is asked for words of them.
    case searchOff(path: String)
    /// What should not happen; the statement that met it is no reader's business.
    case failed(path: String, reason: String)

    /// Without the store's name, where there is one.
    package var reason: String {
        switch self {
        case .cannotOpen(_, let reason), .unreachable(_, let reason), .failed(_, let reason): reason
        default: description
        }
    }

    /// It is the store that fails, not what it was to keep: once that is over it takes the same.
    package var isAboutTheStore: Bool {
        switch self {
        case .cannotOpen, .readOnly, .unreadable, .full, .busy, .unreachable: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open the store \(path): \(reason)"
        case .newerVersion(let path):
            "the store \(path) was written by a newer version of dateline; upgrade this one, or name another store"
        case .damaged(let path, let reason):
            "the store \(path) is damaged (\(reason)), and is left as it is: 'dateline restore FILE' puts a backup in its place "
                + "and reads back from the log what came after it; without one, 'dateline store rebuild' makes a store of the "
                + "log alone"
        case .readOnly(let path): "the store \(path) may not be written; \(remedy(of: path))"
        case .unreadable(let path):
            "the store \(path) may not be read by \(userName(geteuid())): no permission\(whoMayRead(path))"
        case .full(let path): "no space is left for the store \(path); nothing was lost, free some space"
        case .failed(let path, let reason): "the store \(path) cannot answer: \(reason)"
        case .busy(let path): "the store \(path) is held by another program for too long"
        case .unreachable(let path, let reason):
            "the store \(path) cannot be reached: \(reason); nothing was lost"
        case .running(let path, let process):
            "\(process), works on the store \(path) already; for another daemon, name another [store] path"
        case .removed(let path):
            "the store \(path) was removed or replaced while it was in use: nothing more is written into what was there; "
                + "whoever opens it next makes it of the log, and 'dateline restore FILE' puts a backup in its place"
        case .refused(let reason): reason
        case .stopped: "stopped before the store was ready; nothing was changed by halves"
        case .searchOff(let path):
            "the store \(path) has no index of texts: search = true under [store] makes one, and the first search takes longer"
        case .leaseLost:
            "it took so long that another process has taken the feed over: what was found is left to that one"
        }
    }

    /// "; members of the group dateline may: usermod -aG dateline NAME", where the folder's mode says so.
    private func whoMayRead(_ path: String) -> String {
        var folder = stat()
        guard unsafe stat(parentFolder(path), &folder) == 0, folder.st_mode & 0o050 == 0o050, folder.st_gid != 0,
            let group = unsafe getgrgid(folder.st_gid)
        else { return "" }
        let name = unsafe String(cString: group.pointee.gr_name)
        return "; members of the group \(name) may: usermod -aG \(name) \(userName(geteuid()))"
    }

    /// What lets `path` be written, as far as owners and modes tell.
    private func remedy(of path: String) -> String {
        var (folder, file) = (stat(), stat())
        let at = parentFolder(path)
        guard unsafe stat(at, &folder) == 0, unsafe access(at, W_OK) == 0 || errno != EROFS else {
            return "its disk is read-only, or its folder is not there"
        }
        for name in [path, path + "-lock", path + "-keys", path + "-wal", path + "-shm"] {
            guard unsafe stat(name, &file) == 0, file.st_uid != folder.st_uid else { continue }
            let owner = userName(folder.st_uid)
            return
                "\(name) belongs to \(userName(file.st_uid)), and its folder to \(owner): 'chown \(owner): \(path)*' mends that"
        }
        guard folder.st_uid != geteuid() else { return "check the mode of it and of its folder" }
        return
            "it belongs to \(userName(folder.st_uid)): run this as \(userName(folder.st_uid)) or root, or take "
            + "--user, for a Dateline of your own"
    }
}
