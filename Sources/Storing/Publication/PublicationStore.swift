import Foundation

/// Stories and items as they are published, and what tells which of them have changed since.
package protocol PublicationStore: OpenedStore {
    /// The stories that `query` selects an item of, in the order in which they were first seen.
    /// - Parameter items: only the stories of these; nil for all.
    /// - Throws: `SearchMistake` where the query's words mean nothing.
    func outlines(_ query: PublicationQuery, of items: [Int64]?) throws -> [StoryOutline]
    /// Items in the order of `numbers`; those that are not held are left out.
    /// - Parameter excerpt: only so many characters of the text, and no HTML; nil for all.
    func published(_ numbers: [Int64], excerpt: Int?) throws -> [PublishedItem]
    /// - Parameter feeds: whose items count as touched, too.
    func touched(after seq: Int64, feeds: [Int64]) throws -> TouchedItems
    /// When each of these items was first seen, pruned ones too.
    func firstSeen(_ items: [Int64]) throws -> [Date]
    /// The items that were first seen on the day of `time`, in UTC, as far as they are held.
    func items(firstSeenOn time: Date) throws -> [Int64]
    /// What tells whether anything that is published of a feed besides its items has changed: its name, its tags.
    func feedMarks() throws -> [Int64: Int64]
    func dailyCounts(_ count: Int, until now: Date) throws -> DailyCounts
    /// How many items came of each feed on each of the last days, the oldest first; feeds without any are left out.
    func dailyItems(of feeds: [Int64], _ count: Int, until now: Date) throws -> [Int64: [Int]]
}

extension PublicationStore {
    package func outlines(_ query: PublicationQuery) throws -> [StoryOutline] { try outlines(query, of: nil) }
    package func published(_ numbers: [Int64]) throws -> [PublishedItem] { try published(numbers, excerpt: nil) }
}
