import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

/// A row of a feed, as far as the configuration has a say in it.
struct SubscribedFeed {
    let id: Int64
    let url: String
    let isSubscribed: Bool
    let settings: String
    let absentSince: Date?

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

/// Where a feed is asked in place of its subscription's address.
struct FeedMove {
    let address: String
    /// `feed-moved` was told.
    let isProven: Bool

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

/// Feeds that the configuration does not name, by the addresses that would be theirs as well: other spellings of their
/// own, and the one that they have moved to.
struct FormerAddresses {
    private var byKey: [String: SubscribedFeed] = [:]
    private var byTarget: [String: SubscribedFeed] = [:]
    private var taken: Set<Int64> = []

    init(_ db: Database, _ feeds: some Collection<SubscribedFeed>) throws {
        guard !feeds.isEmpty else { return }
        let moves = try FeedMove.all(db)
        // Of two, the one that is subscribed, then the older one.
        for feed in feeds.sorted(by: { ($0.isSubscribed ? 0 : 1, $0.id) > ($1.isSubscribed ? 0 : 1, $1.id) }) {
            byKey[addressKey(feed.url)] = feed
            // Of a feed that was given up, only what it was told to have moved to.
            guard let move = moves[feed.id], feed.isSubscribed || move.isProven else { continue }
            byTarget[addressKey(move.address)] = feed
        }
    }

    /// The feed that is now to be asked at `url`. Each is given once.
    mutating func take(for url: String, isOnlyUnsubscribed: Bool = false) -> SubscribedFeed? {
        let key = addressKey(url)
        guard let feed = byKey[key] ?? byTarget[key], !isOnlyUnsubscribed || !feed.isSubscribed,
            taken.insert(feed.id).inserted
        else { return nil }
        return feed
    }
}
