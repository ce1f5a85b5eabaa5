import FeedModel
import Parsing

/// A feed of a test, from an address that nobody has.
func parse(_ text: String, contentType: String? = nil) throws -> Feed {
    try parseFeed(Array(text.utf8), at: "http://feed.test/dir/feed.xml", contentType: contentType)
}
