import FeedModel
import Foundation
import GRDB
import Storing

extension HourlyCounts {
    func keep(_ db: Database) throws {
        guard let hour else { return }
        let add = try db.cachedStatement(
            sql: "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        for (name, count) in counts { try add.execute(arguments: [hour, name, count]) }
        // By a clock that has leapt all would be old: the hour before stays.
        try db.cachedStatement(
            sql: "DELETE FROM counts WHERE hour < ?1 AND hour < (SELECT max(hour) FROM counts WHERE hour < ?2)"
        ).execute(arguments: [hour - Self.kept.components.seconds / 3600, hour])
    }
}

extension Schema {
    static func countHours(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE counts (
                  hour INTEGER NOT NULL,            -- since 1970
                  name TEXT NOT NULL,
                  count INTEGER NOT NULL,
                  PRIMARY KEY (hour, name)
                ) WITHOUT ROWID;
                CREATE VIEW hourly AS
                  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', hour * 3600, 'unixepoch') AS hour, name, count FROM counts;
                ALTER TABLE feeds ADD COLUMN last_change INTEGER; -- when an item of it was last told of, new or otherwise
                UPDATE feeds SET last_change = (
                  SELECT max(last_revised) FROM items WHERE items.feed = feeds.id AND state < 2);
                """)
        // The newest date that it has published, and when something of it last changed.
        let view = try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'feed'")
        let time = "strftime('%Y-%m-%dT%H:%M:%fZ', last_change / 1000.0, 'unixepoch') AS last_change"
        let new = view?.replacing("json_extract(state, '$.last_news')", with: "json_extract(state, '$.newest')")
            .replacing("AS last_error", with: "AS last_error, \(time)")
        guard let new, new != view else { throw DatabaseError(message: "the view feed is not as it was made") }
        try db.execute(sql: "DROP VIEW feed")
        try db.execute(sql: new)
        try db.execute(sql: "PRAGMA user_version = \(interfaceVersion)")
    }
}
