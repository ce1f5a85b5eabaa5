import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

// Texts of items, and what their pages are looked at for.
extension PostgresChangeRows {
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
        if cache.isKept, let known = cache.texts.find(body, hash, of: items, isPage: isPage) {
            if let known { return known }
        } else {
            cache.noteMiss()
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
        transaction.insert(number, hash, body, isPage, into: .texts)
        cache.texts.add(number, hash, body, isPage: isPage)
        return number
    }

    /// Those that may have a text of the item's: itself, and others of its story.
    func likelySharers(of item: Int64) throws -> [Int64] {
        guard let story = try cache.storyItem(item)?.story else { return [item] }
        return [item] + (try cache.story(story)?.items ?? []).prefix(Self.mostSharers)
    }

    static let mostSharers = 20

    func besidePage(
        _ number: Int64, _ item: Item, _ revision: Comparing.Revision, at now: Date
    ) throws -> (item: Item, revision: Comparing.Revision)? {
        guard try cache.item(number)?.stands ?? false else { return (item, revision) }
        let entry = try keepTexts(
            html: item.contentHTML, text: item.contentText, sharedBy: likelySharers(of: number), isPage: true)
        transaction.later(
            "UPDATE pages SET due_at = $1, entry_html = $2, entry_text = $3 WHERE item = $4", now.milliseconds,
            entry.html, entry.text, number)
        cache.texts.give([entry.html, entry.text], to: number)
        cache.pages.forget(number)
        cache.touch(number)
        let held = try heldText(number)
        return revision.keepingText(of: held).map { ($0.item, $0) }
    }

    func queuePage(_ item: Int64, _ url: String, of feed: Int64, at now: Date) throws {
        guard !cache.isKept || !numbered.isNew(item: item) else {
            return transaction.insert(item, url, Storing.host(of: url), now.milliseconds, into: .pages)
        }
        transaction.later(
            """
            INSERT INTO pages (item, url, host, due_at)
            SELECT $1, $2, $3, $4 FROM feeds WHERE id = $5 AND is_subscribed
            ON CONFLICT (item) DO UPDATE SET
              due_at = CASE WHEN pages.due_at IS NOT NULL THEN least(pages.due_at, excluded.due_at) END
            """, item, url, Storing.host(of: url), now.milliseconds, feed)
    }
}
