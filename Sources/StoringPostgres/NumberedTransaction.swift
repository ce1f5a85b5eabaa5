import FeedModel
import Foundation
import Storing

/// A transaction that gives numbers to events, feeds and so on. It holds the counter row, and so it is the only one of all
/// workers: what it reads after that stays until its commit, which should be soon.
///
/// Whatever changes items, their texts, keys and stories goes by such a one: others read ahead, and see in `commits` whether
/// that still holds.
final class NumberedTransaction {
    let transaction: PostgresTransaction
    /// The last numbers that were given.
    var last: Counters
    private let begun: Counters
    private var events: [Event] = []
    /// By chance: tells of a commit whose answer was lost whether it was kept.
    let token = Int64.random(in: .min ... .max)

    struct Counters: Equatable {
        var event: Int64
        var feed: Int64
        var item: Int64
        var story: Int64
        var text: Int64
        var site: Int64
        var commit: Int64
    }

    /// Waits for its turn.
    /// - Parameter questions: are asked behind it, in the same round trip.
    init(_ transaction: PostgresTransaction, asking questions: [CommitCache.Question] = []) throws {
        self.transaction = transaction
        let statement = PostgresStatement(Self.counters + " FOR UPDATE")
        let results = try transaction.run([statement] + questions.map(\.statement))
        begun = Counters(results[0].first!)
        last = begun
        for (question, result) in zip(questions, results.dropFirst()) { try question.take(result) }
    }

    static let counters = "SELECT event, feed, item, story, text, site, commit FROM counters"

    func next(_ counter: WritableKeyPath<Counters, Int64>) -> Int64 {
        last[keyPath: counter] += 1
        return last[keyPath: counter]
    }

    /// Whether this transaction has given the number to the item.
    func isNew(item: Int64) -> Bool { item > begun.item }

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
    /// - Parameter changes: nil where anything may be other than before.
    func finish(_ changes: CommitChanges? = nil) {
        if !events.isEmpty {
            transaction.later(
                """
                INSERT INTO events (seq, at, kind, feed, item, revision, facts, url, title)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                events.map(\.seq), events.map(\.at.milliseconds), events.map(\.kind.rawValue),
                events.map { $0.feed.isStore ? nil : $0.feed.id }, events.map { $0.item?.number },
                events.map { ($0.item?.revision).map(Int64.init) }, events.map(\.facts.stored),
                events.map { $0.feed.isStore ? nil : $0.feed.url }, events.map(\.feed.title))
        }
        last.commit += 1
        transaction.later(
            "UPDATE counters SET event = $1, feed = $2, item = $3, story = $4, text = $5, site = $6, commit = $7",
            last.event, last.feed, last.item, last.story, last.text, last.site, last.commit)
        transaction.later(
            "INSERT INTO commits (number, token, items, stories, sites, keys) VALUES ($1, $2, $3, $4, $5, $6)",
            last.commit, token, changes.map { Array($0.items) }, changes.map { Array($0.stories) },
            changes.map { Array($0.sites) }, changes.map { Array($0.keys) })
        if last.commit % 256 == 0 {
            transaction.later("DELETE FROM commits WHERE at < now() - interval '10 minutes'")
        }
    }
}

extension NumberedTransaction.Counters {
    init(_ row: PostgresRow) {
        self.init(
            event: row[0], feed: row[1], item: row[2], story: row[3], text: row[4], site: row[5], commit: row[6])
    }
}
