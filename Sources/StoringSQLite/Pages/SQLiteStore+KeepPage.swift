import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

// What a look at a page has found gets into its rows. Within a transaction.
extension SQLiteStore {
    func keepPlan(_ db: Database, _ item: Int64, _ state: PageState, due: Date?) throws {
        try db.cachedStatement(
            sql: "UPDATE pages SET state = ?, due_at = ?, lease_until = 0, lease_holder = NULL WHERE item = ?"
        ).execute(arguments: [JSONValue.object(state.json).encoded, due?.milliseconds, item])
    }

    /// The page's text goes into the revision that stands, and the feed's own is kept beside it.
    func putIn(_ db: Database, _ item: Item, over entry: Item, _ held: HeldItem) throws {
        let sharers = try likelySharers(db, of: held.number)
        let own = try keepTexts(db, html: entry.contentHTML, text: entry.contentText, sharedBy: sharers)
        try db.cachedStatement(sql: "UPDATE pages SET stands = 1, entry_html = ?, entry_text = ? WHERE item = ?")
            .execute(arguments: [own.html, own.text, held.number])
        try removeFromSearch(db, held.number)
        let texts = try keepTexts(db, html: item.contentHTML, text: item.contentText, sharedBy: sharers)
        try db.cachedStatement(
            sql: "UPDATE revisions SET document = ?, html = ?, text = ? WHERE item = ? AND number = ?"
        ).execute(arguments: [
            JSONValue.object(item.json.removingContents).encoded, texts.html, texts.text, held.number, held.revision,
        ])
        try addToSearch(db, held.number, title: item.title, text: item.contentText)
    }

    func keepPage(_ db: Database, _ page: ArticlePage, of item: Int64) throws {
        let texts = try keepTexts(
            db, html: page.contentHTML, text: page.contentText, sharedBy: likelySharers(db, of: item), isPage: true)
        try db.cachedStatement(sql: "UPDATE pages SET facts = ?, title = ?, html = ?, text = ? WHERE item = ?").execute(
            arguments: [JSONValue.object(page.facts).encoded, page.title, texts.html, texts.text, item])
    }

    // MARK: - Reading

    /// Nil where the page was never read.
    func knownPage(_ db: Database, _ number: Int64, lastRead: Date?) throws -> KnownPage? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT title, facts, stands, html.body AS html, plain.body AS plain FROM pages
                    LEFT JOIN texts AS html ON html.id = pages.html LEFT JOIN texts AS plain ON plain.id = pages.text
                    WHERE item = ?
                    """),
            arguments: [number])
        guard let row, let plain = row["plain"] as String? else { return nil }
        return KnownPage(
            title: row["title"], html: row["html"], text: plain,
            facts: try JSONValue(parsing: row["facts"] as String).object ?? JSONObject(), stands: row["stands"],
            lastRead: lastRead)
    }

    /// Texts of the newest other pages of its site.
    func otherPages(_ db: Database, of page: ClaimedPage) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT texts.body FROM pages JOIN texts ON texts.id = pages.text
                    WHERE host = ? AND item <> ? ORDER BY item DESC LIMIT 20
                    """),
            arguments: [page.host, page.item])
    }

    func isInFeed(_ db: Database, _ number: Int64, _ feed: Int64) throws -> Bool {
        let entries = try String.fetchOne(
            db.cachedStatement(sql: "SELECT entries FROM feeds WHERE id = ?"), arguments: [feed])
        return (entries ?? "").split(separator: ",").contains { Int64($0) == number }
    }

    /// An item's event, for those who look at the item now, with what its page says of itself.
    func addingPage(_ db: Database, _ event: Event) throws -> Event {
        guard let item = event.item?.number, event.page == nil else { return event }
        let facts = try String.fetchOne(
            db.cachedStatement(sql: "SELECT facts FROM pages WHERE item = ?"), arguments: [item])
        var event = event
        event.facts.set("page", try facts.flatMap { try JSONValue(parsing: $0).object })
        return event
    }

    // MARK: - Beside the feed's own word

    /// An item as its feed gave it: where its page's text stands in for the feed's, the feed's own is compared.
    func entryText(_ db: Database, _ number: Int64) throws -> Item {
        var item = try heldText(db, number)
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT html.body AS html, plain.body AS plain FROM pages
                    LEFT JOIN texts AS html ON html.id = entry_html LEFT JOIN texts AS plain ON plain.id = entry_text
                    WHERE item = ? AND stands = 1
                    """),
            arguments: [number])
        if let row { (item.contentHTML, item.contentText) = (row["html"], row["plain"]) }
        return item
    }

    /// What a changed entry means for an item whose text is its page's: that text stays, and the page is due at once,
    /// since a new teaser promises a new article. Nil when the teaser was all that changed.
    func besidePage(
        _ db: Database, _ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> (item: Item, revision: Comparing.Revision)? {
        let stands = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT stands FROM pages WHERE item = ?"), arguments: [number])
        guard stands == true else { return (item, revision) }
        let entry = try keepTexts(
            db, html: item.contentHTML, text: item.contentText, sharedBy: likelySharers(db, of: number), isPage: true)
        try db.cachedStatement(
            sql: "UPDATE pages SET due_at = ?, entry_html = ?, entry_text = ? WHERE item = ?"
        ).execute(arguments: [now.milliseconds, entry.html, entry.text, number])
        return try revision.keepingText(of: heldText(db, number)).map { ($0.item, $0) }
    }
}
