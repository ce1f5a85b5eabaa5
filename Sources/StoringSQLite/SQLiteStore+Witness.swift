import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Addresses of feeds that may be asked, one of each host: the well ones first, and in the order of the choice.
    /// - Parameter handled: Feeds that are not meant.
    package func feedsToTry(_ choice: WitnessChoice, besides handled: [Int64], at now: Date) throws -> [String] {
        let (condition, rank) =
            switch choice {
            case .due: ("due_at <= ?1", "due_at")
            case .dueNext: ("\(Self.isWell) AND \(Self.isFreeToAsk)", "due_at")
            case .surest: (Self.isWell, "-coalesce(julianday(json_extract(state, '$.last_success')), 0)")
            }
        return try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT url FROM (
                      SELECT url, failing, rank, row_number() OVER (PARTITION BY host ORDER BY failing, rank) AS place FROM (
                        SELECT url, host, \(rank) AS rank, coalesce(json_extract(state, '$.failures'), 0) > 0 AS failing
                        FROM feeds
                        WHERE is_subscribed = 1 AND due_at IS NOT NULL AND lease_until <= ?1 AND \(condition)
                          AND id NOT IN (SELECT value FROM json_each(?3))
                          AND coalesce(julianday(json_extract(state, '$.not_before')), 0) <= julianday(?2)))
                    WHERE place = 1 ORDER BY failing, rank LIMIT 200
                    """,
                arguments: [now.milliseconds, now.rfc3339, JSONValue.array(handled.map { .int(Int($0)) }).encoded])
        }
    }

    private static let isWell = "coalesce(json_extract(state, '$.failures'), 0) = 0"

    private static let isFreeToAsk = """
        (due_at <= ?1 OR (json_extract(state, '$.skip_hours') IS NULL AND json_extract(state, '$.skip_days') IS NULL
          AND unixepoch(json_extract(state, '$.last_check'))
            + min(86400, max(coalesce(json_extract(state, '$.header_hint'), 0),
                coalesce(json_extract(state, '$.document_hint'), 0))) <= ?1 / 1000))
        """
}
