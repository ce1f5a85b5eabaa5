import FeedModel
import Foundation

extension FeedState {
    /// The longer ago the later: a document that a process died of would be read first by the next one.
    private static let interruptedWaits: [Double] = [60, 300, 1800, 7200, 21_600, 86_400]

    /// Puts off what was being read or kept when a process died, at growing distance; a check that comes to its end
    /// forgets how often that was.
    /// - Returns: until when.
    package mutating func putOffInterrupted(at now: Date) -> Date {
        interruptions += 1
        let wait = Self.interruptedWaits[min(interruptions, Self.interruptedWaits.count) - 1]
        let due = max(now.addingTimeInterval(wait), nextCheck ?? now)
        nextCheck = due
        nextCheckReason = "Dateline ended while it was being read (\(interruptions) in a row)"
        return due
    }
}
