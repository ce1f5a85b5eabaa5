import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresChangeRows: PageRows {
    func checkLease(of page: ClaimedPage) throws {
        let held = try transaction.run(
            "SELECT 1 FROM pages WHERE item = $1 AND lease_holder = $2 AND lease_until = $3 FOR UPDATE", page.item,
            store.holder, page.lease.milliseconds)
        guard !held.isEmpty else { throw StoreError.leaseLost }
    }

    func held(_ item: Int64) throws -> HeldItem? {
        try transaction.heldItems([item]).first.flatMap { $0["state"] == 2 ? nil : HeldItem($0) }
    }

    func heldText(_ item: Int64) throws -> Item { try transaction.heldTexts([item])[item] ?? Item(id: "") }

    func knownPage(of item: Int64, lastRead: Date?) throws -> KnownPage? {
        let row = try transaction.run(
            """
            SELECT pages.title, facts, stands, html.body AS html, plain.body AS plain FROM pages
            LEFT JOIN texts AS html ON html.id = pages.html LEFT JOIN texts AS plain ON plain.id = pages.text
            WHERE item = $1
            """, item
        ).first
        guard let row, let plain = row["plain"] as String? else { return nil }
        return KnownPage(
            title: row["title"], html: row["html"], text: plain, facts: try JSONObject(stored: row["facts"]),
            stands: row["stands"], lastRead: lastRead)
    }

    func isInFeed(_ item: Int64, _ feed: Int64) throws -> Bool {
        try cache.feed(feed)?.entries.split(separator: ",").contains { Int64($0) == item } ?? false
    }

    func otherPages(of page: ClaimedPage) throws -> [String] {
        try transaction.run(
            """
            SELECT texts.body FROM pages JOIN texts ON texts.id = pages.text
            WHERE host = $1 AND item <> $2 ORDER BY item DESC LIMIT 20
            """, page.host, page.item
        ).rows.map { $0[0] }
    }

    func keepPlan(_ state: PageState, due: Date?, ofPage item: Int64) throws {
        transaction.later(
            "UPDATE pages SET state = $1, due_at = $2, lease_until = 0, lease_holder = NULL WHERE item = $3",
            state.json.stored, due?.milliseconds, item)
    }

    func keep(_ page: ArticlePage, of item: Int64) throws {
        let texts = try keepTexts(
            html: page.contentHTML, text: page.contentText, sharedBy: likelySharers(of: item), isPage: true)
        transaction.later(
            "UPDATE pages SET facts = $1, title = $2, html = $3, text = $4 WHERE item = $5", page.facts.stored,
            page.title, texts.html, texts.text, item)
        cache.texts.forget(item: item)
        cache.touched.items.insert(item)
    }

    func setStands(_ item: Int64) throws {
        transaction.later("UPDATE pages SET stands = true WHERE item = $1", item)
        cache.items.change(item) { $0.stands = true }
    }

    func putIn(_ item: Item, over entry: Item, _ held: HeldItem) throws {
        let sharers = try likelySharers(of: held.number)
        let own = try keepTexts(html: entry.contentHTML, text: entry.contentText, sharedBy: sharers)
        transaction.later(
            "UPDATE pages SET stands = true, entry_html = $1, entry_text = $2 WHERE item = $3", own.html, own.text,
            held.number)
        let texts = try keepTexts(html: item.contentHTML, text: item.contentText, sharedBy: sharers)
        transaction.later(
            "UPDATE revisions SET document = $1, html = $2, text = $3 WHERE item = $4 AND number = $5",
            item.json.removingContents.stored, texts.html, texts.text, held.number, held.revision)
        cache.items.change(held.number) { $0.stands = true }
        cache.documents.forget(held.number)
        cache.references.forget(held.number)
        cache.texts.forget(item: held.number)
        cache.touched.items.insert(held.number)
        // No event tells of it.
        transaction.later("INSERT INTO search_pending (item) VALUES ($1)", held.number)
    }

    func withdraw(_ item: Int64) throws {
        transaction.later("UPDATE items SET state = 1 WHERE id = $1", item)
        cache.items.change(item) { $0.state = 1 }
        cache.touched.items.insert(item)
    }

    func noteChange(ofFeed feed: Int64, at now: Date) throws {
        transaction.later("UPDATE feeds SET last_change = $1 WHERE id = $2", now.milliseconds, feed)
    }
}
