import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func health(at now: Date) throws -> StoreHealth {
        var health = StoreHealth()
        health.pausedUntil = try pausedUntil(at: now)
        let late = (now - StoreHealth.tolerance / .seconds(1)).milliseconds
        let results = try read { transaction in
            try transaction.commit(after: [
                PostgresStatement(
                    """
                    SELECT failures > 0 AS failing, cause, due_at <= $1 AND is_free AS late,
                      coalesce(silent, false) AS silent, no_network IS NOT NULL AS offline,
                      checked IS NULL AND failures = 0 AS unchecked, count(*) AS count, max(checked) AS last_check
                    FROM (
                      SELECT due_at, is_free, coalesce((state ->> 'failures')::bigint, 0) AS failures,
                        state ->> 'error_kind' AS cause, (state ->> 'silent')::boolean AS silent,
                        state ->> 'no_network_since' AS no_network, (state ->> 'last_check') COLLATE "C" AS checked
                      FROM (
                        SELECT due_at, \(Claims.isFree(.feed)) AS is_free, state::json AS state
                        FROM feeds WHERE is_subscribed) AS feeds
                    ) AS feeds GROUP BY 1, 2, 3, 4, 5, 6
                    """, late),
                // The newest events, up to the first that is older.
                PostgresStatement(
                    """
                    SELECT count(*) FROM events WHERE kind IN ('new', 'duplicate') AND seq > coalesce(
                      (SELECT seq FROM events WHERE at <= $1 ORDER BY seq DESC LIMIT 1), 0)
                    """, (now - 3600).milliseconds),
            ])
        }
        for row in results[0].rows {
            var group = StoreHealth.Group(count: row["count"])
            (group.isFailing, group.cause) = (row["failing"], row["cause"])
            (group.isLate, group.isSilent) = (row["late"] as Bool? ?? false, row["silent"])
            (group.isOffline, group.isUnchecked) = (row["offline"], row["unchecked"])
            group.lastCheck = row["last_check"]
            health.add(group)
        }
        health.newInLastHour = results[1].first![0]
        return health
    }

    package func growth(_ rules: Retention, at now: Date) throws -> StoreGrowth {
        var growth = StoreGrowth()
        growth.isLimited = rules.limitsItems
        let hour = HourlyCounts.hour(of: now)
        let results = try read { transaction in
            try transaction.commit(after: [
                PostgresStatement("SELECT pg_database_size(current_database())"),
                PostgresStatement("SELECT count(*) FROM items WHERE state < 2"),
                PostgresStatement(
                    """
                    SELECT coalesce(sum(count) FILTER (WHERE name IN ('item', 'copy')), 0)::bigint, min(hour) FROM counts
                    WHERE hour BETWEEN $1 AND $2
                    """, hour - StoreGrowth.hours, hour),
                PostgresStatement(
                    """
                    SELECT avg(length(sketch) + length(keys))::double precision FROM (
                      SELECT sketch, keys FROM story_items ORDER BY item DESC LIMIT 200) AS newest
                    """),
            ]).map { $0.first! }
        }
        growth.size = results[0][0]
        let items: Int = results[1][0]
        guard items >= StoreGrowth.leastItems, let since = results[2][1] as Int64? else { return growth }
        growth.foresee(came: results[2][0], since: since, until: hour, items: items) { results[3][0] as Double? }
        return growth
    }
}
