import Comparing
import FeedModel
import Foundation
import GRDB

/// What one check of a feed found, to be kept.
package struct FeedUpdate: Sendable {
    package let feed: ClaimedFeed
    package let at: Date
    /// The document that was read; nil when it did not change, or could not be had.
    package var document: Feed?
    /// The document is an older page of the feed: it says nothing of the feed itself or of entries that are held.
    package var isHistory = false
    /// Tells what to remember of the feed, and what is news about it, from how many entries are new to the store.
    package var plan: @Sendable (_ newItems: Int) -> Plan

    package struct Plan: Sendable {
        package var state: FeedState
        package var events: [(kind: EventKind, facts: JSONObject)] = []
        /// Until when the feed's host shall be left alone: its other feeds start again one by one after that.
        package var hostRest: Date?
        package init(state: FeedState, events: [(kind: EventKind, facts: JSONObject)] = []) {
            (self.state, self.events) = (state, events)
        }

        /// Of an answer without a document: asking once more brings the same. Nothing is told, no failure counted, and
        /// nobody has asked to be left alone.
        var isFoundAgain: Bool {
            events.isEmpty && hostRest == nil && state.notBefore == nil && state.failures == 0 && !state.isGone
        }
    }

    package init(feed: ClaimedFeed, at: Date, document: Feed?, plan: @escaping @Sendable (_ newItems: Int) -> Plan) {
        (self.feed, self.at, self.document, self.plan) = (feed, at, document, plan)
    }
}

extension Store {
    /// Keeps what checks have found, and returns what is news, in the order of `seq`.
    ///
    /// One transaction for all of them, since a commit costs as much as many feeds do. Each feed's entries, validators,
    /// schedule and events are kept together, or, where it fails, nothing of it. A savepoint for each would say so, but
    /// SQLite then copies every page before it is changed; feeds hardly ever fail here, and where one does, each is
    /// kept again by itself.
    /// - Parameter checks: of as many feeds.
    package func record(_ checks: [FeedUpdate]) async throws -> [Result<[Event], any Error>] {
        do {
            return try await keepTogether(checks).map { .success($0) }
        } catch let error as DatabaseError where error.isAboutTheStore {
            throw Self.explain(error, path: path)
        } catch let error as StoreError where error != .leaseLost {
            throw error
        } catch {
            var results: [Result<[Event], any Error>] = []
            for check in checks {
                do {
                    results += try await keepTogether([check]).map { .success($0) }
                } catch let error as DatabaseError where error.isAboutTheStore {
                    throw Self.explain(error, path: path)
                } catch let error as StoreError where error != .leaseLost {
                    throw error
                } catch {
                    results.append(.failure(Self.explain(error, path: path)))
                }
            }
            return results
        }
    }

    private func keepTogether(_ checks: [FeedUpdate]) async throws -> [[Event]] {
        // Known before the transaction where there is no document, since nothing can be new.
        let plans = checks.map { $0.document == nil ? $0.plan(0) : nil }
        let isAwaited = !plans.allSatisfy { $0?.isFoundAgain ?? false }
        return try await database.writeWithoutTransaction { db in
            try db.commit(isAwaited: isAwaited) {
                let events = try zip(checks, plans).map { try self.keep(db, $0, plan: $1) }
                try self.addToSearch(db, events.joined())
                return events
            }
        }
    }

    /// - Parameter known: what the check plans; nil where that hangs on how many entries are new.
    private func keep(_ db: Database, _ check: FeedUpdate, plan known: FeedUpdate.Plan?) throws -> [Event] {
        let feed = check.feed
        if let lease = feed.lease { try checkLease(db, "feeds", "id", feed.id, until: lease) }
        var reference = feed.reference
        var intake = Intake(newItems: 0, events: [])
        if let document = check.document {
            if !check.isHistory {
                reference.title = feed.subscription.title ?? document.title ?? feed.title
                try keepFacts(db, document, title: reference.title, of: feed)
            }
            intake = try keepItems(db, document, isHistory: check.isHistory, of: reference, at: check.at)
            try queuePages(db, intake.events, of: feed, at: check.at)
        }
        let plan = known ?? check.plan(intake.newItems)
        var events = try plan.events.map { try logEvent(db, $0.kind, of: reference, facts: $0.facts, at: check.at) }
        events = intake.events + events
        try db.cachedStatement(
            sql: """
                UPDATE feeds SET lease_until = 0, lease_holder = NULL,
                  state = CASE WHEN url = ?4 THEN ?1 ELSE state END, due_at = CASE WHEN url = ?4 THEN ?2 ELSE due_at END
                WHERE id = ?3
                """
        ).execute(arguments: [
            // Of an address that was given up meanwhile, neither validators nor schedule hold.
            JSONValue.object(plan.state.json).encoded, plan.state.due?.milliseconds, feed.id, feed.subscription.url,
        ])
        if let end = plan.hostRest { try rest(db, feed.host, besides: feed.id, until: end) }
        return events
    }

    /// The feeds of a host that are due before `end` wait for it, and then for each other: a minute, or less where
    /// there are many.
    private func rest(_ db: Database, _ host: String, besides feed: Int64, until end: Date) throws {
        try db.cachedStatement(
            sql: """
                WITH waiting AS (
                  SELECT id, row_number() OVER (ORDER BY due_at) AS place, count(*) OVER () AS places
                  FROM feeds WHERE is_subscribed = 1 AND due_at < ?3 AND host = ?1 AND id != ?2
                )
                UPDATE feeds SET due_at = ?3 + place * min(60000, 21600000 / places),
                  state = json_set(state, '$.not_before', ?4, '$.next_check', ?4, '$.next_check_reason', ?5)
                FROM waiting WHERE feeds.id = waiting.id
                """
        ).execute(arguments: [host, feed, end.milliseconds, end.rfc3339Milliseconds, "its host asked to be left alone"])
    }

    private func keepFacts(_ db: Database, _ document: Feed, title: String?, of feed: ClaimedFeed) throws {
        var bare = document
        bare.items = []
        try db.cachedStatement(
            sql: "UPDATE feeds SET title = ?2, document = ?3 WHERE id = ?1 AND (title IS NOT ?2 OR document IS NOT ?3)"
        ).execute(arguments: [feed.id, title, JSONValue.object(bare.json).encoded])
    }

    private struct Intake {
        var newItems: Int
        var events: [Event]
    }

    private func keepItems(
        _ db: Database, _ document: Feed, isHistory: Bool, of feed: FeedReference, at now: Date
    ) throws -> Intake {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT entries, habit FROM feeds WHERE id = ?"), arguments: [feed.id])
        let before: [Int64] = (row?["entries"] as String? ?? "").split(separator: ",").compactMap { Int64($0) }
        let habit = try FeedHabit(json: JSONValue(parsing: row?["habit"] as String? ?? "{}").object ?? JSONObject())
        let last = try lastItems(db, before)
        let keys = IdentityKeys.of(document.items, last: last)
        // What is as it was in the last document is found there, each as often as it was.
        var known = Dictionary(last.map { ($0.keys.source, 1) }, uniquingKeysWith: +)
        let others = keys.filter { key in
            guard let count = known[key.source], count > 0 else { return true }
            known[key.source] = count - 1
            return false
        }
        let held = last + (try items(db, of: feed.id, under: others, besides: last))
        let comparison = try compare(document, keys: keys, with: held, habit: habit, at: now) { number in
            try entryText(db, number)
        }

        let heldByNumber = Dictionary(uniqueKeysWithValues: held.map { ($0.number, $0) })
        var intake = Intake(newItems: 0, events: [])
        let lacking = try isHistory ? [] : lackingFacts(db, held.map(\.number))
        var assigner = try storyDesk(db, feed: feed, at: now)
        var numbers: [Int64] = []
        // Oldest first: feeds list the newest entry first, and the log is read in the order of time.
        var numberOfEntry: [Int: Int64] = [:]
        for entry in document.items.indices.reversed() {
            let (item, key) = (document.items[entry], keys[entry])
            switch comparison.verdicts[entry] {
            case .new:
                intake.newItems += 1
                let number = try insert(db, item, key, of: feed.id, at: now)
                numberOfEntry[entry] = number
                let place = try assigner.place(item, number: number)
                let reference = try keepFirst(db, item, number: number, sameTextItems: place.sameTextItems, at: now)
                intake.events.append(
                    try logEvent(
                        db, place.isCopy ? .duplicate : .new, of: feed, item: reference, facts: place.facts(of: number),
                        at: now))
                intake.events += try logRegrouping(db, place, at: now)
            // An older page may hold an older text.
            case .unchanged where isHistory, .revised where isHistory: continue
            case .unchanged(let number, _):
                numberOfEntry[entry] = number
                guard let old = heldByNumber[number] else { continue }
                if old.keys != key { try rename(db, old, key, of: feed.id) }
                if old.published != item.datePublished || old.modified != item.dateModified {
                    try moveDates(db, old, item)
                }
                if lacking.contains(number) { try giveBackFacts(db, of: old, from: item) }
            case .revised(let number, let revision, _):
                numberOfEntry[entry] = number
                guard let old = heldByNumber[number] else { continue }
                try rename(db, old, key, of: feed.id)
                guard let (item, revision) = try besidePage(db, number, item, revision, at: now) else { continue }
                let reference = try revise(db, old, item, revision, at: now)
                let place = try assigner.revise(item, number: number)
                var facts = revision.facts
                for (key, value) in place.facts(of: number).members { facts.append(key, value) }
                intake.events.append(try logEvent(db, .revised, of: feed, item: reference, facts: facts, at: now))
                intake.events += try logRegrouping(db, place, at: now)
            case .repeated: continue
            }
        }
        for entry in document.items.indices { if let number = numberOfEntry[entry] { numbers.append(number) } }
        try assigner.finish()
        guard !isHistory else { return intake }
        let entries = numbers.map(String.init).joined(separator: ",")
        try db.cachedStatement(
            sql: "UPDATE feeds SET entries = ?2, habit = ?3 WHERE id = ?1 AND (entries IS NOT ?2 OR habit IS NOT ?3)"
        ).execute(arguments: [feed.id, entries, JSONValue.object(comparison.habit.json).encoded])
        return intake
    }
}

extension DatabaseError {
    /// The store itself has failed (disk full, damaged, not writable): no use in going on with the next feed.
    fileprivate var isAboutTheStore: Bool {
        switch resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN,
            .SQLITE_NOMEM, .SQLITE_BUSY:
            true
        default: false
        }
    }
}

extension Comparing.Revision {
    var facts: JSONObject {
        var facts = JSONObject()
        facts.set("changed", changed)
        facts.set("weight", weight.rawValue)
        facts.set("clock", clock.rawValue)
        return facts
    }

    /// What the log has no word for is kept beside the text.
    var heldFacts: JSONObject {
        var facts = facts
        facts.set(
            "marks",
            marks.map { mark in
                var object = JSONObject()
                object.set("kind", mark.kind.rawValue)
                object.set("number", mark.number)
                object.set("text", mark.text)
                object.set("date", mark.date)
                return object
            })
        return facts
    }
}
