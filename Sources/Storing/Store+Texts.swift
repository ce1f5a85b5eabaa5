import Comparing
import FeedModel
import GRDB

extension Store {
    /// Keeps a text, and returns its number.
    /// - Parameter items: which may have it, in any of their revisions or on their pages: it is kept once for all of them.
    func keepText(_ db: Database, _ body: String?, sharedBy items: [Int64]) throws -> Int64? {
        guard let body, !body.isEmpty else { return nil }
        let hash = stableHash(body)
        if !items.isEmpty {
            let list = JSONValue.array(items.map { .int(Int($0)) }).encoded
            let same = try db.cachedStatement(sql: Self.sameTextSQL)
            if let id = try Int64.fetchOne(same, arguments: [list, hash, body]) { return id }
        }
        try db.cachedStatement(sql: "INSERT INTO texts (hash, body) VALUES (?, ?)").execute(arguments: [hash, body])
        return db.lastInsertedRowID
    }

    /// Those that may have a text of the item's: itself, and others of its story.
    func likelySharers(_ db: Database, of item: Int64) throws -> [Int64] {
        let others = try db.cachedStatement(
            sql: "SELECT item FROM story_items WHERE story = (SELECT story FROM story_items WHERE item = ?) LIMIT 20")
        return try [item] + Int64.fetchAll(others, arguments: [item])
    }

    private static let sameTextSQL = """
        WITH likely(item) AS (SELECT value FROM json_each(?))
        SELECT id FROM texts WHERE hash = ? AND body = ? AND id IN (
          SELECT html FROM revisions JOIN likely USING (item) UNION SELECT text FROM revisions JOIN likely USING (item)
          UNION SELECT html FROM pages JOIN likely USING (item) UNION SELECT text FROM pages JOIN likely USING (item)
          UNION SELECT entry_html FROM pages JOIN likely USING (item)
          UNION SELECT entry_text FROM pages JOIN likely USING (item))
        """
}
