import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func nextDue() throws -> Date? {
        try read { transaction in
            try transaction.run(
                """
                SELECT greatest(due_at, absent_since + $1, (SELECT until FROM claims WHERE NOT is_page AND claims.id = feeds.id))
                FROM feeds
                WHERE is_subscribed AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
                """, Self.rest
            ).first.map { Date(milliseconds: $0[0]) }
        }
    }

    package func makeDue(_ urls: [String]?, at now: Date) throws -> [String] {
        try write { transaction in
            try transaction.run(
                """
                UPDATE feeds SET due_at = least(due_at, $1)
                WHERE is_subscribed AND ($2::text[] IS NULL OR url = ANY($2)) RETURNING url
                """, now.milliseconds, urls
            ).rows.map { $0[0] }
        }
    }

    package func moveSchedule(by shift: Duration, at now: Date) throws {
        let state = ["next_check", "not_before", "last_check", "history,due"].reduce("state::jsonb") { state, path in
            // Of what the state does not have nothing is made.
            """
            jsonb_set(\(state), '{\(path)}', coalesce(to_jsonb(to_char(
              ((state::json #>> '{\(path)}')::timestamptz + $1 * interval '1 millisecond') AT TIME ZONE 'UTC',
              'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), 'null'), false)
            """
        }
        try write { transaction in
            transaction.later(
                """
                UPDATE feeds SET due_at = greatest(due_at + $1, $2), last_check = last_check + $1, state = (\(state))::text
                WHERE due_at > $2
                """, shift.components.seconds * 1000, now.milliseconds)
        }
    }

    package func repairScheduleAfterClockStep(at now: Date) throws {
        let last: Int64 = try read { transaction in
            try transaction.run(
                """
                SELECT greatest((SELECT at FROM events ORDER BY seq DESC LIMIT 1),
                  (SELECT max(coalesce(last_check, 0)) FROM feeds WHERE is_subscribed), 0)
                """
            ).first![0]
        }
        guard last > now.milliseconds + 60_000 else { return }
        try moveSchedule(by: .milliseconds(now.milliseconds - last), at: now)
    }

    package func putOffInterrupted(feeds: [Int64], pages: [Int64], at now: Date) throws {
        guard !feeds.isEmpty || !pages.isEmpty else { return }
        try write { transaction in
            for row in try transaction.run("SELECT id, state FROM feeds WHERE id = ANY($1) FOR UPDATE", feeds).rows {
                var state = try FeedState(stored: row[1])
                let due = state.putOffInterrupted(at: now)
                transaction.later(
                    """
                    UPDATE feeds SET state = $1, due_at = CASE WHEN due_at IS NOT NULL THEN greatest(due_at, $2) END
                    WHERE id = $3
                    """, state.json.stored, due.milliseconds, row[0] as Int64)
            }
            transaction.later(
                "UPDATE pages SET due_at = greatest(due_at, $1) WHERE item = ANY($2) AND due_at IS NOT NULL",
                now.milliseconds + 86_400_000, pages)
        }
    }

    package func pause(until end: Date?) throws {
        let end = end.map { min($0, .distantFuture).milliseconds }
        try write { $0.later("UPDATE store SET paused_until = $1", end) }
    }

    package func pausedUntil(at now: Date) throws -> Date? {
        try read { transaction in
            try transaction.run("SELECT paused_until FROM store WHERE paused_until > $1", now.milliseconds).first
                .map { Date(milliseconds: $0[0]) }
        }
    }
}
