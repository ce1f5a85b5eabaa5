import FeedModel
import Foundation
import Glibc
import Storing

/// The log file under its name at one moment, open for appending.
final class OpenLog {
    private let path: String
    private let descriptor: Int32
    private let identity: FileIdentity
    private(set) var size: Int
    /// The last event in this file; nil while it is empty.
    private(set) var mark: EventMark?
    /// Who wrote before us may have been killed before it could wait for the disk.
    private var isSynchronized = false
    private var syncFailure: ItemLogError?

    var inode: UInt { identity.inode }

    /// Opens or makes the file. A last line that was cut off by a power failure is taken away: the store has it.
    /// A file in which nothing can be read any more is set aside as `items.jsonl.damaged`.
    init(path: String, note: LogNote) throws(ItemLogError) {
        self.path = path
        var (file, status, end) = try Self.open(path, note)
        if end.isDamaged {
            close(file)
            try Self.setAside(path)
            (file, status, end) = try Self.open(path, note)
        }
        descriptor = file
        (identity, size, mark) = (status.identity, status.size, end.mark)
        try truncate(to: end.length)
    }

    private static func open(_ path: String, _ note: LogNote) throws(ItemLogError) -> (Int32, FileStatus, LogReader.End)
    {
        let file: OwnFile
        do { file = try OwnFile(path, O_RDWR | O_CREAT | O_APPEND) } catch {
            throw ItemLogError(refusal: error, operation: "open")
        }
        do throws(ItemLogError) {
            if file.isNew { synchronizeFolder(parentFolder(path)) }
            guard let status = FileStatus(file.descriptor) else {
                throw ItemLogError(path: path, operation: "read", code: errno)
            }
            let reader = LogReader(path: path, descriptor: file.descriptor)
            return (
                file.descriptor, status,
                try reader.end(isKnown: note.inode == status.identity.inode, hasNote: note.isProven)
            )
        } catch {
            close(file.descriptor)
            throw error
        }
    }

    private static func setAside(_ path: String) throws(ItemLogError) {
        var (other, number) = (path + ".damaged", 1)
        while (try? FileStatus(path: other)) != nil {
            number += 1
            other = "\(path).damaged.\(number)"
        }
        guard unsafe rename(path, other) == 0 else {
            throw ItemLogError(path: path, operation: "set aside", code: errno)
        }
    }

    deinit { close(descriptor) }

    /// True while the file still stands under its name and nobody else has written to it.
    var isCurrent: Bool {
        guard let status = try? FileStatus(path: path) else { return false }
        return status.identity == identity && status.size == size
    }

    /// Appends whole lines, or none: what a full disk has cut off is taken back.
    func append(_ lines: [UInt8], upTo last: EventMark) throws(ItemLogError) {
        var written = 0
        while written < lines.count {
            let count = unsafe lines.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress! + written, lines.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                let code = errno
                ftruncate(descriptor, size)
                throw ItemLogError(path: path, operation: "write", code: code)
            }
        }
        isSynchronized = false
        size += written
        mark = last
    }

    /// Waits until what was appended is on the disk: what is noted of it, or renamed, must not come before it.
    func synchronize() throws(ItemLogError) {
        // The system tells of a failure once, and the lines may be lost all the same (fsync(2)).
        if let syncFailure { throw syncFailure }
        guard !isSynchronized else { return }
        guard fdatasync(descriptor) == 0 else {
            let failure = ItemLogError(path: path, operation: "write", code: errno)
            syncFailure = failure
            throw failure
        }
        isSynchronized = true
    }

    /// Takes away what follows a hole that a power failure has left in what was appended last.
    /// - Parameter isMissing: whether the store has events between two numbers.
    /// - Returns: whether there was one.
    func cutHole(_ note: LogNote, isMissing: (Int64, Int64) throws -> Bool) throws -> Bool {
        let reader = LogReader(path: path, descriptor: descriptor)
        guard let (start, last) = try reader.unsynchronized(note, inode: inode, size: size),
            let end = try reader.hole(from: start, after: last, to: size, isMissing: isMissing)
        else { return false }
        try truncate(to: end)
        // Lines of others may stand before it, and are left.
        mark = try reader.mark(upTo: .max)
        return true
    }

    private func truncate(to end: Int) throws(ItemLogError) {
        guard end < size else { return }
        guard ftruncate(descriptor, end) == 0 else { throw ItemLogError(path: path, operation: "repair", code: errno) }
        size = end
    }

    // MARK: Files that were rotated away

    /// `items.jsonl.1`, `items.jsonl-20260120` and the like: by Dateline itself, or by logrotate. Compressed ones do not tell.
    static func rotated(_ path: String) -> [String] { siblings(of: path, where: isRotationMark) }

    /// All that make up the log, that which is written to last.
    static func files(_ path: String) -> [String] { rotated(path) + [path] }

    /// What follows the log's name in that of a rotated file.
    static func isRotationMark(_ ending: Substring) -> Bool {
        ending.count > 1 && ".-".contains(ending.first!)
            && ending.dropFirst().allSatisfy { "0123456789-".contains($0) }
    }

    /// Files beside the log whose names begin with its own, by what follows that.
    static func siblings(of path: String, where isWanted: (Substring) -> Bool) -> [String] {
        let folder = parentFolder(path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let name = path.split(separator: "/").last ?? ""
        return names.filter { $0.hasPrefix(name) && isWanted($0.dropFirst(name.count)) }.map { folder + "/" + $0 }
    }

    /// The last event in the files that were rotated away.
    func lastRotated() throws(ItemLogError) -> EventMark? {
        var last: EventMark?
        for path in Self.rotated(path) {
            if let mark = try Self.lastMark(path), mark.seq > last?.seq ?? 0 { last = mark }
        }
        return last
    }

    private static func lastMark(_ path: String) throws(ItemLogError) -> EventMark? {
        guard let file = try reader(path) else { return nil }
        defer { close(file.descriptor) }
        do { return try file.end(isKnown: true).mark } catch {
            // Not a log, whatever its name.
            guard error.isForeign else { throw error }
            return nil
        }
    }

    /// Nil for what is no file of ours. Its descriptor is to be closed.
    static func reader(_ path: String) throws(ItemLogError) -> LogReader? {
        do { return LogReader(path: path, descriptor: try OwnFile(path, O_RDONLY).descriptor) } catch {
            guard error.code == nil || error.code == ENOENT || error.code == EACCES else {
                throw ItemLogError(refusal: error, operation: "read")
            }
            return nil
        }
    }

    /// The line with the greatest number not above `seq`, in this file and the rotated ones.
    func mark(upTo seq: Int64) throws(ItemLogError) -> EventMark? {
        if let mark = try LogReader(path: path, descriptor: descriptor).mark(upTo: seq) { return mark }
        return try Self.mark(upTo: seq, in: Self.rotated(path))
    }

    /// The line with the greatest number not above `seq`, of all in these files.
    static func mark(upTo seq: Int64, in files: [String]) throws(ItemLogError) -> EventMark? {
        var best: EventMark?
        for path in files {
            guard let file = try reader(path) else { continue }
            defer { close(file.descriptor) }
            if let mark = try file.mark(upTo: seq), mark.seq > best?.seq ?? 0 { best = mark }
        }
        return best
    }
}
