import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// All that are held of an item, the oldest first.
    package func revisions(of item: Int64) throws -> [HeldRevision] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT item, revisions.number AS revision, at, facts, document, html.body AS html, plain.body AS plain
                    FROM revisions
                    LEFT JOIN texts AS html ON html.id = revisions.html
                    LEFT JOIN texts AS plain ON plain.id = revisions.text
                    WHERE item = ? ORDER BY revisions.number
                    """,
                arguments: [item])
            return try rows.compactMap { row in
                guard let reference = try ItemReference(row) else { return nil }
                return HeldRevision(
                    number: reference.revision, at: Date(milliseconds: row["at"]),
                    facts: try JSONValue(parsing: row["facts"] as String).object ?? JSONObject(), item: reference.json)
            }
        }
    }
}
