extension Schema {
    static let workers = """
        -- The processes that claim feeds and pages. One that says nothing for as long as its lease is lost: what it has
        -- claimed is free again, and what it still finds is not kept.
        CREATE TABLE workers (
          name text COLLATE "C" PRIMARY KEY, -- machine/random: of one that was lost another comes back
          process bigint NOT NULL,           -- its number on its machine
          identity text NOT NULL,            -- which tells others on its machine whether it has ended
          version text NOT NULL,
          is_daemon boolean NOT NULL,        -- it checks what falls due; else a command is at work
          owns_feeds boolean NOT NULL,       -- its configuration says which feeds are subscribed
          began_at bigint NOT NULL,
          seen_at bigint NOT NULL,           -- its last heartbeat
          lease_until bigint NOT NULL,       -- all by the server's clock
          lost_at bigint
        );
        -- One owns the feeds.
        CREATE UNIQUE INDEX workers_owner ON workers (owns_feeds) WHERE owns_feeds AND lost_at IS NULL;
        -- What all must have alike, as the owner has it: digests by the table of the configuration (JSON).
        ALTER TABLE store ADD COLUMN shared_settings text;

        -- One row. Whoever claims holds it to the commit: so no two take feeds of one host at the same time, and no server is
        -- asked by more workers than one.
        CREATE TABLE claim_turn (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only));
        INSERT INTO claim_turn DEFAULT VALUES;
        CREATE INDEX feeds_claimed ON feeds (lease_holder) WHERE lease_holder IS NOT NULL;
        CREATE INDEX pages_claimed ON pages (lease_holder) WHERE lease_holder IS NOT NULL;

        """
}
