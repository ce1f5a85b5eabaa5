import FeedModel
import Foundation

/// A story with an item that came in a span of time.
package struct FoundStory: Sendable {
    package let id: Int64
    package let members: Int
    /// When the newest item of the span came.
    package let seen: Int64
    package fileprivate(set) var feeds = 0

    package init(id: Int64, members: Int, seen: Int64) { (self.id, self.members, self.seen) = (id, members, seen) }
}

extension StoryQuery {
    /// Those that are shown, in their order. A story has no more feeds than items, which are counted already: feeds are
    /// counted of as many stories only as that leaves in doubt, and a few more.
    /// - Parameter countFeeds: that hold items of these stories.
    package func chosen(
        of found: [FoundStory], countFeeds: ([Int64]) throws -> [Int64: Int]
    ) rethrows -> [FoundStory] {
        let limit = limit ?? .max
        func counted(_ stories: ArraySlice<FoundStory>) throws -> [FoundStory] {
            let counts = try countFeeds(stories.map(\.id))
            return stories.compactMap { story in
                var story = story
                story.feeds = counts[story.id] ?? 0
                return story.feeds >= feeds ? story : nil
            }
        }
        func isBefore(_ a: FoundStory, _ b: FoundStory) -> Bool { (a.feeds, a.seen, a.id) > (b.feeds, b.seen, b.id) }
        let step = min(max(limit, 1), 100)
        var chosen: [FoundStory] = []
        switch order {
        case .time:
            var rest = found.sorted { ($0.seen, $0.id) > ($1.seen, $1.id) }[...]
            while chosen.count < limit, !rest.isEmpty {
                chosen += try counted(rest.prefix(step))
                rest = rest.dropFirst(step)
            }
            return Array(chosen.prefix(limit))
        case .feeds:
            var least = feeds
            var rest = found.sorted { ($0.members, $0.seen) > ($1.members, $1.seen) }[...]
            while let first = rest.first, first.members >= least {
                chosen += try counted(rest.prefix(step))
                rest = rest.dropFirst(step)
                guard chosen.count >= limit else { continue }
                chosen = Array(chosen.sorted(by: isBefore).prefix(limit))
                least = max(least, chosen.last?.feeds ?? least)
            }
            return Array(chosen.sorted(by: isBefore).prefix(limit))
        }
    }
}

extension StorySummary {
    /// - Parameter overview: only asked for where there may be another text to print.
    package init(
        _ found: FoundStory, title: String?, agency: String?, time: Int64, original: Int64, revision: Int,
        overview: StoryOverview?
    ) {
        var behind: [FeedReference] = []
        for member in overview?.late ?? [] where !behind.contains(where: { $0.id == member.feed.id }) {
            behind.append(member.feed)
        }
        self.init(
            id: found.id, title: title, agency: agency, feeds: found.feeds, items: found.members,
            first: Date(milliseconds: time), lastSeen: Date(milliseconds: found.seen), original: original,
            revision: revision, behind: behind)
    }
}
