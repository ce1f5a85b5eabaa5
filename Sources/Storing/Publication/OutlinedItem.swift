import FeedModel
import Foundation
import TextKit

/// An item of a story that is published.
package struct OutlinedItem: Sendable {
    /// Negative for an item that is of no story.
    package let story: Int64
    package let item: Int64
    /// When it was first seen.
    package let seen: Int64
    package let revision: Int
    package let isOriginal: Bool
    /// When it was last materially revised.
    package let revised: Int64?

    package init(story: Int64, item: Int64, seen: Int64, revision: Int, isOriginal: Bool, revised: Int64?) {
        (self.story, self.item, self.seen) = (story, item, seen)
        (self.revision, self.isOriginal, self.revised) = (revision, isOriginal, revised)
    }
}

extension StoryOutline {
    /// The stories of these items, in the order in which they were first seen.
    package static func all(of items: [OutlinedItem]) -> [StoryOutline] {
        let items = items.sorted { ($0.story, $0.seen, $0.item) < ($1.story, $1.seen, $1.item) }
        let stories = items.chunked { $0.story == $1.story }.map { members in
            let lead = members.first(where: \.isOriginal) ?? members[members.startIndex]
            let seen = members[members.startIndex].seen
            return StoryOutline(
                id: lead.story, items: members.map(\.item), lead: lead.item, firstSeen: Date(milliseconds: seen),
                updated: Date(milliseconds: max(seen, lead.revised ?? seen)),
                isRevised: members.contains { $0.revision > 1 })
        }
        return stories.sorted { ($0.firstSeen, $0.id) < ($1.firstSeen, $1.id) }
    }
}

extension Array {
    /// Runs of neighbours that belong together.
    fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for at in indices where at + 1 == endIndex || !belongs(self[at], self[at + 1]) {
            chunks.append(self[start...at])
            start = at + 1
        }
        return chunks
    }
}

extension PublishedItem {
    /// - Parameter first: the item as it was when it was first seen.
    /// - Parameter address: where the feed was asked at first: it may have moved since.
    package static func key(_ first: JSONObject, ofFeedAt address: String) -> String {
        let name = [addressKey(address), first["id"]?.string ?? "", first["title"]?.string ?? ""]
        return stableDigits(name.joined(separator: "\n"))
    }

    /// What tells whether anything that is published of a feed besides its items has changed.
    package static func feedMark(_ facts: [String?]) -> Int64 {
        var hash = StableHash()
        for fact in facts { hash.combine(fact ?? "\0") }
        return hash.value
    }
}

extension DailyCounts {
    /// The first of so many days up to `now`, as days since 1970.
    package static func firstDay(_ count: Int, until now: Date) -> Int {
        Int(now.milliseconds / 86_400_000) - count + 1
    }
}
