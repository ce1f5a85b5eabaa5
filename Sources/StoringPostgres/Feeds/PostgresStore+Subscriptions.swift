import FeedModel
import Foundation
import Storing
import TextKit

extension PostgresStore {
    package func synchronize(
        _ subscriptions: [Subscription], removingOthers: Bool, patience: Duration, at now: Date
    ) throws -> [Event] {
        func steps(_ transaction: PostgresTransaction) throws -> [SubscriptionStep] {
            try SubscriptionStep.synchronizing(
                subscriptions, held: SubscribedFeed.all(transaction), moves: { try FeedMove.all(transaction) },
                removingOthers: removingOthers, patience: patience, at: now)
        }
        let secret = subscriptions.filter(\.hasSecrets).map(\.url)
        // Mostly all is as it was, and nobody has to wait for that.
        let isAsItWas = try read { transaction in
            try steps(transaction).isEmpty
                && transaction.run(
                    "SELECT 1 FROM feeds WHERE is_subscribed AND has_secrets <> (url = ANY($1)) LIMIT 1", secret
                ).isEmpty
        }
        guard !isAsItWas else { return [] }
        return try writeNumbered { numbered in
            let events = try steps(numbered.transaction).flatMap { take($0, in: numbered, at: now) }
            numbered.transaction.later(
                "UPDATE feeds SET has_secrets = url = ANY($1) WHERE is_subscribed AND has_secrets <> (url = ANY($1))",
                secret)
            return events
        }
    }

    package func absences() throws -> (count: Int, since: Date)? {
        try read { transaction in
            let row = try transaction.run(
                "SELECT count(*), min(absent_since) FROM feeds WHERE is_subscribed AND absent_since IS NOT NULL"
            ).first!
            guard let since = row[1] as Int64? else { return nil }
            return (row[0], Date(milliseconds: since))
        }
    }

    package func subscribe(
        to subscription: Subscription, isAdded: Bool, for duration: Duration, at now: Date,
        writing: @Sendable () throws -> Void
    ) throws -> (feed: ClaimedFeed?, events: [Event]) {
        var once = Once()
        return try writeNumbered { numbered in
            let transaction = numbered.transaction
            let step = try SubscriptionStep.subscribing(
                to: subscription, held: SubscribedFeed.all(transaction), moves: FeedMove.all(transaction))
            let events = step.map { take($0, in: numbered, at: now) } ?? []
            transaction.later("UPDATE feeds SET is_added = $1 WHERE url = $2", isAdded, subscription.url)
            let rows = try transaction.run(
                claimStatement(
                    """
                    SELECT id, host, 0 AS place FROM feeds WHERE url = $4
                    """, [subscription.url], for: duration, at: now))
            try once.run(writing)
            return (try rows.first.map(claimedFeed), events)
        }
    }

    package func unsubscribe(from url: String, at now: Date, writing: @Sendable () throws -> Void) throws -> [Event] {
        var once = Once()
        return try writeNumbered { numbered in
            try once.run(writing)
            let key = addressKey(url)
            return try SubscribedFeed.all(numbered.transaction).values
                .filter { $0.isSubscribed && addressKey($0.url) == key }.sorted { $0.id < $1.id }
                .flatMap { take(.remove($0), in: numbered, at: now) }
        }
    }

    package func isAdded(_ url: String) throws -> Bool {
        try read { try !$0.run("SELECT 1 FROM feeds WHERE url = $1 AND is_subscribed AND is_added", url).isEmpty }
    }

    @discardableResult
    package func ensureFeed(_ subscription: Subscription, at now: Date) throws -> String {
        func held(_ transaction: PostgresTransaction) throws -> String? {
            let host = Storing.host(of: subscription.url)
            let urls = try transaction.run("SELECT url FROM feeds WHERE host = $1 ORDER BY id", host).rows
                .map { $0[0] as String }
            if urls.contains(subscription.url) { return subscription.url }
            let key = addressKey(subscription.url)
            return urls.first { addressKey($0) == key }
        }
        if let url = try read(held) { return url }
        return try writeNumbered { numbered in
            if let url = try held(numbered.transaction) { return url }
            insert(subscription, isSubscribed: false, in: numbered, at: now)
            return subscription.url
        }
    }

    package func tags(ofFeed id: Int64) throws -> [String] {
        try read { transaction in
            let row = try transaction.run("SELECT settings FROM feeds WHERE id = $1", id).first
            return try row.map { try JSONObject(stored: $0[0])["tags"]?.array?.compactMap(\.string) ?? [] } ?? []
        }
    }

    package func feedNames() throws -> [FeedTitles] {
        try read { transaction in
            let rows = try transaction.run(
                """
                SELECT id, url, title, document::json ->> 'title', (settings::json -> 'tags')::text,
                  document::json ->> 'home_page_url' FROM feeds
                ORDER BY is_subscribed DESC, id
                """
            ).rows
            return try rows.map { row in
                let titles = [row[2] as String?, row[3] as String?].compactMap(\.self)
                let tags = try (row[4] as String?).flatMap { try JSONValue(parsing: $0).array }
                return FeedTitles(
                    id: row[0], url: row[1], titles: titles.count == 2 && titles[0] == titles[1] ? [titles[0]] : titles,
                    tags: tags?.compactMap(\.string) ?? [], homePageURL: row[5])
            }
        }
    }

    // MARK: - Steps

    private func take(_ step: SubscriptionStep, in numbered: NumberedTransaction, at now: Date) -> [Event] {
        switch step {
        case .add(let subscription):
            let id = insert(subscription, isSubscribed: true, in: numbered, at: now)
            return [logAdded(id, subscription, in: numbered, at: now)]
        case .keep(let feed, let subscription): return keep(feed, subscription, in: numbered, at: now)
        case .move(let former, let subscription, let isTold):
            return move(former, to: subscription, isTold: isTold, in: numbered, at: now)
        case .remove(let feed):
            numbered.transaction.later(
                "UPDATE feeds SET is_subscribed = false, is_added = false, absent_since = NULL WHERE id = $1", feed.id)
            return [numbered.log(.feedRemoved, of: FeedReference(id: feed.id, url: feed.url), at: now)]
        case .miss(let feed, let since):
            numbered.transaction.later("UPDATE feeds SET absent_since = $1 WHERE id = $2", since.milliseconds, feed.id)
            return []
        }
    }

    @discardableResult
    private func insert(
        _ subscription: Subscription, isSubscribed: Bool, in numbered: NumberedTransaction, at now: Date
    ) -> Int64 {
        let id = numbered.next(\.feed)
        numbered.transaction.later(
            """
            INSERT INTO feeds (id, url, first_url, host, title, is_subscribed, settings, added_at, due_at)
            VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, subscription.url, host(of: subscription.url), subscription.title, isSubscribed,
            subscription.json.stored, now.milliseconds, isSubscribed ? now.milliseconds : nil)
        return id
    }

    private func keep(
        _ feed: SubscribedFeed, _ subscription: Subscription, in numbered: NumberedTransaction, at now: Date
    ) -> [Event] {
        numbered.transaction.later(
            """
            UPDATE feeds SET settings = $1, is_subscribed = true, is_added = false, title = coalesce($2, title),
              absent_since = NULL, due_at = CASE WHEN is_subscribed THEN due_at ELSE coalesce(due_at, $3) END
            WHERE id = $4
            """,
            subscription.json.stored, subscription.title, now.milliseconds, feed.id)
        return feed.isSubscribed ? [] : [logAdded(feed.id, subscription, in: numbered, at: now)]
    }

    private func logAdded(
        _ id: Int64, _ subscription: Subscription, in numbered: NumberedTransaction, at now: Date
    ) -> Event {
        numbered.log(
            .feedAdded, of: FeedReference(id: id, url: subscription.url, title: subscription.title), at: now)
    }

    private func move(
        _ former: SubscribedFeed, to subscription: Subscription, isTold: Bool, in numbered: NumberedTransaction,
        at now: Date
    ) -> [Event] {
        var events: [Event] = []
        // What is remembered is of the new address already: it has been asked in the old one's place.
        let isSameRequest = addressKey(former.url) == addressKey(subscription.url)
        let state = isSameRequest ? "state" : "(state::jsonb - 'move')::text"
        numbered.transaction.later(
            "UPDATE feeds SET url = $1, host = $2, state = \(state) WHERE id = $3", subscription.url,
            host(of: subscription.url), former.id)
        if !isTold {
            let feed = FeedReference(id: former.id, url: subscription.url, title: subscription.title)
            events.append(
                numbered.log(.feedMoved, of: feed, facts: .move(from: former.url, to: subscription.url), at: now))
        }
        return events + keep(former, subscription, in: numbered, at: now)
    }
}

extension SubscribedFeed {
    /// By their addresses.
    static func all(_ transaction: PostgresTransaction) throws -> [String: SubscribedFeed] {
        let rows = try transaction.run("SELECT id, url, is_subscribed, settings, absent_since, is_added FROM feeds")
            .rows
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let feed = SubscribedFeed(
                    id: row[0], url: row[1], isSubscribed: row[2], settings: row[3],
                    absentSince: (row[4] as Int64?).map(Date.init(milliseconds:)), isAdded: row[5])
                return (feed.url, feed)
            })
    }
}

extension FeedMove {
    /// Of all feeds that have one.
    static func all(_ transaction: PostgresTransaction) throws -> [Int64: FeedMove] {
        let rows = try transaction.run(
            """
            SELECT id, state::json #>> '{move,address}', coalesce((state::json #>> '{move,proven}')::boolean, false)
            FROM feeds WHERE state::json #>> '{move,address}' IS NOT NULL
            """
        ).rows
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], FeedMove(address: $0[1], isProven: $0[2])) })
    }
}
