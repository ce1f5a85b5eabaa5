import FeedModel

/// What this process has recorded since it began. The counts are those that it has added to the view `hourly`.
package struct RecordedCounts: Sendable {
    /// By the names of the view `hourly`.
    package private(set) var counts: [String: Int] = [:]
    /// How long after their time checks began, in seconds.
    package private(set) var lateness = Histogram(bounds: [1, 10, 60, 300, 900, 3600, 21_600, 86_400])
    /// How long the transactions took that recorded all this, until they were on the disk, in seconds.
    package private(set) var commits = Histogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60])

    package init() {}

    /// - Parameter lateness: of each check, in seconds.
    /// - Parameter time: how long the transaction took that recorded them.
    package mutating func add(_ counts: [String: Int], lateness: [Double], committedIn time: Duration) {
        self.counts.merge(counts, uniquingKeysWith: +)
        for seconds in lateness { self.lateness.add(seconds) }
        commits.add(time / .seconds(1))
    }
}
