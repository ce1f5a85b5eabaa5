import Foundation
import Glibc

/// What Foundation says of a file that cannot be read or written, in the words that the rest of Dateline has for it: its
/// own are codes, and differ from one release to the next.
package func words(of error: CocoaError) -> String {
    if let code = (error.underlying as? POSIXError)?.code.rawValue { return systemWords(Int32(code)) }
    if let code = error.underlying.map({ $0 as NSError }), code.domain == NSPOSIXErrorDomain {
        return systemWords(Int32(code.code))
    }
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return systemWords(ENOENT)
    case .fileReadNoPermission, .fileWriteNoPermission: return systemWords(EACCES)
    case .fileWriteOutOfSpace: return systemWords(ENOSPC)
    case .fileWriteVolumeReadOnly: return systemWords(EROFS)
    case .fileReadTooLarge: return "the file is too long"
    default: return "it cannot be read or written"
    }
}

/// `errno` in words.
package func systemWords(_ code: Int32) -> String {
    switch code {
    case ENOENT, ENOTDIR: "there is no such file"
    case EACCES, EPERM: "no permission"
    case EISDIR: "this is a folder, not a file"
    case EINVAL: "this is no ordinary file"
    case ENOSPC: "the disk is full"
    case EROFS: "the disk is read-only"
    case ELOOP: "a link that is not root's leads there, and root does not follow it"
    default: unsafe String(cString: strerror(code))
    }
}
