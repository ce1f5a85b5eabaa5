import Foundation
import Storing

extension PostgresStore {
    /// Of a store with many hosts some are looked at, from one on that is found by chance: it is asked again and again, and
    /// one that answers is enough.
    package func feedsToTry(_ choice: WitnessChoice, besides handled: [Int64], at now: Date) throws -> [String] {
        try read { transaction in
            try transaction.run(statement(for: choice, besides: handled, at: now)).rows.map { $0[0] }
        }
    }

    func statement(for choice: WitnessChoice, besides handled: [Int64], at now: Date) -> PostgresStatement {
        let isWell = "coalesce((state::json ->> 'failures')::bigint, 0) = 0"
        let (condition, rank) =
            switch choice {
            case .due: ("due_at <= $1", "due_at")
            case .dueNext: ("\(isWell) AND \(Self.isFreeToAsk)", "due_at")
            case .surest: (isWell, "-coalesce(\(Self.milliseconds("last_success")), 0)")
            }
        func next(_ comparison: String) -> String {
            "(SELECT host FROM feeds WHERE is_subscribed AND \(comparison) ORDER BY host LIMIT 1)"
        }
        return PostgresStatement(
            """
            WITH RECURSIVE begin AS (
              SELECT coalesce((SELECT host FROM feeds WHERE id >= random() * (SELECT max(id) FROM feeds) ORDER BY id LIMIT 1), '')
                AS host),
            behind AS (
              SELECT \(next("host >= (SELECT host FROM begin)")) AS host
              UNION ALL SELECT \(next("host > behind.host")) FROM behind WHERE behind.host IS NOT NULL),
            before AS (
              SELECT \(next("host < (SELECT host FROM begin)")) AS host
              UNION ALL SELECT \(next("host > before.host AND host < (SELECT host FROM begin)"))
              FROM before WHERE before.host IS NOT NULL),
            hosts AS (
              (SELECT host FROM behind LIMIT $3) UNION ALL (SELECT host FROM before LIMIT $3))
            SELECT url FROM (
              SELECT url, failing, rank, row_number() OVER (PARTITION BY host ORDER BY failing, rank) AS place FROM (
                SELECT url, feeds.host, \(rank) AS rank, NOT \(isWell) AS failing
                FROM hosts, LATERAL (
                  SELECT * FROM feeds WHERE host = hosts.host AND is_subscribed AND due_at IS NOT NULL
                    AND \(Claims.isFree(.feed)) AND id <> ALL($2)
                  ORDER BY due_at LIMIT $4) AS feeds
                WHERE \(condition) AND coalesce(\(Self.milliseconds("not_before")), 0) <= $1) AS free) AS ranked
            WHERE place = 1 ORDER BY failing, rank LIMIT 200
            """, [now.milliseconds, handled, Self.hostsToTry, Self.feedsOfHost])
    }

    /// How many hosts are looked at, twice, and feeds of each of them, those that are due first.
    private static let (hostsToTry, feedsOfHost) = (300, 20)

    private static let isFreeToAsk = """
        (due_at <= $1 OR (state::json -> 'skip_hours' IS NULL AND state::json -> 'skip_days' IS NULL
          AND last_check + 1000 * least(86400, greatest((state::json ->> 'header_hint')::double precision,
            (state::json ->> 'document_hint')::double precision, 0)) <= $1))
        """

    /// A time of the state, in SQL.
    private static func milliseconds(_ key: String) -> String {
        "(extract(epoch FROM (state::json ->> '\(key)')::timestamptz) * 1000)::bigint"
    }
}
