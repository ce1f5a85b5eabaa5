import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct InterfaceTests {
    /// Other tools read these: columns are added at the end, never taken away or renamed.
    @Test(arguments: [
        (
            "feed",
            "id url title host subscribed tags home_page_url format added_at last_check last_success last_news "
                + "next_check next_check_reason failures last_error"
        ),
        (
            "item",
            "id feed guid url title summary content_html content_text date_published date_modified authors tags "
                + "language first_seen revision state json story feed_title image attachments"
        ),
        ("story", "id original members title agency first_seen feeds last_seen"),
        ("dropped_item", "item feed feed_title url title date_published revision at rule expression json"),
        ("revision", "item number at weight changed clock title_before title_after text_before text_after"),
        ("event", "seq at kind feed item revision facts"),
        ("search", "title text"),
    ])
    func `a view keeps its columns`(_ view: String, _ columns: String) throws {
        let test = try TestStore()
        let found = try test.store.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [view])
        }
        #expect(found.starts(with: columns.split(separator: " ").map(String.init)))
    }

    @Test func `views say times in RFC 3339 and what was written`() async throws {
        let test = try TestStore()
        try await test.record([item("a")], of: test.claim())
        let row = try test.store.read { db in
            try String.fetchAll(
                db, sql: "SELECT first_seen FROM item UNION ALL SELECT at FROM event UNION ALL SELECT url FROM item")
        }
        #expect(row.filter { $0 == test.now.rfc3339Milliseconds }.count == 3)
        #expect(row.contains("http://feed.test/a"))
    }

    @Test func `an item has its story and its feed, a story its feeds and its last copy`() async throws {
        let test = try TestStore()
        var first = item("a")
        first.image = "http://feed.test/a.png"
        first.attachments = [Attachment(url: "http://feed.test/a.mp3")]
        try await test.record([first], of: test.claim())
        var copy = item("a")
        (copy.id, copy.url) = ("copy", "http://other.test/copy")
        try await test.record([copy], of: test.claim("http://other.test/a.xml"), after: 60)
        func texts(_ sql: String) throws -> [String] {
            try test.store.read { db in try String.fetchAll(db, sql: sql) }
        }
        #expect(try texts("SELECT story || ' ' || feed_title FROM item ORDER BY id") == ["1 Test feed", "1 Test feed"])
        #expect(
            try texts("SELECT image || ' ' || attachments FROM item WHERE id = 1")
                == [#"http://feed.test/a.png [{"url":"http://feed.test/a.mp3"}]"#])
        let last = test.now.addingTimeInterval(60).rfc3339Milliseconds
        #expect(try texts("SELECT feeds || ' ' || members || ' ' || last_seen FROM story") == ["2 2 \(last)"])
    }

    @Test func `what is listed by its date is not sorted`() throws {
        let test = try TestStore()
        var query = ItemQuery()
        query.order = .published
        let plan = try test.store.read { [query] db in
            let selection = try ItemSelection(db, query, SearchSQL(nil))
            return try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + selection.sql + " LIMIT 50", arguments: selection.arguments
            )
            .map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("items_by_published") } && !plan.contains { $0.contains("TEMP B-TREE") })
    }

    @Test func `a store from a newer version is left alone`() throws {
        let test = try TestStore()
        try test.store.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 from the future')")
        }
        #expect(throws: StoreError.newerVersion(path: test.store.path)) { try SQLiteStore(path: test.store.path) }
    }

    @Test func `a file that is no store is said to be damaged, and kept`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID()).db").path
        let bytes = Data(String(repeating: "no database at all. ", count: 500).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: bytes))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
        #expect("\(error!)".contains("is damaged"))
        #expect(FileManager.default.contents(atPath: path) == bytes)
    }

    @Test func `a full disk is said, and loses nothing`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        let pages = try test.store.read { db in try Int.fetchOne(db, sql: "PRAGMA page_count")! }
        try await test.store.database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let long = item("b", text: String(repeating: "A long text that needs room. ", count: 10_000))
        await #expect(throws: StoreError.full(path: test.store.path)) {
            try await test.record([long, item("a")], of: feed, after: 60)
        }
        try await test.store.database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        let events = try await test.record([long, item("a")], of: feed, after: 120)
        #expect(events.map(\.kind) == [.new])
        #expect(events[0].seq == 3)
    }

    @Test func `the feed that leaves and comes back keeps its past`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        #expect(try test.store.synchronize([], at: test.now).map(\.kind) == [.feedRemoved])
        #expect(try test.store.synchronize([feed.subscription], at: test.now).map(\.kind) == [.feedAdded])
        let again = try test.store.claim(
            .only([feed.subscription.url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: test.now)[
                0]
        #expect(again.id == feed.id)
        #expect(try await test.record([item("a")], of: again, after: 60).isEmpty)
    }

    @Test func `secrets stay out of the store`() throws {
        let test = try TestStore()
        var subscription = Subscription(url: "http://feed.test/secret.xml")
        subscription.credentials = .basic(user: "me", password: "hunter2")
        subscription.headers = ["Cookie": "session=hunter2"]
        subscription.proxy = "http://me:hunter2@proxy.test:8080"
        _ = try test.store.synchronize([subscription], at: test.now)
        let settings = try test.store.read { db in try String.fetchOne(db, sql: "SELECT settings FROM feeds")! }
        #expect(!settings.contains("hunter2"))
    }
}
