extension Schema {
    /// The index of texts, which is filled behind the log: see `PostgresStore.indexTexts`.
    static let search = #"""
        CREATE TABLE search_texts (
          item bigint PRIMARY KEY REFERENCES items (id),
          revision bigint NOT NULL,          -- that was its newest then
          words tsvector NOT NULL,           -- of its newest text, those of the title with the weight A
          is_paired boolean NOT NULL,        -- words of scripts without blanks stand there in pairs of characters
          folded text                        -- the words in their order, where `words` has not all of their positions
        );
        CREATE INDEX search_texts_by_words ON search_texts USING gin (words);
        -- One row: the last event whose text is in the index. Whoever indexes or prunes texts holds it until the commit.
        CREATE TABLE search_place (
          is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
          seq bigint NOT NULL DEFAULT 0
        );
        INSERT INTO search_place DEFAULT VALUES;
        -- Items with another text, of which no event tells.
        CREATE TABLE search_pending (
          item bigint NOT NULL
        );
        -- For other tools: items with all these words in title or text, "phrases", OR, and -words that are not to be there
        -- (websearch_to_tsquery in PostgreSQL's manual, 12.3.2). Of scripts without blanks it finds pairs of characters. What
        -- was told in the last moments may not be in the index yet. The best match has the highest rank:
        -- SELECT title, url FROM search('northern harbour') AS found JOIN item USING (id) ORDER BY rank DESC
        CREATE FUNCTION search(query text) RETURNS TABLE (id bigint, rank real) LANGUAGE sql STABLE AS $$
          SELECT found.item, ts_rank(found.words, asked, 1)
          FROM websearch_to_tsquery('simple', regexp_replace(
              lower(normalize(regexp_replace(normalize(query, NFD), '[\u0300-\u036f]', '', 'g'), NFC)),
              '(?<=\w)[^\w\s"]+', ' ', 'g')) AS asked
          JOIN search_texts AS found ON found.words @@ asked JOIN items ON items.id = found.item
          WHERE items.state < 2
        $$;
        COMMENT ON FUNCTION search(text) IS
          'Items with these words in title or text: "phrases", OR, -not. SELECT title FROM search(''storm'') JOIN item USING (id)';

        """#
}
