import CXML2
import FeedModel

/// Reads a feed of any format.
/// - Parameter url: where the bytes came from: relative addresses are resolved against it.
/// - Parameter contentType: the `Content-Type` header, whose charset counts (RFC 7303).
package func parseFeed(_ bytes: [UInt8], at url: String, contentType: String? = nil) throws(ParseError) -> Feed {
    throw .notAFeed(reason: "not built yet")
}
