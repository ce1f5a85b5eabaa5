import GRDB

extension Schema {
    /// Items that a rule has dropped have `state` 3 in `items`, and their rule beside it. The views leave them out: their
    /// readers take what they show for told. These views have since then what the log's lines have beside them.
    static func keepDropped(_ db: Database) throws {
        func time(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')" }
        try db.execute(
            sql: """
                CREATE TABLE dropped_items (
                  item INTEGER PRIMARY KEY REFERENCES items(id),
                  at INTEGER NOT NULL,              -- of the revision that it was dropped with
                  rule TEXT NOT NULL,               -- the rule's name
                  expression TEXT NOT NULL          -- what it said then: drop title:football
                );
                CREATE INDEX dropped_by_time ON dropped_items(at);
                -- Rules whose regular expressions were stopped, and when last.
                CREATE TABLE stopped_rules (
                  rule TEXT PRIMARY KEY,
                  expression TEXT NOT NULL,
                  at INTEGER NOT NULL
                ) WITHOUT ROWID;

                -- For lists by it.
                CREATE INDEX items_by_published ON items(coalesce(published, first_seen));

                DROP VIEW item;
                CREATE VIEW item AS
                  SELECT items.id AS id, items.feed AS feed, items.guid AS guid,
                    json_extract(revisions.document, '$.url') AS url,
                    json_extract(revisions.document, '$.title') AS title,
                    json_extract(revisions.document, '$.summary') AS summary,
                    html.body AS content_html, plain.body AS content_text,
                    json_extract(revisions.document, '$.date_published') AS date_published,
                    json_extract(revisions.document, '$.date_modified') AS date_modified,
                    json_extract(revisions.document, '$.authors') AS authors,
                    json_extract(revisions.document, '$.tags') AS tags,
                    json_extract(revisions.document, '$.language') AS language,
                    \(time("items.first_seen")) AS first_seen, items.revision AS revision,
                    CASE items.state WHEN 0 THEN 'held' WHEN 1 THEN 'withdrawn' ELSE 'pruned' END AS state,
                    revisions.document AS json,
                    (SELECT story FROM story_items WHERE item = items.id) AS story,
                    (SELECT title FROM feeds WHERE id = items.feed) AS feed_title,
                    json_extract(revisions.document, '$.image') AS image,
                    json_extract(revisions.document, '$.attachments') AS attachments
                  FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                  LEFT JOIN texts AS html ON html.id = revisions.html
                  LEFT JOIN texts AS plain ON plain.id = revisions.text
                  WHERE items.state <> 3;

                DROP VIEW revision;
                CREATE VIEW revision AS
                  SELECT revisions.item AS item, revisions.number AS number, \(time("revisions.at")) AS at,
                    json_extract(revisions.facts, '$.weight') AS weight,
                    json_extract(revisions.facts, '$.changed') AS changed,
                    json_extract(revisions.facts, '$.clock') AS clock,
                    json_extract(before.document, '$.title') AS title_before,
                    json_extract(revisions.document, '$.title') AS title_after,
                    text_before.body AS text_before, text_after.body AS text_after
                  FROM revisions
                  LEFT JOIN revisions AS before ON before.item = revisions.item AND before.number = revisions.number - 1
                  LEFT JOIN texts AS text_before ON text_before.id = before.text
                  LEFT JOIN texts AS text_after ON text_after.id = revisions.text
                  WHERE NOT EXISTS (SELECT 1 FROM dropped_items WHERE dropped_items.item = revisions.item);

                DROP VIEW story;
                CREATE VIEW story AS
                  SELECT stories.id AS id, stories.original AS original, stories.members AS members,
                    json_extract(revisions.document, '$.title') AS title,
                    json_extract(story_items.wire, '$.agency') AS agency,
                    \(time("items.first_seen")) AS first_seen,
                    (SELECT count(DISTINCT member.feed) FROM story_items AS place JOIN items AS member ON member.id = place.item
                      WHERE place.story = stories.id) AS feeds,
                    (SELECT \(time("max(member.first_seen)")) FROM story_items AS place
                      JOIN items AS member ON member.id = place.item WHERE place.story = stories.id) AS last_seen
                  FROM stories JOIN items ON items.id = stories.original
                  JOIN story_items ON story_items.item = items.id
                  LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;

                CREATE VIEW dropped_item AS
                  SELECT dropped_items.item AS item, items.feed AS feed,
                    (SELECT title FROM feeds WHERE id = items.feed) AS feed_title,
                    json_extract(revisions.document, '$.url') AS url,
                    json_extract(revisions.document, '$.title') AS title,
                    json_extract(revisions.document, '$.date_published') AS date_published,
                    items.revision AS revision, \(time("dropped_items.at")) AS at, rule, expression,
                    revisions.document AS json
                  FROM dropped_items JOIN items ON items.id = dropped_items.item
                  JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;
                PRAGMA user_version = \(interfaceVersion);
                """)
    }
}
