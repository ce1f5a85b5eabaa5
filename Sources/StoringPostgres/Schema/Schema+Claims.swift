extension Schema {
    static let claims = """
        -- What is being checked. Rows of their own, which are few: those of the feeds are wide, and stand in many indexes.
        CREATE TABLE claims (
          is_page boolean NOT NULL,
          id bigint NOT NULL,                -- the feed's, or of the page's item
          host text COLLATE "C" NOT NULL,
          worker text COLLATE "C" NOT NULL,
          until bigint NOT NULL,             -- from then on it is free again
          PRIMARY KEY (is_page, id)
        );
        -- The hosts one after the other, and what is due of each; feeds that nobody subscribes to are found by it too.
        DROP INDEX feeds_by_host;
        CREATE INDEX feeds_by_host ON feeds (host, due_at);
        DROP INDEX feeds_claimed;
        DROP INDEX pages_claimed;
        ALTER TABLE feeds DROP COLUMN lease_until, DROP COLUMN lease_holder;
        ALTER TABLE pages DROP COLUMN lease_until, DROP COLUMN lease_holder;

        """
}
