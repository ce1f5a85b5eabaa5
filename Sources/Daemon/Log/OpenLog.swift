import FeedModel
import Foundation
import Glibc

/// The log file under its name at one moment, open for appending.
final class OpenLog {
    private let descriptor: Int32
    private let identity: FileIdentity
    private(set) var size: Int
    /// The number of the last whole line; what stood last before the file was rotated away, where it is empty.
    private(set) var lastSeq: Int64

    /// Opens or makes the file. A last line that was cut off by a power failure is taken away: the store has it.
    init(path: String, lastSeqNoted: Int64) throws {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ItemLogError(path: path, operation: "open", code: errno) }
        try giveToOwnerOfFolder(descriptor, path: path)
        guard let status = FileStatus(descriptor) else { throw ItemLogError(path: path, operation: "read", code: errno) }
        identity = status.identity
        size = status.size
        lastSeq = lastSeqNoted
        if let (seq, end) = lastWholeLine() {
            lastSeq = seq
            try truncate(to: end, path: path)
        } else {
            try truncate(to: 0, path: path)
            // The number that was noted may be behind: the rotated file knows better.
            if let rotated = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path + ".1")) {
                lastSeq = max(lastSeq, lastSeqIn(rotated.fileDescriptor)?.seq ?? 0)
                try? rotated.close()
            }
        }
    }

    deinit { close(descriptor) }

    /// True while the file still stands under its name and nobody else has written to it.
    func isCurrent(at path: String) -> Bool {
        guard let status = FileStatus(path: path) else { return false }
        return status.identity == identity && status.size == size
    }

    /// Appends whole lines, or none: what a full disk has cut off is taken back.
    func append(_ lines: [UInt8], upTo seq: Int64, path: String) throws {
        var written = 0
        while written < lines.count {
            let count = unsafe lines.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + written, lines.count - written) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                let code = errno
                ftruncate(descriptor, size)
                throw ItemLogError(path: path, operation: "write", code: code)
            }
        }
        size += written
        lastSeq = seq
    }

    private func truncate(to end: Int, path: String) throws {
        guard end < size else { return }
        guard ftruncate(descriptor, end) == 0 else { throw ItemLogError(path: path, operation: "repair", code: errno) }
        size = end
    }

    private func lastWholeLine() -> (seq: Int64, end: Int)? { lastSeqIn(descriptor) }
}

/// Looks backwards for the last line that is whole, which after a power failure need not be the last.
private func lastSeqIn(_ descriptor: Int32) -> (seq: Int64, end: Int)? {
    guard let size = FileStatus(descriptor)?.size else { return nil }
    var tail: [UInt8] = []
    var start = size
    var lineEnd: Int?  // in the file, behind the newline of the line looked at
    while start > 0 {
        let length = min(1 << 16, start)
        start -= length
        var block = [UInt8](repeating: 0, count: length)
        let count = unsafe block.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, length, start) }
        guard count == length else { return nil }
        tail = block + tail
        while let newline = tail.lastIndex(of: UInt8(ascii: "\n")) {
            if let lineEnd, let seq = seq(ofLine: Array(tail[(newline + 1)...])) { return (seq, lineEnd) }
            lineEnd = start + newline + 1
            tail.removeSubrange(newline...)
        }
    }
    if let lineEnd, let seq = seq(ofLine: tail) { return (seq, lineEnd) }
    return nil
}

private func seq(ofLine bytes: [UInt8]) -> Int64? {
    guard let line = try? JSONValue(parsing: bytes) else { return nil }
    return line["_dateline"]?["seq"]?.int.map(Int64.init)
}

struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt
}

/// What `stat` says.
struct FileStatus {
    let identity: FileIdentity
    let size: Int
    let owner: UInt32
    let group: UInt32

    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(_ descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        identity = FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        size = Int(status.st_size)
        owner = status.st_uid
        group = status.st_gid
    }
}

/// A fetch by root beside a daemon that is not root must not leave a log that the daemon may not write.
func giveToOwnerOfFolder(_ descriptor: Int32, path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard geteuid() == 0, let owner = FileStatus(path: folder) else { return }
    guard fchown(descriptor, owner.owner, owner.group) == 0 else {
        throw ItemLogError(path: path, operation: "hand over", code: errno)
    }
}
