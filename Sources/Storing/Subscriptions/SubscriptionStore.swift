import FeedModel
import Foundation

/// Which feeds are subscribed. What changes about that is an event.
package protocol SubscriptionStore: OpenedStore {
    /// Makes the list of subscribed feeds the configuration's. A feed that is removed keeps its items; one that comes
    /// back keeps its past.
    /// - Parameter removingOthers: false when a part of the configuration could not be read.
    /// - Parameter patience: for how long a feed must have been missing before it is taken for removed.
    /// - Returns: what is news.
    func synchronize(
        _ subscriptions: [Subscription], removingOthers: Bool, patience: Duration, at now: Date
    ) throws -> [Event]
    /// How many subscribed feeds are missing from the configuration, and since when the first of them; nil for none.
    func absences() throws -> (count: Int, since: Date)?
    /// Makes a feed subscribed, and claims it for this process to keep what it has read of it already.
    /// - Parameter isAdded: the store alone has it, and no configuration: only in one that machines share.
    /// - Parameter writing: what makes it part of the configuration, while the store is held: others see both or neither.
    /// - Returns: the claim, nil when somebody else is checking the feed; and what is news.
    func subscribe(
        to subscription: Subscription, isAdded: Bool, for duration: Duration, at now: Date,
        writing: @Sendable () throws -> Void
    ) throws -> (feed: ClaimedFeed?, events: [Event])
    /// Ends a subscription at once.
    /// - Parameter writing: what takes it out of the configuration.
    func unsubscribe(from url: String, at now: Date, writing: @Sendable () throws -> Void) throws -> [Event]
    /// Gives a subscribed feed another address; it keeps its past.
    /// - Parameter writing: what changes it in the configuration.
    func readdress(
        from old: String, to new: String, at now: Date, writing: @Sendable () throws -> Void
    ) throws -> [Event]
    /// Makes sure that there is a row for a feed that is fetched by hand, subscribed or not.
    /// - Returns: the address under which it is held, which may be spelled otherwise.
    @discardableResult
    func ensureFeed(_ subscription: Subscription, at now: Date) throws -> String
    /// Takes passwords out of addresses that an earlier version kept.
    /// - Returns: the addresses that had one, without it.
    func takeOutLogins() throws -> [String]
    /// Whether no configuration has the feed: it was added on a machine that does not own the feeds.
    func isAdded(_ url: String) throws -> Bool
    /// Of the feed's subscription.
    func tags(ofFeed id: Int64) throws -> [String]
    /// By what feeds are called, the subscribed ones first.
    func feedNames() throws -> [FeedTitles]
}

extension SubscriptionStore {
    package func subscribe(
        to subscription: Subscription, for duration: Duration, at now: Date, writing: @Sendable () throws -> Void
    ) throws -> (feed: ClaimedFeed?, events: [Event]) {
        try subscribe(to: subscription, isAdded: false, for: duration, at: now, writing: writing)
    }

    package func synchronize(_ subscriptions: [Subscription], removingOthers: Bool = true, at now: Date) throws
        -> [Event]
    {
        try synchronize(subscriptions, removingOthers: removingOthers, patience: .zero, at: now)
    }
}
