import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// Several processes at one store, and a store that takes long to open. An object of `Store` is like a process here: its
/// locks are its own.
@Suite struct OpeningTests {
    /// Takes a store back to its fifth migration, as an earlier version has left it.
    private func makeOld(_ path: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            try db.execute(
                sql: """
                    DELETE FROM grdb_migrations WHERE identifier NOT IN ('1 feeds, items, revisions, events', '2 pages',
                      '2 stories', '3 story keys in a file', '4 fewer merges of the search index',
                      '5 guids that are addresses are looked up as such');
                    DROP VIEW dropped_item;
                    DROP VIEW revision;
                    CREATE VIEW revision AS SELECT 1;
                    DROP TABLE dropped_items;
                    DROP TABLE stopped_rules;
                    DROP INDEX items_by_published;
                    DROP TABLE store;
                    DROP VIEW hourly;
                    DROP TABLE counts;
                    DROP TABLE search_unspaced;
                    DROP TABLE search_filling;
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = substr(sql, 1, instr(sql, ', strftime(''%Y-%m-%dT%H:%M:%fZ'', last_change') - 1)
                      || ' FROM feeds' WHERE type = 'view' AND name = 'feed';
                    UPDATE sqlite_schema SET sql = replace(sql, '$.newest', '$.last_news') WHERE name = 'feed';
                    PRAGMA writable_schema = RESET;
                    ALTER TABLE feeds DROP COLUMN first_url;
                    ALTER TABLE feeds DROP COLUMN last_change;
                    DROP INDEX feeds_by_check;
                    DROP INDEX stories_by_original;
                    DROP INDEX revisions_by_html;
                    DROP INDEX revisions_by_text;
                    DROP INDEX pages_by_html;
                    DROP INDEX pages_by_text;
                    DROP INDEX pages_by_entry_html;
                    DROP INDEX pages_by_entry_text;
                    ALTER TABLE feeds DROP COLUMN absent_since;
                    DROP INDEX pages_lacking_facts;
                    ALTER TABLE pages DROP COLUMN lacks_facts;
                    DROP INDEX texts_of_pages;
                    ALTER TABLE texts DROP COLUMN is_page;
                    ALTER TABLE items DROP COLUMN former_names;
                    ALTER TABLE item_key_file RENAME TO story_key_file;
                    CREATE INDEX texts_by_hash ON texts(hash);
                    CREATE TABLE item_keys (feed INTEGER NOT NULL, key INTEGER NOT NULL,
                      item INTEGER NOT NULL REFERENCES items(id), PRIMARY KEY (feed, key, item)) WITHOUT ROWID;
                    """)
        }
        try queue.close()
    }

    @Test(arguments: [false, true])
    func `many that meet a new or an old store wait for each other`(_ isOld: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/dateline.db"
        if isOld {
            do { _ = try SQLiteStore(path: path) }
            try makeOld(path)
        }
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<4 { group.addTask { try SQLiteStore(path: path).identity() } }
            let identities = try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            #expect(identities.count == 1)
        }
    }

    @Test func `who waits is told so, and may stop waiting`() throws {
        let test = try TestStore()
        let lock = try StoreLock(of: test.store.path)
        try lock.beginOpening(StoreOpening()) { _ in }
        let opening = StoreOpening()
        let said = Said()
        #expect(throws: StoreError.stopped) {
            try SQLiteStore(path: test.store.path, opening: opening) {
                said.append($0)
                opening.stop()
            }
        }
        #expect(said.lines.count == 1 && said.lines[0].contains("another process"))
        lock.endOpening()
        #expect(try SQLiteStore(path: test.store.path).lastSeq() == 0)
    }

    @Test func `an upgrade that is stopped changes nothing by halves, and goes on later`() async throws {
        let test = try TestStore()
        try await test.record([item("a")], of: test.claim())
        try makeOld(test.store.path)
        let opening = StoreOpening()
        #expect(throws: StoreError.stopped) {
            try SQLiteStore(path: test.store.path, opening: opening) { _ in opening.stop() }
        }
        let again = try SQLiteStore(path: test.store.path)
        #expect(try again.lastEvents(9).map(\.kind) == [.feedAdded, .new])
    }

    @Test func `an index that is being made anew is stopped too, and made later`() async throws {
        let test = try TestStore()
        try await test.record((0..<500).map { item("n\($0)") }, of: test.claim())
        try FileManager.default.removeItem(atPath: test.store.path + "-keys")
        let opening = StoreOpening()
        #expect(throws: StoreError.stopped) {
            try SQLiteStore(path: test.store.path, opening: opening) { if $0.contains("index") { opening.stop() } }
        }
        let again = try SQLiteStore(path: test.store.path)
        let feed = try #require(
            try again.claim(.all(notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: test.now).first)
        let events = try await again.take(TestStore.check([item("n77"), item("new")], of: feed, at: test.now))
        #expect(events.compactMap { $0.item?["title"]?.string } == ["The title of new"])
    }

    @Test func `stopping a store that is open is without effect`() throws {
        let test = try TestStore()
        let opening = StoreOpening()
        let store = try SQLiteStore(path: test.store.path, opening: opening)
        opening.stop()
        #expect(try store.lastSeq() == 0)
    }

    @Test func `a store has one daemon, and others beside it`() throws {
        let test = try TestStore()
        let path = test.store.path
        do {
            let daemon = try SQLiteStore(path: path, isDaemon: true)
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path, isDaemon: true) }
            #expect(error?.description.contains("process \(getpid())") == true)
            #expect(StoreLock.isRunning(path) == true)
            _ = try SQLiteStore(path: path)
            #expect(try daemon.lastSeq() == 0)
        }
        #expect(StoreLock.isRunning(path) == false)
        _ = try SQLiteStore(path: path, isDaemon: true)
    }

    @Test func `an events table that was required to name a feed may now name none`() throws {
        let test = try TestStore()
        try makeOld(test.store.path)
        let store = try SQLiteStore(path: test.store.path)
        _ = try store.goOn(above: 7, sharing: 0, at: test.now)
        #expect(try store.events(after: 0).map(\.seq) == [8])
        #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA foreign_key_check") } == nil)
    }

    @Test(arguments: ["removed", "replaced", "renamed"])
    func `a store that has lost its place is written no more`(how: String) async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        try test.store.checkPlace()
        let path = test.store.path
        switch how {
        case "removed": try FileManager.default.removeItem(atPath: path)
        case "replaced":
            try FileManager.default.copyItem(atPath: path, toPath: path + ".new")
            try #require(rename(path + ".new", path) == 0)
        default: try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        }
        #expect(throws: StoreError.removed(path: path)) { try test.store.checkPlace() }
        await #expect(throws: StoreError.removed(path: path)) {
            try await test.record([item("b"), item("a")], of: feed, after: 60)
        }
        #expect(try test.store.lastSeq() == 2)
    }
}
