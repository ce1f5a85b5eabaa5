import Comparing
import FeedModel
import GRDB
import TextKit

/// The numbers of an item's texts.
struct KeptTexts {
    var html: Int64?
    var text: Int64?
}

extension SQLiteStore {
    /// Keeps the contents of an item or of a page, each text once for all that are likely to share it.
    /// - Parameter items: which may have them, in any of their revisions or on their pages.
    /// - Parameter isPage: they are also shared with all pages that show them, or did so once.
    func keepTexts(
        _ db: Database, html: String?, text: String?, sharedBy items: [Int64], isPage: Bool = false
    ) throws -> KeptTexts {
        let kept = try keepText(db, html, sharedBy: items, isPage: isPage)
        // A description without tags is its own text.
        return KeptTexts(
            html: kept, text: text == html ? kept : try keepText(db, text, sharedBy: items, isPage: isPage))
    }

    private func keepText(_ db: Database, _ body: String?, sharedBy items: [Int64], isPage: Bool) throws -> Int64? {
        guard let body, !body.isEmpty else { return nil }
        let hash = stableHash(body)
        if let likeliest = items.first {
            let same = try db.cachedStatement(sql: Self.itsTextSQL)
            if let id = try Int64.fetchOne(same, arguments: [likeliest, hash, body]) { return id }
            let all = try db.cachedStatement(sql: Self.sameTextSQL)
            if let id = try Int64.fetchOne(all, arguments: [JSONValue.list(items), hash, body]) { return id }
        }
        if isPage {
            let same = try db.cachedStatement(sql: "SELECT id FROM texts WHERE is_page = 1 AND hash = ? AND body = ?")
            if let id = try Int64.fetchOne(same, arguments: [hash, body]) { return id }
        }
        try db.cachedStatement(sql: "INSERT INTO texts (hash, body, is_page) VALUES (?, ?, ?)").execute(
            arguments: [hash, body, isPage])
        return db.lastInsertedRowID
    }

    /// Those that may have a text of the item's: itself, and others of its story.
    func likelySharers(_ db: Database, of item: Int64) throws -> [Int64] {
        let others = try db.cachedStatement(
            sql: "SELECT item FROM story_items WHERE story = (SELECT story FROM story_items WHERE item = ?) LIMIT 20")
        return try [item] + Int64.fetchAll(others, arguments: [item])
    }

    /// Of one item, as its feed has it: nearly always it is the first that has the same.
    private static let itsTextSQL = """
        SELECT texts.id FROM revisions JOIN texts ON texts.id IN (html, text)
        WHERE item = ? AND hash = ? AND body = ?
        """

    private static let sameTextSQL = """
        WITH likely(item) AS (SELECT value FROM json_each(?))
        SELECT id FROM texts WHERE hash = ? AND body = ? AND id IN (
          SELECT html FROM revisions JOIN likely USING (item) UNION SELECT text FROM revisions JOIN likely USING (item)
          UNION SELECT html FROM pages JOIN likely USING (item) UNION SELECT text FROM pages JOIN likely USING (item)
          UNION SELECT entry_html FROM pages JOIN likely USING (item)
          UNION SELECT entry_text FROM pages JOIN likely USING (item))
        """
}
