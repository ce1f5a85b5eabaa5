import FeedModel
import Foundation
import Storing

/// A transaction that gives numbers to events, feeds and so on. It holds the counter row, and so it is the only one of all
/// workers: what it reads after that stays until its commit, which should be soon.
final class NumberedTransaction {
    let transaction: PostgresTransaction
    /// The last numbers that were given.
    var last: Counters
    private let begun: Counters
    private var events: [Event] = []

    struct Counters: Equatable {
        var event: Int64
        var feed: Int64
        var item: Int64
        var story: Int64
        var text: Int64
        var site: Int64
    }

    /// Waits for its turn.
    init(_ transaction: PostgresTransaction) throws {
        self.transaction = transaction
        let row = try transaction.run("SELECT event, feed, item, story, text, site FROM counters FOR UPDATE").first!
        begun = Counters(event: row[0], feed: row[1], item: row[2], story: row[3], text: row[4], site: row[5])
        last = begun
    }

    func next(_ counter: WritableKeyPath<Counters, Int64>) -> Int64 {
        last[keyPath: counter] += 1
        return last[keyPath: counter]
    }

    /// Appends to the events, of what the same transaction writes.
    func log(
        _ kind: EventKind, of feed: FeedReference, item: ItemReference? = nil, facts: JSONObject = JSONObject(),
        at now: Date
    ) -> Event {
        let event = Event(seq: next(\.event), at: now, kind: kind, feed: feed, item: item, facts: facts)
        events.append(event)
        return event
    }

    /// Sends what has been numbered with the commit, behind the rows that events speak of.
    func finish() {
        guard last != begun else { return }
        if !events.isEmpty {
            transaction.later(
                """
                INSERT INTO events (seq, at, kind, feed, item, revision, facts)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
                """,
                events.map(\.seq), events.map(\.at.milliseconds), events.map(\.kind.rawValue),
                events.map { $0.feed.isStore ? nil : $0.feed.id }, events.map { $0.item?.number },
                events.map { ($0.item?.revision).map(Int64.init) }, events.map(\.facts.stored))
        }
        transaction.later(
            "UPDATE counters SET event = $1, feed = $2, item = $3, story = $4, text = $5, site = $6", last.event,
            last.feed, last.item, last.story, last.text, last.site)
    }
}
