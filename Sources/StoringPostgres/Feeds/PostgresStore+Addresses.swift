import FeedModel
import Foundation
import Storing
import TextKit

extension PostgresStore {
    package func readdress(
        from old: String, to new: String, at now: Date, writing: @Sendable () throws -> Void
    ) throws -> [Event] {
        var once = Once()
        return try writeNumbered { numbered in
            try once.run(writing)
            let feeds = try SubscribedFeed.all(numbered.transaction)
            func row(at url: String) -> SubscribedFeed? {
                feeds[url] ?? feeds.values.filter { addressKey($0.url) == addressKey(url) }.min { $0.id < $1.id }
            }
            guard let feed = row(at: old), feed.url != new else { return [] }
            if let other = row(at: new), other.id != feed.id { moveAside(other, in: numbered.transaction) }
            var settings = try Subscription(json: JSONObject(stored: feed.settings)) ?? Subscription(url: new)
            settings.url = new
            numbered.transaction.later(
                "UPDATE feeds SET url = $1, host = $2, settings = $3 WHERE id = $4", new, host(of: new),
                settings.json.stored, feed.id)
            guard addressKey(feed.url) != addressKey(new) else { return [] }
            let held = try numbered.transaction.run("SELECT state, title FROM feeds WHERE id = $1", feed.id).first!
            var state = try FeedState(stored: held[0])
            let isTold = state.takeAddress(new)
            state.nextCheck = now
            state.nextCheckReason = "its address was changed"
            numbered.transaction.later(
                "UPDATE feeds SET state = $1, due_at = $2 WHERE id = $3", state.json.stored, now.milliseconds, feed.id)
            let reference = FeedReference(id: feed.id, url: new, title: held[1])
            return isTold
                ? [] : [numbered.log(.feedMoved, of: reference, facts: .move(from: feed.url, to: new), at: now)]
        }
    }

    /// A store of another engine that was copied here may have some: this one has always taken them out.
    package func takeOutLogins() throws -> [String] {
        let mayHaveAny = try read { transaction in
            try transaction.run("SELECT EXISTS (SELECT 1 FROM feeds WHERE url LIKE '%://%@%')").first![0] as Bool
        }
        guard mayHaveAny else { return [] }
        return try writeNumbered { numbered in
            var urls: [String] = []
            for feed in try SubscribedFeed.all(numbered.transaction).values.sorted(by: { $0.id < $1.id }) {
                let bare = withoutLogin(feed.url)
                guard bare != feed.url else { continue }
                try takeOutLogin(of: feed, bare, in: numbered.transaction)
                urls.append(bare)
            }
            return urls
        }
    }

    private func takeOutLogin(
        of feed: SubscribedFeed, _ bare: String, in transaction: PostgresTransaction
    ) throws {
        if try transaction.run("SELECT id FROM feeds WHERE url = $1", bare).isEmpty {
            transaction.later("UPDATE feeds SET url = $1, host = $2 WHERE id = $3", bare, host(of: bare), feed.id)
        } else {
            moveAside(feed, as: bare, in: transaction)
        }
        // "//user:password@", as it stands wherever the address does.
        let start = bare.firstRange(of: "//").map { bare[..<$0.lowerBound] } ?? ""
        let rest = bare.dropFirst(start.count + 2)
        let login = String(feed.url.dropFirst(start.count).dropLast(rest.count))
        let written = String(JSONValue.string(login).encoded.dropFirst().dropLast())
        transaction.later(
            """
            UPDATE feeds SET settings = replace(settings, $1, '//'), state = replace(state, $1, '//'),
              document = replace(document, $1, '//'), first_url = replace(first_url, $2, '//')
            WHERE id = $3
            """,
            written, login, feed.id)
        transaction.later(
            "UPDATE events SET facts = replace(facts, $1, '//') WHERE feed = $2 AND strpos(facts, $1) > 0", written,
            feed.id)
    }

    /// Its address is another feed's. Not subscribed any more, it keeps its items under a name that nobody asks at.
    private func moveAside(_ feed: SubscribedFeed, as url: String? = nil, in transaction: PostgresTransaction) {
        transaction.later(
            "UPDATE feeds SET url = $1, is_subscribed = false, absent_since = NULL, due_at = NULL WHERE id = $2",
            "former:\(feed.id):\(url ?? feed.url)", feed.id)
    }
}
