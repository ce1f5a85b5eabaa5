import Glibc

/// Opens the files that Dateline alone writes: store, keys, log and locks.
///
/// Their folder may be another user's, and root writes there too. So what stands under a file's name is not trusted:
/// a link is not followed, a pipe or a device not opened, and nothing is written into a file that somebody else may
/// have put there. What is made gets the owner of its folder, so that the daemon can go on with what root began.
package struct OwnFile {
    /// The caller's, to be closed.
    package let descriptor: Int32
    /// It was made by this call.
    package let isNew: Bool

    /// - Parameter flags: of open(2). With `O_CREAT`, a file that is not there is made.
    package init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(FileRefusal) {
        let path = try pathWithoutLinks(path)
        let folder = try FolderStatus(parentFolder(path))
        // Between the look and the opening others may have made or removed the file.
        for _ in 0..<8 {
            if try isOwnFile(path, in: folder) {
                let file = unsafe open(path, flags & ~O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                if file < 0, errno == ENOENT { continue }
                guard file >= 0 else { throw .system(path: path, code: errno) }
                var status = stat()
                guard unsafe fstat(file, &status) == 0 else { throw .closing(file, .system(path: path, code: errno)) }
                if let refusal = folder.refusal(of: status, path) { throw .closing(file, refusal) }
                (descriptor, isNew) = (file, false)
                return
            }
            guard flags & O_CREAT != 0 else { throw .system(path: path, code: ENOENT) }
            let file = unsafe open(path, flags | O_EXCL | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
            if file < 0, errno == EEXIST { continue }
            guard file >= 0 else { throw .system(path: path, code: errno) }
            folder.give(file)
            (descriptor, isNew) = (file, true)
            return
        }
        throw .system(path: path, code: EAGAIN)
    }
}

/// As root: gives a file that root has put there to the owner of its folder.
package func giveToOwnerOfFolder(_ path: String) {
    guard geteuid() == 0, let path = try? pathWithoutLinks(path), let file = try? OwnFile(path, O_RDONLY).descriptor
    else { return }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_uid == 0 else { return }
    try? FolderStatus(parentFolder(path)).give(file)
}

/// Whether there is a file at `path`, which is one that Dateline may write.
package func isOwnFile(_ path: String) throws(FileRefusal) -> Bool {
    let path = try pathWithoutLinks(path)
    return try isOwnFile(path, in: FolderStatus(parentFolder(path)))
}

private func isOwnFile(_ path: String, in folder: FolderStatus) throws(FileRefusal) -> Bool {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
        if errno == ENOENT { return false }
        throw .system(path: path, code: errno)
    }
    if let refusal = folder.refusal(of: status, path) { throw refusal }
    return true
}

/// Whose the folder is, and with it what is made in it.
struct FolderStatus {
    private let status: stat

    init(_ path: String) throws(FileRefusal) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .system(path: path, code: errno) }
        self.status = status
    }

    /// Why what `file` says is no file to be written; nil where it is one.
    func refusal(of file: stat, _ path: String) -> FileRefusal? {
        switch file.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: return .link(path: path)
        default: return .notAFile(path: path)
        }
        // Its other name may be of a file that is none of ours.
        if file.st_nlink > 1 { return .severalNames(path: path) }
        // In a folder that only root writes, nobody else has put it there.
        let isRoots = status.st_uid == 0 && status.st_mode & S_IWOTH == 0
        guard isRoots || file.st_uid == status.st_uid || file.st_uid == geteuid() else {
            return .stranger(path: path, owner: userName(file.st_uid), folderOwner: userName(status.st_uid))
        }
        return nil
    }

    /// Where root may not give files away (in a container, on a disk that knows no owners), they stay root's.
    func give(_ descriptor: Int32) {
        if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
    }
}

func userName(_ user: uid_t) -> String {
    guard let entry = unsafe getpwuid(user) else { return "user \(user)" }
    return unsafe String(cString: entry.pointee.pw_name)
}
