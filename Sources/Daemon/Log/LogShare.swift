import Glibc
import Storing

/// How much of some numbers the log's files have.
package enum LogShare: Equatable, Sendable {
    case all, some, none
    /// Files of the log cannot be read: they are compressed, or another user's.
    case unknown

    /// Found by the ends of the range: a file that somebody took away in its midst is not missed.
    package init(of numbers: ClosedRange<Int64>, in path: String) {
        let files = OpenLog.files(path)
        func last(upTo seq: Int64) throws(ItemLogError) -> Int64? { try OpenLog.mark(upTo: seq, in: files)?.seq }
        let (first, end) = (numbers.lowerBound, numbers.upperBound)
        do throws(ItemLogError) {
            if let held = try last(upTo: end), held >= first {
                let begin = try last(upTo: first)
                self = held == end && begin == first ? .all : .some
            } else {
                let areRead = files.allSatisfy { unsafe access($0, R_OK) == 0 || errno == ENOENT }
                self = areRead && LogHistory.compressed(path).isEmpty ? .none : .unknown
            }
        } catch {
            self = .unknown
        }
    }
}
