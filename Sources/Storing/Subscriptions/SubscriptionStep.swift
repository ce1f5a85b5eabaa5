import FeedModel
import Foundation
import TextKit

/// What becomes of a feed when it is subscribed to, or when the list of subscriptions is another.
package enum SubscriptionStep: Sendable {
    /// None of its address is held.
    case add(Subscription)
    /// It is subscribed to again, or with other settings, or is back in the configuration.
    case keep(SubscribedFeed, Subscription)
    /// It goes on at another address, or under another spelling of it.
    /// - Parameter isTold: nothing is to be told of that.
    case move(SubscribedFeed, to: Subscription, isTold: Bool)
    case remove(SubscribedFeed)
    /// It is missing since then, and is not given up yet.
    case miss(SubscribedFeed, since: Date)

    /// What makes the list of subscribed feeds the configuration's. A feed that comes back keeps its past, and so does one
    /// whose address is only spelled anew, or is the one that the feed has moved to.
    /// - Parameter held: all feeds, by their addresses.
    /// - Parameter moves: of all feeds that have one; asked for where addresses are new.
    /// - Parameter removingOthers: false when a part of the configuration could not be read.
    /// - Parameter patience: for how long a feed must have been missing before it is taken for removed: files are seen
    ///   half-written, and folders not mounted.
    package static func synchronizing(
        _ subscriptions: [Subscription], held: consuming [String: SubscribedFeed],
        moves: () throws -> [Int64: FeedMove], removingOthers: Bool, patience: Duration, at now: Date
    ) throws -> [SubscriptionStep] {
        // Not a copy, which of a hundred thousand feeds is large.
        var held = held
        let wanted = subscriptions.map { (subscription: $0, before: held.removeValue(forKey: $0.url)) }
        let moves = try wanted.allSatisfy { $0.before != nil } ? [:] : moves()
        var others = FormerAddresses(held.values, moves)
        var steps: [SubscriptionStep] = []
        for (subscription, before) in wanted {
            if before == nil, let former = others.take(for: subscription.url) {
                held[former.url] = nil
                steps.append(move(former, to: subscription, moves))
            } else if let step = subscribe(to: subscription, before) {
                steps.append(step)
            }
        }
        guard removingOthers else { return steps }
        for feed in held.values.sorted(by: { $0.id < $1.id }) where feed.isSubscribed && !feed.isAdded {
            let since = min(feed.absentSince ?? now, now)
            if now.timeIntervalSince(since) >= patience / .seconds(1) {
                steps.append(.remove(feed))
            } else if since != feed.absentSince {
                steps.append(.miss(feed, since: since))
            }
        }
        return steps
    }

    /// What makes one feed subscribed. The address that a subscribed one has moved to may be another feed's as well.
    package static func subscribing(
        to subscription: Subscription, held: consuming [String: SubscribedFeed], moves: [Int64: FeedMove]
    ) -> SubscriptionStep? {
        var held = held
        let before = held.removeValue(forKey: subscription.url)
        var others = FormerAddresses(held.values, moves)
        if before == nil, let former = others.take(for: subscription.url, isOnlyUnsubscribed: true) {
            return move(former, to: subscription, moves)
        }
        return subscribe(to: subscription, before)
    }

    private static func subscribe(to subscription: Subscription, _ before: SubscribedFeed?) -> SubscriptionStep? {
        guard let before else { return .add(subscription) }
        let isAsItWas =
            before.isSubscribed && before.absentSince == nil && !before.isAdded
            && before.settings == JSONValue.object(subscription.json).encoded
        return isAsItWas ? nil : .keep(before, subscription)
    }

    private static func move(
        _ former: SubscribedFeed, to subscription: Subscription, _ moves: [Int64: FeedMove]
    ) -> SubscriptionStep {
        let isSameRequest = addressKey(former.url) == addressKey(subscription.url)
        return .move(former, to: subscription, isTold: isSameRequest || moves[former.id]?.isProven ?? false)
    }
}
