import FeedModel
import Foundation
import GRDB

/// One text of an item, and what was said of the change to it.
package struct HeldRevision: Sendable {
    package let number: Int
    /// When Dateline saw it.
    package let at: Date
    /// `changed`, `weight`, `clock`, `marks`.
    package let facts: JSONObject
    /// As JSON Feed has it, contents included.
    package let item: JSONObject

    /// It has been replaced, and is kept no longer.
    package var isTextPruned: Bool { facts["pruned"]?.bool ?? false }

    package var json: JSONObject {
        var object = JSONObject()
        object.set("revision", number)
        object.set("at", clock: at)
        for (key, value) in facts.members { object.append(key, value) }
        object.set("item", item)
        return object
    }
}

extension Store {
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
