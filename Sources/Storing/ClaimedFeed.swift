import FeedModel
import Foundation

/// A feed that this process alone may check until its lease runs out.
package struct ClaimedFeed: Equatable, Sendable {
    package let id: Int64
    package let host: String
    package var subscription: Subscription
    package var state: FeedState
    package let title: String?
    /// Until when it is claimed, which tells this claim from later ones; nil where the caller alone uses the store.
    package var lease: Date?

    package init(
        id: Int64, host: String, subscription: Subscription, state: FeedState, title: String?, lease: Date? = nil
    ) {
        (self.id, self.host, self.subscription, self.state) = (id, host, subscription, state)
        (self.title, self.lease) = (title, lease)
    }

    package var reference: FeedReference { FeedReference(id: id, url: subscription.url, title: title) }
}

/// Which feeds to claim.
package enum ClaimScope: Equatable, Sendable {
    /// Subscribed feeds whose time has come, the longest due first.
    case due
    /// All subscribed feeds that were not checked since, whenever they are due, the longest unchecked first.
    case all(notCheckedSince: Date)
    /// Just these addresses, subscribed or not, that were not checked since.
    case only([String], notCheckedSince: Date = .distantFuture)

    /// Leaves out of a list of addresses what is claimed of it. The other scopes see by themselves what was checked.
    package mutating func remove(_ claimed: [ClaimedFeed]) {
        guard case .only(let urls, let start) = self, !claimed.isEmpty else { return }
        let taken = Set(claimed.map(\.subscription.url))
        self = .only(urls.filter { !taken.contains($0) }, notCheckedSince: start)
    }
}
