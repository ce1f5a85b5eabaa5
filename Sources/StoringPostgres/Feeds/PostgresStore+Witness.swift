import Foundation
import Storing

extension PostgresStore {
    package func feedsToTry(_ choice: WitnessChoice, besides handled: [Int64], at now: Date) throws -> [String] {
        try read { transaction in
            try transaction.run(feedsToTry(choice, besides: handled, at: now)).rows.map { $0[0] }
        }
    }

    /// Of some hosts a few feeds each are looked at: it is asked again and again, and one that answers is enough.
    func feedsToTry(_ choice: WitnessChoice, besides handled: [Int64], at now: Date) -> PostgresStatement {
        let isWell = "coalesce((state::json ->> 'failures')::bigint, 0) = 0"
        let isFree = """
            is_subscribed AND due_at IS NOT NULL AND lease_until <= \(leaseTime("$1")) AND id <> ALL($2)
            """
        func perHost(_ hosts: String) -> String {
            """
            (SELECT first.* FROM (SELECT host FROM hosts WHERE \(hosts) ORDER BY due_at LIMIT 500) AS few, LATERAL (
              SELECT * FROM feeds WHERE host = few.host AND \(isFree) ORDER BY due_at, id LIMIT 10) AS first)
            """
        }
        let (source, condition, rank) =
            switch choice {
            case .due: (perHost("due_at <= $1"), "due_at <= $1", "due_at")
            case .dueNext: (perHost("due_at IS NOT NULL"), "\(isWell) AND \(Self.isFreeToAsk)", "due_at")
            case .surest:
                // What is well has answered when it was last checked.
                (
                    """
                    (SELECT * FROM feeds WHERE \(isFree) ORDER BY coalesce(last_check, 0) DESC LIMIT 2000)
                    """, isWell, "-coalesce(\(Self.milliseconds("last_success")), 0)"
                )
            }
        return PostgresStatement(
            """
            SELECT url FROM (
              SELECT url, failing, rank, row_number() OVER (PARTITION BY host ORDER BY failing, rank) AS place FROM (
                SELECT url, host, \(rank) AS rank, NOT \(isWell) AS failing FROM \(source) AS looked
                WHERE \(condition) AND coalesce(\(Self.milliseconds("not_before")), 0) <= $1) AS free) AS ranked
            WHERE place = 1 ORDER BY failing, rank LIMIT 200
            """, now.milliseconds, handled)
    }

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
