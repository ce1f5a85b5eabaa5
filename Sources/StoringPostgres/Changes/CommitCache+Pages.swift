import Comparing
import FeedModel
import Storing

// What is asked for the sake of pages.
extension CommitCache {
    /// Without those that have been pruned.
    func askHeldItems(_ ids: [Int64]) -> Question {
        Question(PostgresTransaction.heldSQL + " WHERE id = ANY($1) AND state <> 2", ids) {
            self.heldItems.take(ids, $0.rows.map { ($0["id"], HeldItem($0)) })
        }
    }

    func askHeldTexts(_ ids: [Int64]) -> Question {
        Question(PostgresTransaction.heldTextSQL, ids, false) {
            self.heldTexts.take(ids, try Item.held($0).map { ($0, $1) })
        }
    }

    /// Of those of these items whose text is their page's.
    func askPageTexts(of items: [Int64]) -> Question {
        let sql = PostgresTransaction.heldTextSQL + " AND EXISTS (SELECT 1 FROM pages WHERE item = items.id AND stands)"
        return Question(sql, items, false) {
            for (item, text) in try Item.held($0) { self.heldTexts[item] = text }
        }
    }

    func askPages(of items: [Int64]) -> Question {
        Question(
            """
            SELECT item, pages.title, facts, stands, html.body AS html, plain.body AS plain FROM pages
            LEFT JOIN texts AS html ON html.id = pages.html LEFT JOIN texts AS plain ON plain.id = pages.text
            WHERE item = ANY($1)
            """, items
        ) { result in
            self.pages.take(
                items,
                result.rows.map { row in
                    let page = Page(
                        title: row["title"], html: row["html"], text: row["plain"], facts: row["facts"],
                        stands: row["stands"])
                    return (row["item"], page)
                })
        }
    }

    func askSitePages(_ hosts: [String]) -> Question {
        Question(
            """
            SELECT wanted.host, page.item, texts.body FROM unnest($1) AS wanted(host) CROSS JOIN LATERAL (
              SELECT item, text FROM pages WHERE host = wanted.host AND text IS NOT NULL ORDER BY item DESC LIMIT $2) AS page
            JOIN texts ON texts.id = page.text ORDER BY page.item DESC
            """, hosts, Self.mostSitePages + 1
        ) { result in
            let rows = Dictionary(grouping: result.rows) { $0[0] as String }
            self.sitePages.take(hosts, rows.map { ($0, $1.map { ($0[1], $0[2]) }) })
        }
    }

    /// Beside the one in question.
    static let mostSitePages = 20

    func askPageTexts(_ hashes: [Int64]) -> Question {
        Question("SELECT id, hash, body FROM texts WHERE is_page AND hash = ANY($1)", hashes) {
            self.texts.take(hashes, ofPages: $0.rows.map { ($0[0], $0[1], $0[2]) })
        }
    }
}
