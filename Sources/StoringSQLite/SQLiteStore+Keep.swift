import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

// What a check of a feed has found gets into its rows. Within a transaction.
extension SQLiteStore {
    /// - Parameter proposals: the stories of its new items, as its comparison has them.
    /// - Returns: what is news, in the order of `seq`.
    func keep(_ db: Database, _ update: FeedUpdate, _ proposals: ChangeProposals) throws -> [Event] {
        let feed = update.feed
        if let lease = feed.lease { try Leases.feeds.check(db, feed.id, of: holder, until: lease) }
        var events: [Event] = []
        var hasNewItems = false
        if let document = update.document {
            let isBacklog = try update.isHistory || !hasDocument(db, feed.id)
            if !update.isHistory { try keepFacts(db, document, of: update.reference) }
            var proposals = proposals
            let comparison = try current(db, update, document, &proposals)
            hasNewItems = comparison.entries.contains { if case .new = $0 { true } else { false } }
            events = try keepEntries(db, document, comparison, proposals, update, isBacklog: isBacklog)
            try noteStopped(db, comparison.stoppedRules, at: update.at)
            try queuePages(db, events, of: feed, at: update.at)
        }
        let plan = hasNewItems ? update.plans.withNewItems : update.plans.withoutNewItems
        if update.document == nil, try forgetUnanswered(db, feed, plan) { return [] }
        for event in plan.events {
            events.append(try logEvent(db, event.kind, of: update.reference, facts: event.facts, at: update.at))
        }
        try keepPlan(db, plan, of: feed, changed: events.contains { $0.item != nil } ? update.at : nil)
        return events
    }

    /// Of an address that a person has typed and that never was a feed, nothing is kept or told: it may be a slip. One whose
    /// server asked to be left alone is remembered for that.
    private func forgetUnanswered(_ db: Database, _ feed: ClaimedFeed, _ plan: FeedUpdate.Plan) throws -> Bool {
        guard feed.state.lastCheck == nil, plan.state.lastSuccess == nil, plan.state.notBefore == nil,
            plan.hostRest == nil
        else { return false }
        // What was once subscribed to has told of that.
        try db.cachedStatement(
            sql: """
                DELETE FROM feeds WHERE id = ?1 AND is_subscribed = 0
                  AND NOT EXISTS (SELECT 1 FROM events WHERE feed = ?1)
                """
        ).execute(arguments: [feed.id])
        return db.changesCount > 0
    }

    /// The update's comparison where all that it was made from is as it was; else one of what is held now, for which
    /// there are no proposals.
    private func current(
        _ db: Database, _ update: FeedUpdate, _ document: Feed, _ proposals: inout ChangeProposals
    ) throws -> FeedComparison {
        if let known = update.comparison, try holds(db, known, of: update.feed.id) { return known }
        proposals.refuse()
        return try compare(
            db, document, isHistory: update.isHistory, of: update.reference, filters: update.filters, at: update.at
        ) {
            try currentKeys(db).postings(under: $0)
        }
    }

    /// - Parameter changed: when something of the feed was told; nil where nothing was.
    private func keepPlan(
        _ db: Database, _ plan: FeedUpdate.Plan, of feed: ClaimedFeed, changed: Date?
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE feeds SET lease_until = 0, lease_holder = NULL,
                  state = CASE WHEN url = ?4 THEN ?1 ELSE state END, due_at = CASE WHEN url = ?4 THEN ?2 ELSE due_at END,
                  last_change = coalesce(?5, last_change)
                WHERE id = ?3
                """
        ).execute(arguments: [
            // Of an address that was given up meanwhile, neither validators nor schedule hold.
            JSONValue.object(plan.state.json).encoded, plan.state.due?.milliseconds, feed.id, feed.subscription.url,
            changed?.milliseconds,
        ])
        if let end = plan.hostRest { try rest(db, feed.host, besides: feed.id, until: end) }
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

    /// Of a feed that has none, all entries of the first are old news.
    private func hasDocument(_ db: Database, _ feed: Int64) throws -> Bool {
        let sql = "SELECT document != '{}' FROM feeds WHERE id = ?"
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [feed]) ?? false
    }

    private func keepFacts(_ db: Database, _ document: Feed, of feed: FeedReference) throws {
        var bare = document
        bare.items = []
        try db.cachedStatement(
            sql: "UPDATE feeds SET title = ?2, document = ?3 WHERE id = ?1 AND (title IS NOT ?2 OR document IS NOT ?3)"
        ).execute(arguments: [feed.id, feed.title, JSONValue.object(bare.json).encoded])
    }

    private func keepEntries(
        _ db: Database, _ document: Feed, _ comparison: FeedComparison, _ proposals: ChangeProposals,
        _ update: FeedUpdate, isBacklog: Bool
    ) throws -> [Event] {
        let (feed, now) = (update.reference, update.at)
        let lacking = try update.isHistory ? [] : lackingFacts(db, comparison.basis.items)
        var assigner = SQLiteStoryAssigner(db, keys: try currentKeys(db))
        var events: [Event] = []
        var numbers: [Int64] = []
        // Oldest first: feeds list the newest entry first, and the log is read in the order of time.
        for (place, entry) in comparison.entries.enumerated().reversed() {
            let item = document.items[place]
            switch entry {
            case .new(let keys, let ready):
                let number = try insert(db, item, keys, names: ready.names, of: feed.id, at: now)
                numbers.append(number)
                let reference = ItemReference(number: number, revision: 1, json: ready.json)
                func keepText(sharedBy others: [Int64]) throws {
                    try keepRevision(
                        db, reference, item, document: ready.document, facts: JSONObject(), sharedBy: others, at: now)
                }
                switch ready.fate {
                case .told(let reading):
                    let place = try assigner.place(reading, number: number, as: proposals[place])
                    try keepText(sharedBy: place.sameTextItems)
                    events += try tell(db, reference, place, of: feed, isBacklog: isBacklog, at: now)
                case .dropped(let rule):
                    try keepText(sharedBy: [])
                    try drop(db, number, by: rule, at: now)
                }
            case .unchanged(let old, let keys):
                // An older page may hold an older text.
                guard !update.isHistory else { continue }
                numbers.append(old.number)
                if old.keys != keys { try rename(db, old, keys, of: feed.id) }
                if old.published != item.datePublished || old.modified != item.dateModified {
                    try moveDates(db, old, item)
                }
                if lacking.contains(old.number) { try giveBackFacts(db, of: old, from: item) }
            case .revised(let old, let keys, let revision, let reading):
                numbers.append(old.number)
                try rename(db, old, keys, of: feed.id)
                if let news = try besidePage(db, old.number, item, revision, at: now) {
                    let reading =
                        news.item == item
                        ? reading : StoryReading(of: news.item, in: feed, reader: wires, at: now)
                    events += try revise(
                        db, old, news.item, news.revision, reading, &assigner, of: feed, at: now)
                }
            case .revisedDropped(let old, let keys, let revision, let fate):
                numbers.append(old.number)
                try rename(db, old, keys, of: feed.id)
                let reference = try keepRevision(db, old, item, revision, at: now)
                switch fate {
                case .told(let reading):
                    try release(db, old.number, at: now)
                    let place = try assigner.place(reading, number: old.number)
                    events += try tell(db, reference, place, of: feed, isBacklog: false, at: now)
                case .dropped(let rule): try drop(db, old.number, by: rule, at: now)
                }
            case .repeated: continue
            case .pruned(let number, let keys):
                guard !update.isHistory else { continue }
                numbers.append(number)
                if let keys { try rename(db, pruned: number, keys, of: feed.id) }
            }
        }
        try assigner.finish()
        guard !update.isHistory else { return events }
        try leave(db, Array(Set(comparison.listedPruned).subtracting(numbers)), at: now)
        let entries = numbers.reversed().map(String.init).joined(separator: ",")
        try db.cachedStatement(
            sql: "UPDATE feeds SET entries = ?2, habit = ?3 WHERE id = ?1 AND (entries IS NOT ?2 OR habit IS NOT ?3)"
        ).execute(arguments: [feed.id, entries, comparison.habit])
        return events
    }

    /// Tells of an item for the first time.
    private func tell(
        _ db: Database, _ item: ItemReference, _ place: StoryPlace, of feed: FeedReference, isBacklog: Bool,
        at now: Date
    ) throws -> [Event] {
        var facts = place.facts(of: item.number)
        if isBacklog { facts.set("backlog", true) }
        let kind = place.isCopy ? EventKind.duplicate : .new
        let event = try logEvent(db, kind, of: feed, item: item, facts: facts, at: now)
        return [event] + (try logRegrouping(db, place, at: now))
    }

    /// Keeps a revision, finds the story of its text anew, and tells of it.
    /// - Parameter item: the text as it came.
    /// - Parameter page: what the article's page says of itself, where the text is from there.
    func revise(
        _ db: Database, _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, _ reading: StoryReading,
        _ assigner: inout SQLiteStoryAssigner, page: JSONObject? = nil, of feed: FeedReference, at now: Date
    ) throws -> [Event] {
        let reference = try keepRevision(db, old, item, revision, at: now)
        let place = try assigner.revise(reading, number: old.number)
        var facts = revision.facts
        for (key, value) in place.facts(of: old.number).members { facts.append(key, value) }
        facts.set("page", page)
        let event = try logEvent(db, .revised, of: feed, item: reference, facts: facts, at: now)
        return [event] + (try logRegrouping(db, place, at: now))
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
