extension Schema {
    /// The order of texts is that of time.
    private static func time(_ column: String) -> String {
        """
        to_char(to_timestamp(\(column) / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        """
    }

    /// What the interface calls JSON is of the type `json`: `tags ->> 0`.
    static let views = """
        CREATE VIEW feed AS
          SELECT id, url, title, host, is_subscribed AS subscribed,
            settings::json -> 'tags' AS tags,
            document::json ->> 'home_page_url' AS home_page_url,
            document::json #>> '{_dateline,format}' AS format,
            \(time("added_at")) AS added_at,
            state::json ->> 'last_check' AS last_check,
            state::json ->> 'last_success' AS last_success,
            state::json ->> 'newest' AS last_news,
            \(time("due_at")) AS next_check,
            state::json ->> 'next_check_reason' AS next_check_reason,
            coalesce((state::json ->> 'failures')::bigint, 0) AS failures,
            state::json ->> 'last_error' AS last_error,
            \(time("last_change")) AS last_change
          FROM feeds;
        CREATE VIEW item AS
          SELECT items.id AS id, items.feed AS feed, items.guid AS guid,
            revisions.document::json ->> 'url' AS url,
            revisions.document::json ->> 'title' AS title,
            revisions.document::json ->> 'summary' AS summary,
            html.body AS content_html, plain.body AS content_text,
            revisions.document::json ->> 'date_published' AS date_published,
            revisions.document::json ->> 'date_modified' AS date_modified,
            revisions.document::json -> 'authors' AS authors,
            revisions.document::json -> 'tags' AS tags,
            revisions.document::json ->> 'language' AS language,
            \(time("items.first_seen")) AS first_seen, items.revision AS revision,
            CASE items.state WHEN 0 THEN 'held' WHEN 1 THEN 'withdrawn' ELSE 'pruned' END AS state,
            revisions.document::json AS json,
            (SELECT story FROM story_items WHERE item = items.id) AS story,
            (SELECT title FROM feeds WHERE id = items.feed) AS feed_title,
            revisions.document::json ->> 'image' AS image,
            revisions.document::json -> 'attachments' AS attachments
          FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
          LEFT JOIN texts AS html ON html.id = revisions.html
          LEFT JOIN texts AS plain ON plain.id = revisions.text
          WHERE items.state <> 3;
        CREATE VIEW revision AS
          SELECT revisions.item AS item, revisions.number AS number, \(time("revisions.at")) AS at,
            revisions.facts::json ->> 'weight' AS weight,
            revisions.facts::json -> 'changed' AS changed,
            revisions.facts::json ->> 'clock' AS clock,
            before.document::json ->> 'title' AS title_before,
            revisions.document::json ->> 'title' AS title_after,
            text_before.body AS text_before, text_after.body AS text_after
          FROM revisions
          LEFT JOIN revisions AS before ON before.item = revisions.item AND before.number = revisions.number - 1
          LEFT JOIN texts AS text_before ON text_before.id = before.text
          LEFT JOIN texts AS text_after ON text_after.id = revisions.text
          WHERE NOT EXISTS (SELECT 1 FROM dropped_items WHERE dropped_items.item = revisions.item);
        CREATE VIEW event AS
          SELECT seq, \(time("at")) AS at, kind, feed, item, revision, facts::json AS facts FROM events;
        CREATE VIEW story AS
          SELECT stories.id AS id, stories.original AS original, stories.members AS members,
            revisions.document::json ->> 'title' AS title,
            story_items.wire::json ->> 'agency' AS agency,
            \(time("items.first_seen")) AS first_seen,
            (SELECT count(DISTINCT member.feed) FROM story_items AS place JOIN items AS member ON member.id = place.item
              WHERE place.story = stories.id) AS feeds,
            (SELECT \(time("max(member.first_seen)")) FROM story_items AS place
              JOIN items AS member ON member.id = place.item WHERE place.story = stories.id) AS last_seen
          FROM stories JOIN items ON items.id = stories.original
          JOIN story_items ON story_items.item = items.id
          LEFT JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;
        CREATE VIEW story_item AS
          SELECT item, story, similarity, reasons::json AS reasons, wire::json AS wire FROM story_items;
        CREATE VIEW dropped_item AS
          SELECT dropped_items.item AS item, items.feed AS feed,
            (SELECT title FROM feeds WHERE id = items.feed) AS feed_title,
            revisions.document::json ->> 'url' AS url,
            revisions.document::json ->> 'title' AS title,
            revisions.document::json ->> 'date_published' AS date_published,
            items.revision AS revision, \(time("dropped_items.at")) AS at, rule, expression,
            revisions.document::json AS json
          FROM dropped_items JOIN items ON items.id = dropped_items.item
          JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;
        CREATE VIEW hourly AS
          SELECT to_char(to_timestamp(hour * 3600) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hour, name, count
          FROM counts;

        """
}
