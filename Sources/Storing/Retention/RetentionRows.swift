import FeedModel
import Foundation

/// Gives a look for what is to be pruned what it reads.
package protocol RetentionSource: Sendable {
    /// In one snapshot.
    func readRetention<T: Sendable>(_ body: @Sendable (any RetentionRows) throws -> T) throws -> T
}

/// The rows that a look for what is to be pruned reads.
package protocol RetentionRows {
    /// Of subscribed feeds.
    func rulesOfFeeds() throws -> [(feed: Int64, url: String, rules: JSONObject?)]
    /// The newest items below that number; of those that have been pruned, the ones that nobody has listed since.
    func items(below: Int64, leftBefore: Int64, limit: Int) throws -> [ScannedItem]
    /// Those of `items` by which copies find their stories.
    func sketched(_ items: [Int64]) throws -> Set<Int64>
    /// The revisions of each item, the newest first.
    func revisions(of items: [Int64]) throws -> [Int64: [ScannedRevision]]
    /// What each feed lists now: of one that is not subscribed, where it was checked since then.
    /// - Parameter since: RFC 3339.
    func listed(by feeds: [Int64], since: String) throws -> [Int64: Set<Int64>]
    /// The newest events of feeds below that number.
    func events(below: Int64, limit: Int) throws -> [ScannedEvent]
    /// Those of `events` that are the last of their kind that tell of their items.
    func last(of events: [ScannedEvent]) throws -> Set<Int64>
}

package struct ScannedItem: Sendable {
    package let id: Int64
    package let feed: Int64
    package let state: Int
    package let revision: Int
    package let firstSeen: Int64
    /// Of one that has been pruned: when the feed was last known to list it.
    package let changed: Int64

    package init(id: Int64, feed: Int64, state: Int, revision: Int, firstSeen: Int64, changed: Int64) {
        (self.id, self.feed, self.state) = (id, feed, state)
        (self.revision, self.firstSeen, self.changed) = (revision, firstSeen, changed)
    }

    var isPruned: Bool { state == 2 }
}

package struct ScannedRevision: Sendable {
    package let number: Int
    package let at: Int64
    package let hasText: Bool

    package init(number: Int, at: Int64, hasText: Bool) {
        (self.number, self.at, self.hasText) = (number, at, hasText)
    }
}

package struct ScannedEvent: Sendable {
    package let seq: Int64
    package let at: Int64
    package let kind: String
    package let feed: Int64
    package let item: Int64?
    /// Nil where the item is not there any more.
    package let state: Int?

    package init(seq: Int64, at: Int64, kind: String, feed: Int64, item: Int64?, state: Int?) {
        (self.seq, self.at, self.kind, self.feed) = (seq, at, kind, feed)
        (self.item, self.state) = (item, state)
    }
}
