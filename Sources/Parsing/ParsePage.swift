import FeedModel

/// Reads an article's page: its text without the frame, and what the page says of itself.
package func parsePage(_ bytes: [UInt8], at url: String, contentType: String? = nil) throws(ParseError) -> ArticlePage {
    throw .notAFeed(reason: "not built yet")
}
