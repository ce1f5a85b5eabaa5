import FeedModel
import Foundation
import GRDB
import Glibc
import Storing

extension SQLiteStore {
    package func growth(_ rules: Retention, at now: Date) throws -> StoreGrowth {
        var growth = StoreGrowth()
        growth.isLimited = rules.limitsItems
        growth.size = ["", "-wal", "-keys"].reduce(0) { sum, suffix in
            var status = stat()
            return unsafe stat(path + suffix, &status) == 0 ? sum + status.st_size : sum
        }
        let items = try itemCount()
        guard items >= StoreGrowth.leastItems else { return growth }
        return try read { [growth] db in
            // A reader may be newer than the store.
            guard try db.tableExists("counts") else { return growth }
            var growth = growth
            let hour = HourlyCounts.hour(of: now)
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT sum(count) FILTER (WHERE name IN ('item', 'copy')) AS came, min(hour) AS since FROM counts
                    WHERE hour BETWEEN ? AND ?
                    """, arguments: [hour - StoreGrowth.hours, hour])
            guard let since = row?["since"] as Int64? else { return growth }
            try growth.foresee(came: row?["came"] ?? 0, since: since, until: hour, items: items) {
                try Double.fetchOne(
                    db,
                    sql: """
                        SELECT avg(length(sketch) + length(keys)) FROM (
                          SELECT sketch, keys FROM story_items ORDER BY item DESC LIMIT 200)
                        """)
            }
            return growth
        }
    }
}
