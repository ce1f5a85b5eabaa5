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
            SELECT id, host, place FROM (
              SELECT id, free.host, place,
                row_number() OVER (PARTITION BY free.host ORDER BY place, id) + coalesce(busy.count, 0) AS seat
              FROM (
                SELECT feeds.id, feeds.host, \(rows.place) AS place FROM \(rows.source)
                WHERE \(rows.condition) AND \(Claims.isFree(.feed)) AND \(isOurs("feeds", host: "$4"))
                  AND (NOT has_secrets OR feeds.url = ANY($10))
                ORDER BY place LIMIT $9) AS free
              LEFT JOIN unnest($5, $6) AS busy(host, count) ON busy.host = free.host) AS seated
            WHERE seat <= $7 ORDER BY place, id LIMIT $8
            """,
            [
                full, Array(busyHosts.keys), busyHosts.keys.map { busyHosts[$0]! }, limitPerHost, limit, limit * 4,
                Array(worker.part.secrets),
            ] + rows.parameters, for: duration, at: now)
        return try claiming(at: now) { try $0.commit(after: [statement])[0].rows.map(claimedFeed) }
    }

    /// Alone with all claims until the end of the transaction, without those that have run out.
    func claiming<T>(at now: Date, _ body: (PostgresTransaction) throws -> T) throws -> T {
        guard !worker.isOutdated else { throw StoreError.newerVersion(path: path) }
        do { try worker.begin() } catch { throw explain(error) }
        return try write { transaction in
            // Nobody needs it after the server's end.
            transaction.later("SET LOCAL synchronous_commit = off")
            transaction.later("SELECT FROM claim_turn FOR UPDATE")
            transaction.later(freeExpired(at: now))
            return try body(transaction)
        }
    }

    /// Whether this worker may ask a row's host now, in SQL: no other has claims on it, this one has a place left, and is not
    /// taken for lost. `$3` is this worker.
    /// - Parameter hosts: those that have no place left.
    func isOurs(_ table: String, host hosts: String) -> String {
        """
        \(table).host <> ALL(\(hosts)) AND \(table).host NOT IN (SELECT host FROM claims WHERE worker <> $3)
          AND EXISTS (SELECT FROM workers WHERE name = $3 AND lost_at IS NULL AND lease_until > \(WorkerLease.now))
        """
    }

    /// Claims feeds, and gives their rows, in the order of their places.
    /// - Parameter chosen: selects `id`, `host` and `place` of feeds. `$1` is the caller's time, `$4` and so on are
    ///   `parameters`.
    func claimStatement(
        _ chosen: String, _ parameters: [any PostgresParameter], for duration: Duration, at now: Date
    ) -> PostgresStatement {
        PostgresStatement(
            """
            WITH chosen AS MATERIALIZED (\(chosen)),
            claimed AS (
              INSERT INTO claims (is_page, id, host, worker, until)
              SELECT false, id, host, $3, \(leaseTime("$1")) + $2 FROM chosen
              ON CONFLICT DO NOTHING RETURNING id, until)
            SELECT feeds.id AS id, url, feeds.host AS host, title, settings, state, until
            FROM claimed JOIN chosen ON chosen.id = claimed.id JOIN feeds ON feeds.id = claimed.id
            ORDER BY place, feeds.id
            """,
            [now.milliseconds, duration.components.seconds * 1000, holder] + parameters)
    }

    private func freeExpired(at now: Date) -> PostgresStatement {
        Claims.free("until <= \(leaseTime("$1"))", [now.milliseconds])
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
            lease: Date(milliseconds: row["until"]))
    }

    package func release(feeds: [Int64], pages: [Int64]) throws {
        guard !feeds.isEmpty || !pages.isEmpty else { return }
        try write { transaction in
            for (kind, ids) in [(Claims.Kind.feed, feeds), (.page, pages)] where !ids.isEmpty {
                transaction.later(Claims.free(kind, ids, of: holder))
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
