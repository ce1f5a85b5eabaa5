import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

extension SQLiteStore {
    /// Makes the store's list of subscribed feeds the configuration's, and returns what is news about it:
    /// `feed-added`, `feed-removed`. A feed that is removed keeps its items; one that comes back keeps its past, and so
    /// does one whose address is only spelled anew, or is the one that the feed has moved to.
    /// - Parameter removingOthers: false when a part of the configuration could not be read.
    /// - Parameter patience: for how long a feed must have been missing before it is taken for removed: files are seen
    ///   half-written, and folders not mounted.
    package func synchronize(
        _ subscriptions: [Subscription], removingOthers: Bool = true, patience: Duration = .zero, at now: Date
    ) throws -> [Event] {
        try write { db in
            let steps = try SubscriptionStep.synchronizing(
                subscriptions, held: SubscribedFeed.all(db), moves: { try FeedMove.all(db) },
                removingOthers: removingOthers, patience: patience, at: now)
            return try steps.flatMap { try take(db, $0, at: now) }
        }
    }

    /// How many subscribed feeds are missing from the configuration, and since when the first of them; nil for none.
    package func absences() throws -> (count: Int, since: Date)? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql:
                    "SELECT count(*), min(absent_since) FROM feeds WHERE is_subscribed = 1 AND absent_since IS NOT NULL"
            )
            guard let row, let since = row[1] as Int64? else { return nil }
            return (row[0], Date(milliseconds: since))
        }
    }

    /// Makes a feed subscribed, and claims it for this process to keep what it has read of it already.
    /// - Parameter writing: what makes it part of the configuration. The store is held meanwhile, so that a daemon beside
    ///   sees both or neither.
    /// - Returns: The claim, nil when somebody else is checking the feed; and what is news.
    package func subscribe(
        to subscription: Subscription, isAdded _: Bool, for duration: Duration, at now: Date,
        writing: @Sendable () throws -> Void
    ) throws -> (feed: ClaimedFeed?, events: [Event]) {
        try write { db in
            let step = try SubscriptionStep.subscribing(
                to: subscription, held: SubscribedFeed.all(db), moves: FeedMove.all(db))
            let events = try step.map { try take(db, $0, at: now) } ?? []
            try writing()
            let ids = try Int64.fetchAll(
                db, sql: "SELECT id FROM feeds WHERE url = ? AND lease_until <= ?",
                arguments: [subscription.url, now.milliseconds])
            return (try claim(db, ids, for: duration, at: now).first, events)
        }
    }

    /// Ends a subscription at once.
    /// - Parameter writing: what takes it out of the configuration.
    package func unsubscribe(from url: String, at now: Date, writing: @Sendable () throws -> Void) throws -> [Event] {
        try write { db in
            try writing()
            let key = addressKey(url)
            return try SubscribedFeed.all(db).values.filter { $0.isSubscribed && addressKey($0.url) == key }
                .map { try remove(db, $0, at: now) }
        }
    }

    /// Makes sure that there is a row for a feed that is fetched by hand, subscribed or not.
    /// - Returns: The address under which it is held, which may be spelled otherwise.
    @discardableResult
    package func ensureFeed(_ subscription: Subscription, at now: Date) throws -> String {
        try write { db in
            let key = addressKey(subscription.url)
            let urls = try String.fetchAll(
                db, sql: "SELECT url FROM feeds WHERE host = ?", arguments: [host(of: subscription.url)])
            if urls.contains(subscription.url) { return subscription.url }
            if let same = urls.first(where: { addressKey($0) == key }) { return same }
            try insertFeed(db, subscription, isSubscribed: false, at: now)
            return subscription.url
        }
    }

    private func take(_ db: Database, _ step: SubscriptionStep, at now: Date) throws -> [Event] {
        switch step {
        case .add(let subscription):
            try insertFeed(db, subscription, isSubscribed: true, at: now)
            return [try logAdded(db, db.lastInsertedRowID, subscription, at: now)]
        case .keep(let feed, let subscription): return try keep(db, feed, subscription, at: now)
        case .move(let former, let subscription, let isTold):
            return try move(db, former, to: subscription, isTold: isTold, at: now)
        case .remove(let feed): return [try remove(db, feed, at: now)]
        case .miss(let feed, let since):
            try db.execute(
                sql: "UPDATE feeds SET absent_since = ? WHERE id = ?", arguments: [since.milliseconds, feed.id])
            return []
        }
    }

    private func keep(
        _ db: Database, _ feed: SubscribedFeed, _ subscription: Subscription, at now: Date
    ) throws -> [Event] {
        try db.cachedStatement(
            sql: """
                UPDATE feeds SET settings = ?, is_subscribed = 1, title = coalesce(?, title), absent_since = NULL,
                  due_at = CASE WHEN is_subscribed = 1 THEN due_at ELSE coalesce(due_at, ?) END
                WHERE id = ?
                """
        ).execute(arguments: [
            JSONValue.object(subscription.json).encoded, subscription.title, now.milliseconds, feed.id,
        ])
        return feed.isSubscribed ? [] : [try logAdded(db, feed.id, subscription, at: now)]
    }

    private func logAdded(_ db: Database, _ id: Int64, _ subscription: Subscription, at now: Date) throws -> Event {
        let feed = FeedReference(id: id, url: subscription.url, title: subscription.title)
        return try logEvent(db, .feedAdded, of: feed, facts: JSONObject(), at: now)
    }

    private func remove(_ db: Database, _ feed: SubscribedFeed, at now: Date) throws -> Event {
        try db.execute(
            sql: "UPDATE feeds SET is_subscribed = 0, absent_since = NULL WHERE id = ?", arguments: [feed.id])
        let reference = FeedReference(id: feed.id, url: feed.url)
        return try logEvent(db, .feedRemoved, of: reference, facts: JSONObject(), at: now)
    }

    private func insertFeed(_ db: Database, _ subscription: Subscription, isSubscribed: Bool, at now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO feeds (url, first_url, host, title, is_subscribed, settings, added_at, due_at)
                VALUES (?1, ?1, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            subscription.url, host(of: subscription.url), subscription.title, isSubscribed,
            JSONValue.object(subscription.json).encoded, now.milliseconds, isSubscribed ? now.milliseconds : nil,
        ])
    }

    private func move(
        _ db: Database, _ former: SubscribedFeed, to subscription: Subscription, isTold: Bool, at now: Date
    ) throws -> [Event] {
        var events: [Event] = []
        // What is remembered is of the new address already: it has been asked in the old one's place.
        let isSameRequest = addressKey(former.url) == addressKey(subscription.url)
        let state = isSameRequest ? "state" : "json_remove(state, '$.move')"
        try db.execute(
            sql: "UPDATE feeds SET url = ?, host = ?, state = \(state) WHERE id = ?",
            arguments: [subscription.url, host(of: subscription.url), former.id])
        if !isTold {
            let reference = FeedReference(id: former.id, url: subscription.url, title: subscription.title)
            events.append(try logMove(db, of: reference, from: former.url, at: now))
        }
        return try events + keep(db, former, subscription, at: now)
    }

    func logMove(_ db: Database, of feed: FeedReference, from old: String, at now: Date) throws -> Event {
        try logEvent(db, .feedMoved, of: feed, facts: .move(from: old, to: feed.url), at: now)
    }
}

extension SQLiteStore {
    /// Of the feed's subscription.
    package func tags(ofFeed id: Int64) throws -> [String] {
        try read { db in
            let sql = "SELECT json_extract(settings, '$.tags') FROM feeds WHERE id = ?"
            let text = try String.fetchOne(db.cachedStatement(sql: sql), arguments: [id])
            return try text.map { try JSONValue(parsing: $0).array?.compactMap(\.string) ?? [] } ?? []
        }
    }
}
