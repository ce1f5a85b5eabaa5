import TextKit

/// Feeds that the configuration does not name, by the addresses that would be theirs as well: other spellings of their
/// own, and the one that they have moved to.
struct FormerAddresses {
    private var byKey: [String: SubscribedFeed] = [:]
    private var byTarget: [String: SubscribedFeed] = [:]
    private var taken: Set<Int64> = []

    /// - Parameter moves: of all feeds that have one.
    init(_ feeds: some Collection<SubscribedFeed>, _ moves: [Int64: FeedMove]) {
        // Of two, the one that is subscribed, then the older one.
        for feed in feeds.sorted(by: { ($0.isSubscribed ? 0 : 1, $0.id) > ($1.isSubscribed ? 0 : 1, $1.id) }) {
            byKey[addressKey(feed.url)] = feed
            // Of a feed that was given up, only what it was told to have moved to.
            guard let move = moves[feed.id], feed.isSubscribed || move.isProven else { continue }
            byTarget[addressKey(move.address)] = feed
        }
    }

    /// The feed that is now to be asked at `url`. Each is given once.
    mutating func take(for url: String, isOnlyUnsubscribed: Bool = false) -> SubscribedFeed? {
        let key = addressKey(url)
        guard let feed = byKey[key] ?? byTarget[key], !isOnlyUnsubscribed || !feed.isSubscribed,
            taken.insert(feed.id).inserted
        else { return nil }
        return feed
    }
}
