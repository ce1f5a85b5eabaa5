import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteChangeRows: ReadBackRows {
    // MARK: - Feeds

    func loggedFeed(_ id: Int64) throws -> LoggedFeedRow? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT url, title, settings, state, due_at, entries FROM feeds WHERE id = ?"),
            arguments: [id])
        return try row.map { row in
            LoggedFeedRow(
                url: row["url"], title: row["title"],
                settings: try JSONValue(parsing: row["settings"] as String).object ?? JSONObject(),
                state: FeedState(reading: try JSONValue(parsing: row["state"] as String).object ?? JSONObject()),
                due: row["due_at"], entries: row["entries"] ?? "")
        }
    }

    func insert(_ feed: FeedReference, _ subscription: Subscription, at now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO feeds (id, url, first_url, host, title, is_subscribed, settings, added_at)
                VALUES (?1, ?2, ?2, ?, ?, 0, ?, ?)
                """
        ).execute(arguments: [
            feed.id, feed.url, host(of: feed.url), feed.title, JSONValue.object(subscription.json).encoded,
            now.milliseconds,
        ])
    }

    func setAddress(of feed: FeedReference) throws {
        try db.cachedStatement(sql: "UPDATE feeds SET url = ?, host = ?, title = coalesce(?, title) WHERE id = ?")
            .execute(arguments: [feed.url, host(of: feed.url), feed.title, feed.id])
    }

    func moveAside(_ url: String) throws {
        try db.cachedStatement(
            sql: """
                UPDATE feeds SET url = 'former:' || id || ':' || url, is_subscribed = 0, absent_since = NULL, due_at = NULL
                WHERE url = ?
                """
        ).execute(arguments: [url])
    }

    func setSubscribed(_ isSubscribed: Bool, _ feed: Int64) throws {
        try db.cachedStatement(sql: "UPDATE feeds SET is_subscribed = ?, absent_since = NULL WHERE id = ?").execute(
            arguments: [isSubscribed, feed])
    }

    func keep(_ state: FeedState, due: Int64?, entries: String, ofFeed id: Int64) throws {
        try db.cachedStatement(sql: "UPDATE feeds SET state = ?, due_at = ?, entries = ? WHERE id = ?").execute(
            arguments: [JSONValue.object(state.json).encoded, due, entries, id])
    }

    // MARK: - Items

    func owner(of item: Int64) throws -> (feed: Int64, state: Int)? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT feed, state FROM items WHERE id = ?"), arguments: [item]
        ).map { ($0[0], $0[1]) }
    }

    func newestHasGuid(of feed: Int64) throws -> Bool? {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT guid IS NOT NULL FROM items WHERE feed = ? ORDER BY id DESC LIMIT 1"),
            arguments: [feed])
    }

    func insert(
        _ item: Item, _ number: Int64, revision: Int, _ keys: IdentityKeys, names: [ItemKey], of feed: Int64,
        at now: Date
    ) throws {
        _ = try store.insert(
            db, item, number: number, revision: revision, keys, names: names, of: feed, at: now)
    }

    func setRevision(_ revision: Int, of item: Int64, at now: Date, published: Date?, modified: Date?) throws {
        try db.cachedStatement(
            sql: "UPDATE items SET revision = ?, last_revised = ?, published = ?, modified = ? WHERE id = ?"
        ).execute(arguments: [
            revision, now.milliseconds, published?.milliseconds, modified?.milliseconds, item,
        ])
    }

    func deleteRevisions(of item: Int64, from revision: Int) throws {
        try db.cachedStatement(sql: "DELETE FROM revisions WHERE item = ? AND number >= ?").execute(
            arguments: [item, revision])
    }

    func replaceText(of held: HeldItem, by item: Item, sharedBy others: [Int64]) throws {
        let texts = try store.keepTexts(db, html: item.contentHTML, text: item.contentText, sharedBy: others)
        try db.cachedStatement(
            sql: "UPDATE revisions SET document = ?, html = ?, text = ? WHERE item = ? AND number = ?"
        ).execute(arguments: [
            JSONValue.object(item.json.removingContents).encoded, texts.html, texts.text, held.number, held.revision,
        ])
    }

    func likelySharers(of item: Int64) throws -> [Int64] { try store.likelySharers(db, of: item) }

    func entryText(_ item: Int64) throws -> Item { try store.entryText(db, item) }

    // MARK: - Pages

    func pageStands(_ item: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT stands FROM pages WHERE item = ?"), arguments: [item]) ?? false
    }

    func keepLoggedPage(
        of item: Int64, _ url: String, _ article: Item, facts: JSONObject, before: Item, sharedBy others: [Int64],
        at now: Date
    ) throws {
        let entry = try store.keepTexts(db, html: before.contentHTML, text: before.contentText, sharedBy: others)
        let page = try store.keepTexts(
            db, html: article.contentHTML, text: article.contentText, sharedBy: others, isPage: true)
        try db.cachedStatement(
            sql: """
                INSERT INTO pages (item, url, host, due_at, facts, title, html, text, stands, entry_html, entry_text)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10)
                ON CONFLICT (item) DO UPDATE SET
                  entry_html = iif(stands, entry_html, ?9), entry_text = iif(stands, entry_text, ?10), stands = 1,
                  facts = iif(?5 = '{}', facts, ?5), title = ?6, html = ?7, text = ?8
                """
        ).execute(arguments: [
            item, url, host(of: url), now.milliseconds, JSONValue.object(facts).encoded, article.title, page.html,
            page.text, entry.html, entry.text,
        ])
    }

    func queueLoggedPage(of item: Int64, _ url: String, at now: Date) throws {
        try db.cachedStatement(
            sql: "INSERT INTO pages (item, url, host, due_at) VALUES (?, ?, ?, ?) ON CONFLICT (item) DO NOTHING"
        ).execute(arguments: [item, url, host(of: url), now.milliseconds])
    }

    func stopPage(of item: Int64) throws {
        try db.execute(sql: "UPDATE pages SET due_at = NULL WHERE item = ?", arguments: [item])
    }

    // MARK: - Events and the index of texts

    func insert(_ line: LoggedEvent) throws {
        let mark = line.mark
        try db.cachedStatement(
            sql: "INSERT INTO events (seq, at, kind, feed, item, revision, facts) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            mark.seq, mark.at.milliseconds, mark.kind, mark.feed, mark.item, mark.revision,
            JSONValue.object(line.facts).encoded,
        ])
    }

    func holdsEvents(_ range: ClosedRange<Int64>) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM events WHERE seq BETWEEN ? AND ?)"),
            arguments: [range.lowerBound, range.upperBound])!
    }

    func noteBehind(_ range: ClosedRange<Int64>, at now: Date) throws { try store.noteBehind(db, range, at: now) }

    func removeFromSearch(_ item: Int64) throws { try store.removeFromSearch(db, item) }

    func addToSearch(_ items: [Int64]) throws { for item in items { try store.addToSearch(db, item) } }
}

extension StoryTables: LoggedStoryRows {
    func make(_ story: Int64, of item: Int64) throws {
        try db.cachedStatement(
            sql: "INSERT INTO stories (id, original, members) VALUES (?, ?, 0) ON CONFLICT (id) DO NOTHING"
        ).execute(arguments: [story, item])
    }

    func move(_ item: Int64, to place: LoggedPlace, similarity: Double?) throws {
        try db.cachedStatement(
            sql: "UPDATE story_items SET story = ?, similarity = ?, reasons = ?, wire = ? WHERE item = ?"
        ).execute(arguments: [
            place.story, similarity,
            place.reasons.isEmpty ? nil : JSONValue.array(place.reasons.map(JSONValue.string)).encoded,
            place.wire.isEmpty ? nil : JSONValue.object(place.wire).encoded, item,
        ])
    }

    func similarity(of item: Int64) throws -> Double? {
        try Double.fetchOne(
            db.cachedStatement(sql: "SELECT similarity FROM story_items WHERE item = ?"), arguments: [item])
    }

    func isHeld(_ item: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM items WHERE id = ?)"), arguments: [item])!
    }
}
