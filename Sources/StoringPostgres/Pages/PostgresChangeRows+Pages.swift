import Comparing
import FeedModel
import Foundation
import Storing

extension PostgresChangeRows: PageRows {
    func checkLease(of page: ClaimedPage) throws {
        try cache.ask(
            unless: cache.claimedPages.isKnown(page.item), [cache.takeBack(.page, [page.item], of: store.holder)])
        guard cache.claimedPages[page.item] == page.lease.milliseconds else { throw StoreError.leaseLost }
        cache.touched.sites.insert(page.host)
        // One of the same site may have been kept by the same commit.
        if !cache.keptHosts.insert(page.host).inserted { cache.sitePages.forget(page.host) }
    }

    func held(_ item: Int64) throws -> HeldItem? {
        try cache.ask(unless: cache.heldItems.isKnown(item), [cache.askHeldItems([item])])
        return cache.heldItems[item]
    }

    func heldText(_ item: Int64) throws -> Item {
        try cache.ask(unless: cache.heldTexts.isKnown(item), [cache.askHeldTexts([item])])
        return cache.heldTexts[item] ?? Item(id: "")
    }

    func knownPage(of item: Int64, lastRead: Date?) throws -> KnownPage? {
        try cache.ask(unless: cache.pages.isKnown(item), [cache.askPages(of: [item])])
        guard let page = cache.pages[item], let text = page.text else { return nil }
        return KnownPage(
            title: page.title, html: page.html, text: text, facts: try JSONObject(stored: page.facts),
            stands: page.stands, lastRead: lastRead)
    }

    func isInFeed(_ item: Int64, _ feed: Int64) throws -> Bool {
        try cache.feed(feed)?.entries.split(separator: ",").contains { Int64($0) == item } ?? false
    }

    func otherPages(of page: ClaimedPage) throws -> [String] {
        try cache.ask(unless: cache.sitePages.isKnown(page.host), [cache.askSitePages([page.host])])
        return (cache.sitePages[page.host] ?? []).filter { $0.item != page.item }.prefix(CommitCache.mostSitePages)
            .map(\.body)
    }

    func keepPlan(_ state: PageState, due: Date?, ofPage item: Int64) throws {
        transaction.later(
            "UPDATE pages SET state = $1, due_at = $2 WHERE item = $3", state.json.stored, due?.milliseconds, item)
    }

    func keep(_ page: ArticlePage, of item: Int64) throws {
        let texts = try keepTexts(
            html: page.contentHTML, text: page.contentText, sharedBy: likelySharers(of: item), isPage: true)
        transaction.later(
            "UPDATE pages SET facts = $1, title = $2, html = $3, text = $4 WHERE item = $5", page.facts.stored,
            page.title, texts.html, texts.text, item)
        cache.texts.give([texts.html, texts.text], to: item)
        cache.touched.items.insert(item)
        cache.pages.forget(item)
    }

    func setStands(_ item: Int64) throws {
        transaction.later("UPDATE pages SET stands = true WHERE item = $1", item)
        cache.items.change(item) { $0.stands = true }
        cache.pages.forget(item)
    }

    func putIn(_ item: Item, over entry: Item, _ held: HeldItem) throws {
        let sharers = try likelySharers(of: held.number)
        let own = try keepTexts(html: entry.contentHTML, text: entry.contentText, sharedBy: sharers)
        transaction.later(
            "UPDATE pages SET stands = true, entry_html = $1, entry_text = $2 WHERE item = $3", own.html, own.text,
            held.number)
        cache.texts.give([own.html, own.text], to: held.number)
        let texts = try keepTexts(html: item.contentHTML, text: item.contentText, sharedBy: sharers)
        transaction.later(
            "UPDATE revisions SET document = $1, html = $2, text = $3 WHERE item = $4 AND number = $5",
            item.json.removingContents.stored, texts.html, texts.text, held.number, held.revision)
        cache.items.change(held.number) { $0.stands = true }
        cache.documents.forget(held.number)
        cache.references.forget(held.number)
        cache.texts.give([texts.html, texts.text], to: held.number)
        cache.touch(held.number)
        cache.heldTexts.forget(held.number)
        cache.pages.forget(held.number)
        // No event tells of it.
        transaction.later("INSERT INTO search_pending (item) VALUES ($1)", held.number)
    }

    func withdraw(_ item: Int64) throws {
        transaction.later("UPDATE items SET state = 1 WHERE id = $1", item)
        cache.items.change(item) { $0.state = 1 }
        cache.touched.items.insert(item)
        cache.heldItems.forget(item)
    }

    func noteChange(ofFeed feed: Int64, at now: Date) throws {
        transaction.later("UPDATE feeds SET last_change = $1 WHERE id = $2", now.milliseconds, feed)
    }
}
