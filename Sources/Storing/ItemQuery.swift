import Foundation

/// Which items to list.
package struct ItemQuery: Equatable, Sendable {
    /// What a person typed: see `SearchQuery`.
    package var words = ""
    /// Which must hold as well.
    package var saved: String?
    /// Their numbers.
    package var feeds: [Int64]?
    package var tag: String?
    package var since: Date?
    package var until: Date?
    package var limit: Int?
    /// Of the items of one story its original alone, or the first of them where that is not among them.
    package var onceAStory = false
    /// The name of an agency that it credits, or a part of one.
    package var agency: String?
    package var story: Int64?
    package var order = Order.seen
    package enum Order: String, Sendable, CaseIterable {
        /// When it was published, else seen; when it was first seen; the best match first.
        case published, seen, rank
    }
    /// Only what has been revised: `since` and `until` speak of the revision then, and the newest comes first.
    package var isRevised = false
    /// Only what a rule has dropped; else nothing of it.
    package var isDropped = false
    /// Of a revision: `material` or `cosmetic`.
    package var weight: String?

    package init() {}
}
