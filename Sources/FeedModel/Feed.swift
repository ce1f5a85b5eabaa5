import struct FoundationEssentials.Date

/// What a subscription's server answered: a document with entries, in one form whatever its format was.
///
/// What the document did not say stays nil or empty. `Feed+JSON.swift` writes it as JSON Feed 1.1.
package struct Feed: Equatable, Sendable {
    package var title: String?
    package var homePageURL: String?
    package var feedURL: String?
    package var description: String?
    package var icon: String?
    package var favicon: String?
    package var authors: [Person] = []
    /// BCP 47.
    package var language: String?
    package var hubs: [Hub] = []
    /// The next page of a paged feed (RFC 5005, 3).
    package var nextURL: String?
    package var isExpired: Bool?

    package var format: FeedFormat
    /// As it was decoded, in lower case.
    package var encoding: String?
    /// False when the text had to be repaired.
    package var isWellFormed = true
    /// The document ended before its root did: a part of what was sent. An entry that was cut off is not in it.
    package var isTruncated = false
    /// What was wrong and how it was read, one sentence each, for the publisher.
    package var warnings: [String] = []
    package var id: String?
    package var datePublished: Date?
    package var dateModified: Date?
    package var rights: String?
    package var generator: Generator?
    package var publisher: Person?
    package var webmaster: Person?
    package var contributors: [Person] = []
    package var categories: [Category] = []
    package var links: [Link] = []
    package var image: FeedImage?
    package var ttlMinutes: Int?
    /// Hours (GMT) in which the publisher asks not to be polled (RSS 2.0).
    package var skipHours: [Int] = []
    /// Days (GMT), "Monday" … "Sunday".
    package var skipDays: [String] = []
    package var updatePeriod: String?
    package var updateFrequency: Int?
    package var updateBase: Date?
    package var docs: String?
    package var cloud: [String: String] = [:]
    package var isExplicit: Bool?
    package var isBlocked: Bool?
    package var license: String?
    /// The document holds all entries there are (RFC 5005, 2): one that is missing was withdrawn.
    package var isComplete: Bool?
    /// The document is an archive page and will not change (RFC 5005, 4).
    package var isArchive: Bool?
    /// iTunes and Podcasting 2.0 facts by their element names.
    package var podcast: JSONObject = JSONObject()
    package var geo: Geometry?
    /// Where the podcast says it has moved to (`itunes:new-feed-url`).
    package var newFeedURL: String?
    /// `at:deleted-entry` (RFC 6721): entries the publisher took back.
    package var deletedEntries: [DeletedEntry] = []

    package var items: [Item] = []
    /// Entries behind the last of `items` that were left, since a budget allows no more.
    package var itemsLeft = 0
    /// That number, where any were left.
    package var itemLimit: Int?

    package init(format: FeedFormat) { self.format = format }
}

package enum FeedFormat: String, Sendable, CaseIterable {
    case rss090 = "rss0.90"
    case rss091 = "rss0.91"
    case rss092 = "rss0.92"
    case rss093 = "rss0.93"
    case rss094 = "rss0.94"
    case rss10 = "rss1.0"
    case rss20 = "rss2.0"
    case atom03 = "atom0.3"
    case atom10 = "atom1.0"
    case json10 = "json1.0"
    case json11 = "json1.1"
    case cdf
}

package struct Hub: Equatable, Sendable {
    package var type: String
    package var url: String
    package init(type: String, url: String) { (self.type, self.url) = (type, url) }
}

package struct Generator: Equatable, Sendable {
    package var name: String?
    package var version: String?
    package var url: String?
    package init(name: String? = nil, version: String? = nil, url: String? = nil) {
        (self.name, self.version, self.url) = (name, version, url)
    }
}

package struct FeedImage: Equatable, Sendable {
    package var url: String?
    package var title: String?
    package var link: String?
    package var width: Int?
    package var height: Int?
    package init() {}
}

package struct DeletedEntry: Equatable, Sendable {
    package var id: String
    package var at: Date?
    package init(id: String, at: Date? = nil) { (self.id, self.at) = (id, at) }
}
