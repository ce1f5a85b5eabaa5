import Foundation

/// Which stories to list: those with an item that came in a span of time.
package struct StoryQuery: Sendable {
    package enum Order: String, Sendable, CaseIterable {
        /// What most feeds print first.
        case feeds
        /// The newest first.
        case time
    }
    package var since: Date
    package var until: Date?
    package var order = Order.feeds
    package var limit: Int?
    /// Printed by so many feeds at least.
    package var feeds = 1

    package init(since: Date) { self.since = since }
}
