import FeedModel
import GRDB
import Storing

/// What the full-text index was given of an item.
struct IndexedText {
    let item: Int64
    let title: String?
    let text: String?
}

// The full-text index holds each item's newest text. FTS5 reads the texts themselves from `search_source`
// (an external content table), so that they are not kept twice.
extension SQLiteStore {
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
        try addUnspaced(db, item, title: title, text: text, always: false)
    }

    /// As `search_source` says it.
    func addToSearch(_ db: Database, _ item: Int64) throws {
        if let source = try indexedText(db, item) { try addToSearch(db, item, title: source.title, text: source.text) }
    }

    /// What the index has of an item, as long as `search_source` still says what was indexed; nil for nothing.
    func indexedText(_ db: Database, _ item: Int64) throws -> IndexedText? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT title, text FROM search_source WHERE id = ?"), arguments: [item]
        ).map { IndexedText(item: item, title: $0[0], text: $0[1]) }
    }

    func removeFromSearch(_ db: Database, _ item: Int64) throws {
        try removeFromSearch(db, indexedText(db, item).map { [$0] } ?? [])
    }

    /// Seldom and many at once, as they are added: with rows of other tables deleted in between, which foreign keys make
    /// savepoints of, each would be a piece of its own.
    func removeFromSearch(_ db: Database, _ texts: [IndexedText]) throws {
        // In the order of rows, in which FTS5 gathers.
        let texts = texts.sorted { $0.item < $1.item }
        let delete = try db.cachedStatement(
            sql: "INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?, ?, ?)")
        for text in texts { try delete.execute(arguments: [text.item, text.title, text.text]) }
        for text in texts {
            let paired = (pairedText(text.title), pairedText(text.text))
            guard paired.0 != nil || paired.1 != nil, try hasFilled(db, text.item) else { continue }
            try db.cachedStatement(
                sql: "INSERT INTO search_unspaced (search_unspaced, rowid, title, text) VALUES ('delete', ?, ?, ?)"
            ).execute(arguments: [text.item, paired.0 ?? text.title, paired.1 ?? text.text])
        }
    }

    /// - Parameter always: else only where the item's turn in `fillSearch` is over: it will have one.
    private func addUnspaced(_ db: Database, _ item: Int64, title: String?, text: String?, always: Bool) throws {
        let paired = (pairedText(title), pairedText(text))
        guard paired.0 != nil || paired.1 != nil, try always || hasFilled(db, item) else { return }
        // What has none stands there as it is: a query is answered from one index or the other.
        try db.cachedStatement(sql: "INSERT INTO search_unspaced (rowid, title, text) VALUES (?, ?, ?)")
            .execute(arguments: [item, paired.0 ?? title, paired.1 ?? text])
    }

    // MARK: - What was held before

    private func filling(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT below FROM search_filling")) ?? 0
    }

    private func hasFilled(_ db: Database, _ item: Int64) throws -> Bool { try item >= filling(db) }

    /// Indexes some of the texts that were held before there was the second index, the newest first.
    func fillSearch(_ db: Database) throws {
        var below = try filling(db)
        guard below > 0 else { return }
        let begin = threadTime()
        while below > 0, threadTime() - begin < Self.fillingBudget {
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT id, title, text FROM search_source WHERE id < ? ORDER BY id DESC LIMIT 20"),
                arguments: [below])
            for row in rows.reversed() { try addUnspaced(db, row[0], title: row[1], text: row[2], always: true) }
            below = rows.last?[0] ?? 0
        }
        try db.cachedStatement(sql: "UPDATE search_filling SET below = ?").execute(arguments: [below])
    }

    /// Of a processor, with each transaction.
    private static let fillingBudget = Duration.milliseconds(5)

    /// Makes the second index anew, with what is written from now on.
    func emptyUnspaced(_ db: Database) throws {
        try db.execute(sql: "INSERT INTO search_unspaced (search_unspaced) VALUES ('delete-all')")
        try db.execute(sql: "UPDATE search_filling SET below = (SELECT coalesce(max(id), 0) + 1 FROM items)")
    }
}
