// Rows that are written together, in the order in which the tables refer to each other.
extension PostgresInsertion.Table {
    static let sites = Self("INSERT INTO sites (id, host, frame) SELECT *, ''::bytea FROM unnest($1, $2)", .first(0))

    static let texts = Self(
        "INSERT INTO texts (id, hash, body, is_page) SELECT * FROM unnest($1, $2, $3, $4)", .first(1))

    static let items = Self(
        """
        INSERT INTO items (id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, first_seen,
          last_revised, published, modified)
        SELECT id, feed, guid, link, title_hash, text_hash, fingerprint, source, 1, at, at, published, modified
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS new(id, feed, guid, link, title_hash, text_hash,
          fingerprint, source, at, published, modified)
        """, .first(2))

    static let revisions = Self(
        """
        INSERT INTO revisions (item, number, at, document, html, text, facts)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """, .first(3))

    static let stories = Self(
        "INSERT INTO stories (id, original, members) SELECT *, 1 FROM unnest($1, $2)", .first(4))

    static let storyItems = Self(
        """
        INSERT INTO story_items (item, story, site, time, words, origin, matched, similarity, reasons, wire, credit, sketch,
          keys)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """, .first(5))

    static let pages = Self(
        """
        INSERT INTO pages (item, url, host, due_at)
        SELECT new.* FROM unnest($1, $2, $3, $4) AS new(item, url, host, due_at)
        JOIN items ON items.id = new.item JOIN feeds ON feeds.id = items.feed AND feeds.is_subscribed
        """, .first(6))

    /// Not before keys that were taken away until then.
    static let itemKeys = Self("INSERT INTO item_keys (key, item) SELECT * FROM unnest($1, $2)", .last(0))

    /// Plans of feeds that were checked. Of an address that was given up meanwhile, neither validators nor schedule hold.
    static let plans = Self(
        """
        UPDATE feeds SET state = CASE WHEN feeds.url = new.url THEN new.state ELSE feeds.state END,
          due_at = CASE WHEN feeds.url = new.url THEN new.due_at ELSE feeds.due_at END,
          last_check = CASE WHEN feeds.url = new.url THEN new.last_check ELSE feeds.last_check END,
          last_change = coalesce(new.last_change, feeds.last_change)
        FROM unnest($1, $2, $3, $4, $5, $6) AS new(id, url, state, due_at, last_check, last_change) WHERE feeds.id = new.id
        """, .last(1))
}
