import FeedModel

/// Stories, for who looks at them.
package protocol StoryStore: OpenedStore {
    func stories(_ query: StoryQuery) throws -> [StorySummary]
    /// Nil where there is none of that number.
    func story(_ id: Int64) throws -> StoryOverview?
    /// The story that an item is of.
    func story(ofItem item: Int64) throws -> StoryOverview?
    /// How many other items the stories have that these items are of; those that are of none are left out.
    func copies(beside items: [Int64]) throws -> [Int64: Int]
    /// Nil where no such item is held.
    func whyStory(_ item: Int64) throws -> StoryExplanation?
    /// What each of `items` was found to be a copy of; those that are none are left out.
    func storyMatches(of items: [Int64]) throws -> [Int64: StoryMatch]
}

extension StoryStore {
    /// How many other items the story has that the item of `event` is of.
    package func copies(beside event: Event) throws -> Int {
        guard let item = event.item?.number else { return 0 }
        return try copies(beside: [item])[item] ?? 0
    }
}
