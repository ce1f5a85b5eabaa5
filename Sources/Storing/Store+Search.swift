import GRDB

// The full-text index holds each item's newest text. FTS5 reads the texts themselves from `search_source`
// (an external content table), so that they are not kept twice.
extension Store {
    func addToSearch(_ db: Database, _ item: Int64, title: String?, text: String?) throws {
        try db.cachedStatement(sql: "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)")
            .execute(arguments: [item, title, text])
    }

    /// Must be called while `search_source` still says what was indexed.
    func removeFromSearch(_ db: Database, _ item: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO search (search, rowid, title, text)
                SELECT 'delete', id, title, text FROM search_source WHERE id = ?
                """
        ).execute(arguments: [item])
    }
}
