import FeedModel
import Foundation
import Storing

extension PostgresStore {
    /// As SQLite's: a database that was restored from an older copy is behind its log, and knows again what that tells.
    /// Numbers go on above those of the lines.
    package func readBack(
        _ lines: [LoggedEvent], subscriptions: [String: Subscription]
    ) throws -> (taken: Int, mismatch: LogMismatch?) {
        try writeNumbered { numbered in
            let rows = PostgresChangeRows(self, numbered)
            var reading = LogReadBack(rows, wires: wires, subscriptions: subscriptions)
            let taken = try reading.take(lines)
            rows.finish()
            return taken
        }
    }

    package func tellMissing(_ ranges: [ClosedRange<Int64>], at now: Date) throws {
        guard !ranges.isEmpty else { return }
        try writeNumbered { numbered in
            let hasDropped: Bool = try numbered.transaction.run(
                "SELECT EXISTS (SELECT 1 FROM dropped_items)"
            ).first![0]
            for range in ranges {
                let (low, high) = (range.lowerBound, range.upperBound)
                _ = numbered.log(.storeBehind, of: .store, facts: .behind(from: low, to: high), at: now)
                // An event brings one item, story or feed at most. Items that filters drop have a number and no event.
                let told = high - low + 1
                numbered.last.feed += told
                numbered.last.story += told
                numbered.last.item += told + (hasDropped ? StoreBehind.numbersForDropped : 0)
                try PostgresChangeRows(self, numbered).noteBehind(range, at: now)
            }
        }
    }
}
