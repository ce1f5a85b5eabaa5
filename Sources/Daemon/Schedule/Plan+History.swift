import FeedModel
import Fetching
import Foundation
import Storing

/// What came of an older page of a feed (RFC 5005).
enum HistoryAnswer: Sendable {
    case page(Feed)
    case failed(CheckFailure)

    var document: Feed? { if case .page(let feed) = self { feed } else { nil } }
}

/// What to remember after an older page was asked for. Nothing of what the schedule knows of the feed itself changes.
func plan(afterHistory answer: HistoryAnswer, _ state: FeedState, at now: Date) -> FeedUpdate.Plan {
    var plan = FeedUpdate.Plan(state: state)
    plan.state.interruptions = 0
    guard var history = state.history, let page = history.next else { return plan }
    switch answer {
    case .page(let feed):
        history.turn(feed, from: page)
        if feed.itemsLeft > 0 { plan.tellOverlong(feed) }
        history.due = state.afterSkipTimes(now)
    case .failed(.fetching(let error)) where error.saysNothingOfTheFeed:
        history.due = state.afterSkipTimes(now.addingTimeInterval(PollingPolicy.proxyTrouble.seconds))
    case .failed(let failure):
        history.failures += 1
        let rest = failure.rest(at: now)
        if failure.meansNothingThere || history.failures >= PollingPolicy.historyTries { history.next = nil }
        let backOff = Duration.hours(1 << min(history.failures - 1, 4))
        history.due = state.afterSkipTimes(now.addingTimeInterval(max(rest ?? .zero, backOff).seconds))
        if let rest {
            plan.state.notBefore = now.addingTimeInterval(rest.seconds)
            plan.hostRest = plan.state.notBefore
        }
    }
    plan.state.history = history
    return plan
}

extension FeedState.History {
    /// Begins at the page that the feed's own document names.
    init(of feed: Feed, at now: Date) {
        self.init()
        next = feed.olderPage
        landmark = next
        due = now
    }

    /// Goes on to the page after `page`, which held `feed`.
    fileprivate mutating func turn(_ feed: Feed, from page: String) {
        pages += 1
        failures = 0
        let last = entries
        entries = FeedState.Identity(of: feed).entries
        next = feed.olderPage
        // Brent's way to find circles: one address is remembered, a later one each time the count has doubled.
        let isCircle = next == landmark
        if pages & (pages - 1) == 0 { landmark = page }
        let isDowngrade = page.hasPrefix("https://") && next?.hasPrefix("https://") == false
        // The same entries again: the server pays no attention to the page's number.
        if isCircle || next == page || isDowngrade || feed.items.isEmpty || entries == last
            || pages >= PollingPolicy.historyPages
        {
            next = nil
        }
        if next == nil { (landmark, entries) = (nil, []) }
    }
}

extension Feed {
    /// The next older page: an archive document's predecessor, or the next of a paged feed.
    fileprivate var olderPage: String? { links.first { $0.rel == "prev-archive" }?.url ?? nextURL }
}

extension CheckFailure {
    /// For how long the server, or one of its host's other answers, asks to be left alone; nil when it does not.
    fileprivate func rest(at now: Date) -> Duration? {
        let asked: RetryAfter?
        switch self {
        case .fetching(.hostResting(_, let retryAfter)): asked = retryAfter
        case .fetching(.refused(let refusal)) where refusal.status == 429: asked = refusal.retryAfter
        case .fetching(.refused(let refusal)) where [403, 503].contains(refusal.status) && refusal.retryAfter != nil:
            asked = refusal.retryAfter
        default: return nil
        }
        let bounds = PollingPolicy.retryAfterBounds
        return min(max(asked?.wait(at: now) ?? PollingPolicy.floor, bounds.lowerBound), bounds.upperBound)
    }
}
