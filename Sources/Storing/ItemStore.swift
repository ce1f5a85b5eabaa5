import FeedModel
import Foundation

/// Feeds and items, for who looks at them.
package protocol ItemStore: OpenedStore {
    /// Items with the last event of each, in the order of the query.
    /// - Throws: `SearchMistake` where its words mean nothing.
    func forEachItem(_ query: ItemQuery, _ body: (Event) throws -> Void) throws
    /// An item by number, guid or address, with its last event.
    func findItem(_ name: String) throws -> Event?
    func findItem(number: Int64) throws -> Event?
    /// Items with these words in their title, one behind the other; the newest first, and no more than show that it is
    /// none in particular.
    func items(titled title: String) throws -> [Event]
    /// All that are held of an item, the oldest first.
    func revisions(of item: Int64) throws -> [HeldRevision]
    /// How many items each rule has dropped since then, that are dropped still: the most first.
    func droppedCounts(since: Date) throws -> [(rule: String, count: Int)]
    /// Rules whose regular expressions were stopped since then, as they were written, and when last.
    func stoppedRules(since: Date) throws -> [(rule: DroppingRule, at: Date)]
    /// Asks a filter about all items that were first seen since then, told or dropped, as their feeds gave them last.
    /// - Parameter feeds: of these alone; nil of all that the filter is for.
    /// - Parameter examples: how many of a feed.
    /// - Returns: the feeds that it is for, those first of which it would have dropped most.
    func tryFilter(
        _ filter: ItemFilter, feeds: [Int64]?, since: Date, examples: Int, at now: Date
    ) throws -> [FilterTrial]
    /// Whether the item of this number has been pruned.
    func isPruned(_ number: Int64) throws -> Bool
    /// Items that are held, withdrawn ones included.
    func itemCount() throws -> Int
    /// Feeds with their schedule: the failing first, then those due longest.
    /// - Parameter name: number, or a part of address or title; nil for the subscribed ones.
    func feeds(matching name: String?) throws -> [FeedOverview]
    /// - Complexity: reads the state of each feed and the events of the last hour, and no item.
    func health(at now: Date) throws -> StoreHealth
    /// - Parameter rules: by which items are pruned.
    func growth(_ rules: Retention, at now: Date) throws -> StoreGrowth
}

extension ItemStore {
    /// The subscribed ones.
    package func feeds() throws -> [FeedOverview] { try feeds(matching: nil) }
}
