import struct FoundationEssentials.Date

/// One `item` or `entry` as its feed has it, in one form whatever the format was.
///
/// What the feed did not say stays nil or empty. `Item+JSON.swift` writes it as a JSON Feed item.
package struct Item: Equatable, Sendable {
    /// The feed's own name for the entry; else the link; else a hash of title, date and text.
    package var id: String
    /// True when the feed itself gave `id`, rather than it being taken from the link or made from the text.
    package var hasOwnID = false
    package var url: String?
    package var externalURL: String?
    /// Plain text.
    package var title: String?
    /// Sanitized.
    package var contentHTML: String?
    package var contentText: String?
    /// Plain text.
    package var summary: String?
    package var image: String?
    package var datePublished: Date?
    package var dateModified: Date?
    package var authors: [Person] = []
    package var tags: [String] = []
    /// BCP 47.
    package var language: String?
    package var attachments: [Attachment] = []

    package var guidIsPermalink: Bool?
    package var commentsURL: String?
    package var commentsFeedURL: String?
    package var commentsCount: Int?
    package var source: Source?
    package var rights: String?
    package var license: String?
    package var contributors: [Person] = []
    package var categories: [Category] = []
    package var links: [Link] = []
    package var thumbnails: [Thumbnail] = []
    package var geo: Geometry?
    package var dateCreated: Date?
    package var dateExpires: Date?
    package var publisher: Person?
    package var isExplicit: Bool?
    package var isBlocked: Bool?
    package var season: Int?
    package var episode: String?
    package var transcriptURL: String?
    package var chaptersURL: String?
    package var chapters: [Chapter] = []

    package init(id: String) { self.id = id }
}

package struct Person: Equatable, Sendable {
    package var name: String?
    package var url: String?
    package var avatar: String?
    package var email: String?
    package init(name: String? = nil, url: String? = nil, avatar: String? = nil, email: String? = nil) {
        (self.name, self.url, self.avatar, self.email) = (name, url, avatar, email)
    }
}

package struct Attachment: Equatable, Sendable {
    package var url: String
    package var mimeType: String?
    package var title: String?
    package var sizeInBytes: Int?
    package var durationInSeconds: Double?
    package init(url: String) { self.url = url }
}

package struct Category: Hashable, Sendable {
    package var term: String?
    package var scheme: String?
    package var label: String?
    package init(term: String? = nil, scheme: String? = nil, label: String? = nil) {
        (self.term, self.scheme, self.label) = (term, scheme, label)
    }
}

package struct Link: Equatable, Sendable {
    package var rel: String?
    package var url: String
    package var type: String?
    package var language: String?
    package var title: String?
    package var length: Int?
    package init(rel: String? = nil, url: String) { (self.rel, self.url) = (rel, url) }
}

/// Where an entry was taken from, as the entry says (RSS `source`, Atom `source`).
package struct Source: Equatable, Sendable {
    package var id: String?
    package var title: String?
    package var url: String?
    package var feedURL: String?
    package var dateModified: Date?
    package init() {}
}

package struct Thumbnail: Hashable, Sendable {
    package var url: String
    package var width: Int?
    package var height: Int?
    package var time: String?
    package init(url: String) { self.url = url }
}

package struct Chapter: Equatable, Sendable {
    package var startSeconds: Double
    package var title: String?
    package var url: String?
    package var image: String?
    package init(startSeconds: Double) { self.startSeconds = startSeconds }
}

/// A GeoJSON geometry (RFC 7946): longitude first.
package enum Geometry: Equatable, Sendable {
    case point([Double])
    case lineString([[Double]])
    case polygon([[[Double]]])
}
