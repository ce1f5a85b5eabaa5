import Glibc
import Storing

/// The pieces between the newlines of a file. At its end it can be asked again: a log grows.
struct LogLines {
    private let file: LogFile
    private var place: Int
    private var bytes: ArraySlice<UInt8> = []
    /// Bytes without a newline were left at the end.
    private(set) var hasRest = false

    /// Nil for what is no file of ours, or not readable for this user.
    /// - Parameter seq: begins at the first line above it, or before.
    init?(_ path: String, after seq: Int64) throws(ItemLogError) {
        guard let reader = try OpenLog.reader(path) else { return nil }
        file = LogFile(reader: reader)
        place = seq > 0 ? try reader.search(upTo: seq).end : 0
    }

    mutating func next() throws(ItemLogError) -> ArraySlice<UInt8>? {
        var searched = bytes.startIndex
        while true {
            if let newline = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes = bytes[(newline + 1)...] }
                return bytes[..<newline]
            }
            let more = try file.reader.read(at: place, 1 << 18)
            guard !more.isEmpty else {
                // Kept: the rest of the line may be on its way.
                hasRest = !bytes.isEmpty
                return nil
            }
            place += more.count
            let before = bytes.count
            bytes = (Array(bytes) + more)[...]
            searched = bytes.startIndex + before
        }
    }

    /// Whether this is the file that stands under the name now, and none of what was read has been taken from it.
    var isCurrent: Bool {
        guard let open = FileStatus(file.reader.descriptor), let named = try? FileStatus(path: file.reader.path) else {
            return false
        }
        return named.identity == open.identity && open.size >= place
    }

    private final class LogFile {
        let reader: LogReader
        init(reader: LogReader) { self.reader = reader }
        deinit { close(reader.descriptor) }
    }
}
