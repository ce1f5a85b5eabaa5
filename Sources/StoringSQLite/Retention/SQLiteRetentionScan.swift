import FeedModel
import Foundation
import GRDB
import Storing

/// Looks through the store for what is to be pruned, the newest first, in small reads beside whoever writes.
///
/// It reads each item and, where events have rules of their own, each event: a second of a processor for a million.
struct SQLiteRetentionScan: RetentionScan {
    private let store: SQLiteStore
    private let settings: RetentionSettings
    private let now: Int64
    /// No event from here on is pruned: the log does not end with it yet.
    private let loggedTo: Int64
    private let rules: [Int64: Retention]
    private let general: Retention
    private var phase = Phase.items(below: .max)
    private var counts: [Int64: Counts] = [:]

    private enum Phase { case items(below: Int64), events(below: Int64), done }
    private struct Counts { var items = 0, dropped = 0, texts = 0, events = 0 }

    /// - Parameter subscriptions: with their own rules; nil where the store has them as they are.
    /// - Parameter loggedTo: the last number in the log.
    init(
        _ store: SQLiteStore, _ settings: RetentionSettings, subscriptions: [Subscription]? = nil, loggedTo: Int64,
        at now: Date
    ) throws {
        (self.store, self.settings, self.now, self.loggedTo) = (store, settings, now.milliseconds, loggedTo)
        general = settings.rules
        let own = subscriptions.map { Dictionary($0.map { ($0.url, $0.retention) }, uniquingKeysWith: { $1 }) }
        rules = try store.read { db in
            if let own {
                let rows = try Row.fetchAll(db, sql: "SELECT id, url FROM feeds WHERE is_subscribed = 1")
                return Dictionary(
                    uniqueKeysWithValues: rows.compactMap { row in
                        own[row["url"]].flatMap { $0 == Retention() ? nil : (row["id"], $0.over(settings.rules)) }
                    })
            }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, json_extract(settings, '$.retention') AS rules FROM feeds
                    WHERE is_subscribed = 1 AND rules IS NOT NULL
                    """)
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let own = Retention(reading: try JSONValue(parsing: row["rules"] as String).object ?? JSONObject())
                    return (row["id"], own.over(settings.rules))
                })
        }
    }

    /// - Returns: some of it, perhaps nothing; nil at the end.
    mutating func next() throws -> [Prunable]? {
        switch phase {
        case .items(let below): return try nextItems(below)
        case .events(let below): return try nextEvents(below)
        case .done: return nil
        }
    }

    private func rules(of feed: Int64) -> Retention { rules[feed] ?? general }

    private func isPast(_ time: Int64, _ limit: Duration?) -> Bool {
        guard let limit, limit > .zero else { return false }
        return time < now - limit.components.seconds * 1000
    }

    private func isBeyond(_ count: Int, _ limit: Int?) -> Bool { limit.map { $0 > 0 && count > $0 } ?? false }

    // MARK: - Items

    private mutating func nextItems(_ below: Int64) throws -> [Prunable] {
        let found = try store.read { [self] db in
            var scan = self
            let found = try scan.items(db, below)
            return (scan, found)
        }
        self = found.0
        return found.1
    }

    private static let chunk = 1000

    private mutating func items(_ db: Database, _ below: Int64) throws -> [Prunable] {
        // Of the most that is left of items nothing falls away yet.
        let remembered = min(settings.sketchesFor, settings.tombstonesFor)
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, feed, state, revision, first_seen, last_revised FROM items
                    WHERE id < ? AND (state <> 2 OR last_revised < ?) ORDER BY id DESC LIMIT \(Self.chunk)
                    """), arguments: [below, now - remembered.components.seconds * 1000])
        guard let last = rows.last else {
            phase = rules.values.contains(where: \.limitsEvents) || general.limitsEvents ? .events(below: .max) : .done
            return []
        }
        phase = .items(below: last["id"])
        var found: [Prunable] = []
        var listings = Listings(
            since: Date(milliseconds: now - settings.tombstonesFor.components.seconds * 1000).rfc3339Milliseconds)
        for row in rows {
            let (id, feed, changed): (Int64, Int64, Int64) = (row["id"], row["feed"], row["last_revised"])
            if row["state"] as Int == 2 {
                found += try remains(db, id, feed, changed, &listings)
                continue
            }
            let rules = rules(of: feed)
            // As many that were dropped may stay as of those that were told.
            let kind = row["state"] as Int == 3 ? \Counts.dropped : \Counts.items
            counts[feed, default: Counts()][keyPath: kind] += 1
            if isPast(max(row["first_seen"], changed), rules.itemsFor) {
                found.append(.item(id, changed: changed, withEvents: !rules.limitsEvents))
            } else if isBeyond(counts[feed]![keyPath: kind], rules.items), try !listings.contains(db, id, of: feed) {
                found.append(.item(id, changed: changed, withEvents: !rules.limitsEvents))
            } else if row["revision"] as Int > 1, rules.limitsRevisions {
                found += try texts(db, id, feed, rules)
            }
        }
        return found
    }

    /// Texts that have been replaced, the last replaced first.
    private mutating func texts(_ db: Database, _ item: Int64, _ feed: Int64, _ rules: Retention) throws -> [Prunable] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, html IS NOT NULL OR text IS NOT NULL AS has_text, lag(at) OVER (ORDER BY number DESC) AS replaced
                    FROM revisions WHERE item = ? ORDER BY number DESC
                    """), arguments: [item])
        var found: [Prunable] = []
        for row in rows.dropFirst() where row["has_text"] {
            counts[feed, default: Counts()].texts += 1
            if isPast(row["replaced"], rules.revisionsFor) || isBeyond(counts[feed]!.texts, rules.revisions) {
                found.append(.text(item: item, revision: row["number"]))
            }
        }
        return found
    }

    /// What is left of an item that has been pruned. `changed` is when the feed was last known to list it.
    private func remains(
        _ db: Database, _ id: Int64, _ feed: Int64, _ changed: Int64, _ listings: inout Listings
    ) throws -> [Prunable] {
        var found: [Prunable] = []
        let hasSketch = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM story_items WHERE item = ?)"), arguments: [id])!
        let isOld = isPast(changed, settings.tombstonesFor)
        if hasSketch {
            guard isPast(changed, settings.sketchesFor) else { return [] }
            found.append(.sketch(id))
        }
        if isOld, try !listings.contains(db, id, of: feed) { found.append(.tombstone(id, changed: changed)) }
        return found
    }

    // MARK: - Events

    private mutating func nextEvents(_ below: Int64) throws -> [Prunable] {
        let found = try store.read { [self] db in
            var scan = self
            let found = try scan.events(db, below)
            return (scan, found)
        }
        self = found.0
        return found.1
    }

    private mutating func events(_ db: Database, _ below: Int64) throws -> [Prunable] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT seq, at, kind, events.feed AS feed, item, state FROM events
                    LEFT JOIN items ON items.id = events.item
                    WHERE seq < ? AND events.feed IS NOT NULL ORDER BY seq DESC LIMIT \(Self.chunk)
                    """), arguments: [min(below, loggedTo)])
        guard let last = rows.last else {
            phase = .done
            return []
        }
        phase = .events(below: last["seq"])
        return try rows.compactMap { row in
            let (seq, feed): (Int64, Int64) = (row["seq"], row["feed"])
            let rules = rules(of: feed)
            guard rules.limitsEvents else { return nil }
            counts[feed, default: Counts()].events += 1
            guard isPast(row["at"], rules.eventsFor) || isBeyond(counts[feed]!.events, rules.events) else { return nil }
            // By its last events an item that is kept is listed.
            if let item = row["item"] as Int64?, row["state"] as Int? != 2 {
                let isLast = try Bool.fetchOne(
                    db.cachedStatement(
                        sql: "SELECT NOT EXISTS (SELECT 1 FROM events WHERE item = ? AND kind = ? AND seq > ?)"),
                    arguments: [item, row["kind"] as String, seq])!
                if isLast { return nil }
            }
            return .event(seq)
        }
    }
}

/// What feeds list now, read where it is asked for: of one that is not subscribed, as long as it is fetched by hand.
private struct Listings {
    let since: String
    private var items: [Int64: Set<Int64>] = [:]

    init(since: String) { self.since = since }

    mutating func contains(_ db: Database, _ item: Int64, of feed: Int64) throws -> Bool {
        if let known = items[feed] { return known.contains(item) }
        let entries = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT entries FROM feeds
                    WHERE id = ? AND (is_subscribed = 1 OR json_extract(state, '$.last_check') >= ?)
                    """), arguments: [feed, since])
        let listed = Set((entries ?? "").split(separator: ",").compactMap { Int64($0) })
        items[feed] = listed
        return listed.contains(item)
    }
}

extension SQLiteStore {
    package func scanForPruning(
        _ settings: RetentionSettings, subscriptions: [Subscription]?, loggedTo: Int64, at now: Date
    ) throws -> any RetentionScan {
        try SQLiteRetentionScan(self, settings, subscriptions: subscriptions, loggedTo: loggedTo, at: now)
    }

    /// Whether a feed has rules of its own.
    package func hasOwnRules() throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM feeds
                      WHERE is_subscribed = 1 AND json_extract(settings, '$.retention') IS NOT NULL)
                    """) ?? false
        }
    }

    /// Whether the item of this number has been pruned.
    package func isPruned(_ number: Int64) throws -> Bool {
        try read { db in
            try Bool.fetchOne(db, sql: "SELECT state = 2 FROM items WHERE id = ?", arguments: [number]) ?? false
        }
    }
}
