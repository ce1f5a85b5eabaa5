import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func claimPages(
        of feeds: [String]?, limit: Int, busyHosts: Set<String>, for duration: Duration, at now: Date
    ) throws -> [ClaimedPage] {
        // Of those that are due, as many are looked at as leave one of a host.
        let statement = PostgresStatement(
            """
            WITH free AS MATERIALIZED (
              SELECT pages.item, pages.url, pages.host, pages.state, pages.due_at, feeds.id AS feed,
                feeds.url AS feed_url, feeds.title, feeds.settings
              FROM pages JOIN items ON items.id = pages.item AND items.state = 0 JOIN feeds ON feeds.id = items.feed
              WHERE pages.due_at <= $1 AND \(Claims.isFree(.page)) AND feeds.is_subscribed
                AND \(isOurs("pages", host: "$4")) AND ($5::text[] IS NULL OR feeds.url = ANY($5))
              ORDER BY pages.due_at LIMIT $6),
            chosen AS (
              SELECT * FROM (SELECT DISTINCT ON (host) * FROM free ORDER BY host, due_at, item) AS first
              ORDER BY due_at, item LIMIT $7),
            claimed AS (
              INSERT INTO claims (is_page, id, host, worker, until)
              SELECT true, item, host, $3, \(leaseTime("$1")) + $2 FROM chosen
              ON CONFLICT DO NOTHING RETURNING id, until)
            SELECT chosen.*, until FROM claimed JOIN chosen ON chosen.item = claimed.id ORDER BY due_at, item
            """,
            now.milliseconds, duration.components.seconds * 1000, holder, Array(busyHosts), feeds, limit * 8, limit)
        return try claiming(at: now) { transaction in
            try transaction.commit(after: [statement])[0].rows.map { row in
                let settings = try JSONObject(stored: row["settings"])
                return ClaimedPage(
                    item: row["item"],
                    feed: FeedReference(id: row["feed"], url: row["feed_url"], title: row["title"]),
                    url: row["url"], host: row["host"],
                    subscription: Subscription(json: settings) ?? Subscription(url: row["feed_url"]),
                    state: PageState(reading: try JSONObject(stored: row["state"])),
                    lease: Date(milliseconds: row["until"]))
            }
        }
    }

    package func robots(of origin: String, at now: Date) throws -> String? {
        try read { transaction in
            try transaction.run(
                "SELECT rules FROM robots WHERE origin = $1 AND expires_at > $2", origin, now.milliseconds
            ).first.map { $0[0] }
        }
    }

    package func keepRobots(_ rules: String, of origin: String, until expiry: Date) throws {
        try write { transaction in
            transaction.later(
                """
                INSERT INTO robots (origin, expires_at, rules) VALUES ($1, $2, $3)
                ON CONFLICT (origin) DO UPDATE SET expires_at = excluded.expires_at, rules = excluded.rules
                """, origin, expiry.milliseconds, rules)
        }
    }
}
