import FeedModel
import Foundation

/// Knows again what was told after it was copied.
package protocol ReadBackStore: OpenedStore {
    /// Takes events back in from lines of the log, each under its number.
    /// - Returns: how many were taken, and what ended it before the last.
    func readBack(
        _ lines: [LoggedEvent], subscriptions: [String: Subscription]
    ) throws -> (taken: Int, mismatch: LogMismatch?)
    /// Tells that the events of these numbers are in neither backup nor log.
    func tellMissing(_ ranges: [ClosedRange<Int64>], at now: Date) throws
}
