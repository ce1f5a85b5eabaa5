import FeedModel
import Foundation
import GRDB
import Storing

extension SubscribedFeed {
    /// By their addresses.
    static func all(_ db: Database) throws -> [String: SubscribedFeed] {
        var feeds: [String: SubscribedFeed] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT id, url, is_subscribed, settings, absent_since FROM feeds")
        while let row = try rows.next() {
            feeds[row["url"]] = SubscribedFeed(
                id: row["id"], url: row["url"], isSubscribed: row["is_subscribed"], settings: row["settings"],
                absentSince: (row["absent_since"] as Int64?).map(Date.init(milliseconds:)))
        }
        return feeds
    }
}

extension FeedMove {
    /// Of all feeds that have one.
    static func all(_ db: Database) throws -> [Int64: FeedMove] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, json_extract(state, '$.move.address') AS address,
                  json_extract(state, '$.move.proven') AS proven
                FROM feeds WHERE address IS NOT NULL
                """)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row["id"], FeedMove(address: row["address"], isProven: row["proven"] ?? false))
            })
    }
}
