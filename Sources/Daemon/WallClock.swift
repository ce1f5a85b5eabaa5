import FeedModel
import Foundation

/// The time of day that schedules, ages and stored dates go by. `DATELINE_NOW` (RFC 3339) moves it, for tests;
/// time-outs of transfers are real time all the same.
package struct WallClock: Sendable {
    private let time: @Sendable () -> Date

    package init(_ time: @escaping @Sendable () -> Date) { self.time = time }

    /// - Throws: `WallClockError` when `DATELINE_NOW` is no RFC 3339 time.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(WallClockError) {
        guard let text = environment["DATELINE_NOW"] else {
            self.init { Date() }
            return
        }
        guard let start = Date(rfc3339: text) else { throw WallClockError(found: text) }
        let shift = start.timeIntervalSinceNow
        self.init { Date(timeIntervalSinceNow: shift) }
    }

    package var now: Date { time() }
}

package struct WallClockError: Error, CustomStringConvertible {
    let found: String
    package var description: String { "DATELINE_NOW is '\(found)', not a time like 2026-01-20T09:30:00Z" }
}
