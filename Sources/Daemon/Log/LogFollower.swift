import FeedModel
import Glibc
import Storing

/// Reads the log as it grows, rotated files included: each number once, in order. It can be asked again at the end.
struct LogFollower {
    private let path: String
    /// The last number that was read.
    private(set) var last: Int64
    /// All files, while there may be something in them that was not read.
    private var history: LogHistory?
    /// The file that is written to, once the others have been read.
    private var current: LogLines?
    /// A number before which some are missing, as was found by looking twice.
    private var behindGap: Int64?
    /// Files that have lines of the log, and could not be read.
    private(set) var unread: [String] = []

    /// - Parameter seq: lines up to this number are left out.
    init(path: String, after seq: Int64) { (self.path, last) = (path, seq) }

    /// Nil where there is nothing yet.
    mutating func next() throws(ItemLogError) -> LogHistory.Line? {
        while true {
            if let line = try nextOfCurrent() { return line }
            // Nothing has been moved away or cut off since it was opened: that was all.
            if current?.isCurrent ?? false { return nil }
            if let line = try nextOfHistory() { return line }
            if current == nil { return nil }
        }
    }

    private mutating func nextOfCurrent() throws(ItemLogError) -> LogHistory.Line? {
        guard current != nil else { return nil }
        while let piece = try current!.next() {
            guard let line = LogHistory.Line(piece), line.mark.seq > last else { continue }
            guard line.mark.seq == last + 1 || line.mark.seq == behindGap else {
                // The file was written anew under our eyes, or one was moved away before all of it was read.
                current = nil
                return nil
            }
            last = line.mark.seq
            return line
        }
        return nil
    }

    /// While files are looked through they may be renamed, so that one is missed: what is missing is looked for twice.
    private mutating func nextOfHistory() throws(ItemLogError) -> LogHistory.Line? {
        if history == nil {
            history = try LogHistory(path: path, after: last)
            unread = history!.unread
        }
        while let line = try history!.next() {
            if line.mark.seq == last + 1 || line.mark.seq == behindGap {
                last = line.mark.seq
                return line
            }
            behindGap = line.mark.seq
            history = try LogHistory(path: path, after: last)
        }
        history = nil
        current = try LogLines(path, after: last)
        if current == nil { try Self.check(path) }
        return nil
    }

    /// A log that is not there may come; one that may not be read stays silent for ever.
    /// - Throws: why it cannot be read.
    static func check(_ path: String) throws(ItemLogError) {
        do { close(try OwnFile(path, O_RDONLY).descriptor) } catch {
            if error.code != ENOENT { throw ItemLogError(refusal: error, operation: "read") }
        }
    }
}
