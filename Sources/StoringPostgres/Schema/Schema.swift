/// The tables, which are Dateline's own, and the views, which are an interface for other tools and have the columns that
/// dateline-store(5) lists.
///
/// Times in tables are milliseconds since 1970 in UTC. Whatever the log's lines say is kept as the text that they have:
/// `jsonb` would sort its keys.
enum Schema {
    static let migrations = [
        Migration("feeds, items, events", feeds + items + events),
        Migration("stories, pages, filters", stories + pages + filters),
        Migration("views", views),
        Migration("workers", workers),
        Migration("commits", commits),
        Migration("full text", search),
        Migration("claims", claims),
    ]

    private static let feeds = """
        -- One row. What it numbers has no gaps and is numbered in the order of commits: whoever gives numbers holds it from
        -- then to the commit, and an undone transaction gives them back. A sequence does neither.
        CREATE TABLE counters (
          is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
          event bigint NOT NULL DEFAULT 0,
          feed bigint NOT NULL DEFAULT 0,
          item bigint NOT NULL DEFAULT 0,
          story bigint NOT NULL DEFAULT 0,
          text bigint NOT NULL DEFAULT 0,
          site bigint NOT NULL DEFAULT 0
        );
        INSERT INTO counters DEFAULT VALUES;

        CREATE TABLE store (
          is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
          identity bigint NOT NULL,          -- at random, once: tells it from other stores
          behind_at bigint,                  -- when it last found itself behind its log
          behind_from bigint,                -- the numbers that the log had and the store had not
          behind_to bigint,
          paused_until bigint,               -- until when no check is started
          pruned_at bigint,                  -- when the last round ended
          pruned_to bigint NOT NULL DEFAULT 0  -- no event above it has been pruned
        );
        INSERT INTO store (identity) VALUES ((random() * 9007199254740991)::bigint);

        CREATE TABLE feeds (
          id bigint PRIMARY KEY,
          url text COLLATE "C" NOT NULL UNIQUE,  -- as the configuration has it
          first_url text NOT NULL,           -- items are published under names that are made of it
          host text COLLATE "C" NOT NULL,
          title text,                        -- the operator's, else the feed's own
          is_subscribed boolean NOT NULL,    -- false: fetched once by hand, or removed
          is_added boolean NOT NULL DEFAULT false,  -- subscribed here, and in no configuration
          absent_since bigint,               -- a subscribed one, missing from the configuration
          settings text NOT NULL,            -- the subscription, without secrets (JSON)
          has_secrets boolean NOT NULL DEFAULT false,  -- only who knows them can ask for it
          added_at bigint NOT NULL,
          due_at bigint,                     -- null: never by itself
          last_check bigint,                 -- as its state has it
          last_change bigint,                -- when an item of it was last told of, new or otherwise
          lease_until bigint NOT NULL DEFAULT 0,
          lease_holder text,
          state text NOT NULL DEFAULT '{}',  -- what the schedule remembers (JSON)
          habit text NOT NULL DEFAULT '{}',  -- how the feed names its entries (JSON)
          document text NOT NULL DEFAULT '{}',  -- the feed's own facts, without entries (JSON Feed)
          entries text NOT NULL DEFAULT ''   -- the items of the last document, in its order
        );
        -- What is due is a query: nothing is held in memory for a feed at rest.
        CREATE INDEX feeds_due ON feeds (due_at) WHERE is_subscribed AND due_at IS NOT NULL;
        CREATE INDEX feeds_by_check ON feeds ((coalesce(last_check, 0))) WHERE is_subscribed;
        CREATE INDEX feeds_by_host ON feeds (host);

        -- What was done in each hour.
        CREATE TABLE counts (
          hour bigint NOT NULL,              -- since 1970
          name text COLLATE "C" NOT NULL,
          count bigint NOT NULL,
          PRIMARY KEY (hour, name)
        );

        """

    private static let items = """
        -- The same text is kept once for all items of a story, and all their revisions.
        CREATE TABLE texts (
          id bigint PRIMARY KEY,
          hash bigint NOT NULL,              -- 64 bits: of another hash it is another text
          body text NOT NULL,
          is_page boolean NOT NULL DEFAULT false
        );
        -- Pages show by turns what they showed before: their texts are found again among all that are of pages.
        CREATE INDEX texts_of_pages ON texts (hash) WHERE is_page;

        CREATE TABLE items (
          id bigint PRIMARY KEY,
          feed bigint NOT NULL REFERENCES feeds (id),
          guid text,                         -- the feed's own name for it, where it gave one
          link text,                         -- the address, in the form that comparing uses
          title_hash bigint,
          text_hash bigint,
          fingerprint bigint NOT NULL,       -- of everything that a reader could see
          source bigint NOT NULL,            -- of what the feed sent, to see at once that nothing changed
          former_names bytea,                -- names that it had before, since feeds go back and forth
          revision bigint NOT NULL,          -- the newest
          first_seen bigint NOT NULL,
          last_revised bigint NOT NULL,
          published bigint,
          modified bigint,
          state bigint NOT NULL DEFAULT 0    -- 0 held, 1 withdrawn by the publisher, 2 pruned, 3 dropped by a rule
        );
        CREATE INDEX items_by_feed ON items (feed, id);
        CREATE INDEX items_by_time ON items (first_seen);
        CREATE INDEX items_by_published ON items ((coalesce(published, first_seen)));

        -- Under what an item is found: a few of its shingles, and its names. Its low 16 bits are not looked up.
        CREATE TABLE item_keys (
          key bigint NOT NULL,
          item bigint NOT NULL
        );
        CREATE INDEX item_keys_by_hash ON item_keys USING hash ((key >> 16));

        CREATE TABLE revisions (
          item bigint NOT NULL REFERENCES items (id),
          number bigint NOT NULL,
          at bigint NOT NULL,
          document text NOT NULL,            -- the JSON Feed item, without its contents
          html bigint REFERENCES texts (id),
          text bigint REFERENCES texts (id),
          facts text NOT NULL,               -- changed, weight, clock, marks (JSON)
          PRIMARY KEY (item, number)
        );
        CREATE INDEX revisions_by_html ON revisions (html) WHERE html IS NOT NULL;
        CREATE INDEX revisions_by_text ON revisions (text) WHERE text IS NOT NULL;

        """

    private static let events = """
        CREATE TABLE events (
          seq bigint PRIMARY KEY,
          at bigint NOT NULL,
          kind text NOT NULL,
          feed bigint REFERENCES feeds (id), -- null: of the store itself
          item bigint REFERENCES items (id),
          revision bigint,
          facts text NOT NULL,               -- what else the log line says (JSON)
          url text,                          -- of the feed, and its title, as they were then: each machine writes the same
          title text                         -- line; null where they are as the feed has them
        );
        -- By number too: the last event of an item is looked up for each line of a list.
        CREATE INDEX events_by_item ON events (item, seq) WHERE item IS NOT NULL;

        """

    private static let stories = """
        CREATE TABLE sites (
          id bigint PRIMARY KEY,
          host text COLLATE "C" NOT NULL UNIQUE,
          frame bytea NOT NULL               -- what the site prints around its stories
        );
        CREATE TABLE stories (
          id bigint PRIMARY KEY,
          original bigint NOT NULL REFERENCES items (id),
          members bigint NOT NULL
        );
        CREATE INDEX stories_by_original ON stories (original);
        -- Each item is of one story.
        CREATE TABLE story_items (
          item bigint PRIMARY KEY REFERENCES items (id),
          story bigint NOT NULL REFERENCES stories (id),
          site bigint NOT NULL REFERENCES sites (id),
          time bigint NOT NULL,              -- published, else first seen
          words bigint NOT NULL,             -- of the story text
          origin bigint NOT NULL,            -- 1: of an agency's own site, 2: credits another house
          matched bigint,                    -- the item that it was found to be a copy of
          similarity double precision,
          reasons text,                      -- why (JSON)
          wire text,                         -- the credit (JSON)
          credit text,                       -- the credit in short: reuters/2025-12-18
          sketch bytea NOT NULL,
          keys bytea NOT NULL                -- of the item, in item_keys
        );
        CREATE INDEX story_items_by_story ON story_items (story, item);
        -- Stories that a person has told apart: no evidence makes them one again. Each pair both ways.
        CREATE TABLE stories_apart (
          story bigint NOT NULL,
          other bigint NOT NULL,
          PRIMARY KEY (story, other)
        );

        """

    private static let pages = """
        CREATE TABLE pages (
          item bigint PRIMARY KEY REFERENCES items (id),
          url text NOT NULL,
          host text COLLATE "C" NOT NULL,
          due_at bigint,                     -- null: never again
          lease_until bigint NOT NULL DEFAULT 0,
          lease_holder text,
          state text NOT NULL DEFAULT '{}',  -- what the schedule remembers (JSON)
          facts text NOT NULL DEFAULT '{}',  -- what the page says of itself (JSON)
          title text,                        -- of the page as it was last read, as the texts are
          html bigint REFERENCES texts (id),
          text bigint REFERENCES texts (id),
          stands boolean NOT NULL DEFAULT false,  -- the item's text is the page's
          entry_html bigint REFERENCES texts (id),  -- then: the feed's own, to compare its next word with
          entry_text bigint REFERENCES texts (id)
        );
        CREATE INDEX pages_due ON pages (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX pages_by_host ON pages (host, item);
        CREATE INDEX pages_by_html ON pages (html) WHERE html IS NOT NULL;
        CREATE INDEX pages_by_text ON pages (text) WHERE text IS NOT NULL;
        CREATE INDEX pages_by_entry_html ON pages (entry_html) WHERE entry_html IS NOT NULL;
        CREATE INDEX pages_by_entry_text ON pages (entry_text) WHERE entry_text IS NOT NULL;
        CREATE TABLE robots (
          origin text COLLATE "C" PRIMARY KEY,  -- scheme, host and port
          expires_at bigint NOT NULL,
          rules text NOT NULL                -- a robots.txt of the one group that is ours
        );

        """

    private static let filters = """
        -- Items that a rule has dropped. The views leave them out: their readers take what they show for told.
        CREATE TABLE dropped_items (
          item bigint PRIMARY KEY REFERENCES items (id),
          at bigint NOT NULL,                -- of the revision that it was dropped with
          rule text NOT NULL,                -- the rule's name
          expression text NOT NULL           -- what it said then: drop title:football
        );
        CREATE INDEX dropped_by_time ON dropped_items (at);
        -- Rules whose regular expressions were stopped, and when last.
        CREATE TABLE stopped_rules (
          rule text PRIMARY KEY,
          expression text NOT NULL,
          at bigint NOT NULL
        );

        """
}
