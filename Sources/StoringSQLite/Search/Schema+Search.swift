import GRDB

extension Schema {
    /// The second index: see `pairedText`. Texts that are held already enter it little by little, with what is written anyway.
    static func indexUnspaced(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE search_unspaced USING fts5(
                  title, text, content = '',
                  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'");
                INSERT INTO search_unspaced (search_unspaced, rank) VALUES ('automerge', 32), ('crisismerge', 128);
                -- Items below this number have not been looked at yet.
                CREATE TABLE search_filling (below INTEGER NOT NULL);
                INSERT INTO search_filling SELECT coalesce(max(id), 0) + 1 FROM items;
                """)
    }
}
