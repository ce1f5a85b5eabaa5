import Foundation
import Storing

/// How many feeds of a host may be claimed.
struct HostPlaces {
    let each: Int
    /// Feeds that this worker checks already.
    let busy: [String: Int]
    /// Hosts that have no place left.
    let full: [String]
}

// What is due is claimed host by host: of one that is full, or another worker's, no feed is read.
extension PostgresStore {
    func claimDue(
        _ limit: Int, _ places: HostPlaces, for duration: Duration, at now: Date
    ) throws -> [ClaimedFeed] {
        try claiming { transaction in
            var claimed: [PostgresRow] = []
            var passed = places.full
            // Of some hosts nothing is due any more: that is noted, and others are looked at.
            var breadth = max(64, min(limit, 10_000))
            while true {
                let hosts = try transaction.run(dueHosts(besides: passed, breadth, at: now)).rows.map {
                    $0[0] as String
                }
                guard !hosts.isEmpty else { break }
                // Statements of their own: what was committed before the hosts were locked is seen by these.
                let statements = [
                    claimStatement(hosts, limit - claimed.count, places, for: duration, at: now),
                    correction(of: hosts, at: now),
                ]
                guard hosts.count == breadth else {
                    claimed += try transaction.commit(after: statements)[0].rows
                    break
                }
                claimed += try transaction.run(statements)[0].rows
                guard claimed.count < limit else { break }
                passed += hosts
                breadth *= 2
            }
            return try claimedFeeds(claimed)
        }
    }

    /// Locks hosts that may be asked and may have something due, the longest due first.
    func dueHosts(besides passed: [String], _ limit: Int, at now: Date) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT host FROM hosts WHERE due_at <= $2 AND \(isOurs("hosts", host: "$4"))
            ORDER BY due_at LIMIT $5 FOR UPDATE OF hosts SKIP LOCKED
            """, [now.milliseconds, now.milliseconds, holder, passed, limit])
    }

    func claimStatement(
        _ hosts: [String], _ limit: Int, _ places: HostPlaces, for duration: Duration, at now: Date
    ) -> PostgresStatement {
        let isFree = """
            is_subscribed AND due_at <= $1 AND coalesce(absent_since, 0) <= $7 AND lease_until <= \(leaseTime("$1"))
              AND (NOT has_secrets OR url = ANY($8))
            """
        return claimStatement(
            """
            SELECT feeds.id, first.due_at AS place FROM (
              SELECT free.id, free.due_at FROM unnest($4, $5) AS open(host, places), LATERAL (
                SELECT id, due_at FROM feeds WHERE host = open.host AND \(isFree)
                ORDER BY due_at, id LIMIT open.places) AS free
              ORDER BY free.due_at, free.id LIMIT $6) AS first
            JOIN feeds ON feeds.id = first.id AND \(isFree.replacing("due_at <=", with: "feeds.due_at <="))
            ORDER BY feeds.id FOR UPDATE OF feeds SKIP LOCKED
            """,
            [
                hosts, hosts.map { min(places.each - (places.busy[$0] ?? 0), limit) }, limit,
                now.milliseconds - Self.rest, Array(worker.part.secrets),
            ], for: duration, at: now)
    }

    /// Notes when these hosts have something due next, whoever is checking it now.
    func correction(of hosts: [String], at now: Date) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE hosts SET due_at = next.due_at FROM (
              SELECT host, least(
                (SELECT due_at FROM feeds WHERE feeds.host = wanted.host AND is_subscribed AND due_at IS NOT NULL
                  AND coalesce(absent_since, 0) <= $2 ORDER BY due_at, id LIMIT 1),
                (SELECT min(greatest(due_at, absent_since + $3)) FROM feeds WHERE feeds.host = wanted.host
                  AND is_subscribed AND absent_since IS NOT NULL AND absent_since > $2)) AS due_at
              FROM unnest($1) AS wanted(host)) AS next
            WHERE hosts.host = next.host AND hosts.due_at IS DISTINCT FROM next.due_at
            """, [hosts, now.milliseconds - Self.rest, Self.rest])
    }
}
