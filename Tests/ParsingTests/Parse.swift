import FeedModel
import Parsing
import Testing

/// A feed of a test, from an address that nobody has.
func parse(_ text: String, contentType: String? = nil) throws -> Feed {
    try parseFeed(Array(text.utf8), at: "http://feed.test/dir/feed.xml", contentType: contentType)
}

/// The one item of a document of RSS, of these elements.
func item(_ elements: String) throws -> Item {
    try #require(
        try parse("<rss version='2.0'><channel><title>t</title><item>\(elements)</item></channel></rss>").items.first)
}

/// The one entry of a document of Atom, of these elements.
func entry(_ elements: String) throws -> Item {
    try #require(
        try parse("<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry>\(elements)</entry></feed>").items
            .first)
}
