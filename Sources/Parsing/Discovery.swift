/// A feed that a web page names with `<link rel=alternate>` or an anchor.
package struct DiscoveredFeed: Equatable, Sendable {
    package var url: String
    package var title: String?
    package var type: String?
    package init(url: String, title: String? = nil, type: String? = nil) {
        (self.url, self.title, self.type) = (url, title, type)
    }
}

/// The feeds that a web page names, the page's own first.
package func discoverFeeds(inPage bytes: [UInt8], at url: String, contentType: String? = nil) -> [DiscoveredFeed] {
    []
}
