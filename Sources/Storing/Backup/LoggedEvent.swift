import Comparing
import FeedModel
import Foundation
import GRDB

/// An event as a line of the log tells of it: what `Event.json` wrote, taken apart again.
package struct LoggedEvent: Sendable {
    package let mark: EventMark
    /// Nil where it is about the store itself.
    let feed: FeedReference?
    /// The item as its revision has it, contents included; nil where the event is of no item.
    let item: JSONObject?
    /// What else the event says, as its row has it.
    let facts: JSONObject

    /// Of the item, where there is one.
    var revision: Int { Int(mark.revision ?? 1) }

    /// - Returns: nil for what is no line of the log.
    package init?(_ line: JSONValue) {
        guard let mark = EventMark(line), let object = line.object, let all = line["_dateline"]?.object else {
            return nil
        }
        self.mark = mark
        feed = all["feed"]?.object.flatMap { feed in
            guard let id = feed["id"]?.int, let url = feed["url"]?.string else { return nil }
            return FeedReference(id: Int64(id), url: url, title: feed["title"]?.string)
        }
        // What the feed said of the item comes first, then what the event says.
        let start = all.members.firstIndex { $0.key == "seq" } ?? 0
        var (own, facts) = (JSONObject(), JSONObject())
        for (key, value) in all.members[..<start] { own.append(key, value) }
        let known: Set = ["seq", "event", "at", "feed", "item", "revision"]
        for (key, value) in all.members[start...] where !known.contains(key) { facts.append(key, value) }
        self.facts = facts
        guard mark.item != nil, mark.revision != nil else {
            item = nil
            return
        }
        var item = JSONObject()
        for (key, value) in object.members where key != "_dateline" { item.append(key, value) }
        item.set("_dateline", own)
        self.item = item
    }
}

/// A line of the log that does not go on from what the store holds: it is of another store, or of another life of it.
package struct LogMismatch: Error, Equatable, CustomStringConvertible {
    package let seq: Int64
    package let description: String
}

extension EventMark {
    /// Of a row of `events`.
    init(_ row: Row) {
        self.init(
            seq: row["seq"], at: Date(milliseconds: row["at"]), kind: row["kind"], feed: row["feed"], item: row["item"],
            revision: row["revision"])
    }
}

extension Store {
    /// What the events after `seq` are known by, the oldest first.
    package func marks(after seq: Int64, limit: Int) throws -> [EventMark] {
        try read { db in
            let sql = "SELECT seq, at, kind, feed, item, revision FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
            return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [seq, limit]).map(EventMark.init)
        }
    }

    /// The numbers that events of the store itself say are not in it.
    package func missingNumbers() throws -> [ClosedRange<Int64>] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT json_extract(facts, '$.from') AS low, json_extract(facts, '$.to') AS high FROM events
                    WHERE kind = ?
                    """, arguments: [EventKind.storeBehind.rawValue])
            return rows.compactMap { row in
                guard let low = row["low"] as Int64?, let high = row["high"] as Int64?, low <= high else { return nil }
                return low...high
            }
        }
    }
}
