import FeedModel

/// What a filter would have done to the items of one feed.
package struct FilterTrial: Sendable {
    package let feed: FeedReference
    /// Items that it was asked about.
    package var asked = 0
    package var dropped = 0
    /// Of those, the newest.
    package var examples: [(number: Int64, title: String)] = []
    /// Its regular expression took too long.
    package var wasStopped = false

    package init(feed: FeedReference) { self.feed = feed }
}
