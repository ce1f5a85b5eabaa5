import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Appends to the events. Called within the transaction of the rows that the event speaks of.
    func logEvent(
        _ db: Database, _ kind: EventKind, of feed: FeedReference, item: ItemReference? = nil,
        facts: JSONObject, at now: Date
    ) throws -> Event {
        try db.cachedStatement(
            sql: "INSERT INTO events (at, kind, feed, item, revision, facts) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            now.milliseconds, kind.rawValue, feed.isStore ? nil : feed.id, item?.number, item?.revision,
            JSONValue.object(facts).encoded,
        ])
        return Event(
            seq: db.lastInsertedRowID, at: now, kind: kind, feed: feed, item: item, facts: facts)
    }

    /// The events after `seq`, the oldest first, as log lines say them.
    package func events(after seq: Int64, limit: Int = 1000) throws -> [Event] {
        try read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Self.eventSQL + " WHERE events.seq > ? ORDER BY events.seq LIMIT ?"),
                arguments: [seq, limit])
            return try rows.map(event)
        }
    }

    /// The last `count` events, the oldest first.
    package func lastEvents(_ count: Int) throws -> [Event] {
        try read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Self.eventSQL + " ORDER BY events.seq DESC LIMIT ?"), arguments: [count])
            return try rows.reversed().map(event)
        }
    }

    func event(_ seq: Int64) throws -> Event? {
        try read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: Self.eventSQL + " WHERE events.seq = ?"), arguments: [seq])
            return try row.map(event).map { try addingPage(db, $0) }
        }
    }

    /// The number of the newest event; 0 where there is none.
    package func lastSeq() throws -> Int64 {
        try read { db in try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(seq) FROM events")) ?? 0 }
    }

    private static let eventSQL = """
        SELECT events.seq, events.at, events.kind, events.feed, events.item, events.revision, events.facts,
          feeds.url, feeds.title, revisions.document, html.body AS html, plain.body AS plain
        FROM events LEFT JOIN feeds ON feeds.id = events.feed
        LEFT JOIN revisions ON revisions.item = events.item AND revisions.number = events.revision
        LEFT JOIN texts AS html ON html.id = revisions.html
        LEFT JOIN texts AS plain ON plain.id = revisions.text
        """

    private func event(_ row: Row) throws -> Event {
        let facts = try JSONValue(parsing: row["facts"] as String).object ?? JSONObject()
        return Event(
            seq: row["seq"], at: Date(milliseconds: row["at"]),
            kind: EventKind(rawValue: row["kind"]) ?? .new,
            feed: (row["feed"] as Int64?).map { FeedReference(id: $0, url: row["url"], title: row["title"]) } ?? .store,
            item: try ItemReference(row), facts: facts)
    }
}

extension ItemReference {
    /// Reads `item`, `revision`, `document`, `html`, `plain` of a row; nil where it is about no item.
    init?(_ row: Row) throws {
        guard let number = row["item"] as Int64?, let document = row["document"] as String? else { return nil }
        let stored = try JSONValue(parsing: document).object ?? JSONObject()
        self.init(
            number: number, revision: row["revision"],
            json: stored.insertingContents(html: row["html"], text: row["plain"]))
    }
}
