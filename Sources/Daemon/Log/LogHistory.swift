import FeedModel
import Foundation
import Glibc
import Storing

/// The lines of the log, rotated files included, in the order of `seq`, each number once.
struct LogHistory {
    struct Line {
        let mark: EventMark
        let json: JSONValue
        /// As it stands in the file.
        let bytes: [UInt8]

        /// Nil for what is no line of ours. None has a zero in it: what JSON forbids in texts (RFC 8259, 7), the reader of
        /// feeds lets pass, and a hole that begins within one text and ends within another would pass for a line.
        init?(_ line: ArraySlice<UInt8>) {
            guard line.first == UInt8(ascii: "{"), !line.contains(0) else { return nil }
            let bytes = Array(line)
            guard let json = try? JSONValue(parsing: bytes), let mark = EventMark(json) else { return nil }
            (self.mark, self.json, self.bytes) = (mark, json, bytes)
        }
    }

    /// Files that have lines of the log, and could not be read: compressed, or another user's.
    let unread: [String]
    /// Pieces that are no lines of ours.
    private(set) var tornPieces = 0
    /// Lines whose number had come before.
    private(set) var repeated = 0
    private var last: Int64
    /// By their first numbers, the greatest first.
    private var waiting: [LogCursor] = []
    private var reading: [LogCursor] = []

    /// - Parameter seq: lines up to this number are left out.
    init(path: String, after seq: Int64 = 0) throws(ItemLogError) {
        last = seq
        var unread = LogHistory.compressed(path)
        for file in OpenLog.files(path) {
            guard let cursor = try LogCursor(file, after: seq) else {
                if (try? FileStatus(path: file)) != nil { unread.append(file) }
                continue
            }
            if cursor.head != nil { waiting.append(cursor) } else { tornPieces += cursor.torn }
        }
        self.unread = unread.sorted()
        waiting.sort { $0.head!.mark.seq > $1.head!.mark.seq }
    }

    /// Whether there is any to come. To be asked before the first is read.
    var hasLines: Bool { !waiting.isEmpty }

    mutating func next() throws(ItemLogError) -> Line? {
        while true {
            if let first = waiting.last?.head?.mark.seq, reading.allSatisfy({ $0.head!.mark.seq > first }) {
                reading.append(waiting.removeLast())
                continue
            }
            guard let index = reading.indices.min(by: { reading[$0].head!.mark.seq < reading[$1].head!.mark.seq })
            else {
                return nil
            }
            let line = reading[index].head!
            try reading[index].advance()
            if reading[index].head == nil { tornPieces += reading.remove(at: index).torn }
            guard line.mark.seq > last else {
                repeated += 1
                continue
            }
            last = line.mark.seq
            return line
        }
    }

    /// `items.jsonl.2.gz`, `items.jsonl-20260120.xz` and the like.
    static func compressed(_ path: String) -> [String] {
        OpenLog.siblings(of: path) { ending in
            guard let dot = ending.lastIndex(of: "."),
                ["gz", "xz", "zst", "bz2", "lz4"].contains(ending[ending.index(after: dot)...])
            else { return false }
            return dot == ending.startIndex || OpenLog.isRotationMark(ending[..<dot])
        }
    }

    // MARK: - Looks at all files

    /// What the store said of itself: at these numbers it had gone on without the numbers of a range. Only the lines of
    /// events of no item are read, so that this costs no more than reading the files.
    static func breaks(in path: String, after seq: Int64) throws(ItemLogError) -> [(
        seq: Int64, missing: ClosedRange<Int64>
    )] {
        let start = Array(#"{"id":"dateline:event:"#.utf8)
        var breaks: [(Int64, ClosedRange<Int64>)] = []
        for file in OpenLog.files(path) {
            guard var lines = try LogLines(file, after: seq) else { continue }
            while let line = try lines.next() {
                guard line.starts(with: start), let line = LogHistory.Line(line), line.mark.seq > seq,
                    line.mark.kind == EventKind.storeBehind.rawValue, let facts = line.json["_dateline"],
                    let low = facts["from"]?.int, let high = facts["to"]?.int, low <= high
                else { continue }
                breaks.append((line.mark.seq, Int64(low)...Int64(high)))
            }
        }
        return breaks.sorted { $0.0 < $1.0 }.map { (seq: $0.0, missing: $0.1) }
    }
}

/// The lines of one file, one after the other.
private struct LogCursor {
    private var lines: LogLines
    /// The line that comes next; nil at the end.
    private(set) var head: LogHistory.Line?
    private(set) var torn = 0

    /// Nil for what is no file of ours.
    init?(_ path: String, after seq: Int64) throws(ItemLogError) {
        guard let lines = try LogLines(path, after: seq) else { return nil }
        self.lines = lines
        try advance()
    }

    mutating func advance() throws(ItemLogError) {
        head = nil
        while let line = try lines.next() {
            if let line = LogHistory.Line(line) {
                head = line
                return
            }
            torn += 1
        }
        torn += lines.hasRest ? 1 : 0
    }
}
