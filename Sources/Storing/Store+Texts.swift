import Comparing
import GRDB

extension Store {
    /// Keeps a text once, whatever number of revisions it belongs to, and returns its number.
    func keepText(_ db: Database, _ body: String?) throws -> Int64? {
        guard let body, !body.isEmpty else { return nil }
        let hash = stableHash(body)
        let same = try db.cachedStatement(sql: "SELECT id FROM texts WHERE hash = ? AND body = ?")
        if let id = try Int64.fetchOne(same, arguments: [hash, body]) { return id }
        try db.cachedStatement(sql: "INSERT INTO texts (hash, body) VALUES (?, ?)").execute(arguments: [hash, body])
        return db.lastInsertedRowID
    }
}
