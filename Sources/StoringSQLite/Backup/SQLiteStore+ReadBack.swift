import Comparing
import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

extension SQLiteStore {
    /// Takes in what the log tells and the store has not: a backup knows again what was told after it.
    ///
    /// Events get the numbers that they have in the log, and so do items, revisions and stories. What the log has no word
    /// for comes back with the next documents: validators, schedules, moved dates, pages.
    /// - Parameter lines: in the order of `seq`, all above the store's last event.
    /// - Parameter subscriptions: of the configuration, by address: the settings of feeds that the store does not know.
    /// - Returns: How many were taken, and why the next was not: it is none that follows what the store holds.
    package func readBack(
        _ lines: [LoggedEvent], subscriptions: [String: Subscription] = [:]
    ) throws -> (taken: Int, mismatch: LogMismatch?) {
        try write { db in
            var reading = LogReadBack(store: self, db: db, subscriptions: subscriptions)
            var mismatch: LogMismatch?
            var taken = 0
            for line in lines {
                do { try reading.take(line) } catch let error as LogMismatch {
                    mismatch = error
                    break
                }
                taken += 1
            }
            try reading.finish()
            return (taken, mismatch)
        }
    }

    /// Tells of numbers that the store will not have, which the log has had: what they told may be told again. Items,
    /// stories and feeds that came to be with them had numbers too, which are given to no others.
    package func tellMissing(_ ranges: [ClosedRange<Int64>], at now: Date) throws {
        guard !ranges.isEmpty else { return }
        try write { db in
            for range in ranges {
                var facts = JSONObject()
                facts.set("from", Int(range.lowerBound))
                facts.set("to", Int(range.upperBound))
                _ = try logEvent(db, .storeBehind, of: .store, facts: facts, at: now)
                try skipNumbers(db, Int64(range.count))
                try noteBehind(db, range, at: now)
            }
        }
    }

    func noteBehind(_ db: Database, _ range: ClosedRange<Int64>, at now: Date) throws {
        try db.execute(
            sql: "UPDATE store SET behind_at = ?, behind_from = ?, behind_to = ?",
            arguments: [now.milliseconds, range.lowerBound, range.upperBound])
    }

    /// An event brings one item, story or feed at most: so many of their numbers may have been given away by `count` of
    /// them. Items that filters drop have a number and no event: nobody knows how many there were.
    func skipNumbers(_ db: Database, _ told: Int64) throws {
        let hasDropped = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM dropped_items)") ?? false
        for table in ["items", "stories", "feeds"] {
            let count = table == "items" && hasDropped ? told + StoreBehind.numbersForDropped : told
            try db.execute(
                sql: "UPDATE sqlite_sequence SET seq = seq + ?2 WHERE name = ?1", arguments: [table, count])
            guard db.changesCount == 0 else { continue }
            try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [table, count])
        }
    }
}

/// The reading back of some lines, in one transaction.
struct LogReadBack {
    let store: SQLiteStore
    let db: Database
    let subscriptions: [String: Subscription]
    /// Items whose texts are to be brought into the search, at the end, as in a feed's turn.
    var unindexed: Set<Int64> = []
    /// What is to be remembered of feeds.
    var feeds: [Int64: LoggedFeed] = [:]
    /// Keeps what was learnt of sites until the end.
    private var assigner: SQLiteStoryAssigner?

    init(store: SQLiteStore, db: Database, subscriptions: [String: Subscription]) {
        (self.store, self.db, self.subscriptions) = (store, db, subscriptions)
    }

    mutating func take(_ line: LoggedEvent) throws {
        let mark = line.mark
        if let feed = line.feed { try check(line, feed) }
        guard (mark.feed == nil) == (line.feed == nil), mark.item == nil || line.item != nil else {
            throw mismatch(line, "names what it does not describe")
        }
        if let feed = line.feed {
            try keepFeed(feed, line)
            if let number = mark.item, let item = line.item, try !isPruned(number) {
                try take(line, number, item, of: feed)
            }
        }
        try db.cachedStatement(
            sql: "INSERT INTO events (seq, at, kind, feed, item, revision, facts) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            mark.seq, mark.at.milliseconds, mark.kind, mark.feed, mark.item, mark.revision,
            JSONValue.object(line.facts).encoded,
        ])
        if mark.kind == EventKind.storeBehind.rawValue { try noteBehind(line) }
    }

    /// The store was behind its log then. This one is only where it does not have those numbers either.
    private func noteBehind(_ line: LoggedEvent) throws {
        guard let low = line.facts["from"]?.int, let high = line.facts["to"]?.int, low <= high else { return }
        let isHeld = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM events WHERE seq BETWEEN ? AND ?)"),
            arguments: [low, high])
        guard isHeld != true else { return }
        try store.noteBehind(db, Int64(low)...Int64(high), at: line.mark.at)
    }

    /// A number means one item for ever, of one feed, and one feed, wherever that has moved.
    private func check(_ line: LoggedEvent, _ feed: FeedReference) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT url, json_extract(state, '$.move.address') AS target FROM feeds WHERE id = ?"),
            arguments: [feed.id])
        if let url = row?["url"] as String?, addressKey(url) != addressKey(feed.url) {
            let target = feeds[feed.id]?.target ?? row?["target"]
            let isTold = line.mark.kind == EventKind.feedMoved.rawValue && line.facts["from"]?.string == url
            guard isTold || target.map(addressKey) == addressKey(feed.url) else {
                throw mismatch(line, "tells of another feed \(feed.id) than the store has")
            }
        }
        guard let number = line.mark.item else { return }
        let held = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT feed, state FROM items WHERE id = ?"), arguments: [number])
        guard let owner = held?["feed"] as Int64?, let state = held?["state"] as Int? else { return }
        let isFirst = line.mark.kind == EventKind.new.rawValue || line.mark.kind == EventKind.duplicate.rawValue
        // What was dropped when the backup was made may have been told since.
        guard owner == feed.id, !isFirst || state == 3 else {
            throw mismatch(line, "tells of another item \(number) than the store has")
        }
    }

    /// It has been pruned: what is told of it changes nothing.
    private func isPruned(_ number: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT state = 2 FROM items WHERE id = ?"), arguments: [number]) ?? false
    }

    func mismatch(_ line: LoggedEvent, _ what: String) -> LogMismatch {
        LogMismatch(seq: line.mark.seq, description: "line \(line.mark.seq) of the log \(what)")
    }

    /// - Returns: Of `body`, done with what finds the stories of items.
    mutating func withAssigner<Value>(
        _ body: (inout SQLiteStoryAssigner) throws -> Value
    ) throws -> Value {
        if assigner == nil { assigner = SQLiteStoryAssigner(db, keys: try store.currentKeys(db)) }
        return try body(&assigner!)
    }

    mutating func finish() throws {
        try assigner?.finish()
        assigner = nil
        for (id, feed) in feeds { try feed.keep(db, id) }
        feeds = [:]
        for item in unindexed.sorted() { try store.addToSearch(db, item) }
        unindexed = []
    }
}
