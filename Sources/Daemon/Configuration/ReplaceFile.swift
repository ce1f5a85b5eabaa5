import Glibc
import Storing

/// Writes a file whole or not at all: beside it first, then over it. Its owner and mode stay; of a link, the target
/// is replaced.
///
/// A file that does not exist yet is readable for those who may read its folder, whatever the umask: the daemon is one
/// of them. What root makes gets the folder's owner.
/// - Parameter suffix: as `FileReplacement` takes it. The process's number, so that what a kill has left is in nobody's way,
///   unless whoever writes takes that away.
/// - Parameter isPrivate: it holds a secret: a new one is for its owner alone.
/// - Parameter owner: of a new file that root makes; nil for the folder's.
package func replaceFile(
    _ path: String, with text: [UInt8], suffix: String = "\(getpid())", isPrivate: Bool = false,
    owner: (user: uid_t, group: gid_t)? = nil
) throws(FileFailure) {
    let file = try FileReplacement(of: path, with: text, suffix: suffix, isPrivate: isPrivate, owner: owner)
    try file.flush()
    try file.commit()
    // The rename itself must survive a power failure.
    synchronizeFolder(parentFolder(file.target))
}

/// The new bytes of a file, beside it until they take its place. After a power failure it has the old ones or the new ones
/// where they were flushed before they were committed.
package struct FileReplacement {
    /// The file that is replaced, behind all links.
    package let target: String
    private let scratch: String

    /// - Parameter suffix: of the name that the bytes have beside the file: `.NAME.SUFFIX`.
    package init(
        of path: String, with text: [UInt8], suffix: String, isPrivate: Bool = false,
        owner: (user: uid_t, group: gid_t)? = nil
    ) throws(FileFailure) {
        target = try attempt { () throws(FileRefusal) in try pathWithoutLinks(path, last: true) }
        scratch = "\(parentFolder(target))/.\(target.split(separator: "/").last ?? "").\(suffix)"
        var (status, folder) = (stat(), stat())
        guard unsafe stat(parentFolder(target), &folder) == 0 else { throw FileFailure(code: errno) }
        let exists = unsafe lstat(target, &status) == 0
        let newMode: mode_t = isPrivate ? 0o600 : 0o600 | folder.st_mode & 0o044
        let mode = exists ? status.st_mode & 0o7777 : newMode
        unsafe _ = unlink(scratch)
        let descriptor = unsafe open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode & 0o600)
        guard descriptor >= 0 else { throw FileFailure(code: errno) }
        do throws(FileFailure) {
            defer { close(descriptor) }
            guard fchmod(descriptor, mode) == 0 else { throw FileFailure(code: errno) }
            if exists {
                // Only root may give a file away; a file of another user's stays ours then.
                _ = fchown(descriptor, status.st_uid, status.st_gid)
            } else if geteuid() == 0 {
                _ = fchown(descriptor, owner?.user ?? folder.st_uid, owner?.group ?? folder.st_gid)
            } else if !isPrivate {
                // The folder's group reads it, where we are of that.
                _ = fchown(descriptor, uid_t.max, folder.st_gid)
            }
            guard fchmod(descriptor, mode) == 0 else { throw FileFailure(code: errno) }
            try write(text, to: descriptor)
        } catch {
            discard()
            throw error
        }
    }

    /// Waits until the bytes are on the disk. The file is opened again for that, since many wait for it at once, more than a
    /// process may have open; it is told of errors in writing that nobody was told of before (fsync(2)).
    package func flush() throws(FileFailure) {
        let descriptor = unsafe open(scratch, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    /// Takes the file's place.
    package func commit() throws(FileFailure) {
        guard unsafe rename(scratch, target) == 0 else { throw failure() }
    }

    private func failure() -> FileFailure {
        let failure = FileFailure(code: errno)
        discard()
        return failure
    }

    package func discard() { unsafe _ = unlink(scratch) }
}

/// Makes a folder, and those above it.
package func makeFolder(_ path: String) throws(FileFailure) {
    try attempt { () throws(FileRefusal) in try makeFolders(path) }
}

private func attempt<T>(_ body: () throws(FileRefusal) -> T) throws(FileFailure) -> T {
    do throws(FileRefusal) { return try body() } catch { throw FileFailure(code: error.code ?? ELOOP) }
}

private func write(_ text: [UInt8], to descriptor: Int32) throws(FileFailure) {
    var written = 0
    while written < text.count {
        let count = unsafe text.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileFailure(code: errno) }
        written += count
    }
}

/// Keeps two processes from changing the files of a folder at once, the later one over the earlier one's work.
package struct FolderLock {
    private let descriptor: Int32

    package init(_ folder: String) throws(FileFailure) {
        descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw FileFailure(code: errno) }
    }

    package func release() { close(descriptor) }
}
