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
            return try Self.outlines(rows)
        }
    }

    private struct Member {
        let story: Int64
        let item: Int64
        let seen: Int64
        let revision: Int
        let isOriginal: Bool
        let revised: Int64?
    }

    private static func outlines(_ rows: RowCursor) throws -> [StoryOutline] {
        var members: [Member] = []
        while let row = try rows.next() {
            members.append(
                Member(
                    story: row[0], item: row[1], seen: row[2], revision: row[3], isOriginal: row[4], revised: row[5]))
        }
        members.sort { ($0.story, $0.seen, $0.item) < ($1.story, $1.seen, $1.item) }
        let stories = members.chunked { $0.story == $1.story }.map { members in
            let lead = members.first(where: \.isOriginal) ?? members[members.startIndex]
            let seen = members[members.startIndex].seen
            return StoryOutline(
                id: lead.story, items: members.map(\.item), lead: lead.item, firstSeen: Date(milliseconds: seen),
                updated: Date(milliseconds: max(seen, lead.revised ?? seen)),
                isRevised: members.contains { $0.revision > 1 })
        }
        return stories.sorted { ($0.firstSeen, $0.id) < ($1.firstSeen, $1.id) }
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

extension Array {
    /// Runs of neighbours that belong together.
    fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for at in indices where at + 1 == endIndex || !belongs(self[at], self[at + 1]) {
            chunks.append(self[start...at])
            start = at + 1
        }
        return chunks
    }
}
