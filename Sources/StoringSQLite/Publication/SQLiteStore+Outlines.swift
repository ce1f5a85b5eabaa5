import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// The stories that `query` selects an item of, in the order in which they were first seen.
    /// - Parameter items: only the stories of these; nil for all.
    /// - Throws: `SearchMistake` where the query's words mean nothing.
    package func outlines(_ query: PublicationQuery, of items: [Int64]?) throws -> [StoryOutline] {
        var selected = ItemQuery()
        (selected.words, selected.tag) = (query.words, query.tag)
        let search = SearchSQL(try SearchQuery.parse(query.words))
        return try read { [selected] db in
            let candidates = try items.map { try itemsOfStories(db, of: $0) }
            let selection = try ItemSelection(db, selected, search, among: candidates)
            var arguments = selection.arguments
            let tag = query.tag.map { _ in " AND items.feed IN (\(SearchSQL.feedsTagged))" } ?? ""
            if let name = query.tag { arguments += [name.lowercased()] }
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    WITH selected AS (\(selection.sql)),
                    members(item, story, original) AS (
                      SELECT story_items.item, stories.id, stories.original
                      FROM (SELECT DISTINCT story FROM selected WHERE story IS NOT NULL) AS chosen
                      JOIN stories ON stories.id = chosen.story JOIN story_items ON story_items.story = stories.id
                      UNION ALL SELECT id, -id, id FROM selected WHERE story IS NULL)
                    SELECT members.story, items.id, items.first_seen, items.revision, members.original = items.id,
                      CASE WHEN items.revision > 1 THEN (
                        SELECT max(at) FROM revisions WHERE item = items.id AND number > 1
                        AND json_extract(facts, '$.weight') = 'material') END
                    FROM members JOIN items ON items.id = members.item WHERE items.state < 2\(tag)
                    """, arguments: arguments)
            var members: [OutlinedItem] = []
            while let row = try rows.next() {
                members.append(
                    OutlinedItem(
                        story: row[0], item: row[1], seen: row[2], revision: row[3], isOriginal: row[4],
                        revised: row[5]))
            }
            return StoryOutline.all(of: members)
        }
    }

    /// These items, and all others of their stories.
    private func itemsOfStories(_ db: Database, of items: [Int64]) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT value FROM json_each(?1) UNION
                SELECT others.item FROM story_items JOIN story_items AS others ON others.story = story_items.story
                WHERE story_items.item IN (SELECT value FROM json_each(?1))
                """, arguments: [JSONValue.list(items)])
    }
}
