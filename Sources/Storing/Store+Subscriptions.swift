import FeedModel
import Foundation
import GRDB

extension Store {
    /// Makes the store's list of subscribed feeds the configuration's, and returns what is news about it:
    /// `feed-added`, `feed-removed`. A feed that is removed keeps its items; one that comes back keeps its past.
    /// - Parameter removingOthers: false when a part of the configuration could not be read.
    package func synchronize(
        _ subscriptions: [Subscription], removingOthers: Bool = true, at now: Date
    ) throws -> [Event] {
        try write { db in
            var held: [String: (id: Int64, isSubscribed: Bool, settings: String)] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, url, is_subscribed, settings FROM feeds") {
                held[row["url"]] = (row["id"], row["is_subscribed"], row["settings"])
            }
            var events: [Event] = []
            for subscription in subscriptions {
                let settings = JSONValue.object(subscription.json).encoded
                let before = held.removeValue(forKey: subscription.url)
                if let before {
                    if before.isSubscribed, before.settings == settings { continue }
                    try db.cachedStatement(
                        sql: """
                            UPDATE feeds SET settings = ?, is_subscribed = 1, title = coalesce(?, title),
                              due_at = CASE WHEN is_subscribed = 1 THEN due_at ELSE coalesce(due_at, ?) END
                            WHERE id = ?
                            """
                    ).execute(arguments: [settings, subscription.title, now.milliseconds, before.id])
                    if before.isSubscribed { continue }
                } else {
                    try insertFeed(db, subscription, isSubscribed: true, settings: settings, at: now)
                }
                let id = before?.id ?? db.lastInsertedRowID
                let feed = FeedReference(id: id, url: subscription.url, title: subscription.title)
                events.append(try logEvent(db, .feedAdded, of: feed, facts: JSONObject(), at: now))
            }
            for (url, feed) in held where feed.isSubscribed && removingOthers {
                try db.execute(sql: "UPDATE feeds SET is_subscribed = 0 WHERE id = ?", arguments: [feed.id])
                let reference = FeedReference(id: feed.id, url: url)
                events.append(try logEvent(db, .feedRemoved, of: reference, facts: JSONObject(), at: now))
            }
            return events
        }
    }

    private func insertFeed(
        _ db: Database, _ subscription: Subscription, isSubscribed: Bool, settings: String, at now: Date
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO feeds (url, host, title, is_subscribed, settings, added_at, due_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            subscription.url, host(of: subscription.url), subscription.title, isSubscribed, settings,
            now.milliseconds, isSubscribed ? now.milliseconds : nil,
        ])
    }

    /// Makes sure that there is a row for a feed that is fetched by hand, subscribed or not.
    package func enroll(_ subscription: Subscription, at now: Date) throws {
        try write { db in
            guard try Int64.fetchOne(db, sql: "SELECT id FROM feeds WHERE url = ?", arguments: [subscription.url]) == nil
            else { return }
            let settings = JSONValue.object(subscription.json).encoded
            try insertFeed(db, subscription, isSubscribed: false, settings: settings, at: now)
        }
    }
}

/// The part of an address that connections and politeness go by: lower case, with a port that is not the default.
func host(of url: String) -> String {
    guard let start = url.range(of: "://") else { return "" }
    let scheme = url[..<start.lowerBound].lowercased()
    var authority = url[start.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    let host = authority.lowercased()
    let defaultPort = scheme == "https" ? ":443" : ":80"
    return host.hasSuffix(defaultPort) ? String(host.dropLast(defaultPort.count)) : host
}
