import FeedModel
import Fetching
import Foundation
import Storing

/// Both plans for what a check came to: whether it has new items is known when it is compared with what is held.
func plans(
    after answer: FetchOutcome, _ state: FeedState, of subscription: Subscription, at now: Date
) -> FeedUpdate.Plans {
    func plan(hasNewItems: Bool) -> FeedUpdate.Plan {
        Daemon.plan(after: answer, state, of: subscription, hasNewItems: hasNewItems, at: now)
    }
    guard answer.document != nil else { return .init(always: plan(hasNewItems: false)) }
    return .init(withNewItems: plan(hasNewItems: true), withoutNewItems: plan(hasNewItems: false))
}

/// What to remember of a feed after a check, when to check it again, and what is news about the feed itself.
///
/// A pure function: the rules of the schedule are all here and in the files beside it, and `README.md` tells them.
/// - Parameter hasNewItems: there are entries that the store did not know.
package func plan(
    after answer: FetchOutcome, _ state: FeedState, of subscription: Subscription, hasNewItems: Bool, at now: Date
) -> FeedUpdate.Plan {
    var plan = FeedUpdate.Plan(state: state)
    if case .noNetwork(let isCertain) = answer {
        plan.stayDue(isForNetwork: isCertain, at: now)
        return plan
    }
    plan.state.lastCheck = now
    plan.state.noNetworkSince = nil
    if answer.hasEnded { plan.state.interruptions = 0 }
    if answer.isDocument, !state.validators.isEmpty {
        let wasConditional = !ConditionalRequest(state, of: subscription, at: now).doubts
        plan.state.judgeNotModified(wasConditional: wasConditional, hasNewItems: hasNewItems)
    }
    if !subscription.readsHistory { plan.state.history = nil }
    switch answer {
    case .changed(let feed, let response, let hash):
        if !response.isDelta { plan.state.bodyHash = hash }
        plan.state.takeValidators(of: response)
        plan.state.takeHints(of: feed)
        plan.state.rhythm.learn(feed, hasNewItems: hasNewItems, at: now)
        if !response.isDelta { plan.state.identity = state.identity.followed(by: feed) }
        if state.wantsHistory(of: subscription), !response.isDelta {
            plan.state.history = FeedState.History(of: feed, at: now)
        }
        if hasNewItems { plan.state.takeNews(at: now) }  // before `succeed`, which sets `lastSuccess`
        plan.succeed(response, hasNewItems: hasNewItems, of: subscription, at: now)
        if !response.isDelta { plan.tellOverlong(feed) }
    case .unchanged(let response, let hash):
        plan.state.bodyHash = hash
        plan.state.takeValidators(of: response)
        plan.succeed(response, hasNewItems: false, of: subscription, at: now)
    case .failed(let failure):
        plan.fail(failure, of: subscription, at: now)
    case .noNetwork: break
    case .postponed:
        plan.schedule(
            after: PollingPolicy.postponement, "large, as others are that come first", of: subscription, at: now)
    case .notAsked:
        plan.state.nextCheck = max(state.nextCheck ?? now, state.notBefore ?? now, state.afterSkipTimes(now))
        plan.state.history?.due = max(state.history?.due ?? now, state.notBefore ?? now, state.afterSkipTimes(now))
    }
    return plan
}

extension FeedUpdate.Plan {
    /// The feed answered, with news or without.
    fileprivate mutating func succeed(
        _ response: Response, hasNewItems: Bool, of subscription: Subscription, at now: Date
    ) {
        if state.isFailing || state.isGone {
            var facts = JSONObject()
            facts.set("since", clock: state.failingSince)
            facts.set("attempts", state.failures)
            events.append((.feedRecovered, facts))
        }
        state.lastSuccess = now
        (state.failures, state.failingSince, state.isFailing) = (0, nil, false)
        (state.lastError, state.errorKind) = (nil, nil)
        (state.goneCount, state.isGone, state.notBefore) = (0, false, nil)
        (state.identity.doubtedBody, state.identity.doubtedSince) = (nil, nil)
        if !response.isUnchanged { state.lastFullResponse = response.isDelta ? state.lastFullResponse : now }
        if let (time, header) = response.hint(at: now) {
            (state.headerHint, state.headerHintName) = (time, header)
        } else if !response.isUnchanged {
            (state.headerHint, state.headerHintName) = (nil, nil)
        }
        if response.isHTTP2Broken {
            state.brokenHTTP2 = now
        } else if state.usesHTTP2(at: now) {
            state.brokenHTTP2 = nil
        }
        if let facts = state.followMove(response, of: subscription, at: now) { events.append((.feedMoved, facts)) }
        if !hasNewItems { tellSilence(at: now) }
        let interval = Interval(state, wish: subscription.interval, jitter: jitter(of: subscription), at: now)
        schedule(after: interval.wait, interval.reason, of: subscription, at: now)
    }

    /// Said once, while it lasts.
    mutating func tellOverlong(_ feed: Feed) {
        if state.overlongLimit == nil, let limit = feed.itemLimit {
            var facts = JSONObject()
            facts.set("kept", feed.items.count)
            facts.set("left", feed.itemsLeft)
            facts.set("limit", limit)
            events.append((.feedOverlong, facts))
        }
        state.overlongLimit = feed.itemLimit
    }

    /// A silence that was lived through: of a feed that is old when it is subscribed, nobody waits for news.
    private mutating func tellSilence(at now: Date) {
        guard !state.isSilent, state.rhythm.moments.count >= 5, let gap = state.rhythm.usualGap,
            let since = state.rhythm.sinceNewest(at: now), let found = state.lastNews,
            min(since.seconds, now.timeIntervalSince(found))
                > max(gap * PollingPolicy.silentGaps, PollingPolicy.leastSilence).seconds
        else { return }
        state.isSilent = true
        var facts = JSONObject()
        facts.set("last_news", state.rhythm.newest ?? found)
        facts.set("usual_gap_seconds", Int(gap.seconds))
        events.append((.feedSilent, facts))
    }

    /// Sets the next check, out of the hours and days that the publisher wants to be left alone in.
    mutating func schedule(after wait: Duration, _ reason: String, of subscription: Subscription, at now: Date) {
        let time = now.addingTimeInterval(wait.seconds.rounded())
        let free = state.afterSkipTimes(time)
        state.nextCheck = free
        state.nextCheckReason = reason
        guard free > time else { return }
        // All that wait for the same hour shall not begin with it.
        state.nextCheck = free.addingTimeInterval((jitter(of: subscription) * 1200).rounded())
        state.nextCheckReason = "\(reason); not in the hours that the feed asks to skip"
    }
}

extension Response {
    /// For how long it asks to be left alone after a good answer, and by which header: also by a Retry-After of its own,
    /// or of a redirect on the way to it (RFC 9110, 10.2.3).
    fileprivate func hint(at now: Date) -> (time: Duration, header: String)? {
        let fresh = freshness.remaining(at: now)
        guard let asked = retryAfter?.wait(at: now), asked > fresh?.time ?? .zero else { return fresh }
        return (asked, "Retry-After")
    }
}

extension FeedState {
    /// Those of a document replace the old ones, also by nothing; those of a 304 renew them (RFC 9111, 4.3.4).
    fileprivate mutating func takeValidators(of response: Response) {
        guard response.isUnchanged else { return validators = response.validators }
        if let tag = response.validators.eTag { validators.eTag = tag }
        if let date = response.validators.lastModified { validators.lastModified = date }
    }

    fileprivate mutating func takeNews(at now: Date) {
        if lastSuccess != nil { newsCount = min(newsCount + 1, PollingPolicy.newsOfLiveFeed) }
        lastNews = now
        isSilent = false
    }

    fileprivate mutating func takeHints(of feed: Feed) {
        let period = feed.updatePeriod.flatMap { periods[$0.lowercased()] }
            .map { $0 / max(1, feed.updateFrequency ?? 1) }
        let ttl = feed.ttlMinutes.flatMap { $0 > 0 ? Duration.minutes(min($0, 1_000_000)) : nil }
        if let ttl, ttl >= period ?? .zero {
            (documentHint, documentHintName) = (ttl, "ttl")
        } else {
            (documentHint, documentHintName) = (period, period == nil ? nil : "sy:updatePeriod")
        }
        skipHours = Set(feed.skipHours.map { $0 % 24 }.filter { $0 >= 0 }).sorted()
        skipDays = Set(feed.skipDays.compactMap(dayNumber)).sorted()
        move.announced = feed.newFeedURL
    }
}

/// RSS 1.0, syndication module.
private let periods: [String: Duration] = [
    "hourly": .hours(1), "daily": .days(1), "weekly": .days(7), "monthly": .days(30), "yearly": .days(365),
]
