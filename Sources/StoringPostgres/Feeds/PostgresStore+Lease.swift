import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func claim(
        _ scope: ClaimScope, limit: Int, limitPerHost: Int, busyHosts: [String: Int], for duration: Duration,
        at now: Date
    ) throws -> [ClaimedFeed] {
        let rows = claimable(scope, at: now, first: 11)
        // A claim is a commit: of a host with many feeds several share one.
        let full = busyHosts.filter { $0.value > limitPerHost / 2 }.map(\.key)
        let statement = claimStatement(
            """
            SELECT id, place FROM (
              SELECT id, place,
                row_number() OVER (PARTITION BY free.host ORDER BY place, id) + coalesce(busy.count, 0) AS seat
              FROM (
                SELECT feeds.id, feeds.host, \(rows.place) AS place FROM \(rows.source)
                WHERE \(rows.condition) AND lease_until <= \(leaseTime("$1")) AND \(isOurs("feeds", host: "$4"))
                  AND (NOT has_secrets OR feeds.url = ANY($10))
                ORDER BY place LIMIT $9 FOR UPDATE OF feeds SKIP LOCKED) AS free
              LEFT JOIN unnest($5, $6) AS busy(host, count) ON busy.host = free.host) AS seated
            WHERE seat <= $7 ORDER BY place, id LIMIT $8
            """,
            [
                full, Array(busyHosts.keys), busyHosts.keys.map { busyHosts[$0]! }, limitPerHost, limit, limit * 4,
                Array(worker.part.secrets),
            ] + rows.parameters, for: duration, at: now)
        return try claiming { transaction in
            let claimed = try transaction.commit(after: [statement])[0].rows
            return try claimed.sorted { ($0["place"], $0["id"]) < ($1["place"] as Int64, $1["id"] as Int64) }
                .map(claimedFeed)
        }
    }

    /// Alone with all claims until the end of the transaction.
    func claiming<T>(_ body: (PostgresTransaction) throws -> T) throws -> T {
        do { try worker.begin() } catch { throw explain(error) }
        return try write { transaction in
            // Nobody needs it after the server's end.
            transaction.later("SET LOCAL synchronous_commit = off")
            transaction.later("SELECT FROM claim_turn FOR UPDATE")
            return try body(transaction)
        }
    }

    /// Whether this worker may ask a row's host now, in SQL: no other has claims on it, this one has a place left, and is not
    /// taken for lost. `$3` is this worker.
    /// - Parameter hosts: those that have no place left.
    func isOurs(_ table: String, host hosts: String) -> String {
        """
        \(table).host <> ALL(\(hosts)) AND \(table).host NOT IN (
            SELECT host FROM feeds WHERE lease_holder <> $3 AND lease_until > \(leaseTime("$1"))
            UNION ALL SELECT host FROM pages WHERE lease_holder <> $3 AND lease_until > \(leaseTime("$1")))
          AND EXISTS (SELECT FROM workers WHERE name = $3 AND lost_at IS NULL AND lease_until > \(WorkerLease.now))
        """
    }

    /// Takes the leases on feeds, and gives their rows.
    /// - Parameter chosen: selects `id` and `place` of feeds, and locks them. `$1` is the caller's time, `$4` and so on are
    ///   `parameters`.
    func claimStatement(
        _ chosen: String, _ parameters: [any PostgresParameter], for duration: Duration, at now: Date
    ) -> PostgresStatement {
        PostgresStatement(
            """
            WITH chosen AS MATERIALIZED (\(chosen))
            UPDATE feeds SET lease_until = \(leaseTime("$1")) + $2, lease_holder = $3
            FROM chosen WHERE feeds.id = chosen.id
            RETURNING feeds.id AS id, url, host, title, settings, state, lease_until, place::bigint AS place
            """,
            [now.milliseconds, duration.components.seconds * 1000, holder] + parameters)
    }

    /// What leases are compared with, in SQL.
    /// - Parameter now: the caller's time there.
    func leaseTime(_ now: String) -> String {
        switch leaseClock {
        case .caller: "\(now)::bigint"
        case .server: "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
        }
    }

    func claimedFeed(_ row: PostgresRow) throws -> ClaimedFeed {
        let settings = try JSONObject(stored: row["settings"])
        return ClaimedFeed(
            id: row["id"], host: row["host"],
            subscription: Subscription(json: settings) ?? Subscription(url: row["url"]),
            state: try FeedState(stored: row["state"]), title: row["title"],
            lease: Date(milliseconds: row["lease_until"]))
    }

    package func release(feeds: [Int64], pages: [Int64]) throws {
        guard !feeds.isEmpty || !pages.isEmpty else { return }
        try write { transaction in
            for (table, key, rows) in [("feeds", "id", feeds), ("pages", "item", pages)] where !rows.isEmpty {
                transaction.later(
                    """
                    UPDATE \(table) SET lease_until = 0, lease_holder = NULL WHERE \(key) = ANY($1) AND lease_holder = $2
                    """, rows, holder)
            }
        }
    }

    package func count(_ scope: ClaimScope, at now: Date) throws -> Int {
        let rows = claimable(scope, at: now, first: 1)
        return try read { transaction in
            let statement = PostgresStatement(
                "SELECT count(*) FROM \(rows.source) WHERE \(rows.condition)", rows.parameters)
            return try transaction.run(statement).first![0]
        }
    }

    /// - Parameter first: the number of the first parameter in SQL.
    func claimable(_ scope: ClaimScope, at now: Date, first: Int = 10) -> ClaimableRows {
        // What the configuration lacks for the moment rests until it is back, or given up: its login is not known either.
        // Not for ever: it may be another process that did not find it.
        let isWanted = "is_subscribed AND coalesce(absent_since, 0) <= $\(first)"
        func isUnchecked(_ parameter: Int) -> String { "coalesce(last_check, 0) < $\(parameter)" }
        switch scope {
        case .due:
            return ClaimableRows(
                condition: "\(isWanted) AND due_at <= $\(first + 1)", place: "due_at",
                parameters: [now.milliseconds - Self.rest, now.milliseconds])
        case .all(let start):
            // An index has them in this order.
            return ClaimableRows(
                condition: "\(isWanted) AND \(isUnchecked(first + 1))", place: "coalesce(last_check, 0)",
                parameters: [now.milliseconds - Self.rest, start.milliseconds])
        case .only(let urls, let start):
            var seen: Set<String> = []
            return ClaimableRows(
                source: "unnest($\(first)) WITH ORDINALITY AS wanted(url, place) JOIN feeds ON feeds.url = wanted.url",
                condition: isUnchecked(first + 1), place: "wanted.place",
                parameters: [urls.filter { seen.insert($0).inserted }, start.milliseconds])
        }
    }

    static let rest: Int64 = 120_000
}

/// The feeds of a scope, in the order in which they are claimed.
struct ClaimableRows {
    var source = "feeds"
    let condition: String
    /// What they are ordered by.
    let place: String
    let parameters: [any PostgresParameter]
}
