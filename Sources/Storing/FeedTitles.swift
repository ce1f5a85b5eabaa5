/// By what feeds and items are called.
package struct FeedTitles: Sendable {
    package let id: Int64
    package let url: String
    /// The operator's, and the feed's own.
    package let titles: [String]
    package let tags: [String]
    /// The address of its site, as the feed gives it.
    package let homePageURL: String?

    package init(id: Int64, url: String, titles: [String], tags: [String], homePageURL: String?) {
        (self.id, self.url, self.titles, self.tags) = (id, url, titles, tags)
        self.homePageURL = homePageURL
    }
}
