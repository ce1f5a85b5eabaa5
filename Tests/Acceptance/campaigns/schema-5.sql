-- The tables of version 5 of the store, as dateline made them, for Campaigns/older_store.py.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
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
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,            -- 64 bits: of another hash it is another text
  body TEXT NOT NULL
);
CREATE VIRTUAL TABLE search USING fts5(
  title, text, content = 'search_source', content_rowid = 'id',
  tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  feed INTEGER NOT NULL REFERENCES feeds(id),
  item INTEGER REFERENCES items(id),
  revision INTEGER,
  facts TEXT NOT NULL               -- what else the log line says (JSON)
);
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
CREATE TABLE robots (
  origin TEXT PRIMARY KEY,          -- scheme, host and port
  expires_at INTEGER NOT NULL,
  rules TEXT NOT NULL               -- a robots.txt of the one group that is ours
) WITHOUT ROWID;
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
, keys BLOB NOT NULL DEFAULT x'');
CREATE TABLE stories_apart (
  story INTEGER NOT NULL,
  other INTEGER NOT NULL,
  PRIMARY KEY (story, other)
) WITHOUT ROWID;
CREATE TABLE "story_key_file" (identity INTEGER NOT NULL, generation INTEGER NOT NULL);
CREATE TABLE item_keys (
                  feed INTEGER NOT NULL,
                  key INTEGER NOT NULL,
                  item INTEGER NOT NULL REFERENCES items(id),
                  PRIMARY KEY (feed, key, item)
                ) WITHOUT ROWID;
CREATE INDEX feeds_due ON feeds(due_at, host) WHERE is_subscribed = 1 AND due_at IS NOT NULL;
CREATE INDEX feeds_leased ON feeds(lease_holder) WHERE lease_holder IS NOT NULL;
CREATE INDEX items_by_feed ON items(feed, id);
CREATE INDEX items_by_time ON items(first_seen);
CREATE INDEX events_by_item ON events(item) WHERE item IS NOT NULL;
CREATE INDEX pages_due ON pages(due_at, host) WHERE due_at IS NOT NULL;
CREATE INDEX pages_by_host ON pages(host, item);
CREATE INDEX pages_leased ON pages(lease_holder) WHERE lease_holder IS NOT NULL;
CREATE INDEX story_items_by_story ON story_items(story, item);
CREATE INDEX texts_by_hash ON texts(hash);
CREATE VIEW search_source AS
  SELECT items.id AS id, json_extract(revisions.document, '$.title') AS title,
    coalesce(texts.body, json_extract(revisions.document, '$.summary')) AS text
  FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
  LEFT JOIN texts ON texts.id = revisions.text;
CREATE VIEW feed AS
  SELECT id, url, title, host, is_subscribed AS subscribed,
    json_extract(settings, '$.tags') AS tags,
    json_extract(document, '$.home_page_url') AS home_page_url,
    json_extract(document, '$._dateline.format') AS format,
    strftime('%Y-%m-%dT%H:%M:%SZ', added_at / 1000, 'unixepoch') AS added_at,
    json_extract(state, '$.last_check') AS last_check,
    json_extract(state, '$.last_success') AS last_success,
    json_extract(state, '$.last_news') AS last_news,
    strftime('%Y-%m-%dT%H:%M:%SZ', due_at / 1000, 'unixepoch') AS next_check,
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
    strftime('%Y-%m-%dT%H:%M:%SZ', items.first_seen / 1000, 'unixepoch') AS first_seen, items.revision AS revision,
    CASE items.state WHEN 0 THEN 'held' WHEN 1 THEN 'withdrawn' ELSE 'pruned' END AS state,
    revisions.document AS json
  FROM items JOIN revisions ON revisions.item = items.id AND revisions.number = items.revision
  LEFT JOIN texts AS html ON html.id = revisions.html
  LEFT JOIN texts AS plain ON plain.id = revisions.text;
CREATE VIEW revision AS
  SELECT revisions.item AS item, revisions.number AS number, strftime('%Y-%m-%dT%H:%M:%SZ', revisions.at / 1000, 'unixepoch') AS at,
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
  SELECT seq, strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch') AS at, kind, feed, item, revision, facts FROM events;
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
INSERT INTO grdb_migrations (identifier) VALUES ('1 feeds, items, revisions, events');
INSERT INTO grdb_migrations (identifier) VALUES ('2 pages');
INSERT INTO grdb_migrations (identifier) VALUES ('2 stories');
INSERT INTO grdb_migrations (identifier) VALUES ('3 story keys in a file');
INSERT INTO grdb_migrations (identifier) VALUES ('4 fewer merges of the search index');
INSERT INTO grdb_migrations (identifier) VALUES ('5 guids that are addresses are looked up as such');
INSERT INTO search (search, rank) VALUES ('automerge', 32), ('crisismerge', 128);
PRAGMA user_version = 1;
