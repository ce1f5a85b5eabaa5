import FeedModel
import Fetching
import Foundation
import Storing

extension CheckResult.Plan {
    /// The feed could not be had. What is stored of it stays as it is, validators included.
    mutating func fail(_ failure: CheckFailure, of subscription: Subscription, at now: Date) {
        if case .fetching(.hostResting(_, let retryAfter)) = failure {
            return rest(retryAfter, "its host asked to be left alone", of: subscription, at: now)
        }
        state.doubt(failure, at: now)
        if state.leaveUnprovenAddress(failure, at: now) {
            return schedule(after: Manners.floor, "back to the old address", of: subscription, at: now)
        }
        state.failures += 1
        state.failingSince = state.failingSince ?? now
        state.lastError = messageLine(failure.description, limit: 400)
        switch failure {
        case .fetching(.mislabelled): state.isMislabelled = true
        case .unreadable, .webPage: state.isMislabelled = false
        default: break
        }
        if case .fetching(.refused(let refusal)) = failure {
            if refusal.status == 410, !refusal.redirects.contains(where: { $0.status != 301 && $0.status != 308 }) {
                return countGone(of: subscription, at: now)
            }
            state.goneCount = 0
            if refusal.status == 429 || refusal.status == 503 {
                return slowDown(refusal, of: subscription, at: now)
            }
        }
        tellFailure(at: now)
        schedule(after: backOff(of: subscription), failureReason, of: subscription, at: now)
    }

    /// 1, 2, 4, 8, 16 hours, then daily: never stopping for good.
    private func backOff(of subscription: Subscription) -> Duration {
        let hours = state.failures > 5 ? 24 : 1 << (state.failures - 1)
        return .hours(hours) * (1 + Manners.jitter * jitter(of: subscription))
    }

    private var failureReason: String {
        state.failures == 1 ? "after a failure" : "after \(state.failures) failures"
    }

    /// Said once: at the third failure in a row, or at the first of a feed that has never been read.
    private mutating func tellFailure(at now: Date) {
        guard !state.isFailing, state.failures >= Manners.failuresUntilTold || state.lastSuccess == nil else { return }
        state.isFailing = true
        var facts = JSONObject()
        facts.set("error", state.lastError)
        facts.set("since", state.failingSince)
        facts.set("attempts", state.failures)
        events.append((.feedFailing, facts))
    }

    /// The second 410, a day after the first, ends the polling until a person asks (RFC 9110, 15.5.11).
    private mutating func countGone(of subscription: Subscription, at now: Date) {
        state.goneCount += 1
        guard state.goneCount >= 2 else {
            let wait = Manners.goneConfirmation * (1 + Manners.jitter * jitter(of: subscription))
            return schedule(after: wait, "gone (410); once more to be sure", of: subscription, at: now)
        }
        state.nextCheck = nil
        state.nextCheckReason = "gone for good (410): never, unless you ask"
        guard !state.isGone else { return }
        state.isGone = true
        var facts = JSONObject()
        facts.set("error", state.lastError)
        facts.set("since", state.failingSince)
        events.append((.feedGone, facts))
    }

    /// 429 and 503: the server's own time where it gives one; else an hour, doubling. The whole host rests.
    private mutating func slowDown(_ refusal: Refusal, of subscription: Subscription, at now: Date) {
        tellFailure(at: now)
        if let asked = refusal.retryAfter {
            let reason = "the server asked for it by Retry-After (\(refusal.status))"
            rest(asked, reason, of: subscription, at: now)
            hostRest = state.notBefore
            return
        }
        let wait = backOff(of: subscription)
        schedule(after: wait, "the server is too busy (\(refusal.status)); \(failureReason)", of: subscription, at: now)
        hostRest = now.addingTimeInterval((refusal.status == 429 ? wait : Manners.busyHostRest).seconds)
    }

    private mutating func rest(
        _ asked: RetryAfter?, _ reason: String, of subscription: Subscription, at now: Date
    ) {
        let asked = asked?.wait(at: now) ?? Manners.floor
        let bounds = Manners.retryAfterBounds
        let wait = min(max(asked, bounds.lowerBound), bounds.upperBound)
        state.notBefore = now.addingTimeInterval(wait.seconds)
        let polite = max(wait, Manners.hintedFloor)
        schedule(after: polite * (1 + Manners.jitter * jitter(of: subscription)), reason, of: subscription, at: now)
    }
}
