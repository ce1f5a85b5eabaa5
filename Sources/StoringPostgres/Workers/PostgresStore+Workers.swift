import Foundation
import Storing

extension PostgresStore {
    package func join(as part: WorkerPart) throws {
        do { try worker.join(as: part) } catch { throw explain(error) }
    }

    package func leave() { worker.end() }

    package func workers() throws -> [StoreWorker] {
        try read { transaction in
            try transaction.run(
                """
                SELECT name, process, version, is_daemon, owns_feeds, began_at, seen_at, lost_at,
                  (SELECT count(*) FROM claims WHERE worker = name AND until > \(WorkerLease.now)) AS claims,
                  lost_at IS NULL AND \(WorkerLease.now) - seen_at > (lease_until - seen_at) / 2 AS is_late
                FROM workers ORDER BY lost_at NULLS FIRST, name
                """
            ).rows.map { row in
                StoreWorker(
                    name: row["name"], process: row["process"], version: row["version"], isDaemon: row["is_daemon"],
                    ownsFeeds: row["owns_feeds"], began: Date(milliseconds: row["began_at"]),
                    seen: Date(milliseconds: row["seen_at"]),
                    lost: (row["lost_at"] as Int64?).map(Date.init(milliseconds:)), claims: row["claims"],
                    isLate: row["is_late"])
            }
        }
    }
}
