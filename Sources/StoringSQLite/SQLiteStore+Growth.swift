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
        guard items >= 1000 else { return growth }
        growth.aYear = try read { [growth] db in
            // A reader may be newer than the store.
            guard try db.tableExists("counts") else { return nil }
            let (hour, days) = (HourlyCounts.hour(of: now), Int64(30))
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT sum(count) FILTER (WHERE name IN ('item', 'copy')) AS came, min(hour) AS since FROM counts
                    WHERE hour BETWEEN ? AND ?
                    """, arguments: [hour - days * 24, hour])
            guard let since = row?["since"] as Int64?, hour - since >= 24 else { return nil }
            let aYear = Double(row?["came"] ?? 0) / Double(hour - since) * 24 * 365
            guard growth.isLimited else { return Int(aYear * Double(growth.size) / Double(items)) }
            let sketch = try Double.fetchOne(
                db,
                sql: """
                    SELECT avg(length(sketch) + length(keys)) FROM (
                      SELECT sketch, keys FROM story_items ORDER BY item DESC LIMIT 200)
                    """)
            // The rows and indexes beside it, and the keys' own place in their file.
            return Int(aYear * ((sketch ?? 0) * 1.3 + 500))
        }
        return growth
    }
}
