import Foundation

/// What is published: all that is held, or what a tag and a search select of it.
package struct PublicationQuery: Sendable, Hashable {
    /// Of feeds. Copies of other feeds are left out then: a tag says which feeds may be shown.
    package var tag: String?
    /// As `dateline items` takes them; empty for all. Copies are shown whether they match or not.
    package var words = ""

    package init() {}
}

/// A story as it is published, by the numbers of its items.
package struct StoryOutline: Sendable, Equatable {
    /// The store's number; negative for an item that is of no story.
    package let id: Int64
    /// In the order in which they were first seen; none of them pruned.
    package let items: [Int64]
    /// The original where it is shown, else the first.
    package let lead: Int64
    /// When the first of them was first seen.
    package let firstSeen: Date
    /// When a reader would last have wanted to know of it: at first, and when its lead was materially revised.
    package let updated: Date
    /// One of its items has more than one text.
    package let isRevised: Bool

    package init(id: Int64, items: [Int64], lead: Int64, firstSeen: Date, updated: Date, isRevised: Bool) {
        (self.id, self.items, self.lead) = (id, items, lead)
        (self.firstSeen, self.updated, self.isRevised) = (firstSeen, updated, isRevised)
    }

    /// There is more to say of it than its text.
    package var hasPage: Bool { items.count > 1 || isRevised }
}
