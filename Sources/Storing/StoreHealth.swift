import FeedModel
import Foundation

/// How all feeds are doing, in numbers.
package struct StoreHealth: Equatable, Sendable {
    /// Subscribed feeds.
    package var feeds = 0
    package var failing = 0
    /// New ones, of which nobody knows yet how they are.
    package var unchecked = 0
    /// Of the failing ones, by why; those that an earlier version saw last are not among them.
    package var causes: [FeedErrorKind: Int] = [:]
    /// Should have been checked some minutes ago and were not.
    package var late = 0
    /// Without news for far longer than usual.
    package var silent = 0
    /// Wait for this machine to have a network again.
    package var offline = 0
    /// Told as `new` or `duplicate` in the last hour.
    package var newInLastHour = 0
    /// When the last check was kept; nil where there was none.
    package var lastCheck: Date?
    package var pausedUntil: Date?

    package init() {}

    /// Feeds that are the same in all that is counted.
    package struct Group {
        package var count: Int
        package var isFailing = false
        /// A `FeedErrorKind`.
        package var cause: String?
        package var isLate = false
        package var isSilent = false
        package var isOffline = false
        package var isUnchecked = false
        /// RFC 3339.
        package var lastCheck: String?

        package init(count: Int) { self.count = count }
    }

    /// The pause must be known by then: nothing is late in one.
    package mutating func add(_ group: Group) {
        feeds += group.count
        if group.isFailing {
            failing += group.count
            if let kind = group.cause.flatMap(FeedErrorKind.init) { causes[kind, default: 0] += group.count }
        }
        if group.isLate, pausedUntil == nil { late += group.count }
        if group.isSilent { silent += group.count }
        if group.isUnchecked { unchecked += group.count }
        if group.isOffline { offline += group.count }
        lastCheck = [lastCheck, group.lastCheck.flatMap(Date.init(rfc3339:))].compactMap(\.self).max()
    }

    /// What is due is not late yet: a claim waits for the host's other feeds.
    package static let tolerance = Duration.seconds(300)

    /// Checked, and not failing.
    package var well: Int { feeds - failing - unchecked }

    /// "4,801 feeds: 199 well, 4,602 failing (4,600 cannot be reached), 0 late".
    package var words: String {
        var parts = ["\(grouped(well)) well"]
        if failing > 0 {
            let most = failing < 2 ? nil : causes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
            parts.append("\(grouped(failing)) failing" + (most.map { " (\(grouped($0.value)) \($0.key.words))" } ?? ""))
        }
        parts.append("\(grouped(late)) late")
        if unchecked > 0 { parts.append("\(grouped(unchecked)) not checked yet") }
        if silent > 0 { parts.append("\(grouped(silent)) silent") }
        return "\(grouped(feeds)) \(feeds == 1 ? "feed" : "feeds"): " + parts.joined(separator: ", ")
    }
}

/// `4801` as "4,801".
package func grouped(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}
