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
    package var datePublished: Date?
    /// "Last updated: January 20, 2026".
    package var dateModified: Date?
    /// "3 min read".
    package var readingMinutes: Int?
    package var canonicalURL: String?
    package var language: String?
    package var image: String?
    /// The page shows a part only, behind a login or a payment.
    package var isBehindWall = false

    package init(url: String) { self.url = url }
}
