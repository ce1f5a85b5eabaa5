import Comparing
import Foundation
import GRDB
import Storing

extension Schema {
    static func createStories(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE sites (
                  id INTEGER PRIMARY KEY,
                  host TEXT NOT NULL UNIQUE,
                  frame BLOB NOT NULL               -- what the site prints around its stories
                );
                CREATE TABLE stories (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  original INTEGER NOT NULL REFERENCES items(id),
                  members INTEGER NOT NULL
                );
                -- Each item is of one story. In the order of items: what is compared lies together in time.
                CREATE TABLE story_items (
                  item INTEGER PRIMARY KEY REFERENCES items(id),
                  story INTEGER NOT NULL REFERENCES stories(id),
                  site INTEGER NOT NULL REFERENCES sites(id),
                  time INTEGER NOT NULL,            -- published, else first seen
                  words INTEGER NOT NULL,           -- of the story text
                  origin INTEGER NOT NULL,          -- 1: of an agency's own site, 2: credits another house
                  matched INTEGER,                  -- the item that it was found to be a copy of
                  similarity REAL,
                  reasons TEXT,                     -- why (JSON)
                  wire TEXT,                        -- the credit (JSON)
                  credit TEXT,                      -- the credit in short: reuters/2025-12-18
                  sketch BLOB NOT NULL
                );
                CREATE INDEX story_items_by_story ON story_items(story, item);
                -- Until migration 3: under what items are found, a few of their shingles, and their names.
                CREATE TABLE story_keys (
                  key INTEGER NOT NULL,
                  item INTEGER NOT NULL,
                  PRIMARY KEY (key, item)
                ) WITHOUT ROWID;
                -- Stories that a person has told apart: no evidence makes them one again. Each pair both ways.
                CREATE TABLE stories_apart (
                  story INTEGER NOT NULL,
                  other INTEGER NOT NULL,
                  PRIMARY KEY (story, other)
                ) WITHOUT ROWID;

                CREATE VIEW story AS
                  SELECT stories.id AS id, stories.original AS original, stories.members AS members,
                    json_extract(revisions.document, '$.title') AS title,
                    json_extract(story_items.wire, '$.agency') AS agency,
                    strftime('%Y-%m-%dT%H:%M:%SZ', items.first_seen / 1000, 'unixepoch') AS first_seen
                  FROM stories JOIN items ON items.id = stories.original
                  JOIN story_items ON story_items.item = items.id
                  JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision;
                CREATE VIEW story_item AS
                  SELECT item, story, similarity, reasons, wire FROM story_items;
                """)
    }

    /// The keys leave their table, which cost most of what taking an item in did: see `ItemKeyFile`.
    static func moveStoryKeys(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE story_items ADD COLUMN keys BLOB NOT NULL DEFAULT x''; -- of the item, in the file of keys
                -- Tells the file of keys that belongs to the store as it is: see ItemKeyFile.
                CREATE TABLE story_key_file (identity INTEGER NOT NULL, generation INTEGER NOT NULL);
                INSERT INTO story_key_file VALUES (random(), 0);
                """)
        let rows = try Row.fetchCursor(db, sql: "SELECT item, key FROM story_keys ORDER BY item")
        var (item, keys): (Int64, [ItemKey]) = (0, [])
        func keep() throws {
            // They get the neighbours of their words, which keys had not in the table.
            let bytes = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT sketch FROM story_items WHERE item = ?"), arguments: [item])
            let whole = (bytes.flatMap { Sketch(bytes: [UInt8]($0)) }?.keys ?? []).map { ($0.hash, $0) }
            let known = Dictionary(whole, uniquingKeysWith: { first, _ in first })
            try db.cachedStatement(sql: "UPDATE story_items SET keys = ? WHERE item = ?").execute(
                arguments: [keys.map { known[$0.hash] ?? $0 }.data, item])
        }
        while let row = try rows.next() {
            if row[0] != item {
                try keep()
                (item, keys) = (row[0], [])
            }
            keys.append(ItemKey(rawValue: row[1]))
        }
        try keep()
        try db.execute(sql: "DROP TABLE story_keys")
    }
}
