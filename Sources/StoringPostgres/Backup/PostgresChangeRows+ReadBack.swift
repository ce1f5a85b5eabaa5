import Comparing
import FeedModel
import Foundation
import Storing

// Rows that others refer to are inserted at once: what is inserted later goes before what waits for the commit.
extension PostgresChangeRows: ReadBackRows {
    // MARK: - Feeds

    func loggedFeed(_ id: Int64) throws -> LoggedFeedRow? {
        try transaction.run("SELECT url, title, settings, state, due_at, entries FROM feeds WHERE id = $1", id).first
            .map { row in
                LoggedFeedRow(
                    url: row[0], title: row[1], settings: try JSONObject(stored: row[2]),
                    state: try FeedState(stored: row[3]), due: row[4], entries: row[5])
            }
    }

    func insert(_ feed: FeedReference, _ subscription: Subscription, at now: Date) throws {
        numbered.last.feed = max(numbered.last.feed, feed.id)
        _ = try transaction.run(
            """
            INSERT INTO feeds (id, url, first_url, host, title, is_subscribed, settings, added_at)
            VALUES ($1, $2, $2, $3, $4, false, $5, $6)
            """, feed.id, feed.url, host(of: feed.url), feed.title, subscription.json.stored, now.milliseconds)
    }

    func setAddress(of feed: FeedReference) throws {
        transaction.later(
            "UPDATE feeds SET url = $1, host = $2, title = coalesce($3, title) WHERE id = $4", feed.url,
            host(of: feed.url), feed.title, feed.id)
    }

    func moveAside(_ url: String) throws {
        transaction.later(
            """
            UPDATE feeds SET url = 'former:' || id || ':' || url, is_subscribed = false, absent_since = NULL, due_at = NULL
            WHERE url = $1
            """, url)
    }

    func setSubscribed(_ isSubscribed: Bool, _ feed: Int64) throws {
        transaction.later(
            "UPDATE feeds SET is_subscribed = $1, absent_since = NULL WHERE id = $2", isSubscribed, feed)
    }

    func keep(_ state: FeedState, due: Int64?, entries: String, ofFeed id: Int64) throws {
        transaction.later(
            "UPDATE feeds SET state = $1, due_at = $2, last_check = $3, entries = $4 WHERE id = $5", state.json.stored,
            due, state.lastCheck?.milliseconds, entries, id)
    }

    // MARK: - Items

    func owner(of item: Int64) throws -> (feed: Int64, state: Int)? {
        try transaction.run("SELECT feed, state FROM items WHERE id = $1", item).first.map { ($0[0], $0[1]) }
    }

    func newestHasGuid(of feed: Int64) throws -> Bool? {
        try transaction.run(
            "SELECT guid IS NOT NULL FROM items WHERE feed = $1 ORDER BY id DESC LIMIT 1", feed
        ).first.map { $0[0] }
    }

    func insert(
        _ item: Item, _ number: Int64, revision: Int, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64,
        at now: Date
    ) throws {
        numbered.last.item = max(numbered.last.item, number)
        _ = try transaction.run(
            """
            INSERT INTO items (id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, first_seen,
              last_revised, published, modified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)
            """, number, feed, keys.guid, keys.link, keys.titleHash, keys.textHash, keys.fingerprint, keys.source,
            revision, now.milliseconds, item.datePublished?.milliseconds, item.dateModified?.milliseconds)
        transaction.add(names, of: number)
    }

    func setRevision(_ revision: Int, of item: Int64, at now: Date, published: Date?, modified: Date?) throws {
        transaction.later(
            "UPDATE items SET revision = $1, last_revised = $2, published = $3, modified = $4 WHERE id = $5", revision,
            now.milliseconds, published?.milliseconds, modified?.milliseconds, item)
    }

    func deleteRevisions(of item: Int64, from revision: Int) throws {
        transaction.later("DELETE FROM revisions WHERE item = $1 AND number >= $2", item, revision)
    }

    func replaceText(of held: HeldItem, by item: Item, sharedBy others: [Int64]) throws {
        let texts = try keepTexts(html: item.contentHTML, text: item.contentText, sharedBy: others)
        transaction.later(
            "UPDATE revisions SET document = $1, html = $2, text = $3 WHERE item = $4 AND number = $5",
            item.json.removingContents.stored, texts.html, texts.text, held.number, held.revision)
    }

    func entryText(_ item: Int64) throws -> Item {
        try PostgresHeldFeed(transaction: transaction, feed: 0).entryText(item)
    }

    // MARK: - Pages

    func pageStands(_ item: Int64) throws -> Bool {
        try transaction.run("SELECT stands FROM pages WHERE item = $1", item).first?[0] ?? false
    }

    func keepLoggedPage(
        of item: Int64, _ url: String, _ article: Item, facts: JSONObject, before: Item, sharedBy others: [Int64],
        at now: Date
    ) throws {
        let entry = try keepTexts(html: before.contentHTML, text: before.contentText, sharedBy: others)
        let page = try keepTexts(
            html: article.contentHTML, text: article.contentText, sharedBy: others, isPage: true)
        transaction.later(
            """
            INSERT INTO pages (item, url, host, due_at, facts, title, html, text, stands, entry_html, entry_text)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $10)
            ON CONFLICT (item) DO UPDATE SET
              entry_html = CASE WHEN pages.stands THEN pages.entry_html ELSE excluded.entry_html END,
              entry_text = CASE WHEN pages.stands THEN pages.entry_text ELSE excluded.entry_text END, stands = true,
              facts = CASE WHEN excluded.facts = '{}' THEN pages.facts ELSE excluded.facts END,
              title = excluded.title, html = excluded.html, text = excluded.text
            """, item, url, host(of: url), now.milliseconds, facts.stored, article.title, page.html, page.text,
            entry.html, entry.text)
    }

    func queueLoggedPage(of item: Int64, _ url: String, at now: Date) throws {
        transaction.later(
            "INSERT INTO pages (item, url, host, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT (item) DO NOTHING", item,
            url, host(of: url), now.milliseconds)
    }

    func stopPage(of item: Int64) throws {
        transaction.later("UPDATE pages SET due_at = NULL WHERE item = $1", item)
    }

    // MARK: - Events and the index of texts

    func insert(_ line: LoggedEvent) throws {
        let mark = line.mark
        numbered.last.event = max(numbered.last.event, mark.seq)
        // At the end of a line all of it is sent: the next may be of the same item.
        _ = try transaction.run(
            "INSERT INTO events (seq, at, kind, feed, item, revision, facts) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            mark.seq, mark.at.milliseconds, mark.kind, mark.feed, mark.item, mark.revision, line.facts.stored)
    }

    func holdsEvents(_ range: ClosedRange<Int64>) throws -> Bool {
        try transaction.run(
            "SELECT EXISTS (SELECT 1 FROM events WHERE seq BETWEEN $1 AND $2)", range.lowerBound, range.upperBound
        ).first![0]
    }

    func noteBehind(_ range: ClosedRange<Int64>, at now: Date) throws {
        transaction.later(
            "UPDATE store SET behind_at = $1, behind_from = $2, behind_to = $3", now.milliseconds, range.lowerBound,
            range.upperBound)
    }

    /// The index follows the events, and finds its own rows by number.
    func removeFromSearch(_ item: Int64) throws {}

    /// A text that came without an event for it, too.
    func addToSearch(_ items: [Int64]) throws {
        guard !items.isEmpty else { return }
        transaction.later("INSERT INTO search_pending (item) SELECT unnest($1)", items)
    }
}

extension PostgresStoryRows: LoggedStoryRows {
    func make(_ story: Int64, of item: Int64) throws {
        numbered.last.story = max(numbered.last.story, story)
        _ = try numbered.transaction.run(
            "INSERT INTO stories (id, original, members) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING", story, item)
    }

    func move(_ item: Int64, to place: LoggedPlace, similarity: Double?) throws {
        numbered.transaction.later(
            "UPDATE story_items SET story = $1, similarity = $2, reasons = $3, wire = $4 WHERE item = $5", place.story,
            similarity,
            place.reasons.isEmpty
                ? nil : JSONValue.array(place.reasons.map(JSONValue.string)).encoded.withoutEscapedNUL,
            place.wire.isEmpty ? nil : place.wire.stored, item)
    }

    func similarity(of item: Int64) throws -> Double? {
        try numbered.transaction.run("SELECT similarity FROM story_items WHERE item = $1", item).first.flatMap {
            $0[0] as Double?
        }
    }

    func isHeld(_ item: Int64) throws -> Bool {
        try !numbered.transaction.run("SELECT 1 FROM items WHERE id = $1", item).isEmpty
    }
}
