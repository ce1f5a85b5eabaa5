import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func prune(_ found: ArraySlice<Prunable>, loggedTo: Int64, at now: Date) throws -> PruneStep {
        let part = found.prefix(Self.mostPruned)
        let clock = ContinuousClock()
        var begin = clock.now
        var step = try writeNumbered { numbered in
            // Others do not wait for its turn to come.
            begin = clock.now
            let rows = PostgresChangeRows(self, numbered)
            var pruning = PostgresPruning(rows, loggedTo: loggedTo, at: now)
            try pruning.take(part)
            rows.finish()
            return pruning.step
        }
        step.looked = part.count
        step.cpu = begin.duration(to: clock.now)
        return step
    }

    /// In one transaction, for which whoever records waits.
    private static let mostPruned = 100

    package func count(_ found: [Prunable], loggedTo: Int64, at now: Date) throws -> PruneStep {
        try read { transaction in
            var step = PruneStep()
            let rows = try transaction.prunable(found[...], loggedTo: loggedTo, at: now.milliseconds)
            step.items = rows.count
            let withEvents = rows.filter(\.withEvents).map(\.item)
            step.events = try transaction.run("SELECT count(*) FROM events WHERE item = ANY($1)", withEvents).first![0]
            for prunable in found {
                switch prunable {
                case .item: break
                case .text: step.texts += 1
                case .event: step.events += 1
                case .sketch: step.sketches += 1
                case .tombstone: step.tombstones += 1
                }
            }
            return step
        }
    }

    package func lastPruned() throws -> Date? {
        let time: Int64? = try read { try $0.run("SELECT pruned_at FROM store").first![0] }
        return time.map(Date.init(milliseconds:))
    }

    package func hasJustReturned(at now: Date) throws -> Bool {
        let yesterday = HourlyCounts.hour(of: now) - 24
        let last: Int64? = try read { try $0.run("SELECT max(hour) FROM counts WHERE hour < $1", yesterday).first![0] }
        return last.map { $0 < yesterday - 31 * 24 } ?? false
    }

    package func endPruning(at now: Date) throws {
        try write { $0.later("UPDATE store SET pruned_at = $1", now.milliseconds) }
    }
}

/// An item that may be pruned.
struct PrunableRow {
    let item: Int64
    let feed: Int64
    let withEvents: Bool
    let lastEvent: Int64
    let keys: IdentityKeys
    let formerNames: [ItemKey]
}

extension PostgresTransaction {
    /// The items among `found` that may be pruned: nobody has changed them or reads their pages, and the log ends behind
    /// their events.
    func prunable(_ found: ArraySlice<Prunable>, loggedTo: Int64, at now: Int64) throws -> [PrunableRow] {
        let wanted = found.compactMap { prunable -> (item: Int64, changed: Int64, withEvents: Bool)? in
            if case .item(let item, let changed, let withEvents) = prunable { (item, changed, withEvents) } else { nil }
        }
        guard !wanted.isEmpty else { return [] }
        return try run(
            """
            SELECT items.id AS id, feed, guid, link, title_hash, text_hash, fingerprint, source, former_names, with_events,
              coalesce((SELECT max(seq) FROM events WHERE events.item = items.id), 0) AS last_event
            FROM unnest($1, $2, $3) AS wanted(item, changed, with_events) JOIN items ON items.id = wanted.item
            WHERE state <> 2 AND last_revised = wanted.changed
              AND NOT EXISTS (SELECT 1 FROM claims WHERE is_page AND claims.id = items.id AND until > $4)
            """, wanted.map(\.item), wanted.map(\.changed), wanted.map(\.withEvents), now
        ).rows.filter { loggedTo > $0["last_event"] as Int64 }.map { row in
            PrunableRow(
                item: row["id"], feed: row["feed"], withEvents: row["with_events"], lastEvent: row["last_event"],
                keys: IdentityKeys(
                    guid: row["guid"], link: row["link"], titleHash: row["title_hash"], textHash: row["text_hash"],
                    fingerprint: row["fingerprint"], source: row["source"]),
                formerNames: (row["former_names"] as Data?).map([ItemKey].init(bytes:)) ?? [])
        }
    }
}
