import FeedModel
import Foundation
import Glibc
import Storing

/// The number of the last event in the log; nil where it cannot be read, or has none.
package func lastSeq(ofLog path: String) throws -> Int64? {
    guard let reader = try OpenLog.reader(path) else { return nil }
    defer { close(reader.descriptor) }
    return try reader.end(isKnown: true).mark?.seq
}

/// Reads in a log file: its end, or a number in the middle.
struct LogReader {
    let path: String
    let descriptor: Int32

    /// What the file ends with.
    struct End {
        /// The last whole line of ours; nil where there is none.
        var mark: EventMark?
        /// Behind that line: what follows was cut off or torn, and may be taken away.
        var length: Int
        /// There are bytes and no line of ours, in a file that was ours: it is to be set aside.
        var isDamaged = false
    }

    /// - Parameter isKnown: the file was noted as the log. What is torn in it was torn by the machine's end.
    /// - Parameter hasNote: another file was noted as the log. After a power failure that may be the one before this.
    /// - Throws: `ItemLogError`, when the file cannot be read, or holds what is not of Dateline.
    func end(isKnown: Bool, hasNote: Bool = false) throws(ItemLogError) -> End {
        let size = try self.size()
        // More with each step: a line can be long, and what a power failure has left too.
        for length in [1 << 16, 1 << 20, 1 << 24, 1 << 27] {
            let start = max(0, size - length)
            let bytes = try read(at: start, size - start)
            var lineEnd = bytes.endIndex
            var isFirst = true
            while let newline = bytes[..<lineEnd].lastIndex(of: UInt8(ascii: "\n")) {
                let line = bytes[(newline + 1)..<lineEnd]
                if !isFirst, let end = try end(line, at: start) { return end }
                (lineEnd, isFirst) = (newline, false)
            }
            guard start == 0 else { continue }
            if !isFirst, let end = try end(bytes[..<lineEnd], at: 0) { return end }
            // No line of ours: only what is certainly the beginning of one is taken away.
            if bytes.allSatisfy({ $0 == 0 }) || isFirst && Self.isBeginning(bytes[...]) {
                return End(mark: nil, length: 0)
            }
            let isOurs = isKnown || Self.isTorn(bytes, hasNote)
            guard isOurs, !isFirst || !isText(bytes[...]) else { throw ItemLogError(foreign: path) }
            return End(mark: nil, length: size, isDamaged: true)
        }
        throw ItemLogError(foreign: path)
    }

    /// - Parameter line: without its newline.
    /// - Returns: nil where the line is torn.
    private func end(_ line: ArraySlice<UInt8>, at start: Int) throws(ItemLogError) -> End? {
        if let mark = Self.mark(line) { return End(mark: mark, length: start + line.endIndex + 1) }
        guard isForeign(line) else { return nil }
        throw ItemLogError(foreign: path)
    }

    /// Somebody else's whole line, which no power failure has made.
    func isForeign(_ line: ArraySlice<UInt8>) -> Bool { isText(line) && !Self.isBeginning(line) }

    static func mark(_ line: ArraySlice<UInt8>) -> EventMark? { LogHistory.Line(line)?.mark }

    /// The beginning of a line of ours, whose end is missing.
    private static func isBeginning(_ line: ArraySlice<UInt8>) -> Bool {
        let begin = Array(#"{"id":""#.utf8)
        return !line.isEmpty && line.starts(with: begin.prefix(line.count))
            && (try? JSONValue(parsing: Array(line))) == nil
    }

    /// Pieces of our lines between zeros, and nothing else.
    private static func isTorn(_ bytes: [UInt8], _ hasNote: Bool) -> Bool {
        bytes.contains(0) && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0 || $0 == UInt8(ascii: "\n") }
            && (hasNote || String(decoding: bytes, as: UTF8.self).contains(#""_dateline":{"#))
    }

    /// Somebody's words, as against what a power failure leaves: zeros, and pieces of sectors.
    private func isText(_ line: ArraySlice<UInt8>) -> Bool {
        let isClean = line.allSatisfy {
            $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
        }
        return isClean && line.contains { $0 != UInt8(ascii: " ") } && String(validating: line, as: UTF8.self) != nil
    }

    /// The line with the greatest number that is not above `seq`; nil where the file begins behind it.
    func mark(upTo seq: Int64) throws(ItemLogError) -> EventMark? { try search(upTo: seq).mark }

    /// As `mark(upTo:)`, and where the lines begin that are above `seq`, as far as the file is in order.
    func search(upTo seq: Int64) throws(ItemLogError) -> (mark: EventMark?, end: Int) {
        var (low, high) = (0, try size())
        var found: EventMark?
        // The first line that begins at `low` or behind it is not above `seq`, as far as `found` tells.
        while low < high {
            let middle = (low + high) / 2
            guard let (mark, end) = try firstMark(from: middle, before: high), mark.seq <= seq else {
                high = middle
                continue
            }
            if found.map({ $0.seq < mark.seq }) ?? true { found = mark }
            low = end
        }
        return (found, low)
    }

    /// The first whole line of ours that begins between two places, and where it ends.
    func firstMark(from start: Int, before limit: Int) throws(ItemLogError) -> (EventMark, end: Int)? {
        var place = start
        if start > 0 {
            guard let newline = try newline(from: start - 1) else { return nil }
            place = newline + 1
        }
        while place < limit, let newline = try newline(from: place) {
            if let mark = Self.mark(try read(at: place, newline - place)[...]) { return (mark, newline + 1) }
            place = newline + 1
        }
        return nil
    }

    func newline(from start: Int) throws(ItemLogError) -> Int? {
        var start = start
        let size = try self.size()
        while start < size {
            let bytes = try read(at: start, min(1 << 16, size - start))
            if let index = bytes.firstIndex(of: UInt8(ascii: "\n")) { return start + index }
            start += bytes.count
        }
        return nil
    }

    private func size() throws(ItemLogError) -> Int {
        guard let status = FileStatus(descriptor) else {
            throw ItemLogError(path: path, operation: "read", code: errno)
        }
        return status.size
    }

    func read(at start: Int, _ count: Int) throws(ItemLogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress! + filled, count - filled, start + filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw ItemLogError(path: path, operation: "read", code: errno) }
            // Another program has cut it short: logrotate's copytruncate.
            guard got > 0 else { return Array(bytes.prefix(filled)) }
            filled += got
        }
        return bytes
    }
}
