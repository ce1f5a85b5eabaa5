import Comparing
import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

/// A store that a backup was put back of, that was lost and made anew, or whose log was another's, is behind its log: the
/// log tells of numbers that the store does not know. Readers have seen them, so none is given a second time.
extension SQLiteStore {
    /// Tells the store from others. A copy has the same.
    package func identity() throws -> Int64 {
        try read { db in try Int64.fetchOne(db, sql: "SELECT identity FROM store") ?? 0 }
    }

    /// Whether the event is the store's, or may have been and has been pruned.
    package func holds(_ mark: EventMark) throws -> Bool {
        try read { db in
            let sql = "SELECT at, kind, feed, item, revision FROM events WHERE seq = ?"
            guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [mark.seq]) else {
                return try mark.seq <= prunedTo(db)
            }
            return row["at"] == mark.at.milliseconds && row["kind"] == mark.kind && row["feed"] == mark.feed
                && row["item"] == mark.item && row["revision"] == mark.revision
        }
    }

    /// No event above it has been pruned.
    func prunedTo(_ db: Database) throws -> Int64 {
        // A reader may be newer than the store.
        guard try db.columns(in: "store").contains(where: { $0.name == "pruned_to" }) else { return 0 }
        return try Int64.fetchOne(db.cachedStatement(sql: "SELECT pruned_to FROM store")) ?? 0
    }

    /// Events up to it that the log has and the store has not have been pruned.
    package func prunedTo() throws -> Int64 { try read(prunedTo) }

    /// Whether the event of this number is the store's, by its mark's fingerprint.
    package func holds(_ seq: Int64, fingerprint: Int64) throws -> Bool {
        try events(after: seq - 1, limit: 1).first.map { $0.seq == seq && EventMark($0).fingerprint == fingerprint }
            ?? false
    }

    /// What the store has not of its log; nil where nothing is missing.
    package func behind() throws -> StoreBehind? {
        try read { db in
            // A reader may be newer than the store.
            guard try db.tableExists("store"),
                let row = try Row.fetchOne(db, sql: "SELECT * FROM store WHERE behind_at IS NOT NULL")
            else { return nil }
            return StoreBehind(at: Date(milliseconds: row["behind_at"]), from: row["behind_from"], to: row["behind_to"])
        }
    }

    /// Goes on above what the log has: a first event tells of the numbers that the store has not, and those that the log
    /// has not follow under new numbers. Called under the log's lock.
    /// - Parameter last: the log's last number.
    /// - Parameter shared: the last number that both have, with one meaning.
    package func goOn(above last: Int64, sharing shared: Int64, at now: Date) throws -> StoreBehind {
        try write { db in
            var behind = StoreBehind(at: Date(milliseconds: now.milliseconds), from: shared + 1, to: last)
            let held = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM events") ?? 0
            let top = max(last, held)
            try skipNumbers(db, last - shared)
            try db.execute(sql: "DELETE FROM sqlite_sequence WHERE name = 'events'")
            try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", arguments: [top])
            let facts = JSONObject.behind(from: behind.from, to: behind.to)
            _ = try logEvent(db, .storeBehind, of: .store, facts: facts, at: now)
            // Oldest first, each onto a number that nobody has.
            let moved = try Int64.fetchAll(
                db, sql: "SELECT seq FROM events WHERE seq > ? AND seq <= ? ORDER BY seq",
                arguments: [shared, min(last, held)])
            let move = try db.cachedStatement(sql: "UPDATE events SET seq = ? WHERE seq = ?")
            for (index, seq) in moved.enumerated() { try move.execute(arguments: [top + 2 + Int64(index), seq]) }
            behind.moved = moved.count
            try db.execute(
                sql: "UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'",
                arguments: [top + 1 + Int64(moved.count)])
            try db.execute(
                sql: "UPDATE store SET behind_at = ?, behind_from = ?, behind_to = ?",
                arguments: [now.milliseconds, behind.from, behind.to])
            return behind
        }
    }
}
