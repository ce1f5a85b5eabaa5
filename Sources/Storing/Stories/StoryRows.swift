import Comparing
import FeedModel

/// Which item is of which story, within a transaction that writes.
package protocol StoryRows {
    /// Nil where there is no such story.
    func original(of story: Int64) throws -> Int64?
    func members(of story: Int64) throws -> [Int64]
    func story(of item: Int64) throws -> Int64?
    func claim(of item: Int64) throws -> OriginalClaim?
    /// Nil for an item of no story.
    func standing(of item: Int64) throws -> StoryStanding?
    /// Nil where nothing of the host is held.
    func site(_ host: String) throws -> StorySite?
    func addSite(_ host: String) throws -> StorySite
    func keep(_ frame: Frame, ofSite number: Int64) throws

    /// A new story, of one item.
    func begin(with item: Int64) throws -> Int64
    func write(_ row: StoryRow) throws
    func move(_ item: Int64, to story: Int64) throws
    func moveAll(from gone: Int64, to story: Int64) throws
    func count(_ story: Int64, _ change: Int) throws
    func setOriginal(of story: Int64, to item: Int64) throws
    /// A story that has lost its only item.
    func drop(_ story: Int64) throws

    /// Whether a person has told them apart.
    func areApart(_ story: Int64, _ other: Int64) throws -> Bool
    func keepApart(_ story: Int64, _ other: Int64) throws
    func allowTogether(_ story: Int64, _ other: Int64) throws
    /// What was told apart from a story that goes is apart from the one that it becomes.
    func inheritApart(from gone: Int64, to story: Int64) throws
}

/// An item's place before its text changes.
package struct StoryStanding: Sendable {
    package let story: Int64
    /// How many items the story has.
    package let members: Int
    /// Under which the item is found.
    package let keys: [ItemKey]
    /// A person has told its story apart from another.
    package let isApart: Bool

    package init(story: Int64, members: Int, keys: [ItemKey], isApart: Bool) {
        (self.story, self.members, self.keys, self.isApart) = (story, members, keys, isApart)
    }
}

/// A row of an item in its story. What is nil of how it was matched leaves what stands there.
package struct StoryRow: Sendable {
    package let claim: OriginalClaim
    package let place: StoryPlace
    package let site: Int64
    /// The item that it was found to be a copy of.
    package let matched: Int64?
    /// The credit in short.
    package let credit: String?
    package let sketch: Sketch
    package let keys: [ItemKey]

    package var item: Int64 { claim.item }
    package var origin: Int { (claim.isAgencysOwn ? 1 : 0) | (claim.creditsAnother ? 2 : 0) }
    package var reasons: String? {
        place.reasons.isEmpty ? nil : JSONValue.array(place.reasons.map(JSONValue.string)).encoded
    }
}

extension OriginalClaim {
    /// Of a row, which has `StoryRow.origin`.
    package init(item: Int64, origin: Int, wordCount: Int, time: Int64) {
        self.init(
            item: item, isAgencysOwn: origin & 1 != 0, creditsAnother: origin & 2 != 0, wordCount: wordCount, time: time
        )
    }
}

extension StoryRows {
    /// Makes `other` and `story` one, under the older number, unless a person has told them apart.
    /// - Returns: the items that have another story now.
    package func merge(_ other: Int64, into story: inout Int64) throws -> [StoryPlace.Move] {
        guard try !areApart(story, other) else { return [] }
        let (kept, gone) = (min(story, other), max(story, other))
        let items = try members(of: gone)
        try moveAll(from: gone, to: kept)
        try count(kept, items.count)
        try inheritApart(from: gone, to: kept)
        let original = try original(of: gone)
        try drop(gone)
        story = kept
        if let original, let claim = try claim(of: original) { try electOriginal(of: kept, against: original, claim) }
        return items.map { .init(item: $0, story: gone) }
    }

    /// Takes `item` for the original of its story where its claim is better than that of the one there is.
    /// - Returns: the original before and then.
    @discardableResult
    package func electOriginal(
        of story: Int64, against item: Int64, _ claim: OriginalClaim
    ) throws -> (old: Int64, new: Int64) {
        let old = try original(of: story) ?? item
        guard old != item, try self.claim(of: old).map(claim.isBetter) ?? true else { return (old, old) }
        try setOriginal(of: story, to: item)
        return (old, item)
    }

    /// Looks for the original among all members, after a person has moved some.
    package func electOriginal(of story: Int64) throws {
        var best: OriginalClaim?
        for item in try members(of: story) {
            guard let claim = try claim(of: item) else { continue }
            if best.map({ claim.isBetter(than: $0) }) ?? true { best = claim }
        }
        if let best { try setOriginal(of: story, to: best.item) }
    }

    // MARK: - A person's corrections

    /// Makes a story of its own of some items of another. Later evidence does not undo it.
    /// - Returns: the items that have another story now.
    /// - Throws: `StoryError`.
    package func split(_ items: [Int64]) throws -> [StoryPlace.Move] {
        let items = Array(Set(items)).sorted()
        let stories = try Set(
            items.map { item in
                guard let story = try story(of: item) else { throw StoryError.noItem(item) }
                return story
            })
        guard let story = stories.first, stories.count == 1 else {
            throw StoryError.severalStories(stories.sorted())
        }
        guard try members(of: story).count > items.count else { throw StoryError.wholeStory(story) }
        let new = try begin(with: items[0])
        for item in items { try move(item, to: new) }
        try count(story, -items.count)
        try count(new, items.count - 1)
        try keepApart(story, new)
        for story in [story, new] { try electOriginal(of: story) }
        return items.map { .init(item: $0, story: story) }
    }

    /// Makes one of some stories, under the oldest number.
    /// - Parameter moved: is told of the items that have another story now, of one story after the other.
    /// - Throws: `StoryError`.
    package func join(_ stories: [Int64], moved: ([StoryPlace.Move]) throws -> Void) throws {
        let stories = Array(Set(stories)).sorted()
        for story in stories where try original(of: story) == nil { throw StoryError.noStory(story) }
        guard var kept = stories.first, stories.count > 1 else { throw StoryError.oneStory }
        for other in stories.dropFirst() {
            try allowTogether(kept, other)
            try moved(merge(other, into: &kept))
        }
        try electOriginal(of: kept)
    }
}
