import GRDB

extension Schema {
    static func createPages(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE pages (
                  item INTEGER PRIMARY KEY REFERENCES items(id),
                  url TEXT NOT NULL,
                  host TEXT NOT NULL,
                  due_at INTEGER,                   -- null: never again
                  lease_until INTEGER NOT NULL DEFAULT 0,
                  lease_holder TEXT,
                  state TEXT NOT NULL DEFAULT '{}', -- what the schedule remembers (JSON)
                  facts TEXT NOT NULL DEFAULT '{}', -- what the page says of itself (JSON)
                  title TEXT,                       -- of the page as it was last read, as the texts are
                  html INTEGER REFERENCES texts(id),
                  text INTEGER REFERENCES texts(id),
                  stands INTEGER NOT NULL DEFAULT 0, -- 1: the item's text is the page's
                  entry_html INTEGER REFERENCES texts(id), -- then: the feed's own, to compare its next word with
                  entry_text INTEGER REFERENCES texts(id)
                );
                CREATE INDEX pages_due ON pages(due_at, host) WHERE due_at IS NOT NULL;
                CREATE INDEX pages_by_host ON pages(host, item);
                CREATE INDEX pages_leased ON pages(lease_holder) WHERE lease_holder IS NOT NULL;

                CREATE TABLE robots (
                  origin TEXT PRIMARY KEY,          -- scheme, host and port
                  expires_at INTEGER NOT NULL,
                  rules TEXT NOT NULL               -- a robots.txt of the one group that is ours
                ) WITHOUT ROWID;
                """)
    }
    /// Until this migration, reading an article's page took facts out of its item: thumbnails, contributors, what
    /// podcasts say. The feeds' next documents give them back, and are asked for whole.
    static func askForLostFacts(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE pages ADD COLUMN lacks_facts INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX pages_lacking_facts ON pages(item) WHERE lacks_facts = 1;
                UPDATE pages SET lacks_facts = 1 WHERE stands = 1;
                UPDATE feeds SET state = json_remove(state, '$.etag', '$.last_modified', '$.body_hash')
                  WHERE id IN (SELECT feed FROM items JOIN pages ON pages.item = items.id WHERE lacks_facts = 1);
                """)
    }
}
