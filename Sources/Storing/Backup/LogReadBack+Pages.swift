import Comparing
import FeedModel
import Foundation
import TextKit

// Articles' pages: the log has their texts where these were told of, and never when they are to be read again.
extension LogReadBack {
    /// Whether the text that the log has of an item is its page's, which the feed's own is not to be compared with. Where
    /// pages are read, a whole text in a teaser's place is taken for that: if it is the feed's, nothing is told twice.
    func isPagesText(
        _ item: Item, _ before: Item, _ line: LoggedEvent, _ number: Int64, of feed: FeedReference
    ) throws -> Bool {
        if line.facts["page"] != nil || ["page", "http"].contains(line.facts["clock"]?.string) { return true }
        if try rows.pageStands(number) { return true }
        let own = before.contentText ?? before.summary ?? ""
        return try policy(of: feed) != .never && isCutShort(before)
            && item.contentText?.utf8.count ?? 0 > own.utf8.count
    }

    /// Notes that the text of `item` is its page's, and what the feed's own was until then.
    func keepPage(_ item: Item, _ number: Int64, _ line: LoggedEvent, before: Item) throws {
        guard let url = item.url else { return }
        try rows.keepLoggedPage(
            of: number, withoutLogin(url), item, facts: line.facts["page"]?.object ?? JSONObject(), before: before,
            sharedBy: rows.likelySharers(of: number), at: line.mark.at)
    }

    /// As in the feed's turn: it is due now.
    func queuePage(_ item: Item, _ number: Int64, _ line: LoggedEvent, of feed: FeedReference) throws {
        let policy = try policy(of: feed)
        guard policy != .never, feed.url.hasPrefix("http"), let url = item.url,
            url.hasPrefix("http://") || url.hasPrefix("https://"), policy == .always || isCutShort(item)
        else { return }
        try rows.queueLoggedPage(of: number, withoutLogin(url), at: line.mark.at)
    }

    private func policy(of feed: FeedReference) throws -> PagePolicy {
        if let subscription = subscriptions[feed.url] { return subscription.pages }
        return try rows.loggedFeed(feed.id).flatMap { Subscription(json: $0.settings) }?.pages ?? .never
    }
}
