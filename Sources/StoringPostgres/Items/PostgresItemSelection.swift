import FeedModel
import Foundation
import Storing

/// The statement that chooses items: `id`, `story`, `original` of each, in the order that was asked for.
struct PostgresItemSelection {
    let sql: String

    /// - Parameter parameters: those of the statement are added.
    /// - Parameter among: none but these.
    init(
        _ query: ItemQuery, _ words: SearchQuery?, among: [Int64]? = nil, parameters: inout PostgresQuery
    ) {
        var conditions = [query.isDropped ? "items.state = 3" : "items.state < 2"]
        if let among { conditions.append("items.id = ANY(\(parameters.add(among)))") }
        if let feeds = query.feeds { conditions.append("items.feed = ANY(\(parameters.add(feeds)))") }
        if let tag = query.tag {
            conditions.append("items.feed IN (\(PostgresSearch.feedsTagged(parameters.add(tag.lowercased()))))")
        }
        if let story = query.story {
            conditions.append("items.id IN (SELECT item FROM story_items WHERE story = \(parameters.add(story)))")
        }
        if query.isRevised {
            let since = parameters.add(query.since?.milliseconds ?? 0)
            let until = parameters.add(query.until?.milliseconds ?? .max)
            let weight = query.weight.map { " AND facts::json ->> 'weight' = \(parameters.add($0))" } ?? ""
            conditions.append(
                """
                items.revision > 1 AND items.last_revised >= \(since) AND EXISTS (
                  SELECT 1 FROM revisions WHERE item = items.id AND number > 1 AND at BETWEEN \(since) AND \(until)\(weight))
                """)
        } else {
            for (time, sign) in [(query.since, ">="), (query.until, "<=")] {
                if let time { conditions.append("items.first_seen \(sign) \(parameters.add(time.milliseconds))") }
            }
        }
        if let agency = query.agency { conditions.append(PostgresSearch.agency(agency, &parameters)) }
        let search = PostgresSearch(words, &parameters)
        conditions += search.conditions
        var joins = """
            LEFT JOIN story_items ON story_items.item = items.id LEFT JOIN stories ON stories.id = story_items.story
            """
        if search.asksTexts { joins += " LEFT JOIN search_texts AS search ON search.item = items.id" }
        let order = query.order == .rank ? search.rank ?? Self.key(query) : Self.key(query)
        sql = """
            SELECT items.id AS id, story_items.story AS story, stories.original AS original FROM items \(joins)
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) DESC, items.id DESC
            """
    }

    private static func key(_ query: ItemQuery) -> String {
        if query.order == .published { return "coalesce(items.published, items.first_seen)" }
        return query.isRevised ? "items.last_revised" : "items.first_seen"
    }
}
