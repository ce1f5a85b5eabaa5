import FeedModel
import Fetching
import Foundation
import Storing

/// What asking for an article's page came to.
struct PageAnswer: Sendable {
    var finding: PageUpdate.Finding
    /// Nil when there was no answer.
    var response: Response?
    var bodyHash: String?
    /// Why there is no text.
    var reason: String?
    var retryAfter: Duration?
    /// The trouble was on our side: nothing is known of the page that was not before.
    var isOurs = false
}

private let shortestGap = Duration.seconds(3600)
private let longestGap = Duration.seconds(30 * 86_400)
/// A page that has not changed for so long is left alone.
private let interestEnds = 365 * 86_400.0
/// So many looks in a row that gave no text are the last.
private let failureLimit = 10

/// What to remember of a page after a look at it, and when to look again: at gaps that grow from an hour to thirty
/// days, more slowly and from further down where the story was revised before.
func plan(after answer: PageAnswer, _ old: PageState, _ news: PageUpdate.News, at now: Date) -> (
    state: PageState, due: Date?
) {
    var state = old
    if answer.isOurs {
        return (old, now.addingTimeInterval(max(PollingPolicy.proxyTrouble, answer.retryAfter ?? .zero).seconds))
    }
    state.lastCheck = now
    let gap = old.gap ?? shortestGap / 2
    let grown = old.revisions > 0 ? gap * 3 / 2 : gap * 2
    switch news {
    case .first:
        (state.lastChange, state.gap) = (now, shortestGap)
    case .revised:
        state.revisions += 1
        (state.lastChange, state.gap) = (now, gap / 4)
    case .same, .waiting, .nothing: state.gap = grown
    case .withdrawn: return (state, nil)
    }
    if case .nothing = news {
        state.failures += 1
        state.lastError = messageLine(answer.reason ?? "another text stands there", limit: 400)
        if state.failures >= failureLimit { return (state, nil) }
    } else {
        (state.failures, state.lastError) = (0, nil)
    }
    // Validators vouch for what was kept: not for a text that was passed over, or one that waits.
    switch news {
    case .first, .same, .revised:
        if case .read = answer.finding { state.reader = ArticlePage.readerVersion }
        if let response = answer.response, !response.isUnchanged || !response.validators.isEmpty {
            state.validators = response.validators
        }
        state.bodyHash = answer.bodyHash ?? state.bodyHash
    case .waiting, .nothing, .withdrawn: break
    }
    let kept = min(max(state.gap ?? shortestGap, shortestGap), longestGap)
    state.gap = kept
    if let changed = state.lastChange, now.timeIntervalSince(changed) > interestEnds { return (state, nil) }
    return (state, now.addingTimeInterval(max(kept, answer.retryAfter ?? .zero) / .seconds(1)))
}
