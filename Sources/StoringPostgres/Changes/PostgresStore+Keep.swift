import Comparing
import FeedModel
import Foundation
import Storing

// What the store takes in, on the way to a `ChangeStore`: the questions of a commit are asked one by one so far, and the
// counts by the hour are missing.
extension PostgresStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store.
    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        try read { transaction in
            try FeedComparer(update.reference, wires: wires, filters: update.filters, at: update.at).compare(
                document, isHistory: update.isHistory,
                with: PostgresHeldFeed(transaction: transaction, feed: update.feed.id))
        }
    }

    /// Keeps changes in one transaction, all of them or none.
    /// - Returns: what is news of each, in the order of `seq`.
    func keep(_ changes: [StoreChange]) throws -> [[Event]] {
        try writeNumbered { numbered in
            let keeper = ChangeKeeper(PostgresChangeRows(self, numbered), wires: wires)
            let proposed = ProposedStories(nil, in: nil)
            return try changes.enumerated().map { place, change in
                switch change {
                case .feed(let update): try keeper.keep(update, proposed.proposals(of: place))
                case .page(let update): try keeper.keep(update)
                case .stories(let correction): try keeper.correct(correction)
                }
            }
        }
    }
}
