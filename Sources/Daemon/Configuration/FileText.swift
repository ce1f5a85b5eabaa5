import FeedModel
import Glibc

/// Why a file could not be read or written, in the system's words.
package struct FileFailure: Error, Equatable, CustomStringConvertible {
    package let code: Int32
    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    package var description: String {
        switch code {
        case EFBIG: "the file is longer than \(sizeText(readLimit))"
        default: systemWords(code)
        }
    }
}

/// No configuration is longer; a file that is was named by mistake.
private let readLimit = 256 << 20

/// The bytes of an ordinary file. A pipe or a device, which might never end, is refused.
package func bytes(of path: String) throws(FileFailure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFailure(code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw FileFailure(code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileFailure(code: EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(code: EINVAL) }
    guard status.st_size <= readLimit else { throw FileFailure(code: EFBIG) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(descriptor, $0.baseAddress! + filled, $0.count - filled)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileFailure(code: errno) }
        if count == 0 { break }
        filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
}
