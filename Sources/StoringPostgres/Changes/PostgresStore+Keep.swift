import Comparing
import FeedModel
import Foundation
import Storing

// What the store takes in, on the way to a `ChangeStore`: the questions of a commit are asked one by one so far, all of them
// under the lock of the counter row.
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
            var counts = HourlyCounts()
            let events = try changes.enumerated().map { place, change in
                let events =
                    switch change {
                    case .feed(let update): try keeper.keep(update, proposed.proposals(of: place))
                    case .page(let update): try keeper.keep(update)
                    case .stories(let correction): try keeper.correct(correction)
                    }
                counts.add(change, events)
                return events
            }
            keep(counts, in: numbered.transaction)
            return events
        }
    }

    private func keep(_ counts: HourlyCounts, in transaction: PostgresTransaction) {
        guard let hour = counts.hour else { return }
        transaction.later(
            """
            INSERT INTO counts SELECT $1, name, count FROM unnest($2, $3) AS new(name, count)
            ON CONFLICT (hour, name) DO UPDATE SET count = counts.count + excluded.count
            """, hour, Array(counts.counts.keys), Array(counts.counts.values))
        // By a clock that has leapt all would be old: the hour before stays.
        transaction.later(
            "DELETE FROM counts WHERE hour < $1 AND hour < (SELECT max(hour) FROM counts WHERE hour < $2)",
            hour - HourlyCounts.kept.components.seconds / 3600, hour)
    }
}
