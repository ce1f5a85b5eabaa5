import Foundation

/// Notices when the wall clock was set back, against a clock that never is. A suspend moves both.
struct ClockStepDetector {
    private let clock: WallClock
    private var wall: Date
    private var steady: ContinuousClock.Instant

    /// Clocks are disciplined by less than this all the time.
    private static let tolerance = 60.0

    init(_ clock: WallClock) { (self.clock, wall, steady) = (clock, clock.now, .now) }

    /// By how much, as a negative time, since the last question; nil when it was not.
    mutating func setBack() -> Duration? {
        let shift = Self.shift(of: clock.now.timeIntervalSince(wall), against: .now - steady)
        (wall, steady) = (clock.now, .now)
        return shift
    }

    static func shift(of wall: TimeInterval, against steady: Duration) -> Duration? {
        let shift = wall - steady / .seconds(1)
        return shift < -tolerance ? .seconds(shift.rounded()) : nil
    }
}
