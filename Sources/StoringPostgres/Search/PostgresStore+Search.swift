import FeedModel
import Foundation
import Storing

// The index of texts follows the events, in transactions of its own: a commit of news does not wait for it, and a search
// brings it up to date first. It finds what SQLite's finds; matches are ranked by `ts_rank`, and so in another order.
extension PostgresStore {
    package func indexTexts() throws -> Bool {
        guard hasSearch else { return false }
        return try indexTexts(waiting: false)
    }

    /// Makes the index of texts anew.
    package func rebuildSearch() throws {
        guard hasSearch else { return }
        try write { transaction in
            _ = try transaction.run(Self.lockSQL)
            transaction.later("DELETE FROM search_texts")
            transaction.later("UPDATE search_place SET seq = 0")
        }
        try completeSearch(isOfDropped: true)
    }

    /// Waits until all that has been told is in the index.
    /// - Parameter isOfDropped: and what rules have dropped, of which no event tells.
    /// - Throws: `StoreError.searchOff`.
    func completeSearch(isOfDropped: Bool) throws {
        guard hasSearch else { throw StoreError.searchOff(path: path) }
        // Mostly there is nothing to do, and nobody has to wait for that.
        let isWanted = try read { try $0.run(Self.wantedSQL, isOfDropped).first![0] as Bool }
        guard isWanted else { return }
        if isOfDropped { try write { $0.later(PostgresStatement(Self.droppedSQL)) } }
        while try indexTexts(waiting: true) {}
    }

    private static let lockSQL = "SELECT seq FROM search_place FOR UPDATE"

    /// Dropped items whose text is not in the index, or is another now.
    private static let unindexedSQL = """
        SELECT dropped_items.item FROM dropped_items JOIN items ON items.id = dropped_items.item
        LEFT JOIN search_texts ON search_texts.item = dropped_items.item
        WHERE search_texts.revision IS DISTINCT FROM items.revision
        """
    private static let droppedSQL = "INSERT INTO search_pending (item) \(unindexedSQL)"

    private static let wantedSQL = """
        SELECT EXISTS (SELECT 1 FROM events WHERE seq > (SELECT seq FROM search_place))
          OR EXISTS (SELECT 1 FROM search_pending) OR $1 AND EXISTS (\(unindexedSQL))
        """

    /// Events or items that a step looks at.
    private static let step = 100

    /// - Parameter waiting: for whoever is at it.
    private func indexTexts(waiting: Bool) throws -> Bool {
        try write { transaction in
            // Nobody needs it after the server's end: it is done again.
            transaction.later("SET LOCAL synchronous_commit = off")
            let locked = try transaction.run(Self.lockSQL + (waiting ? "" : " SKIP LOCKED"))
            guard let place = locked.first?[0] as Int64? else { return false }
            // What is taken off the list is read after that: whoever puts it there later is heard later.
            let results = try transaction.run([
                PostgresStatement(
                    "SELECT seq, item, kind FROM events WHERE seq > $1 ORDER BY seq LIMIT $2", place, Self.step),
                PostgresStatement(
                    """
                    DELETE FROM search_pending WHERE item IN (SELECT item FROM search_pending ORDER BY item LIMIT $1)
                    RETURNING item
                    """, Self.step),
            ])
            let events = results[0].rows
            let kinds = Set([EventKind.new, .duplicate, .revised].map(\.rawValue))
            let told = events.filter { kinds.contains($0["kind"] as String) }.compactMap { $0["item"] as Int64? }
            let items = Set(told + results[1].rows.map { $0[0] as Int64 }).sorted()
            if !items.isEmpty { try index(items, in: transaction) }
            if let last = events.last { transaction.later("UPDATE search_place SET seq = $1", last["seq"] as Int64) }
            return events.count == Self.step || results[1].count >= Self.step
        }
    }

    private func index(_ items: [Int64], in transaction: PostgresTransaction) throws {
        let rows = try transaction.run(
            """
            SELECT items.id, items.revision, document::json ->> 'title', coalesce(texts.body, document::json ->> 'summary')
            FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
            LEFT JOIN texts ON texts.id = revisions.text
            WHERE items.id = ANY($1) AND items.state <> 2
            """, items
        ).rows
        let words = rows.map { IndexedWords(title: $0[2], text: $0[3]) }
        transaction.later(
            """
            INSERT INTO search_texts (item, revision, words, is_paired, folded)
            SELECT item, revision, words::tsvector, is_paired, folded
            FROM unnest($1, $2, $3, $4, $5) AS new(item, revision, words, is_paired, folded)
            ON CONFLICT (item) DO UPDATE SET revision = excluded.revision, words = excluded.words,
              is_paired = excluded.is_paired, folded = excluded.folded
            """,
            rows.map { $0[0] as Int64 }, rows.map { $0[1] as Int64 }, words.map(\.vector), words.map(\.isPaired),
            words.map(\.folded))
    }
}
