import FeedModel
import Fetching
import Foundation
import Storing

extension FeedUpdate.Plan {
    /// The feed could not be had. What is stored of it stays as it is, validators included.
    mutating func fail(_ failure: CheckFailure, of subscription: Subscription, at now: Date) {
        if case .fetching(.hostResting(_, let retryAfter)) = failure {
            return rest(retryAfter, "its host asked to be left alone", of: subscription, at: now)
        }
        if case .fetching(let error) = failure, error.saysNothingOfTheFeed {
            return waitForProxy(error, of: subscription, at: now)
        }
        state.doubt(failure, at: now)
        if state.leaveUnprovenAddress(failure, at: now) {
            return schedule(after: PollingPolicy.floor, "back to the old address", of: subscription, at: now)
        }
        state.failures += 1
        state.failingSince = state.failingSince ?? now
        state.lastError = messageLine(failure.description + state.wayBack(from: failure, to: subscription), limit: 400)
        state.errorKind = failure.kind
        if case .fetching(.refused(let refusal)) = failure {
            if refusal.status == 410, !refusal.redirects.contains(where: { $0.status != 301 && $0.status != 308 }) {
                countGone(of: subscription, at: now)
                return heed(refusal, of: subscription, at: now)
            }
            state.goneCount = 0
            if refusal.status == 429 || refusal.status == 503 {
                return slowDown(refusal, of: subscription, at: now)
            }
        }
        tellFailure(at: now)
        schedule(after: backOff(of: subscription), failureReason, of: subscription, at: now)
        if case .fetching(.refused(let refusal)) = failure { heed(refusal, of: subscription, at: now) }
    }

    /// Nothing came to be known of the feed, and it stays due.
    mutating func stayDue(isForNetwork: Bool, at now: Date) {
        // What was asked before its time waits for nothing.
        guard !state.isGone, state.nextCheck.map({ $0 <= now }) ?? true else { return }
        state.nextCheck = state.nextCheck ?? now
        guard isForNetwork else { return }
        state.noNetworkSince = state.noNetworkSince ?? now
        state.nextCheckReason = "as soon as there is a network again"
    }

    /// What stands between us and the server says nothing of the feed: nothing is counted, and it is soon asked again.
    private mutating func waitForProxy(_ error: FetchError, of subscription: Subscription, at now: Date) {
        let reason = "\(error), which does not count against the feed"
        if case .proxy(let trouble) = error, let asked = trouble.retryAfter {
            return rest(asked, reason, of: subscription, at: now)
        }
        let wait = PollingPolicy.proxyTrouble * (1 + PollingPolicy.jitter * jitter(of: subscription))
        schedule(after: wait, reason, of: subscription, at: now)
    }

    /// 1, 2, 4, 8, 16 hours, then daily: never stopping for good.
    private func backOff(of subscription: Subscription) -> Duration {
        let hours = state.failures > 5 ? 24 : 1 << (state.failures - 1)
        return .hours(hours) * (1 + PollingPolicy.jitter * jitter(of: subscription))
    }

    private var failureReason: String {
        state.failures == 1 ? "after a failure" : "after \(state.failures) failures"
    }

    /// Said once: at the third failure in a row, or at the first of a feed that has never been read.
    private mutating func tellFailure(at now: Date) {
        guard !state.isFailing, state.failures >= PollingPolicy.failuresUntilTold || state.lastSuccess == nil else {
            return
        }
        state.isFailing = true
        var facts = JSONObject()
        facts.set("error", state.lastError)
        facts.set("since", clock: state.failingSince)
        facts.set("attempts", state.failures)
        events.append((.feedFailing, facts))
    }

    /// The second 410, a day after the first, ends the polling until a person asks (RFC 9110, 15.5.11).
    private mutating func countGone(of subscription: Subscription, at now: Date) {
        state.goneCount += 1
        guard state.goneCount >= 2 else {
            let wait = PollingPolicy.goneConfirmation * (1 + PollingPolicy.jitter * jitter(of: subscription))
            return schedule(after: wait, "gone (410); once more to be sure", of: subscription, at: now)
        }
        state.nextCheck = nil
        state.nextCheckReason = "gone for good (410): never, unless you ask"
        guard !state.isGone else { return }
        state.isGone = true
        var facts = JSONObject()
        facts.set("error", state.lastError)
        facts.set("since", clock: state.failingSince)
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
        hostRest = now.addingTimeInterval((refusal.status == 429 ? wait : PollingPolicy.busyHostRest).seconds)
    }

    /// A server may name the least time with any status (RFC 9110, 10.2.3); our own may be longer. With 403 it means
    /// whoever asks too much, and so the host.
    private mutating func heed(_ refusal: Refusal, of subscription: Subscription, at now: Date) {
        guard let asked = refusal.retryAfter, let next = state.nextCheck else { return }
        let reason = state.nextCheckReason
        rest(asked, "the server asked for it by Retry-After (\(refusal.status))", of: subscription, at: now)
        if refusal.status == 403 { hostRest = state.notBefore }
        if let late = state.nextCheck, late < next { (state.nextCheck, state.nextCheckReason) = (next, reason) }
    }

    private mutating func rest(
        _ asked: RetryAfter?, _ reason: String, of subscription: Subscription, at now: Date
    ) {
        let asked = asked?.wait(at: now) ?? PollingPolicy.floor
        let bounds = PollingPolicy.retryAfterBounds
        let wait = min(max(asked, bounds.lowerBound), bounds.upperBound)
        state.notBefore = now.addingTimeInterval(wait.seconds)
        let polite = max(wait, PollingPolicy.hintedFloor)
        schedule(
            after: polite * (1 + PollingPolicy.jitter * jitter(of: subscription)), reason, of: subscription, at: now)
    }
}

extension FeedState {
    /// A feed that has moved for good is never led back by a bad certificate, or anybody could; a person may.
    fileprivate func wayBack(from failure: CheckFailure, to subscription: Subscription) -> String {
        guard let address = move.address, address != subscription.url else { return "" }
        switch failure {
        case .fetching(.untrusted), .fetching(.noTLS):
            return "; it has moved to \(address), and perhaps \(subscription.url) still serves it"
        default: return ""
        }
    }
}
