import Comparing
import FeedModel
import Foundation
import TextKit

/// What to ask for at a check.
struct ConditionalRequest: Equatable {
    let url: String
    /// Empty now and then although there are some: a server may go on saying 304 whatever happens.
    let validators: Validators
    /// The server's 304s have been believed for long enough.
    let doubts: Bool

    init(_ state: FeedState, of subscription: Subscription, at now: Date) {
        url = state.move.address ?? subscription.url
        let longest = state.wholeRest(at: now) * (1 + jitter(of: subscription) / 4)
        let isStale = state.lastFullResponse.map { now.timeIntervalSince($0) > longest.seconds } ?? true
        doubts = isStale && !state.validators.isEmpty
        // A history begins at the page that the document names.
        validators = isStale || state.wantsHistory(of: subscription) ? Validators() : state.validators
    }
}

extension FeedState {
    /// False while its server's HTTP/2 is taken for broken.
    func usesHTTP2(at now: Date) -> Bool {
        brokenHTTP2.map { now.timeIntervalSince($0) >= PollingPolicy.brokenHTTP2.seconds } ?? true
    }

    /// Older pages are to be read, and none has been named yet.
    func wantsHistory(of subscription: Subscription) -> Bool { subscription.readsHistory && history == nil }

    /// The older page whose time has come; nil when it is the feed's own.
    func historyPage(at now: Date) -> String? {
        guard let page = history?.next, let due = history?.due, due <= now, nextCheck.map({ $0 > now }) ?? true,
            refusal(at: now) == nil
        else { return nil }
        return page
    }

    /// For how long the server's 304s are believed. The longer one that is doubted goes on saying nothing else, the
    /// likelier it is that there is nothing else to say.
    func wholeRest(at now: Date) -> Duration {
        if let trust304For { return trust304For }
        guard newsCount == 0 || mayBeLiedTo(at: now) else { return PollingPolicy.wholeDocumentAtRest }
        let silence = (lastNews ?? lastFullResponse).map { Duration.seconds(now.timeIntervalSince($0)) } ?? .zero
        return min(
            max(silence * PollingPolicy.doubtfulSilence, PollingPolicy.wholeDocument), PollingPolicy.wholeDocumentAtRest
        )
    }

    /// Learns what the server's 304s are worth, from an answer that brought the document.
    /// - Parameter wasConditional: false: the whole was asked for after a long time of 304s.
    mutating func judgeNotModified(wasConditional: Bool, hasNewItems: Bool) {
        if wasConditional {
            if hasNewItems { trust304For = nil }
        } else if hasNewItems {
            trust304For = PollingPolicy.fullRefetchAfterFalse304  // 304s had hidden it, or it came just now
        } else if let wait = trust304For {
            trust304For = min(wait * 2, PollingPolicy.wholeDocument)
        }
    }

    /// A feed that brought news again and again, and then for much longer than its own rhythm nothing but 304.
    fileprivate func mayBeLiedTo(at now: Date) -> Bool {
        guard newsCount >= PollingPolicy.newsOfLiveFeed, let gap = rhythm.usualGap,
            let since = rhythm.sinceNewest(at: now)
        else { return false }
        return since > gap * PollingPolicy.doubtfulGaps
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
