import FeedModel
import Fetching
import Foundation
import Storing

/// What a server's answer came to, as far as the schedule needs to know.
enum CheckAnswer: Sendable {
    case changed(Feed, Response, bodyHash: String)
    case unchanged(Response, bodyHash: String?)
    case failed(String)

    var document: Feed? { if case .changed(let feed, _, _) = self { feed } else { nil } }
    var failure: String? { if case .failed(let reason) = self { reason } else { nil } }
}

/// What to remember of a feed after a check, and when to check it again.
func plan(after answer: CheckAnswer, of feed: ClaimedFeed, newItems: Int, at now: Date) -> CheckResult.Plan {
    var state = feed.state
    state.lastCheck = now
    let delay: TimeInterval
    switch answer {
    case .changed(_, let response, let hash):
        (state.validators, state.bodyHash) = (response.validators, hash)
        if newItems > 0 { state.lastNews = now }
        delay = succeed(&state, at: now)
    case .unchanged(let response, let hash):
        state.bodyHash = hash
        if !response.isUnchanged { state.validators = response.validators }
        delay = succeed(&state, at: now)
    case .failed(let reason):
        state.failures += 1
        state.failingSince = state.failingSince ?? now
        state.lastError = reason
        delay = min(24, Double(1 << min(state.failures - 1, 5))) * 3600
    }
    state.nextCheck = now.addingTimeInterval(delay)
    return CheckResult.Plan(state: state)
}

private func succeed(_ state: inout FeedState, at now: Date) -> TimeInterval {
    state.lastSuccess = now
    (state.failures, state.failingSince, state.lastError) = (0, nil, nil)
    return 3600
}
