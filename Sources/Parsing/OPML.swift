/// A subscription list of any reader (OPML 1.0 and 2.0).
package struct SubscriptionList: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var url: String
        package var title: String?
        package var homePageURL: String?
        /// The folders around it, outermost first, and its `category`.
        package var tags: [String] = []
        package init(url: String, title: String? = nil) { (self.url, self.title) = (url, title) }
    }
    package var title: String?
    package var entries: [Entry] = []
    /// What could not be taken, one sentence each, with the line.
    package var warnings: [String] = []
    package init() {}
}

/// Reads a subscription list, taking what can be taken.
package func parseOPML(_ bytes: [UInt8]) throws(ParseError) -> SubscriptionList {
    throw .notAFeed(reason: "not built yet")
}
