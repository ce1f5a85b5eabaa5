import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Takes up to `limit` feeds that nobody else is checking, no more than `limitPerHost` of one host, and none of
    /// `busyHosts`, so that one slow host never holds up another.
    package func claim(
        _ scope: ClaimScope, limit: Int, limitPerHost: Int = .max, busyHosts: [String: Int] = [:],
        for duration: Duration, at now: Date
    ) throws -> [ClaimedFeed] {
        // A claim is a commit: of a host with many feeds several share one.
        let full = busyHosts.filter { $0.value > limitPerHost / 2 }.map(\.key)
        let rows = claimable(scope, at: now)
        // Read first: the usual answer is "nothing", and that shall not need the writer.
        let sql = Self.claimSQL(rows)
        let hosts = JSONValue.array(full.map(JSONValue.string)).encoded
        let all = rows.arguments + [now.milliseconds, hosts, limit * 4]
        guard try read({ db in try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: all) }) != nil else {
            return []
        }
        return try writeLease { db in
            var perHost = busyHosts
            var chosen: [Int64] = []
            // Row by row: the rest of what is due stays unread.
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: all)
            while chosen.count < limit, let row = try rows.next() {
                let host: String = row["host"]
                guard perHost[host, default: 0] < limitPerHost else { continue }
                perHost[host, default: 0] += 1
                chosen.append(row["id"])
            }
            return try claim(db, chosen, for: duration, at: now)
        }
    }

    static func claimSQL(_ rows: ClaimableRows) -> String {
        """
        SELECT id, host FROM \(rows.source) WHERE \(rows.condition) AND lease_until <= ?
          AND host NOT IN (SELECT value FROM json_each(?)) \(rows.order.map { "ORDER BY " + $0 } ?? "") LIMIT ?
        """
    }

    func claim(_ db: Database, _ feeds: [Int64], for duration: Duration, at now: Date) throws -> [ClaimedFeed] {
        let select = try db.cachedStatement(
            sql: "SELECT id, url, host, title, settings, state FROM feeds WHERE id = ?")
        return try feeds.compactMap { id in
            let lease = try Leases.feeds.take(db, id, for: holder, duration, at: now)
            return try Row.fetchOne(select, arguments: [id]).map { try claimedFeed($0, until: lease) }
        }
    }

    /// How many there are to claim, for who waits for them.
    package func count(_ scope: ClaimScope, at now: Date) throws -> Int {
        let rows = claimable(scope, at: now)
        let sql = "SELECT count(*) FROM \(rows.source) WHERE \(rows.condition)"
        return try read { db in try Int.fetchOne(db, sql: sql, arguments: rows.arguments) ?? 0 }
    }

    func claimable(_ scope: ClaimScope, at now: Date) -> ClaimableRows {
        switch scope {
        case .due:
            ClaimableRows(
                condition: "\(isWanted) AND due_at <= ?", order: "due_at",
                arguments: [now.milliseconds - Self.rest, now.milliseconds])
        case .all(let start):
            // An index has them in this order: else each claim would look at the states of all feeds.
            ClaimableRows(
                condition: "\(isWanted) AND \(isUnchecked)", order: Schema.lastCheck,
                arguments: [now.milliseconds - Self.rest, start.rfc3339])
        case .only(let urls, let start):
            // As they are listed: sorted, each claim would look at all of them.
            ClaimableRows(
                source: "(SELECT DISTINCT value FROM json_each(?)) AS wanted CROSS JOIN feeds ON url = wanted.value",
                condition: isUnchecked, order: nil,
                arguments: [JSONValue.array(urls.map(JSONValue.string)).encoded, start.rfc3339])
        }
    }

    /// What the configuration lacks for the moment rests until it is back, or given up: its login is not known either.
    /// Not for ever: it may be another process that did not find it.
    private var isWanted: String { "is_subscribed = 1 AND coalesce(absent_since, 0) <= ?" }
    private static let rest: Int64 = 120_000

    private var isUnchecked: String { "\(Schema.lastCheck) < julianday(?)" }

    private func claimedFeed(_ row: Row, until lease: Date) throws -> ClaimedFeed {
        let settings = try JSONValue(parsing: row["settings"] as String).object ?? JSONObject()
        let state = try JSONValue(parsing: row["state"] as String).object ?? JSONObject()
        return ClaimedFeed(
            id: row["id"], host: row["host"],
            subscription: Subscription(json: settings) ?? Subscription(url: row["url"]),
            state: FeedState(reading: state), title: row["title"], lease: lease)
    }

    /// When the next feed falls due; nil where none ever will by itself.
    package func nextDue() throws -> Date? {
        try read { db in
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT max(due_at, lease_until, coalesce(absent_since + ?, 0)) FROM feeds
                        WHERE is_subscribed = 1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
                        """),
                arguments: [Self.rest])
        }.map(Date.init(milliseconds:))
    }

    /// Moves all that is due later by `shift` (negative: sooner): the wall clock was set, and the waits stay as long
    /// as they were meant.
    package func moveSchedule(by shift: Duration, at now: Date) throws {
        let times = ["$.next_check", "$.not_before", "$.last_check", "$.history.due"].map { path in
            ", '\(path)', strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(state, '\(path)'), ?3)"
        }
        try write { db in
            try db.execute(
                sql: """
                    UPDATE feeds SET due_at = max(due_at + ?1, ?2), state = json_replace(state\(times.joined()))
                    WHERE due_at > ?2
                    """,
                arguments: [
                    shift.components.seconds * 1000, now.milliseconds, "\(shift.components.seconds) seconds",
                ])
        }
    }

    /// Moves the schedule back with a wall clock that was set back while nothing ran: then the last event, or the last
    /// check, lies ahead.
    package func repairScheduleAfterClockStep(at now: Date) throws {
        let last = try read { db in
            // Of all checks the latest cannot be looked up; among the feeds that are due last it is, or one like it.
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(at) FROM (
                      SELECT at FROM (SELECT at FROM events ORDER BY seq DESC LIMIT 1)
                      UNION ALL SELECT 1000 * unixepoch(json_extract(state, '$.last_check')) FROM (
                        SELECT state FROM feeds WHERE is_subscribed = 1 AND due_at IS NOT NULL
                        ORDER BY due_at DESC LIMIT 500))
                    """)
        }
        guard let last, last > now.milliseconds + 60_000 else { return }
        try moveSchedule(by: .milliseconds(now.milliseconds - last), at: now)
    }
}

/// The feeds of a scope, in the order in which they are claimed.
struct ClaimableRows {
    var source = "feeds"
    let condition: String
    let order: String?
    let arguments: StatementArguments
}
