import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Takes in what the log tells and the store has not: a backup knows again what was told after it.
    ///
    /// Events get the numbers that they have in the log, and so do items, revisions and stories. What the log has no word
    /// for comes back with the next documents: validators, schedules, moved dates, pages.
    /// - Parameter lines: in the order of `seq`, all above the store's last event.
    /// - Parameter subscriptions: of the configuration, by address: the settings of feeds that the store does not know.
    /// - Returns: How many were taken, and why the next was not: it is none that follows what the store holds.
    package func readBack(
        _ lines: [LoggedEvent], subscriptions: [String: Subscription] = [:]
    ) throws -> (taken: Int, mismatch: LogMismatch?) {
        try write { db in
            var reading = LogReadBack(
                SQLiteChangeRows(store: self, db: db), wires: wires, subscriptions: subscriptions)
            return try reading.take(lines)
        }
    }

    /// Tells of numbers that the store will not have, which the log has had: what they told may be told again. Items,
    /// stories and feeds that came to be with them had numbers too, which are given to no others.
    package func tellMissing(_ ranges: [ClosedRange<Int64>], at now: Date) throws {
        guard !ranges.isEmpty else { return }
        try write { db in
            for range in ranges {
                let facts = JSONObject.behind(from: range.lowerBound, to: range.upperBound)
                _ = try logEvent(db, .storeBehind, of: .store, facts: facts, at: now)
                try skipNumbers(db, Int64(range.count))
                try noteBehind(db, range, at: now)
            }
        }
    }

    func noteBehind(_ db: Database, _ range: ClosedRange<Int64>, at now: Date) throws {
        try db.execute(
            sql: "UPDATE store SET behind_at = ?, behind_from = ?, behind_to = ?",
            arguments: [now.milliseconds, range.lowerBound, range.upperBound])
    }

    /// An event brings one item, story or feed at most: so many of their numbers may have been given away by `count` of
    /// them. Items that filters drop have a number and no event: nobody knows how many there were.
    func skipNumbers(_ db: Database, _ told: Int64) throws {
        let hasDropped = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM dropped_items)") ?? false
        for table in ["items", "stories", "feeds"] {
            let count = table == "items" && hasDropped ? told + StoreBehind.numbersForDropped : told
            try db.execute(
                sql: "UPDATE sqlite_sequence SET seq = seq + ?2 WHERE name = ?1", arguments: [table, count])
            guard db.changesCount == 0 else { continue }
            try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [table, count])
        }
    }
}
