import FeedModel
import Foundation

/// What was done in each hour, counted: a row for each hour and name, for 400 days.
///
/// Names: `check-unchanged`, `check-read`, `check-` with why a feed could not be read (`failed` where that is not known),
/// `page`, `item`, `copy`, `revision`, `withdrawal`; `late` for checks that began more than five minutes after their
/// time, and `lateness-seconds` for the lateness of all together.
package struct HourlyCounts: Sendable {
    package private(set) var counts: [String: Int] = [:]
    /// Of each check that had a time to begin at, in seconds.
    package private(set) var lateness: [Double] = []
    private var at = Date.distantPast

    package init() {}

    package static let kept = Duration.seconds(400 * 86400)

    package mutating func add(_ change: StoreChange, _ events: [Event]) {
        switch change {
        case .feed(let update):
            at = max(at, update.at)
            if !update.isHistory { add("check-" + update.answer) }
            if let due = update.feed.state.nextCheck {
                let lateness = max(0, update.at.timeIntervalSince(due))
                self.lateness.append(lateness)
                if lateness >= 1 { add("lateness-seconds", Int(min(lateness, 86400 * 366))) }
                if lateness > StoreHealth.tolerance / .seconds(1) { add("late") }
            }
        case .page(let update):
            at = max(at, update.at)
            add("page")
        case .stories: break
        }
        for event in events {
            switch event.kind {
            case .new: add("item")
            case .duplicate: add("copy")
            case .revised: add("revision")
            case .withdrawn: add("withdrawal")
            default: break
            }
        }
    }

    private mutating func add(_ name: String, _ count: Int = 1) { counts[name, default: 0] += count }

    /// The hour that they are of; nil where nothing was counted.
    package var hour: Int64? { counts.isEmpty || at == .distantPast ? nil : Self.hour(of: at) }

    package static func hour(of time: Date) -> Int64 { time.milliseconds / 3_600_000 }
}

extension FeedUpdate {
    /// What the check came to.
    fileprivate var answer: String {
        if document != nil { return "read" }
        let state = plans.withoutNewItems.state
        return state.failures > 0 ? state.errorKind?.rawValue ?? "failed" : "unchanged"
    }
}
