import FeedModel
import Foundation
import GRDB
import Storing

/// The statement that chooses items: `id`, `story`, `original` of each, in the order that was asked for.
struct ItemSelection {
    private(set) var sql = ""
    private(set) var arguments = StatementArguments()

    /// - Parameter among: none but these.
    init(_ db: Database, _ query: ItemQuery, _ search: SearchSQL, among: [Int64]? = nil) throws {
        let conditions = try Self.conditions(db, query, search)
        let list = "IN (SELECT value FROM json_each(?))"
        let isRanked = query.order == .rank && search.match != nil
        guard let match = search.match else {
            let order = Self.key(query)
            let narrowed = among == nil ? "" : "items.id \(list) AND "
            sql =
                "SELECT \(Self.columns) FROM items \(Self.joins) WHERE \(narrowed)\(conditions.sql) ORDER BY \(order) DESC, items.id DESC"
            if let among { arguments += [JSONValue.list(among)] }
            arguments += conditions.arguments
            return
        }
        // From the index of texts to the items, whatever the planner thinks: a word is in few of them. The rank is worked
        // out of those only that the conditions leave.
        func branch(_ table: String, _ match: String, _ more: String = "") {
            let key = isRanked ? "-bm25(\(table))" : Self.key(query)
            sql += """
                SELECT \(Self.columns), \(key) AS place FROM \(table) CROSS JOIN items ON items.id = \(table).rowid \(Self.joins)
                WHERE \(table) MATCH ?\(more)\(among == nil ? "" : " AND \(table).rowid \(list)") AND \(conditions.sql)
                """
            arguments += [match]
            if let among { arguments += [JSONValue.list(among)] }
            arguments += conditions.arguments
        }
        sql = "SELECT id, story, original, max(place) FROM ("
        branch("search", match.plain, search.excludes ? " AND \(SearchSQL.notUnspaced)" : "")
        sql += " UNION ALL "
        branch("search_unspaced", match.unspaced)
        sql += ") GROUP BY id ORDER BY 4 DESC, id DESC"
    }

    private static let columns = "items.id AS id, story_items.story AS story, stories.original AS original"
    private static let joins = """
        LEFT JOIN story_items ON story_items.item = items.id LEFT JOIN stories ON stories.id = story_items.story
        """

    private static func key(_ query: ItemQuery) -> String {
        if query.order == .published { return "coalesce(items.published, items.first_seen)" }
        return query.isRevised ? "items.last_revised" : "items.first_seen"
    }

    private static func conditions(
        _ db: Database, _ query: ItemQuery, _ search: SearchSQL
    ) throws -> (sql: String, arguments: StatementArguments) {
        var conditions = [query.isDropped ? "items.state = 3" : "items.state < 2"]
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        if let feeds = query.feeds { add("items.feed IN (SELECT value FROM json_each(?))", [JSONValue.list(feeds)]) }
        if let tag = query.tag { add("items.feed IN (\(SearchSQL.feedsTagged))", [tag.lowercased()]) }
        if let story = query.story { add("items.id IN (SELECT item FROM story_items WHERE story = ?)", [story]) }
        if query.isRevised {
            add(
                """
                items.revision > 1 AND items.last_revised >= ? AND EXISTS (
                  SELECT 1 FROM revisions WHERE item = items.id AND number > 1 AND at BETWEEN ? AND ?
                  AND (? IS NULL OR json_extract(facts, '$.weight') = ?))
                """,
                [
                    query.since?.milliseconds ?? 0, query.since?.milliseconds ?? 0, query.until?.milliseconds ?? .max,
                    query.weight, query.weight,
                ])
        } else {
            if let since = query.since { add("items.first_seen >= ?", [since.milliseconds]) }
            if let until = query.until { add("items.first_seen <= ?", [until.milliseconds]) }
        }
        if let agency = query.agency {
            let condition = SearchSQL.agency(agency)
            add(condition.sql, condition.arguments)
        }
        for condition in search.conditions { add(condition.sql, condition.arguments) }
        return (conditions.joined(separator: " AND "), arguments)
    }
}
