import Glibc

/// Why a file is not opened, with what can be done.
package enum FileRefusal: Error, Equatable, CustomStringConvertible {
    case link(path: String)
    case notAFile(path: String)
    case severalNames(path: String)
    case stranger(path: String, owner: String, folderOwner: String)
    case system(path: String, code: Int32)

    package var description: String {
        switch self {
        case .link(let path):
            "\(path) is a link, which is not followed: put the file itself there, or name another in the configuration"
        case .notAFile(let path): "\(path) is no ordinary file: name another in the configuration"
        case .severalNames(let path):
            "\(path) has another name as well (a hard link), under which it would change too: put a copy in its place"
        case .stranger(let path, let owner, let folderOwner):
            "\(path) belongs to \(owner), and its folder to \(folderOwner): 'chown \(folderOwner) \(path)' where that is "
                + "as it should be, else move it away"
        case .system(let path, let code): "\(path): \(unsafe String(cString: strerror(code)))"
        }
    }

    /// Of errno(3); nil where the system would have opened it.
    package var code: Int32? {
        if case .system(_, let code) = self { code } else { nil }
    }

    /// `refusal`, after `descriptor` has been closed.
    package static func closing(_ descriptor: Int32, _ refusal: FileRefusal) -> FileRefusal {
        close(descriptor)
        return refusal
    }
}
