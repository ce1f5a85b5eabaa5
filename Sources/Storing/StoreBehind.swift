import Foundation

/// The last time that the store was found behind its log.
package struct StoreBehind: Equatable, Sendable {
    package var at: Date
    /// The numbers that the log had and the store had not.
    package var from: Int64
    package var to: Int64
    /// Events that the log had not, and which have got new numbers.
    package var moved = 0

    package init(at: Date, from: Int64, to: Int64) { (self.at, self.from, self.to) = (at, from, to) }
}
