import GRDB

extension Schema {
    /// What is pruned must be found from both sides: who else has a text, and which story an item began.
    static func prepareRetention(_ db: Database) throws {
        let columns = [
            ("revisions", "html"), ("revisions", "text"), ("pages", "html"), ("pages", "text"), ("pages", "entry_html"),
            ("pages", "entry_text"),
        ]
        for (table, column) in columns {
            try db.execute(
                sql: "CREATE INDEX \(table)_by_\(column) ON \(table)(\(column)) WHERE \(column) IS NOT NULL")
        }
        try db.execute(
            sql: """
                CREATE INDEX stories_by_original ON stories(original);
                ALTER TABLE store ADD COLUMN pruned_at INTEGER;  -- when the last round ended
                ALTER TABLE store ADD COLUMN pruned_to INTEGER NOT NULL DEFAULT 0;  -- no event above it has been pruned
                ALTER TABLE store ADD COLUMN unmerged INTEGER NOT NULL DEFAULT 0;  -- texts that the search index has still
                -- A story stays one when its original has been pruned.
                DROP VIEW story;
                CREATE VIEW story AS
                  SELECT stories.id AS id, stories.original AS original, stories.members AS members,
                    json_extract(revisions.document, '$.title') AS title,
                    json_extract(story_items.wire, '$.agency') AS agency,
                    strftime('%Y-%m-%dT%H:%M:%fZ', items.first_seen / 1000.0, 'unixepoch') AS first_seen
                  FROM stories JOIN items ON items.id = stories.original
                  JOIN story_items ON story_items.item = items.id
                  LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;
                """)
    }
}
