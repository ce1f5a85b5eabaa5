import FeedModel
import GRDB

// The full-text index holds each item's newest text. FTS5 reads the texts themselves from `search_source`
// (an external content table), so that they are not kept twice.
extension Store {
    /// Indexes the texts that `events` bring, and empties them. Seldom, at the end of a transaction: FTS5 gathers what it is
    /// given, but writes it out at every savepoint, and each such piece has to be merged with the others later.
    func addToSearch(_ db: Database, _ events: inout [Event]) throws {
        defer { events = [] }
        let texts = events.filter { [.new, .duplicate, .revised].contains($0.kind) }
            .compactMap(\.item)
        // In the order of rows, in which FTS5 gathers.
        for text in texts.sorted(by: { $0.number < $1.number }) {
            try addToSearch(
                db, text.number, title: text.title, text: text["content_text"]?.string ?? text["summary"]?.string)
        }
    }

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
