import Storing

/// Blocks reach the disk in any order. After a power failure the last line can be whole, and lines before it that were
/// appended with it be zeros, or a stretch of an older file.
extension LogReader {
    /// Where the lines end that follow each other; nil where all do.
    /// - Parameter start: where a line begins.
    /// - Parameter last: the number of the line before that; nil where it is not known.
    /// - Parameter end: behind a whole line of ours.
    /// - Parameter isMissing: whether there are events between two numbers.
    func hole(
        from start: Int, after last: Int64?, to end: Int, isMissing: (Int64, Int64) throws -> Bool
    ) throws -> Int? {
        var (lineStart, previous) = (start, last)
        var (bytes, place) = ([UInt8](), start)
        while place < end {
            let more = try read(at: place, min(1 << 20, end - place))
            guard !more.isEmpty else { return nil }  // cut short meanwhile
            bytes += more
            place += more.count
            var rest = bytes[...]
            while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = rest[..<newline]
                if let seq = Self.mark(line)?.seq {
                    if let previous {
                        guard seq > previous else { return lineStart }
                        if try seq > previous + 1 && isMissing(previous, seq) { return lineStart }
                    }
                    previous = seq
                } else if !isForeign(line) {
                    return lineStart
                }
                lineStart += line.count + 1
                rest = rest[(newline + 1)...]
            }
            // No line of ours has a zero in it: of a long hole not all is kept.
            if rest.contains(0) { return lineStart }
            bytes = Array(rest)
        }
        return nil
    }

    /// Where to begin to look for a hole: behind what the note says was on the disk. Without such a note, in the last
    /// 16 MB, which is more than is appended at once.
    func unsynchronized(_ note: LogNote, inode: UInt, size: Int) throws(ItemLogError) -> (start: Int, last: Int64?)? {
        if note.isProven, note.inode == inode, let noted = note.size, noted <= size, try isTrue(note, at: noted) {
            return noted < size ? (noted, note.seq) : nil
        }
        let start = max(0, size - 1 << 24)
        guard start > 0 else { return size > 0 ? (0, nil) : nil }
        return try newline(from: start - 1).map { ($0 + 1, nil) }
    }

    /// Whether the note is about this file: the number of a file is given anew to another once it is gone, and a power
    /// failure can bring back a note that is older than the file.
    private func isTrue(_ note: LogNote, at noted: Int) throws(ItemLogError) -> Bool {
        guard noted > 0 else { return try firstMark(from: 0, before: .max).map { $0.0.seq > note.seq } ?? true }
        var start = noted
        var line: [UInt8] = []
        while start > 0, !line.dropLast().contains(UInt8(ascii: "\n")) {
            let length = min(start, max(1 << 12, line.count))
            start -= length
            line = try read(at: start, length) + line
        }
        guard line.last == UInt8(ascii: "\n") else { return false }
        let lineStart = line.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let mark = Self.mark(line[lineStart..<(line.endIndex - 1)])
        return mark.map { $0.seq == note.seq && $0.fingerprint == note.fingerprint } ?? false
    }
}
