import FeedModel
import Foundation

/// Takes in what feeds, pages and persons say, and tells what is news of it.
package protocol ChangeStore: OpenedStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store, on any core.
    /// - Parameter filters: the rules for new items; nil where there are none.
    /// - Returns: nil where only a transaction that writes can tell.
    /// - Throws: `StoreError`.
    func compare(
        _ document: Feed, isHistory: Bool, of feed: ClaimedFeed, filters: FeedFilters?, at now: Date
    ) async throws -> FeedComparison?

    /// Keeps changes in one transaction, each as a whole or not at all. What a change was compared with must still hold
    /// then; else it is compared again.
    /// - Parameter changes: at most one of a feed.
    /// - Returns: for each what is news, in the order of `seq`, or why it was not kept.
    /// - Throws: `StoreError` where the store itself fails: nothing is kept then.
    func record(_ changes: [StoreChange]) async throws -> [Result<[Event], any Error>]

    /// What this process has recorded so far.
    var recordedCounts: RecordedCounts { get }
}
