import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

extension SQLiteStore {
    /// A feed is asked at another address from now on, since a person says that it is the same feed: its number, items,
    /// habits and rhythm stay.
    /// - Parameter writing: what changes the address in the configuration. The store is held meanwhile, so that a daemon
    ///   beside sees both or neither.
    /// - Returns: `feed-moved`, where that was not told before.
    package func readdress(
        from old: String, to new: String, at now: Date, writing: @Sendable () throws -> Void
    ) throws -> [Event] {
        try write { db in
            try writing()
            let feeds = try SubscribedFeed.all(db)
            func row(at url: String) -> SubscribedFeed? {
                feeds[url] ?? feeds.values.filter { addressKey($0.url) == addressKey(url) }.min { $0.id < $1.id }
            }
            guard let feed = row(at: old), feed.url != new else { return [] }
            if let other = row(at: new), other.id != feed.id { try moveAside(db, other) }
            try db.execute(
                sql: "UPDATE feeds SET url = ?1, host = ?2, settings = json_set(settings, '$.url', ?1) WHERE id = ?3",
                arguments: [new, host(of: new), feed.id])
            guard addressKey(feed.url) != addressKey(new) else { return [] }
            let row = try Row.fetchOne(db, sql: "SELECT state, title FROM feeds WHERE id = ?", arguments: [feed.id])
            var state = FeedState(
                reading: try JSONValue(parsing: row?["state"] as String? ?? "{}").object ?? JSONObject())
            let isTold = state.takeAddress(new)
            state.nextCheck = now
            state.nextCheckReason = "its address was changed"
            try db.execute(
                sql: "UPDATE feeds SET state = ?, due_at = ? WHERE id = ?",
                arguments: [JSONValue.object(state.json).encoded, now.milliseconds, feed.id])
            let reference = FeedReference(id: feed.id, url: new, title: row?["title"])
            return isTold ? [] : [try logMove(db, of: reference, from: feed.url, at: now)]
        }
    }

    /// Takes logins out of the addresses of feeds, which older versions kept as they were typed.
    /// - Returns: The addresses as they are now.
    package func takeOutLogins() throws -> [String] {
        let mayHaveAny = try read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM feeds WHERE url LIKE '%://%@%')") ?? false
        }
        guard mayHaveAny else { return [] }
        do {
            let urls = try database.writeWithoutTransaction { db in
                // What is overwritten is a secret: nothing of it may stay in a page's free bytes.
                try db.execute(sql: "PRAGMA secure_delete = ON")
                defer { try? db.execute(sql: "PRAGMA secure_delete = OFF") }
                var urls: [String] = []
                try db.inTransaction(.immediate) {
                    for feed in try SubscribedFeed.all(db).values.sorted(by: { $0.id < $1.id }) {
                        let bare = withoutLogin(feed.url)
                        guard bare != feed.url else { continue }
                        try takeOutLogin(db, of: feed, bare)
                        urls.append(bare)
                    }
                    return .commit
                }
                return urls
            }
            // Nor in the WAL; somebody who reads just now puts that off to a later one.
            if !urls.isEmpty { _ = try? database.writeWithoutTransaction { try $0.checkpoint(.truncate) } }
            return urls
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    private func takeOutLogin(_ db: Database, of feed: SubscribedFeed, _ bare: String) throws {
        if try Int64.fetchOne(db, sql: "SELECT id FROM feeds WHERE url = ?", arguments: [bare]) == nil {
            try db.execute(
                sql: "UPDATE feeds SET url = ?, host = ? WHERE id = ?", arguments: [bare, host(of: bare), feed.id])
        } else {
            try moveAside(db, feed, as: bare)
        }
        // "//user:password@", as it stands wherever the address does.
        let start = bare.firstRange(of: "//").map { bare[..<$0.lowerBound] } ?? ""
        let rest = bare.dropFirst(start.count + 2)
        let login = feed.url.dropFirst(start.count).dropLast(rest.count)
        let written = String(JSONValue.string(String(login)).encoded.dropFirst().dropLast())
        for column in ["settings", "state", "document"] {
            try db.execute(
                sql: "UPDATE feeds SET \(column) = replace(\(column), ?, '//') WHERE id = ?",
                arguments: [written, feed.id])
        }
        try db.execute(
            sql: "UPDATE feeds SET first_url = replace(first_url, ?, '//') WHERE id = ?",
            arguments: [String(login), feed.id])
        try db.execute(
            sql: "UPDATE events SET facts = replace(facts, ?1, '//') WHERE feed = ?2 AND instr(facts, ?1) > 0",
            arguments: [written, feed.id])
    }

    /// Its address is another feed's. Not subscribed any more, it keeps its items under a name that nobody asks at.
    private func moveAside(_ db: Database, _ feed: SubscribedFeed, as url: String? = nil) throws {
        try db.execute(
            sql: "UPDATE feeds SET url = ?, is_subscribed = 0, absent_since = NULL, due_at = NULL WHERE id = ?",
            arguments: ["former:\(feed.id):\(url ?? feed.url)", feed.id])
    }
}
