import Comparing
import FeedModel
import Foundation
import Storing

// What checks of feeds have found, on the way to a `ChangeStore`: articles' pages and a person's corrections are not
// among it yet, nor are the questions of a commit asked together.
extension PostgresStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store.
    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        try read { transaction in
            try FeedComparer(update.reference, wires: wires, filters: update.filters, at: update.at).compare(
                document, isHistory: update.isHistory,
                with: PostgresHeldFeed(transaction: transaction, feed: update.feed.id))
        }
    }

    /// Keeps what checks have found in one transaction, all of it or nothing.
    /// - Returns: what is news of each, in the order of `seq`.
    func keep(_ updates: [FeedUpdate]) throws -> [[Event]] {
        try writeNumbered { numbered in
            let keeper = ChangeKeeper(PostgresChangeRows(self, numbered), wires: wires)
            let proposed = ProposedStories(nil, in: nil)
            return try updates.enumerated().map { try keeper.keep($1, proposed.proposals(of: $0)) }
        }
    }
}
