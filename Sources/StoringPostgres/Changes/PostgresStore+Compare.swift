import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store.
    /// - Returns: never nil.
    package func compare(
        _ document: Feed, isHistory: Bool = false, of feed: ClaimedFeed, filters: FeedFilters? = nil, at now: Date
    ) async throws -> FeedComparison? {
        let comparer = FeedComparer(feed.reference, wires: wires, filters: filters, at: now)
        do {
            return try await pool.read { transaction in
                try comparer.compare(
                    document, isHistory: isHistory, with: PostgresHeldFeed(transaction: transaction, feed: feed.id))
            }
        } catch {
            throw explain(error)
        }
    }

    /// With its comparison, where it has a document.
    func compared(_ update: FeedUpdate) throws -> FeedUpdate {
        guard let document = update.document, update.comparison == nil else { return update }
        var update = update
        let comparer = FeedComparer(update.reference, wires: wires, filters: update.filters, at: update.at)
        update.comparison = try pool.read { transaction in
            try comparer.compare(
                document, isHistory: update.isHistory,
                with: PostgresHeldFeed(transaction: transaction, feed: update.feed.id))
        }
        return update
    }
}
