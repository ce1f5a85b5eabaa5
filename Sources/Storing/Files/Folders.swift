import Glibc

/// `path`, its folder without links: an operator may have the folder on another disk.
///
/// Root follows only links that root has made, or that lead its maker to what is the maker's own: else whoever owns a
/// folder on the way could have root write anywhere.
/// - Parameter last: the last name is looked at as well, and may be a link like the others.
package func pathWithoutLinks(_ path: String, last: Bool = false) throws(FileRefusal) -> String {
    var waiting = Array(absolute(path).split(separator: "/").map(String.init).reversed())
    var done = ""
    var links = 0
    while let name = waiting.popLast() {
        switch name {
        case ".": continue
        case "..":
            done = done.isEmpty ? "" : String(done[..<done.lastIndex(of: "/")!])
            continue
        default: break
        }
        let here = done + "/" + name
        guard last || !waiting.isEmpty, let target = try linkTarget(here) else {
            done = here
            continue
        }
        links += 1
        guard links <= 40 else { throw .system(path: path, code: ELOOP) }
        if target.hasPrefix("/") { done = "" }
        waiting += target.split(separator: "/").map(String.init).reversed()
    }
    return done.isEmpty ? "/" : done
}

/// Where the link at `path` leads; nil where there is none.
private func linkTarget(_ path: String) throws(FileRefusal) -> String? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
    if geteuid() == 0, status.st_uid != 0 {
        var target = stat()
        guard unsafe stat(path, &target) == 0, target.st_uid == status.st_uid else { throw .link(path: path) }
    }
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink(path, &text, text.count)
    guard length > 0 else { throw .system(path: path, code: errno) }
    return String(decoding: text[..<length].map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
}

private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = unsafe getcwd(nil, 0) else { return path }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder) + "/" + path
}

package func parentFolder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Makes a folder, and those above it that are missing. What root makes gets the owner of the folder it is made in.
package func makeFolders(_ path: String) throws(FileRefusal) {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .system(path: path, code: ENOTDIR) }
        return
    }
    let path = try pathWithoutLinks(path, last: true)
    if path != "/" { try makeFolders(parentFolder(path)) }
    guard unsafe mkdir(path, 0o755) == 0 else {
        if errno == EEXIST { return }
        throw .system(path: path, code: errno)
    }
    guard geteuid() == 0 else { return }
    let made = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard made >= 0 else { return }
    defer { close(made) }
    try FolderStatus(parentFolder(path)).give(made)
}

/// Waits until the names in a folder are on the disk: files that were made, renamed or removed.
package func synchronizeFolder(_ path: String) {
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
}
