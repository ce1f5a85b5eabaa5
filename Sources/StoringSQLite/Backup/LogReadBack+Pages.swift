import Comparing
import FeedModel
import Foundation
import GRDB
import Storing
import TextKit

// Articles' pages: the log has their texts where these were told of, and never when they are to be read again.
extension LogReadBack {
    /// Whether the text that the log has of an item is its page's, which the feed's own is not to be compared with. Where
    /// pages are read, a whole text in a teaser's place is taken for that: if it is the feed's, nothing is told twice.
    func isPagesText(
        _ item: Item, _ before: Item, _ line: LoggedEvent, _ number: Int64, of feed: FeedReference
    ) throws -> Bool {
        if line.facts["page"] != nil || ["page", "http"].contains(line.facts["clock"]?.string) { return true }
        let stands = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT stands FROM pages WHERE item = ?"), arguments: [number])
        if stands == true { return true }
        let own = before.contentText ?? before.summary ?? ""
        return try policy(of: feed) != .never && isCutShort(before)
            && item.contentText?.utf8.count ?? 0 > own.utf8.count
    }

    /// Notes that the text of `item` is its page's, and what the feed's own was until then.
    func keepPage(_ item: Item, _ number: Int64, _ line: LoggedEvent, before: Item) throws {
        guard let url = item.url else { return }
        let sharers = try store.likelySharers(db, of: number)
        let entry = try store.keepTexts(db, html: before.contentHTML, text: before.contentText, sharedBy: sharers)
        let page = try store.keepTexts(
            db, html: item.contentHTML, text: item.contentText, sharedBy: sharers, isPage: true)
        try db.cachedStatement(
            sql: """
                INSERT INTO pages (item, url, host, due_at, facts, title, html, text, stands, entry_html, entry_text)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10)
                ON CONFLICT (item) DO UPDATE SET
                  entry_html = iif(stands, entry_html, ?9), entry_text = iif(stands, entry_text, ?10), stands = 1,
                  facts = iif(?5 = '{}', facts, ?5), title = ?6, html = ?7, text = ?8
                """
        ).execute(arguments: [
            number, withoutLogin(url), host(of: url), line.mark.at.milliseconds,
            JSONValue.object(line.facts["page"]?.object ?? JSONObject()).encoded, item.title, page.html, page.text,
            entry.html, entry.text,
        ])
    }

    /// As in the feed's turn: it is due now.
    func queuePage(_ item: Item, _ number: Int64, _ line: LoggedEvent, of feed: FeedReference) throws {
        let policy = try policy(of: feed)
        guard policy != .never, feed.url.hasPrefix("http"), let url = item.url,
            url.hasPrefix("http://") || url.hasPrefix("https://"), policy == .always || isCutShort(item)
        else { return }
        try db.cachedStatement(
            sql: "INSERT INTO pages (item, url, host, due_at) VALUES (?, ?, ?, ?) ON CONFLICT (item) DO NOTHING"
        ).execute(arguments: [number, withoutLogin(url), host(of: url), line.mark.at.milliseconds])
    }

    private func policy(of feed: FeedReference) throws -> PagePolicy {
        if let subscription = subscriptions[feed.url] { return subscription.pages }
        let settings = try String.fetchOne(
            db.cachedStatement(sql: "SELECT settings FROM feeds WHERE id = ?"), arguments: [feed.id])
        return try settings.flatMap { try JSONValue(parsing: $0).object }.flatMap(Subscription.init(json:))?.pages
            ?? .never
    }
}
