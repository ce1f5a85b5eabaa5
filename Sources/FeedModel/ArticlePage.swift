import struct FoundationEssentials.Date

/// What an article's page says: its text without the publisher's frame, and its own account of itself.
package struct ArticlePage: Equatable, Sendable {
    package var url: String
    package var title: String?
    /// Sanitized, without the frame.
    package var contentHTML: String?
    package var contentText: String?
    package var publisher: String?
    package var authors: [Person] = []
    /// The wire service that the page's markup credits.
    package var agency: String?
    /// "Posted on December 18, 2025".
    package var published: PageTime?
    /// "Last updated: January 20, 2026".
    package var modified: PageTime?
    /// "3 min read".
    package var readingMinutes: Int?
    package var canonicalURL: String?
    package var language: String?
    package var image: String?
    /// What the page shows in its article's place.
    package var wall: PageWall?

    package init(url: String) { self.url = url }

    package var datePublished: Date? { published?.date }
    package var dateModified: Date? { modified?.date }

    /// Raised when texts are read otherwise than before: what only that has changed is no revision.
    package static let readerVersion = 3
}

/// What stands between a reader and an article.
package enum PageWall: String, Sendable {
    /// Asks to agree to cookies first.
    case consent
    /// Is empty to a reader that runs no scripts.
    case script
    /// Asks for proof that a person reads.
    case captcha
    /// Asks for a login or a payment.
    case subscription
}

extension ArticlePage {
    /// An item of the item format, with what the page says of itself in `_dateline.page`.
    package var json: JSONObject {
        var object = JSONObject()
        // A file without an address of its own has only a path.
        object.set("url", url.contains("://") ? url : nil)
        object.set("title", title)
        object.set("content_html", contentHTML)
        object.set("content_text", contentText)
        object.set("image", image)
        object.set("date_published", datePublished)
        object.set("date_modified", dateModified)
        object.set("authors", authors.map(\.json))
        object.set("language", language)
        var more = JSONObject()
        if let agency {
            var wire = JSONObject()
            wire.set("agency", agency)
            more.set("wire", wire)
        }
        more.set("page", facts)
        object.set("_dateline", more)
        return object
    }

    /// The `page` object of the item format.
    package var facts: JSONObject {
        var object = JSONObject()
        object.set("publisher", publisher)
        object.set("date_published", published?.text)
        object.set("date_modified", modified?.text)
        object.set("reading_minutes", readingMinutes)
        object.set("canonical_url", canonicalURL)
        object.set("wall", wall?.rawValue)
        return object
    }
}
