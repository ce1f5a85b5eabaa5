import FeedModel
import Foundation
import TextKit

/// A row of a feed, as far as the configuration has a say in it.
package struct SubscribedFeed: Sendable {
    package let id: Int64
    package let url: String
    package let isSubscribed: Bool
    package let settings: String
    package let absentSince: Date?
    /// It was added on a machine that does not own the feeds: no configuration names it.
    package let isAdded: Bool

    package init(
        id: Int64, url: String, isSubscribed: Bool, settings: String, absentSince: Date?, isAdded: Bool = false
    ) {
        (self.id, self.url, self.isSubscribed, self.isAdded) = (id, url, isSubscribed, isAdded)
        (self.settings, self.absentSince) = (settings, absentSince)
    }
}

/// Where a feed is asked in place of its subscription's address.
package struct FeedMove: Sendable {
    package let address: String
    /// `feed-moved` was told.
    package let isProven: Bool

    package init(address: String, isProven: Bool) { (self.address, self.isProven) = (address, isProven) }
}

extension FeedState {
    /// What is remembered of the old address does not hold at the new one; what is remembered of the feed does.
    /// - Returns: True when `feed-moved` was told of it before.
    package mutating func takeAddress(_ new: String) -> Bool {
        let isAskedThere = move.address.map(addressKey) == addressKey(new)
        let isTold = isAskedThere && move.isProven
        move = Move()
        notBefore = nil
        guard !isAskedThere else { return isTold }
        (validators, bodyHash, lastFullResponse, trust304For, brokenHTTP2) = (Validators(), nil, nil, nil, nil)
        (headerHint, headerHintName) = (nil, nil)
        // A person vouches that it is the same feed, whatever it calls itself there.
        identity = Identity()
        history = nil
        if isGone { isFailing = true }
        (isGone, goneCount) = (false, 0)
        return false
    }
}

extension JSONObject {
    /// What `feed-moved` says.
    package static func move(from old: String, to new: String) -> JSONObject {
        var facts = JSONObject()
        facts.set("from", old)
        facts.set("to", new)
        return facts
    }
}

/// The part of an address that connections and politeness go by.
package func host(of url: String) -> String { WebAddress(url)?.server ?? "" }
