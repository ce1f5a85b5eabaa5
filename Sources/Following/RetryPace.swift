/// How long to wait before the next try: twice as long each time, up to a limit, and somewhat less at random, so that
/// those who wait for the same receiver do not all come at once.
package struct RetryPace: Sendable {
    package var first = Duration.seconds(1)
    package var longest = Duration.seconds(300)

    package init() {}

    /// - Parameter tries: that have failed, 1 or more.
    /// - Parameter chance: from 0 to 1.
    package func wait(after tries: Int, chance: Double = .random(in: 0...1)) -> Duration {
        let whole = min(longest, first * (1 << min(max(0, tries - 1), 30)))
        return whole * (0.5 + chance / 2)
    }
}
