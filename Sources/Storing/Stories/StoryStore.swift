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
    /// How many other items the stories have that the items of these events are of, by the items' numbers.
    package func copies(beside events: [Event]) throws -> [Int64?: Int] {
        let copies = try copies(beside: events.compactMap(\.item?.number))
        return Dictionary(uniqueKeysWithValues: copies.map { ($0, $1) })
    }
}
