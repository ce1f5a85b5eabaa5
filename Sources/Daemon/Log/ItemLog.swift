import FeedModel
import Foundation
import Glibc
import Storing

/// `items.jsonl`: a copy of the store's events, one a line, in order of `seq`, each exactly once.
///
/// Several processes may append (the daemon, a fetch by hand): each takes a lock, looks which number stands last in
/// the file, and writes what the store has beyond it. That is also how the log is completed after a crash. It
/// survives being renamed (by itself, by logrotate), truncated (logrotate's `copytruncate`) or cut in a line (power
/// failure).
package actor ItemLog {
    package nonisolated let path: String
    private let store: Store
    /// Bytes after which the file is rotated; nil leaves that to others.
    private let sizeLimit: Int?
    /// Rotated files that are kept: `items.jsonl.1`, the newest, to `items.jsonl.N`.
    private let filesKept: Int

    private var file: OpenLog?
    private let thread = OwnThread(name: "log")

    /// Waiting for the disk takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    package init(path: String, sizeLimit: Int?, filesKept: Int, store: Store) {
        (self.path, self.sizeLimit, self.filesKept, self.store) = (path, sizeLimit, filesKept, store)
    }

    /// Writes what the store has beyond the last line of the file.
    /// - Parameter events: of one transaction just committed; what follows the last line is not read again.
    /// - Throws: `ItemLogError`. Nothing is lost then: the next call writes the lines.
    package func append(_ events: [Event] = []) throws {
        let lock = try LogLock(path: path)
        var log = try openLog(lock)
        defer { lock.note(log.lastSeq) }
        var recent = events.drop { $0.seq <= log.lastSeq }
        while events.isEmpty || !recent.isEmpty {
            let follows = recent.first?.seq == log.lastSeq + 1
            let next = try follows ? Array(recent.prefix(256)) : store.events(after: log.lastSeq, limit: 256)
            guard let last = next.last?.seq else { return }
            if let sizeLimit, log.size >= sizeLimit { log = try rotate(log) }
            var lines: [UInt8] = []
            for event in next {
                lines += JSONValue.object(event.json).encodedBytes
                lines.append(UInt8(ascii: "\n"))
            }
            try log.append(lines, upTo: last, path: path)
            recent = recent.drop { $0.seq <= last }
        }
    }

    // MARK: Which file

    /// The file that stands under the log's name now, with the number of its last line.
    private func openLog(_ lock: LogLock) throws -> OpenLog {
        // Still the same file, and nobody has written to it since: the usual case needs no reading.
        if let file, file.isCurrent(at: path) { return file }
        let log = try OpenLog(path: path, lastSeqNoted: lock.lastSeq)
        file = log
        return log
    }

    private func rotate(_ log: OpenLog) throws -> OpenLog {
        for number in stride(from: filesKept - 1, through: 1, by: -1) {
            unsafe rename("\(path).\(number)", "\(path).\(number + 1)")  // those that are not there stay so
        }
        let done = unsafe filesKept > 0 ? rename(path, "\(path).1") : unlink(path)
        guard done == 0 else { throw ItemLogError(path: path, operation: "rotate", code: errno) }
        let next = try OpenLog(path: path, lastSeqNoted: log.lastSeq)
        file = next
        return next
    }
}

/// Held while a process looks at the log and appends to it. Notes the last number written, for when the file that
/// held it was moved away and nothing else tells.
private final class LogLock {
    private let descriptor: Int32
    let lastSeq: Int64

    init(path: String) throws {
        let path = path + ".lock"
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ItemLogError(path: path, operation: "open", code: errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw ItemLogError(path: path, operation: "lock", code: errno) }
        }
        let file = descriptor
        var digits = [UInt8](repeating: 0, count: 20)
        let count = unsafe digits.withUnsafeMutableBytes { unsafe pread(file, $0.baseAddress, 20, 0) }
        lastSeq = Int64(String(decoding: digits.prefix(max(0, count)), as: UTF8.self).trimmingCharacters(in: .whitespaces)) ?? 0
        if count == 0 { try giveToOwnerOfFolder(descriptor, path: path) }
    }

    deinit { close(descriptor) }  // gives the lock back

    func note(_ seq: Int64) {
        guard seq != lastSeq else { return }
        // Of one length, so that no digit of an older number stays behind.
        let text = String(repeating: " ", count: 20 - String(seq).count) + String(seq)
        unsafe Array(text.utf8).withUnsafeBytes { _ = unsafe pwrite(descriptor, $0.baseAddress, 20, 0) }
    }
}

/// Why the log cannot be written. The events are safe in the store.
package struct ItemLogError: Error, Equatable, CustomStringConvertible {
    package let path: String
    package let operation: String
    package let code: Int32

    package var description: String {
        let remedy = code == ENOSPC ? "free some space" : "check the owner and mode of its folder"
        let reason = unsafe String(cString: strerror(code))
        return "cannot \(operation) the log \(path): \(reason); \(remedy)."
            + " Its events are in the store, and will be added as soon as the log can be written"
    }
}
