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

    init(_ store: PostgresStore, _ numbered: NumberedTransaction, _ cache: CommitCache? = nil) {
        (self.store, self.numbered, self.cache) = (store, numbered, cache ?? CommitCache(numbered.transaction))
    }

    func assigner() throws -> StoryAssigner<PostgresStoryRows, PostgresStoryKeys> {
        StoryAssigner(
            PostgresStoryRows(numbered, cache), PostgresStoryKeys(transaction: transaction, cache: cache))
    }

    /// Writes what waits for the end.
    func finish() { cache.writeFrames() }

    // MARK: - The feed

    func checkLease(of feed: ClaimedFeed) throws {
        guard let lease = feed.lease else { return }
        if !cache.feedLeases.isKnown(feed.id) { try cache.askMissing(cache.askLeases(ofFeeds: [feed.id])) }
        guard cache.feedLeases[feed.id] == CommitCache.Lease(holder: store.holder, end: lease.milliseconds) else {
            throw StoreError.leaseLost
        }
    }

    func hasDocument(_ feed: Int64) throws -> Bool {
        try cache.feed(feed)?.hasDocument ?? false
    }

    func holds(_ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        let (basis, row) = (comparison.basis, try cache.feed(feed))
        let unknown = cache.items.unknown(basis.items)
        if !unknown.isEmpty { try cache.askMissing(cache.askItems(unknown)) }
        let changes = Set(basis.items).reduce(0) { $0 + (cache.items[$1]?.changes ?? 0) }
        return FeedComparison.Basis(
            entries: row?.entries ?? "", habit: row?.habit ?? "{}", items: basis.items, changes: changes) == basis
    }

    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        cache.noteMiss()
        return try FeedComparer(update.reference, wires: store.wires, filters: update.filters, at: update.at).compare(
            document, isHistory: update.isHistory, with: PostgresHeldFeed(transaction, feed: update.feed.id))
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
        // Of an address that was given up meanwhile, neither validators nor schedule hold.
        transaction.later(
            """
            UPDATE feeds SET lease_until = 0, lease_holder = NULL,
              state = CASE WHEN url = $4 THEN $1 ELSE state END, due_at = CASE WHEN url = $4 THEN $2 ELSE due_at END,
              last_check = CASE WHEN url = $4 THEN $6 ELSE last_check END, last_change = coalesce($5, last_change)
            WHERE id = $3
            """, plan.state.json.stored, plan.state.due?.milliseconds, feed.id, feed.subscription.url,
            changed?.milliseconds, plan.state.lastCheck?.milliseconds)
        if let end = plan.hostRest { rest(feed.host, besides: feed.id, until: end) }
    }

    /// The feeds of a host that are due before `end` wait for it, and then for each other: a minute, or less where
    /// there are many.
    private func rest(_ host: String, besides feed: Int64, until end: Date) {
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

    // MARK: - Its items

    func insert(_ item: Item, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64, at now: Date) throws -> Int64 {
        let number = numbered.next(\.item)
        transaction.insert(
            number, feed, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, into: .items)
        transaction.add(names, of: number)
        cache.items[number] = CommitCache.ItemRow(revision: 1, state: 0)
        cache.printings[number] = StoryPrinting(
            feed: feed, date: (item.datePublished ?? item.dateModified)?.milliseconds)
        cache.storyItems[number] = nil
        cache.texts.add(item: number)
        return number
    }

    func keepRevision(
        _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject, sharedBy others: [Int64],
        at now: Date
    ) throws {
        let texts = try keepTexts(html: content.contentHTML, text: content.contentText, sharedBy: others)
        let document = document.withoutEscapedNUL
        transaction.insert(
            reference.number, reference.revision, now.milliseconds, document, texts.html, texts.text, facts.stored,
            into: .revisions)
        cache.texts.give([texts.html, texts.text], to: reference.number)
        noteText(of: reference, content, document)
    }

    /// What the item's newest revision has from now on.
    private func noteText(of reference: ItemReference, _ content: Item, _ document: String) {
        let number = reference.number
        cache.documents[number] = document
        let feed = cache.references[number]?.feed ?? cache.printings[number].flatMap { cache.feeds[$0.feed]?.reference }
        guard let feed else { return cache.references.forget(number) }
        func kept(_ text: String?) -> String? { text?.isEmpty ?? true ? nil : text }
        cache.references[number] = CommitCache.Reference(
            feed: feed, revision: Int64(reference.revision), document: document, html: kept(content.contentHTML),
            text: kept(content.contentText))
    }

    func keepRevision(
        _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> ItemReference {
        let number = old.revision + 1
        transaction.later(
            "UPDATE items SET revision = $1, last_revised = $2, published = $3, modified = $4 WHERE id = $5", number,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, old.number)
        cache.items.change(old.number) { $0.revision = Int64(number) }
        noteDates(of: old.number, item)
        let reference = ItemReference(number: old.number, revision: number, json: revision.item.json)
        try keepRevision(
            reference, revision.item, document: JSONValue.object(reference.json.removingContents).encoded,
            facts: revision.heldFacts, sharedBy: likelySharers(of: old.number), at: now)
        return reference
    }

    func rename(_ old: HeldItem, _ keys: IdentityKeys, of feed: Int64) throws {
        transaction.later(
            """
            UPDATE items SET guid = $1, link = $2, title_hash = $3, text_hash = $4, fingerprint = $5, source = $6
            WHERE id = $7
            """, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source, old.number)
        cache.touched.items.insert(old.number)
        let (gone, names) = (old.keys.names(in: feed), keys.names(in: feed))
        guard gone != names else { return }
        let before = try formerNames(of: old.number)
        let former = FormerNames.kept(before, gone, besides: names)
        transaction.later("UPDATE items SET former_names = $1 WHERE id = $2", former.data, old.number)
        cache.items.change(old.number) { $0.formerNames = former }
        transaction.replaceKeys(before + gone, by: former + names, of: old.number)
    }

    private func formerNames(of item: Int64) throws -> [ItemKey] { try cache.item(item)?.formerNames ?? [] }

    func rename(pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws {
        let before = try formerNames(of: number)
        let names = PrunedItem.names(keys.names(in: feed), before.reversed())
        transaction.later(
            "UPDATE items SET source = $1, former_names = $2 WHERE id = $3 AND state = 2", keys.source, names.data,
            number)
        cache.items.change(number) { $0.formerNames = names }
        cache.touched.items.insert(number)
        transaction.replaceKeys(before, by: names, of: number)
    }

    func leave(_ pruned: [Int64], at now: Date) throws {
        guard !pruned.isEmpty else { return }
        transaction.later(
            "UPDATE items SET last_revised = $1 WHERE id = ANY($2) AND state = 2", now.milliseconds, pruned)
    }

    func moveDates(_ old: HeldItem, _ item: Item) throws {
        transaction.later(
            "UPDATE items SET published = $1, modified = $2 WHERE id = $3", item.datePublished?.milliseconds,
            item.dateModified?.milliseconds, old.number)
        noteDates(of: old.number, item)
        guard let stored = try cache.document(old.number) else { return }
        let document = try JSONObject(stored: stored).settingDates(of: item).stored
        transaction.later(
            "UPDATE revisions SET document = $1 WHERE item = $2 AND number = $3", document, old.number, old.revision)
        cache.documents[old.number] = document
        cache.references.change(old.number) { $0.document = document }
    }

    private func noteDates(of number: Int64, _ item: Item) {
        cache.printings.change(number) { $0.date = (item.datePublished ?? item.dateModified)?.milliseconds }
        cache.noteChange(ofItem: number)
    }

    /// No version of a store in PostgreSQL has taken any away.
    func lackingFacts(_ items: [Int64]) throws -> Set<Int64> { [] }
    func giveBackFacts(of old: HeldItem, from entry: Item) throws {}

    func drop(_ number: Int64, by rule: DroppingRule, at now: Date) throws {
        transaction.later("UPDATE items SET state = 3 WHERE id = $1", number)
        cache.items.change(number) { $0.state = 3 }
        transaction.later(
            """
            INSERT INTO dropped_items (item, at, rule, expression) VALUES ($1, $2, $3, $4)
            ON CONFLICT (item) DO UPDATE SET at = excluded.at, rule = excluded.rule, expression = excluded.expression
            """, number, now.milliseconds, rule.name, rule.text)
    }

    func release(_ number: Int64, at now: Date) throws {
        transaction.later("UPDATE items SET state = 0, first_seen = $1 WHERE id = $2", now.milliseconds, number)
        transaction.later("DELETE FROM dropped_items WHERE item = $1", number)
        cache.items.change(number) { $0.state = 0 }
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
    /// As a row has `similarity`, `reasons` and `wire`.
    init(story: Int64, original: Int64, similarity: Double?, reasons: String?, wire: String?) throws {
        self.init(story: story, wire: try wire.map(JSONObject.init(stored:)) ?? JSONObject())
        (self.original, self.similarity) = (original, similarity)
        self.reasons = try reasons.flatMap { try JSONValue(parsing: $0).array }?.compactMap(\.string) ?? []
    }

    /// Reads `similarity`, `reasons` and `wire` of a row.
    init(story: Int64, original: Int64, _ row: PostgresRow) throws {
        try self.init(
            story: story, original: original, similarity: row["similarity"], reasons: row["reasons"], wire: row["wire"])
    }
}
