import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

/// The rows of the store within a transaction, for what is decided elsewhere.
struct PostgresChangeRows: ChangeRows {
    let store: PostgresStore
    let numbered: NumberedTransaction
    let cache: CommitCache
    var transaction: PostgresTransaction { numbered.transaction }

    /// - Parameter cache: nil where others write the same rows in the transaction.
    init(_ store: PostgresStore, _ numbered: NumberedTransaction, _ cache: CommitCache? = nil) {
        (self.store, self.numbered) = (store, numbered)
        self.cache = cache ?? CommitCache(numbered.transaction, isKept: false)
    }

    func assigner() throws -> StoryAssigner<PostgresStoryRows, PostgresStoryKeys> {
        StoryAssigner(
            PostgresStoryRows(numbered, cache), PostgresStoryKeys(transaction: transaction, cache: cache))
    }

    /// Writes what waits for the end.
    func finish() {
        guard !cache.frames.isEmpty else { return }
        transaction.later(
            "UPDATE sites SET frame = new.frame FROM unnest($1, $2) AS new(id, frame) WHERE sites.id = new.id",
            Array(cache.frames.keys), cache.frames.values.map { Data($0.bytes) })
    }

    // MARK: - The feed

    func checkLease(of feed: ClaimedFeed) throws {
        guard let lease = feed.lease else { return }
        try cache.ask(
            unless: cache.claimedFeeds.isKnown(feed.id), [cache.takeBack(.feed, [feed.id], of: store.holder)])
        guard cache.claimedFeeds[feed.id] == lease.milliseconds else { throw StoreError.leaseLost }
    }

    func hasDocument(_ feed: Int64) throws -> Bool {
        try cache.feed(feed)?.hasDocument ?? false
    }

    func holds(_ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        let (basis, row) = (comparison.basis, try cache.feed(feed))
        let unknown = cache.items.unknown(basis.items)
        try cache.ask(unless: unknown.isEmpty, [cache.askItems(unknown)])
        let changes = Set(basis.items).reduce(0) { $0 + (cache.items[$1]?.changes ?? 0) }
        return FeedComparison.Basis(
            entries: row?.entries ?? "", habit: row?.habit ?? "{}", items: basis.items, changes: changes) == basis
    }

    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        cache.noteMiss()
        return try FeedComparer(update.reference, wires: store.wires, filters: update.filters, at: update.at).compare(
            document, isHistory: update.isHistory,
            with: PostgresHeldFeed(transaction: transaction, feed: update.feed.id))
    }

    func keepFacts(_ document: Feed, of feed: FeedReference) throws {
        var bare = document
        bare.items = []
        transaction.later(
            """
            UPDATE feeds SET title = $2, document = $3
            WHERE id = $1 AND (title IS DISTINCT FROM $2 OR document IS DISTINCT FROM $3)
            """, feed.id, feed.title, bare.json.stored)
        cache.feeds.change(feed.id) { ($0.hasDocument, $0.reference.title) = (true, feed.title) }
    }

    func keepEntries(_ entries: String, habit: String, of feed: Int64) throws {
        transaction.later(
            "UPDATE feeds SET entries = $2, habit = $3 WHERE id = $1 AND (entries <> $2 OR habit <> $3)", feed, entries,
            habit)
        cache.feeds.change(feed) { ($0.entries, $0.habit) = (entries, habit) }
    }

    func keepPlan(_ plan: FeedUpdate.Plan, of feed: ClaimedFeed, changed: Date?) throws {
        transaction.insert(
            feed.id, feed.subscription.url, plan.state.json.stored, plan.state.due?.milliseconds,
            plan.state.lastCheck?.milliseconds, changed?.milliseconds, into: .plans)
        // Else the claim has been taken back already.
        if feed.lease == nil { transaction.later("DELETE FROM claims WHERE NOT is_page AND id = $1", feed.id) }
        if let end = plan.hostRest { rest(feed.host, besides: feed.id, until: end) }
    }

    /// The feeds of a host that are due before `end` wait for it, and then for each other: a minute, or less where
    /// there are many.
    private func rest(_ host: String, besides feed: Int64, until end: Date) {
        // Those that were checked by the same commit have plans of their own.
        transaction.endTurn()
        transaction.later(
            """
            WITH waiting AS (
              SELECT id, row_number() OVER (ORDER BY due_at, id) AS place, count(*) OVER () AS places
              FROM feeds WHERE is_subscribed AND due_at < $3 AND host = $1 AND id <> $2
            )
            UPDATE feeds SET due_at = $3 + place * least(60000, 21600000 / places),
              state = (state::jsonb || jsonb_build_object('not_before', $4, 'next_check', $4, 'next_check_reason', $5))::text
            FROM waiting WHERE feeds.id = waiting.id
            """, host, feed, end.milliseconds, end.rfc3339Milliseconds, "its host asked to be left alone")
    }

    func forget(_ feed: Int64) throws -> Bool {
        try transaction.run(
            """
            DELETE FROM feeds WHERE id = $1 AND NOT is_subscribed AND NOT EXISTS (SELECT 1 FROM events WHERE feed = $1)
              AND NOT EXISTS (SELECT 1 FROM items WHERE feed = $1)
            """, feed
        ).affected > 0
    }

    func noteStopped(_ rules: [DroppingRule], at now: Date) throws {
        for rule in rules {
            transaction.later(
                """
                INSERT INTO stopped_rules (rule, expression, at) VALUES ($1, $2, $3)
                ON CONFLICT (rule) DO UPDATE SET expression = excluded.expression, at = excluded.at
                """, rule.name, rule.text, now.milliseconds)
        }
    }

    // MARK: - Events

    func log(
        _ kind: EventKind, of feed: FeedReference, item: ItemReference?, facts: JSONObject, at now: Date
    ) throws -> Event {
        numbered.log(kind, of: feed, item: item, facts: facts, at: now)
    }

    func logRegrouped(_ item: Int64, from: JSONObject, at now: Date) throws -> Event? {
        guard let held = try cache.reference(item), let row = try cache.storyItem(item),
            let story = try cache.story(row.story)
        else { return nil }
        let reference = ItemReference(
            number: item, revision: Int(held.revision),
            json: try JSONObject(stored: held.document).insertingContents(html: held.html, text: held.text))
        var facts = JSONObject()
        facts.set("from", from)
        let place = try StoryPlace(
            story: row.story, original: story.original, similarity: row.similarity, reasons: row.reasons,
            wire: row.wire)
        for (key, value) in place.facts(of: item).members { facts.append(key, value) }
        return numbered.log(
            .regrouped, of: cache.feeds[held.feed.id]?.reference ?? held.feed, item: reference, facts: facts, at: now)
    }
}

extension CommitCache.ItemRow {
    /// See `FeedComparison.Basis`.
    fileprivate var changes: Int64 { revision + state + (stands ? 1 : 0) }
}

extension StoryPlace {
    /// Reads `similarity`, `reasons`, `wire` of a row.
    init(story: Int64, original: Int64, _ row: PostgresRow) throws {
        try self.init(
            story: story, original: original, similarity: row["similarity"], reasons: row["reasons"], wire: row["wire"])
    }

    /// As a row has `similarity`, `reasons` and `wire`.
    init(story: Int64, original: Int64, similarity: Double?, reasons: String?, wire: String?) throws {
        self.init(story: story, wire: try wire.map(JSONObject.init(stored:)) ?? JSONObject())
        (self.original, self.similarity) = (original, similarity)
        self.reasons = try reasons.flatMap { try JSONValue(parsing: $0).array }?.compactMap(\.string) ?? []
    }
}
