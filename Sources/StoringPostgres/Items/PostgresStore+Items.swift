import FeedModel
import Foundation
import Storing
import TextKit

extension PostgresStore {
    package func findItem(_ name: String) throws -> Event? {
        let number: Int64? = try read { transaction in
            // A number reads one row, any other name all of them.
            if let number = Int64(name), try !transaction.run("SELECT 1 FROM items WHERE id = $1", number).isEmpty {
                return number
            }
            return try transaction.run(
                "SELECT id FROM items WHERE guid = $1 OR link = $2 ORDER BY state = 3, id DESC LIMIT 1", name,
                canonicalLink(name)
            ).first.map { $0[0] }
        }
        return try number.flatMap(findItem(number:))
    }

    package func findItem(number: Int64) throws -> Event? { try newestEvents(of: [number])[number] }

    package func items(titled title: String) throws -> [Event] {
        guard title.contains(where: { $0.isLetter || $0.isNumber }) else { return [] }
        var query = ItemQuery()
        query.limit = 20
        let found = try numbers(query, .term(SearchTerm(title, field: .title)))
        let events = try newestEvents(of: found)
        return found.compactMap { events[$0] }
    }

    package func revisions(of item: Int64) throws -> [HeldRevision] {
        try read { transaction in
            try transaction.run(
                """
                SELECT item, revisions.number AS revision, at, facts, document, html.body AS html, plain.body AS plain
                FROM revisions
                LEFT JOIN texts AS html ON html.id = revisions.html
                LEFT JOIN texts AS plain ON plain.id = revisions.text
                WHERE item = $1 ORDER BY revisions.number
                """, item
            ).rows.compactMap { row in
                guard let reference = try ItemReference(row) else { return nil }
                return HeldRevision(
                    number: reference.revision, at: Date(milliseconds: row["at"]),
                    facts: try JSONObject(stored: row["facts"]), item: reference.json)
            }
        }
    }

    package func isPruned(_ number: Int64) throws -> Bool {
        try read { try $0.run("SELECT state = 2 FROM items WHERE id = $1", number).first?[0] ?? false }
    }

    package func itemCount() throws -> Int { try read { try $0.itemCount() } }
}

extension PostgresTransaction {
    /// Items that are held, withdrawn ones included.
    func itemCount() throws -> Int { try run("SELECT count(*) FROM items WHERE state < 2").first![0] }
}
