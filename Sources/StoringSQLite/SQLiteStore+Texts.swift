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
        // A description without tags is its own text.
        let bodies = [html, text == html ? nil : text].map { Body($0) }
        var kept = try items.first.map { try likeliestTexts(db, bodies, of: $0) } ?? [nil, nil]
        for (place, body) in bodies.enumerated() where kept[place] == nil {
            kept[place] = try body.map { try keepText(db, $0, sharedBy: items, isPage: isPage) }
        }
        return KeptTexts(html: kept[0], text: text == html ? kept[0] : kept[1])
    }

    private struct Body {
        let text: String
        let hash: Int64

        /// Nil for what is no text.
        init?(_ text: String?) {
            guard let text, !text.isEmpty else { return nil }
            (self.text, hash) = (text, stableHash(text))
        }
    }

    /// Which of two texts an item has, as its feed has it: nearly always it is the first that has the same.
    private func likeliestTexts(_ db: Database, _ bodies: [Body?], of item: Int64) throws -> [Int64?] {
        var found: [Int64?] = [nil, nil]
        guard bodies.contains(where: { $0 != nil }) else { return found }
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT texts.id, hash IS ?2 AND body IS ?3, hash IS ?4 AND body IS ?5
                    FROM revisions JOIN texts ON texts.id IN (html, text) WHERE item = ?1 AND hash IN (?2, ?4)
                    """),
            arguments: [item, bodies[0]?.hash, bodies[0]?.text, bodies[1]?.hash, bodies[1]?.text])
        while let row = try rows.next() {
            for place in found.indices where found[place] == nil && row[place + 1] == true { found[place] = row[0] }
        }
        return found
    }

    private func keepText(_ db: Database, _ body: Body, sharedBy items: [Int64], isPage: Bool) throws -> Int64 {
        if !items.isEmpty {
            let same = try db.cachedStatement(sql: Self.sameTextSQL)
            let id = try Int64.fetchOne(same, arguments: [JSONValue.list(items), body.hash, body.text])
            if let id { return id }
        }
        if isPage {
            let same = try db.cachedStatement(sql: "SELECT id FROM texts WHERE is_page = 1 AND hash = ? AND body = ?")
            if let id = try Int64.fetchOne(same, arguments: [body.hash, body.text]) { return id }
        }
        try db.cachedStatement(sql: "INSERT INTO texts (hash, body, is_page) VALUES (?, ?, ?)").execute(
            arguments: [body.hash, body.text, isPage])
        return db.lastInsertedRowID
    }

    /// Those that may have a text of the item's: itself, and others of its story.
    func likelySharers(_ db: Database, of item: Int64) throws -> [Int64] {
        let others = try db.cachedStatement(
            sql: "SELECT item FROM story_items WHERE story = (SELECT story FROM story_items WHERE item = ?) LIMIT 20")
        return try [item] + Int64.fetchAll(others, arguments: [item])
    }

    private static let sameTextSQL = """
        WITH likely(item) AS (SELECT value FROM json_each(?))
        SELECT id FROM texts WHERE hash = ? AND body = ? AND id IN (
          SELECT html FROM revisions JOIN likely USING (item) UNION SELECT text FROM revisions JOIN likely USING (item)
          UNION SELECT html FROM pages JOIN likely USING (item) UNION SELECT text FROM pages JOIN likely USING (item)
          UNION SELECT entry_html FROM pages JOIN likely USING (item)
          UNION SELECT entry_text FROM pages JOIN likely USING (item))
        """
}
