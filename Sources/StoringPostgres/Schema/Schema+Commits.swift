extension Schema {
    static let commits = """
        -- The number of the last commit: each is written below, for some minutes.
        ALTER TABLE counters ADD COLUMN commit bigint NOT NULL DEFAULT 0;

        -- What each commit has changed. A worker reads before it locks the counters, and sees here whether that still holds; and
        -- whether its own last commit was kept, where the answer was lost.
        CREATE TABLE commits (
          number bigint PRIMARY KEY,
          token bigint NOT NULL,             -- at random
          at timestamptz NOT NULL DEFAULT now(),
          items bigint[],                    -- null, as all the others then are: anything
          stories bigint[],
          sites text[],                      -- their hosts
          keys bigint[]                      -- their upper 48 bits
        );

        """
}
