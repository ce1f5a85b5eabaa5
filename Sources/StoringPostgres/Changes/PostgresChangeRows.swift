import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

/// The rows of the store within a transaction, for what is decided elsewhere.
struct PostgresChangeRows: ChangeRows {
    let store: PostgresStore
    let numbered: NumberedTransaction
    var transaction: PostgresTransaction { numbered.transaction }

    init(_ store: PostgresStore, _ numbered: NumberedTransaction) { (self.store, self.numbered) = (store, numbered) }

    func assigner() throws -> StoryAssigner<PostgresStoryRows, PostgresStoryKeys> {
        StoryAssigner(PostgresStoryRows(numbered), PostgresStoryKeys(transaction: transaction))
    }

    // MARK: - The feed

    func checkLease(of feed: ClaimedFeed) throws {
        guard let lease = feed.lease else { return }
        let held = try transaction.run(
            "SELECT 1 FROM feeds WHERE id = $1 AND lease_holder = $2 AND lease_until = $3 FOR UPDATE", feed.id,
            store.holder, lease.milliseconds)
        guard !held.isEmpty else { throw StoreError.leaseLost }
    }

    func hasDocument(_ feed: Int64) throws -> Bool {
        try transaction.run("SELECT document <> '{}' FROM feeds WHERE id = $1", feed).first?[0] ?? false
    }

    func holds(_ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        try held(feed).basis(of: comparison.basis.items) == comparison.basis
    }

    func compare(_ document: Feed, of update: FeedUpdate) throws -> FeedComparison {
        try FeedComparer(update.reference, wires: store.wires, filters: update.filters, at: update.at).compare(
            document, isHistory: update.isHistory, with: held(update.feed.id))
    }

    private func held(_ feed: Int64) -> PostgresHeldFeed { PostgresHeldFeed(transaction: transaction, feed: feed) }

    func keepFacts(_ document: Feed, of feed: FeedReference) throws {
        var bare = document
        bare.items = []
        transaction.later(
            """
            UPDATE feeds SET title = $2, document = $3
            WHERE id = $1 AND (title IS DISTINCT FROM $2 OR document IS DISTINCT FROM $3)
            """, feed.id, feed.title, bare.json.stored)
    }

    func keepEntries(_ entries: String, habit: String, of feed: Int64) throws {
        transaction.later(
            "UPDATE feeds SET entries = $2, habit = $3 WHERE id = $1 AND (entries <> $2 OR habit <> $3)", feed, entries,
            habit)
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
        transaction.later(
            """
            INSERT INTO items (id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, first_seen,
              last_revised, published, modified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9, $10, $11)
            """, number, feed, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds)
        transaction.add(names, of: number)
        return number
    }

    func keepRevision(
        _ reference: ItemReference, _ content: Item, document: String, facts: JSONObject, sharedBy others: [Int64],
        at now: Date
    ) throws {
        let texts = try keepTexts(html: content.contentHTML, text: content.contentText, sharedBy: others)
        transaction.later(
            """
            INSERT INTO revisions (item, number, at, document, html, text, facts) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, reference.number, reference.revision, now.milliseconds, document.withoutEscapedNUL, texts.html,
            texts.text, facts.stored)
    }

    func keepRevision(
        _ old: HeldItem, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> ItemReference {
        let number = old.revision + 1
        transaction.later(
            "UPDATE items SET revision = $1, last_revised = $2, published = $3, modified = $4 WHERE id = $5", number,
            now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds, old.number)
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
        let (gone, names) = (old.keys.names(in: feed), keys.names(in: feed))
        guard gone != names else { return }
        let before = try formerNames(of: old.number)
        let former = FormerNames.kept(before, gone, besides: names)
        transaction.later("UPDATE items SET former_names = $1 WHERE id = $2", former.data, old.number)
        transaction.replaceKeys(before + gone, by: former + names, of: old.number)
    }

    private func formerNames(of item: Int64) throws -> [ItemKey] {
        let row = try transaction.run("SELECT former_names FROM items WHERE id = $1", item).first
        return (row?[0] as Data??)?.map([ItemKey].init(bytes:)) ?? []
    }

    func rename(pruned number: Int64, _ keys: IdentityKeys, of feed: Int64) throws {
        let before = try formerNames(of: number)
        let names = PrunedItem.names(keys.names(in: feed), before.reversed())
        transaction.later(
            "UPDATE items SET source = $1, former_names = $2 WHERE id = $3 AND state = 2", keys.source, names.data,
            number)
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
        let stored = try transaction.run(
            "SELECT document FROM revisions WHERE item = $1 AND number = $2", old.number, old.revision
        ).first
        guard let stored else { return }
        let document = try JSONObject(stored: stored[0]).settingDates(of: item)
        transaction.later(
            "UPDATE revisions SET document = $1 WHERE item = $2 AND number = $3", document.stored, old.number,
            old.revision)
    }

    /// No version of a store in PostgreSQL has taken any away.
    func lackingFacts(_ items: [Int64]) throws -> Set<Int64> { [] }
    func giveBackFacts(of old: HeldItem, from entry: Item) throws {}

    func drop(_ number: Int64, by rule: DroppingRule, at now: Date) throws {
        transaction.later("UPDATE items SET state = 3 WHERE id = $1", number)
        transaction.later(
            """
            INSERT INTO dropped_items (item, at, rule, expression) VALUES ($1, $2, $3, $4)
            ON CONFLICT (item) DO UPDATE SET at = excluded.at, rule = excluded.rule, expression = excluded.expression
            """, number, now.milliseconds, rule.name, rule.text)
    }

    func release(_ number: Int64, at now: Date) throws {
        transaction.later("UPDATE items SET state = 0, first_seen = $1 WHERE id = $2", now.milliseconds, number)
        transaction.later("DELETE FROM dropped_items WHERE item = $1", number)
    }

    // MARK: - Their texts and pages

    /// Keeps contents, each text once for all that are likely to share it.
    /// - Parameter items: which may have them, in any of their revisions or on their pages.
    /// - Parameter isPage: they are also shared with all pages that show them, or did so once.
    func keepTexts(
        html: String?, text: String?, sharedBy items: [Int64], isPage: Bool = false
    ) throws -> (html: Int64?, text: Int64?) {
        let kept = try keepText(html, sharedBy: items, isPage: isPage)
        // A description without tags is its own text.
        return (kept, text == html ? kept : try keepText(text, sharedBy: items, isPage: isPage))
    }

    private func keepText(_ body: String?, sharedBy items: [Int64], isPage: Bool) throws -> Int64? {
        guard let body, !body.isEmpty else { return nil }
        let hash = stableHash(body)
        if !items.isEmpty || isPage {
            let same = try transaction.run(
                """
                SELECT id FROM texts WHERE hash = $1 AND body = $2 AND (is_page AND $4 OR id IN (
                  SELECT unnest(ARRAY[html, text]) FROM revisions WHERE item = ANY($3)
                  UNION SELECT unnest(ARRAY[html, text, entry_html, entry_text]) FROM pages WHERE item = ANY($3)))
                ORDER BY id LIMIT 1
                """, hash, body, items, isPage
            ).first
            if let same { return same[0] }
        }
        let number = numbered.next(\.text)
        transaction.later(
            "INSERT INTO texts (id, hash, body, is_page) VALUES ($1, $2, $3, $4)", number, hash, body, isPage)
        return number
    }

    /// Those that may have a text of the item's: itself, and others of its story.
    func likelySharers(of item: Int64) throws -> [Int64] {
        try [item]
            + transaction.run(
                """
                SELECT item FROM story_items WHERE story = (SELECT story FROM story_items WHERE item = $1)
                ORDER BY item LIMIT 20
                """, item
            ).rows.map { $0[0] }
    }

    func besidePage(
        _ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> (item: Item, revision: Comparing.Revision)? {
        let page = try transaction.run("SELECT stands FROM pages WHERE item = $1", number).first
        guard page?[0] ?? false else { return (item, revision) }
        let entry = try keepTexts(
            html: item.contentHTML, text: item.contentText, sharedBy: likelySharers(of: number), isPage: true)
        transaction.later(
            "UPDATE pages SET due_at = $1, entry_html = $2, entry_text = $3 WHERE item = $4", now.milliseconds,
            entry.html, entry.text, number)
        return try revision.keepingText(of: transaction.heldText(number)).map { ($0.item, $0) }
    }

    func queuePage(_ item: Int64, _ url: String, of feed: Int64, at now: Date) throws {
        transaction.later(
            """
            INSERT INTO pages (item, url, host, due_at)
            SELECT $1, $2, $3, $4 FROM feeds WHERE id = $5 AND is_subscribed
            ON CONFLICT (item) DO UPDATE SET
              due_at = CASE WHEN pages.due_at IS NOT NULL THEN least(pages.due_at, excluded.due_at) END
            """, item, url, Storing.host(of: url), now.milliseconds, feed)
    }

    // MARK: - Events

    func log(
        _ kind: EventKind, of feed: FeedReference, item: ItemReference?, facts: JSONObject, at now: Date
    ) throws -> Event {
        numbered.log(kind, of: feed, item: item, facts: facts, at: now)
    }

    func logRegrouped(_ item: Int64, from: JSONObject, at now: Date) throws -> Event? {
        let row = try transaction.run(
            """
            SELECT items.id AS item, items.revision AS revision, revisions.document AS document, html.body AS html,
              plain.body AS plain, feeds.id AS feed, feeds.url AS url, feeds.title AS title, story_items.story AS story,
              stories.original AS original, similarity, reasons, wire
            FROM items JOIN feeds ON feeds.id = items.feed
            JOIN story_items ON story_items.item = items.id JOIN stories ON stories.id = story_items.story
            JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
            LEFT JOIN texts AS html ON html.id = revisions.html
            LEFT JOIN texts AS plain ON plain.id = revisions.text
            WHERE items.id = $1
            """, item
        ).first
        guard let row, let reference = try ItemReference(row) else { return nil }
        var facts = JSONObject()
        facts.set("from", from)
        for (key, value) in try StoryPlace(story: row["story"], original: row["original"], row).facts(of: item).members
        { facts.append(key, value) }
        return numbered.log(
            .regrouped, of: FeedReference(id: row["feed"], url: row["url"], title: row["title"]), item: reference,
            facts: facts, at: now)
    }
}

extension StoryPlace {
    /// Reads `similarity`, `reasons`, `wire` of a row.
    init(story: Int64, original: Int64, _ row: PostgresRow) throws {
        self.init(story: story, wire: try (row["wire"] as String?).map(JSONObject.init(stored:)) ?? JSONObject())
        self.original = original
        similarity = row["similarity"]
        reasons =
            try (row["reasons"] as String?).flatMap { try JSONValue(parsing: $0).array }?.compactMap(\.string) ?? []
    }
}
