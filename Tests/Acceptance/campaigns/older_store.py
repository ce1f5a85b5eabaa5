"""Turns a store into one of an older version, which the next start has to bring up to date."""

import pathlib
import sqlite3

SCHEMA = pathlib.Path(__file__).with_name("schema-5.sql")


def make_older(home):
    """Copies what the store of `home`, in which nothing runs, has in common with version 5 into a store of that
    version. The index beside it is left as it is: it belongs to another store now."""
    newer = home.store.with_name("newer.db")
    with sqlite3.connect(home.store) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    home.store.rename(newer)
    for end in ("-wal", "-shm"):
        home.store.with_name(home.store.name + end).unlink(missing_ok=True)
    db = sqlite3.connect(home.store, isolation_level=None)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF; BEGIN;" + SCHEMA.read_text())
    db.execute("COMMIT")
    db.execute("ATTACH ? AS newer", (str(newer),))
    db.execute("BEGIN")
    tables = [name for name, in db.execute("SELECT name FROM newer.sqlite_master WHERE type = 'table'")]
    for name, in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'"
                            " AND name NOT LIKE 'search%' AND name <> 'grdb_migrations'").fetchall():
        if name in tables:
            columns = [c[1] for c in db.execute("PRAGMA main.table_info(%s)" % name)]
            theirs = {c[1] for c in db.execute("PRAGMA newer.table_info(%s)" % name)}
            both = ", ".join('"%s"' % c for c in columns if c in theirs)
            if name == "sqlite_sequence":
                db.execute("DELETE FROM main.sqlite_sequence")
            db.execute("INSERT INTO main.%s (%s) SELECT %s FROM newer.%s" % (name, both, both, name))
    db.execute("INSERT INTO search (rowid, title, text) SELECT id, title, text FROM search_source")
    db.execute("COMMIT")
    db.execute("DETACH newer")
    db.close()
    for path in home.state.glob("newer.db*"):
        path.unlink()
    # Its lock noted the number alone.
    lock = home.state / "items.jsonl.lock"
    lock.write_bytes(lock.read_bytes()[:20])
