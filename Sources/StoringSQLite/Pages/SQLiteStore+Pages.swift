import Comparing
import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

// Which pages to read, and when. What reading them comes to is in Store+KeepPage.swift.
extension SQLiteStore {
    /// A page is to be read, at once where it is known already; of a feed that is subscribed only.
    func queuePage(_ db: Database, _ item: Int64, _ url: String, of feed: Int64, at now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO pages (item, url, host, due_at)
                SELECT ?1, ?2, ?3, ?4 FROM feeds WHERE id = ?5 AND is_subscribed = 1
                ON CONFLICT (item) DO UPDATE SET due_at = min(due_at, excluded.due_at)
                """
        ).execute(arguments: [item, url, Storing.host(of: url), now.milliseconds, feed])
    }

    /// Takes up to `limit` pages that are due and that nobody else is reading, the longest due first, one of a host.
    /// - Parameter feeds: addresses; nil takes those of all.
    package func claimPages(
        of feeds: [String]? = nil, limit: Int, busyHosts: Set<String>, for duration: Duration, at now: Date
    ) throws -> [ClaimedPage] {
        let sql = """
            SELECT pages.item, pages.url, pages.host, pages.state, feeds.id AS feed, feeds.url AS feed_url, feeds.title,
              feeds.settings
            FROM pages JOIN items ON items.id = pages.item AND items.state = 0 JOIN feeds ON feeds.id = items.feed
            WHERE pages.due_at <= ? AND pages.lease_until <= ? AND feeds.is_subscribed = 1
              AND pages.host NOT IN (SELECT value FROM json_each(?))
              AND (? IS NULL OR feeds.url IN (SELECT value FROM json_each(?)))
            ORDER BY pages.due_at LIMIT ?
            """
        let wanted = feeds.map { JSONValue.array($0.map(JSONValue.string)).encoded }
        let arguments: StatementArguments = [
            now.milliseconds, now.milliseconds, JSONValue.array(busyHosts.map(JSONValue.string)).encoded, wanted,
            wanted,
            limit * 8,
        ]
        // Read first: the usual answer is "nothing", and that shall not need the writer.
        guard try read({ db in try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) }) != nil else {
            return []
        }
        return try writeLease { db in
            var hosts: Set<String> = []
            let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
            return try rows.filter { hosts.insert($0["host"]).inserted }.prefix(limit).map { row in
                let lease = try Leases.pages.take(db, row["item"], for: holder, duration, at: now)
                let settings = try JSONValue(parsing: row["settings"] as String).object ?? JSONObject()
                return ClaimedPage(
                    item: row["item"], feed: FeedReference(id: row["feed"], url: row["feed_url"], title: row["title"]),
                    url: row["url"], host: row["host"],
                    subscription: Subscription(json: settings) ?? Subscription(url: row["feed_url"]),
                    state: PageState(reading: try JSONValue(parsing: row["state"] as String).object ?? JSONObject()),
                    lease: lease)
            }
        }
    }

    /// What a site's robots.txt allowed when it was last read; nil when that is too long ago.
    package func robots(of origin: String, at now: Date) throws -> String? {
        try read { db in
            try String.fetchOne(
                db.cachedStatement(sql: "SELECT rules FROM robots WHERE origin = ? AND expires_at > ?"),
                arguments: [origin, now.milliseconds])
        }
    }

    package func keepRobots(_ rules: String, of origin: String, until expiry: Date) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO robots (origin, expires_at, rules) VALUES (?, ?, ?)",
                arguments: [origin, expiry.milliseconds, rules])
        }
    }
}
