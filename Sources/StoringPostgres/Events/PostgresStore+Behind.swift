import FeedModel
import Foundation
import Storing

// What the log is compared with, and a store that is found behind it.
extension PostgresStore {
    package func identity() throws -> Int64 { try read { try $0.run("SELECT identity FROM store").first![0] } }

    package func marks(after seq: Int64, limit: Int) throws -> [EventMark] {
        try read { transaction in
            try transaction.run(Self.markSQL + " WHERE seq > $1 ORDER BY seq LIMIT $2", seq, limit).rows
                .map(EventMark.init)
        }
    }

    package func holds(_ mark: EventMark) throws -> Bool {
        try read { transaction in
            let rows = try transaction.run([
                PostgresStatement(Self.markSQL + " WHERE seq = $1", mark.seq),
                PostgresStatement("SELECT pruned_to FROM store"),
            ])
            guard let held = rows[0].first.map(EventMark.init) else { return mark.seq <= rows[1].first![0] }
            var mark = mark
            // As exact as it is kept.
            mark.at = Date(milliseconds: mark.at.milliseconds)
            return held == mark
        }
    }

    package func holds(_ seq: Int64, fingerprint: Int64) throws -> Bool {
        try events(after: seq - 1, limit: 1).first.map { $0.seq == seq && EventMark($0).fingerprint == fingerprint }
            ?? false
    }

    package func prunedTo() throws -> Int64 { try read { try $0.run("SELECT pruned_to FROM store").first![0] } }

    package func missingNumbers() throws -> [ClosedRange<Int64>] {
        try read { transaction in
            try transaction.run("SELECT facts FROM events WHERE kind = $1", EventKind.storeBehind.rawValue).rows
                .compactMap { row in
                    let facts = try JSONObject(stored: row[0])
                    guard let low = facts["from"]?.int, let high = facts["to"]?.int, low <= high else { return nil }
                    return Int64(low)...Int64(high)
                }
        }
    }

    package func behind() throws -> StoreBehind? {
        try read { transaction in
            let sql = "SELECT behind_at, behind_from, behind_to FROM store WHERE behind_at IS NOT NULL"
            return try transaction.run(sql).first.map {
                StoreBehind(at: Date(milliseconds: $0[0]), from: $0[1], to: $0[2])
            }
        }
    }

    package func goOn(above last: Int64, sharing shared: Int64, at now: Date) throws -> StoreBehind {
        try writeNumbered { numbered in
            let transaction = numbered.transaction
            var behind = StoreBehind(at: Date(milliseconds: now.milliseconds), from: shared + 1, to: last)
            let row = try transaction.run(
                "SELECT coalesce(max(seq), 0), EXISTS (SELECT 1 FROM dropped_items) FROM events"
            ).first!
            let (held, hasDropped): (Int64, Bool) = (row[0], row[1])
            numbered.last.feed += last - shared
            numbered.last.story += last - shared
            numbered.last.item += last - shared + (hasDropped ? StoreBehind.numbersForDropped : 0)
            numbered.last.event = max(last, held)
            let first = numbered.log(
                .storeBehind, of: .store, facts: .behind(from: behind.from, to: behind.to), at: now
            ).seq
            // Each goes above all others, so that no number has two on the way.
            behind.moved = try transaction.run(
                """
                UPDATE events SET seq = $1 + moved.place FROM (
                  SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM events WHERE seq > $2 AND seq <= $3) AS moved
                WHERE events.seq = moved.seq
                """, first, shared, min(last, held)
            ).affected
            numbered.last.event += Int64(behind.moved)
            transaction.later(
                "UPDATE store SET behind_at = $1, behind_from = $2, behind_to = $3", now.milliseconds, behind.from,
                behind.to)
            return behind
        }
    }

    private static let markSQL = "SELECT seq, at, kind, feed, item, revision FROM events"
}

extension EventMark {
    fileprivate init(_ row: PostgresRow) {
        self.init(
            seq: row["seq"], at: Date(milliseconds: row["at"]), kind: row["kind"], feed: row["feed"], item: row["item"],
            revision: row["revision"])
    }
}
