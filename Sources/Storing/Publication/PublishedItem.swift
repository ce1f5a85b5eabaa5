import FeedModel
import Foundation

/// An item as it is published: its newest text, and where it is from.
package struct PublishedItem: Sendable {
    package let number: Int64
    package let feed: FeedReference
    /// The feed's own page and Atom `id`, where it names them.
    package let feedPage: String?
    package let feedID: String?
    package let revision: Int
    package let firstSeen: Date
    /// Made of its feed's first address and of what the entry was called when it was first seen: the same in each store that
    /// has seen the same entry. 32 hexadecimal digits.
    package let key: String
    /// As JSON Feed has it.
    package var json: JSONObject
    /// How much of the copy stands in the original, 0 to 1.
    package let similarity: Double?
    package let agency: String?

    package init(
        number: Int64, feed: FeedReference, feedPage: String?, feedID: String?, revision: Int, firstSeen: Date,
        key: String, json: JSONObject, similarity: Double?, agency: String?
    ) {
        (self.number, self.feed, self.feedPage, self.feedID) = (number, feed, feedPage, feedID)
        (self.revision, self.firstSeen, self.key, self.json) = (revision, firstSeen, key, json)
        (self.similarity, self.agency) = (similarity, agency)
    }

    package var title: String? { json["title"]?.string }
    package var url: String? { json["url"]?.string }
    package var language: String? { json["language"]?.string }
    package var text: String? { json["content_text"]?.string ?? json["summary"]?.string }
    /// When it was published as its feed says, else first seen.
    package var time: Date { json["date_published"]?.string.flatMap(Date.init(rfc3339:)) ?? firstSeen }
}
