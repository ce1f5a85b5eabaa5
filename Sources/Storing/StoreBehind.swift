import FeedModel
import Foundation

/// The last time that the store was found behind its log.
package struct StoreBehind: Equatable, Sendable {
    package var at: Date
    /// The numbers that the log had and the store had not.
    package var from: Int64
    package var to: Int64
    /// Events that the log had not, and which have got new numbers.
    package var moved = 0

    /// Nobody was told of items that rules have dropped: as many may have been between two that were told.
    package static let numbersForDropped: Int64 = 1_000_000

    package init(at: Date, from: Int64, to: Int64) { (self.at, self.from, self.to) = (at, from, to) }
}

extension JSONObject {
    /// What `store-behind` says.
    package static func behind(from low: Int64, to high: Int64) -> JSONObject {
        var facts = JSONObject()
        facts.set("from", Int(low))
        facts.set("to", Int(high))
        return facts
    }
}
