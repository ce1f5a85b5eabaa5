import FeedModel
import Foundation

/// An article's page that this process alone may read until its lease runs out.
package struct ClaimedPage: Sendable {
    package let item: Int64
    package let feed: FeedReference
    package let url: String
    package let host: String
    package let subscription: Subscription
    package let state: PageState
    /// Until when it is claimed.
    package let lease: Date

    package init(
        item: Int64, feed: FeedReference, url: String, host: String, subscription: Subscription, state: PageState,
        lease: Date
    ) {
        (self.item, self.feed, self.url, self.host) = (item, feed, url, host)
        (self.subscription, self.state, self.lease) = (subscription, state, lease)
    }
}
