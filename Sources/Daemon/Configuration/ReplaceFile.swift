import Glibc

/// Writes a file whole or not at all: beside it first, then over it. Its owner and mode stay; of a link, the target
/// is replaced.
/// - Parameter newMode: of a file that does not exist yet; nil: who may look into its folder may read it, whatever
///   the umask, so that a file of a person's is not the only one there that a service may not read.
func replaceFile(_ path: String, with text: [UInt8], newMode: mode_t? = nil) throws(FileFailure) {
    let target = realPath(path)
    var status = stat()
    let exists = unsafe stat(target, &status) == 0
    // With the process's number: a file left by a kill is in nobody's way.
    let scratch = "\(parentFolder(target))/.\(target.split(separator: "/").last ?? "").\(getpid())"
    let mode: mode_t = exists ? status.st_mode & 0o7777 : newMode ?? modeOfFiles(in: parentFolder(target))
    let descriptor = unsafe open(scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw FileFailure(code: errno) }
    do throws(FileFailure) {
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw FileFailure(code: errno) }
        if exists {
            // Only root may give a file away; a file of another user's stays ours then.
            _ = fchown(descriptor, status.st_uid, status.st_gid)
        }
        try write(text, to: descriptor)
        guard fsync(descriptor) == 0, unsafe rename(scratch, target) == 0 else { throw FileFailure(code: errno) }
    } catch {
        unsafe _ = unlink(scratch)
        throw error
    }
    let folder = unsafe open(parentFolder(target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    // The rename itself must survive a power failure.
    fsync(folder)
    close(folder)
}

private func modeOfFiles(in folder: String) -> mode_t {
    var status = stat()
    guard unsafe stat(folder, &status) == 0 else { return 0o644 }
    return 0o600 | status.st_mode & 0o666 & ~0o002
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

private func realPath(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
}

func makeFolders(_ path: String) throws(FileFailure) {
    guard FileStamp(path: path)?.isFolder != true else { return }
    if path != "/" { try makeFolders(parentFolder(path)) }
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileFailure(code: errno) }
}

/// Keeps two commands from changing the files of a folder at once, the later one over the earlier one's work.
struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) throws(FileFailure) {
        descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw FileFailure(code: errno) }
    }

    func release() { close(descriptor) }
}
