import FeedModel
import Foundation

/// A story and its items, for a person.
package struct StoryOverview: Sendable {
    package struct Member: Sendable {
        package let item: Int64
        package let feed: FeedReference
        package let title: String?
        package let url: String?
        package let time: Date
        package let agency: String?
        package let similarity: Double?
        package let reasons: [String]
        /// Which revision of the original this copy prints; nil for the original, and where that has one only.
        package let prints: Int?
        /// It is kept no longer.
        package let isPruned: Bool

        package init(
            item: Int64, feed: FeedReference, title: String?, url: String?, time: Date, agency: String?,
            similarity: Double?, reasons: [String], prints: Int?, isPruned: Bool
        ) {
            (self.item, self.feed, self.title, self.url) = (item, feed, title, url)
            (self.time, self.agency, self.similarity, self.reasons) = (time, agency, similarity, reasons)
            (self.prints, self.isPruned) = (prints, isPruned)
        }
    }
    package let id: Int64
    package let original: Int64
    /// Of the original: its newest.
    package let revision: Int
    /// The original, then the others as they were published.
    package let members: [Member]

    package init(id: Int64, original: Int64, revision: Int, members: [Member]) {
        (self.id, self.original, self.revision, self.members) = (id, original, revision, members)
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("story", Int(id))
        object.set("original", Int(original))
        object.set("revision", revision)
        object.set("items", members.map(\.json))
        return object
    }
}

extension StoryOverview.Member {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("item", Int(item))
        object.set("feed", feed.title ?? feed.url)
        object.set("title", title)
        object.set("url", url)
        object.set("date_published", time)
        object.set("agency", agency)
        if let similarity { object.append("similarity", .double((similarity * 1000).rounded() / 1000)) }
        object.set("reasons", reasons)
        object.set("prints_revision", prints)
        if isPruned { object.set("pruned", true) }
        return object
    }
}

extension StoryOverview {
    /// Those that print an earlier text than the original has now.
    package var late: [Member] { members.filter { $0.prints.map { $0 < revision } ?? false } }
}
