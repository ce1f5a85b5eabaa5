import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func lastSeq() throws -> Int64 {
        try read { try $0.run("SELECT coalesce(max(seq), 0) FROM events").first![0] }
    }

    package func firstEvent() throws -> Date? {
        try read { try $0.run("SELECT at FROM events ORDER BY seq LIMIT 1").first.map { Date(milliseconds: $0[0]) } }
    }

    package func events(after seq: Int64, limit: Int) throws -> [Event] {
        try read { transaction in
            try transaction.run(Self.eventSQL + " WHERE events.seq > $1 ORDER BY events.seq LIMIT $2", seq, limit).rows
                .map(Event.init)
        }
    }

    package func lastEvents(_ count: Int) throws -> [Event] {
        try read { transaction in
            try transaction.run(Self.eventSQL + " ORDER BY events.seq DESC LIMIT $1", count).rows.reversed()
                .map(Event.init)
        }
    }

    static let eventSQL = """
        SELECT events.seq, events.at, events.kind, events.feed, events.item, events.revision, events.facts,
          coalesce(events.url, feeds.url) AS url,
          CASE WHEN events.url IS NULL THEN feeds.title ELSE events.title END AS title, revisions.document, html.body AS html, plain.body AS plain
        FROM events LEFT JOIN feeds ON feeds.id = events.feed
        LEFT JOIN revisions ON revisions.item = events.item AND revisions.number = events.revision
        LEFT JOIN texts AS html ON html.id = revisions.html
        LEFT JOIN texts AS plain ON plain.id = revisions.text
        """
}

extension Event {
    /// Of a row of `PostgresStore.eventSQL`.
    init(_ row: PostgresRow) throws {
        self.init(
            seq: row["seq"], at: Date(milliseconds: row["at"]), kind: EventKind(rawValue: row["kind"]) ?? .new,
            feed: (row["feed"] as Int64?).map { FeedReference(id: $0, url: row["url"], title: row["title"]) } ?? .store,
            item: try ItemReference(row), facts: try JSONObject(stored: row["facts"]))
    }
}

extension ItemReference {
    /// Reads `item`, `revision`, `document`, `html`, `plain` of a row; nil where it is about no item.
    init?(_ row: PostgresRow) throws {
        guard let number = row["item"] as Int64?, let document = row["document"] as String? else { return nil }
        self.init(
            number: number, revision: row["revision"],
            json: try JSONObject(stored: document).insertingContents(html: row["html"], text: row["plain"]))
    }
}
