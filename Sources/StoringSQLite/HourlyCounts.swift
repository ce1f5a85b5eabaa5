import FeedModel
import Foundation
import GRDB
import Storing

/// What was done in each hour, counted: a row for each hour and name, for 400 days.
///
/// Names: `check-unchanged`, `check-read`, `check-` with why a feed could not be read (`failed` where that is not known),
/// `page`, `item`, `copy`, `revision`, `withdrawal`; `late` for checks that began more than five minutes after their
/// time, and `lateness-seconds` for the lateness of all together.
struct HourlyCounts {
    private(set) var counts: [String: Int] = [:]
    /// Of each check that had a time to begin at, in seconds.
    private(set) var lateness: [Double] = []
    private var at = Date.distantPast

    static let kept = Duration.seconds(400 * 86400)

    mutating func add(_ change: StoreChange, _ events: [Event]) {
        switch change {
        case .feed(let update):
            at = max(at, update.at)
            if !update.isHistory { add("check-" + update.answer) }
            if let due = update.feed.state.nextCheck {
                let lateness = max(0, update.at.timeIntervalSince(due))
                self.lateness.append(lateness)
                if lateness >= 1 { add("lateness-seconds", Int(min(lateness, 86400 * 366))) }
                if lateness > StoreHealth.tolerance / .seconds(1) { add("late") }
            }
        case .page(let update):
            at = max(at, update.at)
            add("page")
        case .stories: break
        }
        for event in events {
            switch event.kind {
            case .new: add("item")
            case .duplicate: add("copy")
            case .revised: add("revision")
            case .withdrawn: add("withdrawal")
            default: break
            }
        }
    }

    private mutating func add(_ name: String, _ count: Int = 1) { counts[name, default: 0] += count }

    func keep(_ db: Database) throws {
        guard !counts.isEmpty, at > .distantPast else { return }
        let hour = Self.hour(of: at)
        let add = try db.cachedStatement(
            sql: "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        for (name, count) in counts { try add.execute(arguments: [hour, name, count]) }
        // By a clock that has leapt all would be old: the hour before stays.
        try db.cachedStatement(
            sql: "DELETE FROM counts WHERE hour < ?1 AND hour < (SELECT max(hour) FROM counts WHERE hour < ?2)"
        ).execute(arguments: [hour - Self.kept.components.seconds / 3600, hour])
    }

    static func hour(of time: Date) -> Int64 { time.milliseconds / 3_600_000 }
}

extension FeedUpdate {
    /// What the check came to.
    fileprivate var answer: String {
        if document != nil { return "read" }
        let state = plans.withoutNewItems.state
        return state.failures > 0 ? state.errorKind?.rawValue ?? "failed" : "unchanged"
    }
}

extension Schema {
    static func countHours(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE counts (
                  hour INTEGER NOT NULL,            -- since 1970
                  name TEXT NOT NULL,
                  count INTEGER NOT NULL,
                  PRIMARY KEY (hour, name)
                ) WITHOUT ROWID;
                CREATE VIEW hourly AS
                  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', hour * 3600, 'unixepoch') AS hour, name, count FROM counts;
                ALTER TABLE feeds ADD COLUMN last_change INTEGER; -- when an item of it was last told of, new or otherwise
                UPDATE feeds SET last_change = (
                  SELECT max(last_revised) FROM items WHERE items.feed = feeds.id AND state < 2);
                """)
        // The newest date that it has published, and when something of it last changed.
        let view = try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'feed'")
        let time = "strftime('%Y-%m-%dT%H:%M:%fZ', last_change / 1000.0, 'unixepoch') AS last_change"
        let new = view?.replacing("json_extract(state, '$.last_news')", with: "json_extract(state, '$.newest')")
            .replacing("AS last_error", with: "AS last_error, \(time)")
        guard let new, new != view else { throw DatabaseError(message: "the view feed is not as it was made") }
        try db.execute(sql: "DROP VIEW feed")
        try db.execute(sql: new)
        try db.execute(sql: "PRAGMA user_version = \(interfaceVersion)")
    }
}
