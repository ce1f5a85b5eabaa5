import FeedModel
import Foundation

/// A story in short.
package struct StorySummary: Sendable {
    package let id: Int64
    /// Of its original.
    package let title: String?
    package let agency: String?
    /// How many print it.
    package let feeds: Int
    package let items: Int
    /// When its original was published, else seen.
    package let first: Date
    /// When its newest item came.
    package let lastSeen: Date
    package let original: Int64
    /// Of the original: its newest.
    package let revision: Int
    /// The feeds whose copies print an earlier text than that.
    package let behind: [FeedReference]

    package init(
        id: Int64, title: String?, agency: String?, feeds: Int, items: Int, first: Date, lastSeen: Date,
        original: Int64, revision: Int, behind: [FeedReference]
    ) {
        (self.id, self.title, self.agency, self.feeds) = (id, title, agency, feeds)
        (self.items, self.first, self.lastSeen, self.original) = (items, first, lastSeen, original)
        (self.revision, self.behind) = (revision, behind)
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("story", Int(id))
        object.set("title", title)
        object.set("agency", agency)
        object.set("feeds", feeds)
        object.set("items", items)
        object.set("date_published", first)
        object.set("last_seen", clock: lastSeen)
        object.set("original", Int(original))
        object.set("revision", revision)
        if !behind.isEmpty { object.set("print_earlier_text", behind.map(\.name)) }
        return object
    }
}
