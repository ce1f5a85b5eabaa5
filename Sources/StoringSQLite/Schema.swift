import Comparing
import GRDB
import Storing

/// The tables, which are the daemon's own, and the views, which are an interface for other tools.
///
/// Migrations only append: one that was released is never edited, since stores that ran it exist.
/// Times in tables are milliseconds since 1970 in UTC; views say them in RFC 3339.
enum Schema {
    /// `PRAGMA user_version`: the version of the documented views. A view keeps its columns across upgrades;
    /// the number grows when columns or views are added.
    static let interfaceVersion = 3

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 feeds, items, revisions, events") { db in
            try createFeeds(db)
            try createItems(db)
            try createEvents(db)
            try createViews(db)
            try db.execute(sql: "PRAGMA user_version = \(interfaceVersion)")
        }
        migrator.registerMigration("2 pages") { db in try createPages(db) }
        migrator.registerMigration("2 stories", migrate: createStories)
        migrator.registerMigration("3 story keys in a file", migrate: moveStoryKeys)
        migrator.registerMigration("4 fewer merges of the search index") { db in
            // Thirty-two pieces are made one, not four, a little with each commit: a text is written anew half as often on
            // its way to the largest. Only at many more is all other work left for it.
            try db.execute(
                sql: "INSERT INTO search (search, rank) VALUES ('automerge', 32), ('crisismerge', 128)")
        }
        // What it wrote is gone with the next.
        migrator.registerMigration("5 guids that are addresses are looked up as such") { _ in }
        migrator.registerMigration("6 names in the file of keys, texts without an index") { db in
            // Each was a page at random for every item, read and written anew: the names are in the file of keys, and the
            // same text is looked for where it is likely to be.
            try db.execute(
                sql: """
                    DROP TABLE item_keys;
                    DROP INDEX texts_by_hash;
                    ALTER TABLE story_key_file RENAME TO item_key_file;
                    -- Under which it was found before its feed gave it others, since feeds go back and forth.
                    ALTER TABLE items ADD COLUMN former_names BLOB;
                    -- Pages show by turns what they showed before: their texts are found again among all that are of pages.
                    ALTER TABLE texts ADD COLUMN is_page INTEGER NOT NULL DEFAULT 0;
                    CREATE INDEX texts_of_pages ON texts(hash) WHERE is_page = 1;
                    """)
        }
        migrator.registerMigration("7 facts that reading pages had taken away", migrate: askForLostFacts)
        migrator.registerMigration(
            "a store that knows itself from others", foreignKeyChecks: .immediate, migrate: nameStore)
        migrator.registerMigration("absent subscriptions") { db in
            // Since when a subscribed feed has been missing from the configuration, which may be half-written.
            try db.execute(sql: "ALTER TABLE feeds ADD COLUMN absent_since INTEGER")
        }
        migrator.registerMigration("pause") { db in
            // Until when no check is started.
            try db.execute(sql: "ALTER TABLE store ADD COLUMN paused_until INTEGER")
        }
        migrator.registerMigration("times in milliseconds") { db in
            // As the log writes them: the order of texts is that of time.
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = replace(replace(sql, '%H:%M:%SZ', '%H:%M:%fZ'), ' / 1000, ', ' / 1000.0, ')
                      WHERE type = 'view';
                    PRAGMA writable_schema = RESET;
                    """)
        }
        migrator.registerMigration("retention", migrate: prepareRetention)
        migrator.registerMigration("counts by the hour", migrate: countHours)
        migrator.registerMigration("feeds by their last check") { db in
            try db.execute(sql: "CREATE INDEX feeds_by_check ON feeds(\(lastCheck)) WHERE is_subscribed = 1")
        }
        migrator.registerMigration("search of scripts without blanks", migrate: indexUnspaced)
        migrator.registerMigration("filters, and wider views", migrate: keepDropped)
        migrator.registerMigration("first addresses of feeds") { db in
            // Items are published under names that are made of it, so it stays when the feed moves.
            try db.execute(
                sql: """
                    ALTER TABLE feeds ADD COLUMN first_url TEXT;
                    UPDATE feeds SET first_url = coalesce(
                      (SELECT json_extract(facts, '$.from') FROM events
                        WHERE events.feed = feeds.id AND kind = 'feed-moved' ORDER BY seq LIMIT 1),
                      CASE WHEN url LIKE 'former:%' THEN substr(url, length('former:' || id || ':') + 1) ELSE url END);
                    """)
        }
        migrator.registerMigration("fewer pieces of the search index", foreignKeyChecks: .immediate) { db in
            // What a commit brings is written as one piece, not as one for each megabyte, all of which are merged later.
            try db.execute(
                sql: """
                    INSERT INTO search (search, rank) VALUES ('hashsize', \(searchBuffer));
                    INSERT INTO search_unspaced (search_unspaced, rank) VALUES ('hashsize', \(searchBuffer));
                    """)
        }
        return migrator
    }

    /// Bytes of words that FTS5 gathers before it writes them out.
    private static let searchBuffer = 8 << 20

    /// When a feed was checked last; 0 for never. As days, since the text of a time with a fraction sorts before that of its
    /// whole second. The index is by just this text.
    static let lastCheck = "coalesce(julianday(json_extract(state, '$.last_check')), 0)"

    /// The store gets a name that its log remembers, and events of its own, which are of no feed.
    private static func nameStore(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE store (
                  identity INTEGER NOT NULL,        -- at random, once: tells it from other stores
                  behind_at INTEGER,                -- when it last found itself behind its log
                  behind_from INTEGER,              -- the numbers that the log had and the store had not
                  behind_to INTEGER
                );
                INSERT INTO store (identity) VALUES (random());
                -- Taking NOT NULL from a column needs no row written anew (SQLite's manual on ALTER TABLE, chapter 7).
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'feed INTEGER NOT NULL REFERENCES', 'feed INTEGER REFERENCES')
                  WHERE type = 'table' AND name = 'events';
                PRAGMA writable_schema = RESET;
                """)
        let isRequired = try Bool.fetchOne(
            db, sql: "SELECT \"notnull\" FROM pragma_table_info('events') WHERE name = 'feed'")
        guard isRequired == false else { throw DatabaseError(message: "the table events is not as it was made") }
    }

    private static func createFeeds(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE feeds (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  url TEXT NOT NULL UNIQUE,         -- as the configuration has it
                  host TEXT NOT NULL,
                  title TEXT,                       -- the operator's, else the feed's own
                  is_subscribed INTEGER NOT NULL,   -- 0: fetched once by hand, or removed
                  settings TEXT NOT NULL,           -- the subscription, without secrets (JSON)
                  added_at INTEGER NOT NULL,
                  due_at INTEGER,                   -- null: never by itself
                  lease_until INTEGER NOT NULL DEFAULT 0,
                  lease_holder TEXT,
                  state TEXT NOT NULL DEFAULT '{}', -- what the schedule remembers (JSON)
                  habit TEXT NOT NULL DEFAULT '{}', -- how the feed names its entries (JSON)
                  document TEXT NOT NULL DEFAULT '{}', -- the feed's own facts, without entries (JSON Feed)
                  entries TEXT NOT NULL DEFAULT ''  -- the items of the last document, in its order
                );
                -- What is due is a query: nothing is held in memory for a feed at rest.
                CREATE INDEX feeds_due ON feeds(due_at, host) WHERE is_subscribed = 1 AND due_at IS NOT NULL;
                CREATE INDEX feeds_leased ON feeds(lease_holder) WHERE lease_holder IS NOT NULL;
                """)
    }

    private static func createItems(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE items (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  feed INTEGER NOT NULL REFERENCES feeds(id),
                  guid TEXT,                        -- the feed's own name for it, where it gave one
                  link TEXT,                        -- the address, in the form that comparing uses
                  title_hash INTEGER,
                  text_hash INTEGER,
                  fingerprint INTEGER NOT NULL,     -- of everything that a reader could see
                  source INTEGER NOT NULL,          -- of what the feed sent, to see at once that nothing changed
                  revision INTEGER NOT NULL,        -- the newest
                  first_seen INTEGER NOT NULL,
                  last_revised INTEGER NOT NULL,
                  published INTEGER,
                  modified INTEGER,
                  state INTEGER NOT NULL DEFAULT 0  -- 0 held, 1 withdrawn by the publisher, 2 pruned
                );
                CREATE INDEX items_by_feed ON items(feed, id);
                CREATE INDEX items_by_time ON items(first_seen);

                -- Until migration 6: under which names an item is found again within its feed.
                CREATE TABLE item_keys (
                  feed INTEGER NOT NULL,
                  key INTEGER NOT NULL,
                  item INTEGER NOT NULL REFERENCES items(id),
                  PRIMARY KEY (feed, key, item)
                ) WITHOUT ROWID;

                CREATE TABLE revisions (
                  item INTEGER NOT NULL REFERENCES items(id),
                  number INTEGER NOT NULL,
                  at INTEGER NOT NULL,
                  document TEXT NOT NULL,           -- the JSON Feed item, without its contents
                  html INTEGER REFERENCES texts(id),
                  text INTEGER REFERENCES texts(id),
                  facts TEXT NOT NULL,              -- changed, weight, clock, marks (JSON)
                  PRIMARY KEY (item, number)
                ) WITHOUT ROWID;

                -- The same text is kept once for all items of a story, and all their revisions.
                CREATE TABLE texts (
                  id INTEGER PRIMARY KEY,
                  hash INTEGER NOT NULL,            -- 64 bits: of another hash it is another text
                  body TEXT NOT NULL
                );
                CREATE INDEX texts_by_hash ON texts(hash);

                CREATE VIEW search_source AS
                  SELECT items.id AS id, json_extract(revisions.document, '$.title') AS title,
                    coalesce(texts.body, json_extract(revisions.document, '$.summary')) AS text
                  FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                  LEFT JOIN texts ON texts.id = revisions.text;
                CREATE VIRTUAL TABLE search USING fts5(
                  title, text, content = 'search_source', content_rowid = 'id',
                  tokenize = "unicode61 remove_diacritics 2");
                """)
    }

    private static func createEvents(_ db: Database) throws {
        try db.execute(
            sql: """
                -- AUTOINCREMENT: a number is never used twice, and a rolled back one is not used up.
                CREATE TABLE events (
                  seq INTEGER PRIMARY KEY AUTOINCREMENT,
                  at INTEGER NOT NULL,
                  kind TEXT NOT NULL,
                  feed INTEGER NOT NULL REFERENCES feeds(id),
                  item INTEGER REFERENCES items(id),
                  revision INTEGER,
                  facts TEXT NOT NULL               -- what else the log line says (JSON)
                );
                CREATE INDEX events_by_item ON events(item) WHERE item IS NOT NULL;
                """)
    }

    private static func createViews(_ db: Database) throws {
        func time(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000, 'unixepoch')" }
        try db.execute(
            sql: """
                CREATE VIEW feed AS
                  SELECT id, url, title, host, is_subscribed AS subscribed,
                    json_extract(settings, '$.tags') AS tags,
                    json_extract(document, '$.home_page_url') AS home_page_url,
                    json_extract(document, '$._dateline.format') AS format,
                    \(time("added_at")) AS added_at,
                    json_extract(state, '$.last_check') AS last_check,
                    json_extract(state, '$.last_success') AS last_success,
                    json_extract(state, '$.last_news') AS last_news,
                    \(time("due_at")) AS next_check,
                    json_extract(state, '$.next_check_reason') AS next_check_reason,
                    coalesce(json_extract(state, '$.failures'), 0) AS failures,
                    json_extract(state, '$.last_error') AS last_error
                  FROM feeds;
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
                    revisions.document AS json
                  FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
                  LEFT JOIN texts AS html ON html.id = revisions.html
                  LEFT JOIN texts AS plain ON plain.id = revisions.text;
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
                  LEFT JOIN texts AS text_after ON text_after.id = revisions.text;
                CREATE VIEW event AS
                  SELECT seq, \(time("at")) AS at, kind, feed, item, revision, facts FROM events;
                """)
    }
}
