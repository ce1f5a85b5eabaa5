import Comparing
import FeedModel
import Foundation

/// What to ask for at a check.
struct Ask: Equatable {
    let url: String
    /// Empty now and then although there are some: a server may go on saying 304 whatever happens.
    let validators: Validators

    init(_ state: FeedState, of subscription: Subscription, at now: Date) {
        url = state.move.address ?? subscription.url
        let rest = state.mayBeLiedTo(at: now) ? Manners.wholeDocument : Manners.wholeDocumentAtRest
        let longest = rest * (1 + jitter(of: subscription) / 4)
        let isStale = state.lastWhole.map { now.timeIntervalSince($0) > longest.seconds } ?? true
        validators = isStale ? Validators() : state.validators
    }
}

extension FeedState {
    /// A feed that brought news again and again, and then for much longer than its own rhythm nothing but 304.
    fileprivate func mayBeLiedTo(at now: Date) -> Bool {
        guard newsCount >= Manners.newsOfLiveFeed, let gap = rhythm.usualGap, let since = rhythm.sinceNewest(at: now)
        else { return false }
        return since > gap * Manners.doubtfulGaps
    }

    /// Why nothing may be asked now, whoever wishes it; nil when something may.
    func refusal(at now: Date) -> String? {
        if let notBefore, notBefore > now { return "the server asked to be left alone until \(notBefore.rfc3339)" }
        // Due in time, but asked late, after a suspend say: the hour may be a wrong one by now.
        if let nextCheck, nextCheck <= now, afterSkipTimes(now) > now { return "the feed asks to skip this hour" }
        return nil
    }
}

/// 0 to 1, always the same for a subscription: what falls due together today is spread, and stays so.
func jitter(of subscription: Subscription) -> Double {
    Double(UInt64(bitPattern: stableHash(subscription.url)) % 10_000) / 10_000
}
