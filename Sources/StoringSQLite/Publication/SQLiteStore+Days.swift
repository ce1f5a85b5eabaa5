import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func dailyCounts(_ count: Int, until now: Date) throws -> DailyCounts {
        let first = DailyCounts.firstDay(count, until: now)
        return try read { db in
            var counts = DailyCounts(first: first, count: count)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT hour / 24, name, sum(count) FROM counts WHERE hour >= ? AND hour < ? GROUP BY 1, 2",
                arguments: [first * 24, (first + count) * 24])
            while let row = try rows.next() {
                let (day, name, sum): (Int, String, Int) = (row[0], row[1], row[2])
                counts.byName[name, default: Array(repeating: 0, count: count)][day - first] = sum
            }
            return counts
        }
    }

    /// How many items came of each feed on each of the last days, the oldest first; feeds without any are left out.
    package func dailyItems(of feeds: [Int64], _ count: Int, until now: Date) throws -> [Int64: [Int]] {
        let first = DailyCounts.firstDay(count, until: now)
        return try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT feed, first_seen / 86400000, count(*) FROM items
                    WHERE first_seen >= ? AND first_seen < ? AND feed IN (SELECT value FROM json_each(?)) GROUP BY 1, 2
                    """,
                arguments: [Int64(first) * 86_400_000, Int64(first + count) * 86_400_000, JSONValue.list(feeds)])
            var days: [Int64: [Int]] = [:]
            while let row = try rows.next() {
                days[row[0], default: Array(repeating: 0, count: count)][row[1] as Int - first] = row[2]
            }
            return days
        }
    }
}
