import FeedModel
import Foundation
import Storing

extension PostgresStore {
    package func outlines(_ query: PublicationQuery, of items: [Int64]?) throws -> [StoryOutline] {
        var selected = ItemQuery()
        (selected.words, selected.tag) = (query.words, query.tag)
        let words = try SearchQuery.parse(query.words)
        if let words, words.asksTexts { try completeSearch(isOfDropped: false) }
        return try read { [selected] transaction in
            let candidates = try items.map { try transaction.itemsOfStories(of: $0) }
            var parameters = PostgresQuery()
            let selection = PostgresItemSelection(selected, words, among: candidates, parameters: &parameters).sql
            let tag = query.tag.map { name in
                " AND items.feed IN (\(PostgresSearch.feedsTagged(parameters.add(name.lowercased()))))"
            }
            let sql = """
                WITH selected AS (\(selection)),
                members(item, story, original) AS (
                  SELECT story_items.item, stories.id, stories.original
                  FROM (SELECT DISTINCT story FROM selected WHERE story IS NOT NULL) AS chosen
                  JOIN stories ON stories.id = chosen.story JOIN story_items ON story_items.story = stories.id
                  UNION ALL SELECT id, -id, id FROM selected WHERE story IS NULL)
                SELECT members.story, items.id, items.first_seen, items.revision, members.original = items.id,
                  CASE WHEN items.revision > 1 THEN (
                    SELECT max(at) FROM revisions WHERE item = items.id AND number > 1
                    AND facts::json ->> 'weight' = 'material') END
                FROM members JOIN items ON items.id = members.item WHERE items.state < 2\(tag ?? "")
                """
            var members: [OutlinedItem] = []
            try transaction.forEachRow(sql, parameters) { row in
                members.append(
                    OutlinedItem(
                        story: row[0], item: row[1], seen: row[2], revision: row[3], isOriginal: row[4],
                        revised: row[5]))
                return true
            }
            return StoryOutline.all(of: members)
        }
    }
}

extension PostgresTransaction {
    /// These items, and all others of their stories.
    fileprivate func itemsOfStories(of items: [Int64]) throws -> [Int64] {
        try run(
            """
            SELECT unnest($1) UNION
            SELECT others.item FROM story_items JOIN story_items AS others ON others.story = story_items.story
            WHERE story_items.item = ANY($1)
            """, items
        ).rows.map { $0[0] }
    }
}
