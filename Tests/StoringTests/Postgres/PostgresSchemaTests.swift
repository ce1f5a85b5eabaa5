import FeedModel
import Foundation
import Storing
import Synchronization
import Testing

@testable import StoringPostgres

@Suite struct PostgresSchemaTests {
    private let address: PostgresAddress

    init() throws { address = try PostgresServer.makeDatabase() }

    private func texts(_ sql: String) throws -> [String] {
        try PostgresConnection(address, for: .reading).run(PostgresStatement(sql)).rows.map { $0[0] }
    }

    /// Each with results of as many threads as there are stores.
    private func atOnce<T: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
        let results = Mutex<[Result<T, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: count) { place in
            let result = Result { try body(place) }
            results.withLock { $0.append(result) }
        }
        return try results.withLock { $0 }.map { try $0.get() }
    }

    @Test func `workers that start at once make the schema once`() throws {
        let address = address
        _ = try atOnce(4) { _ in try PostgresStore(address) }
        let taken = try texts("SELECT name FROM migrations WHERE name <> '' ORDER BY at, name")
        #expect(taken.sorted() == Schema.migrations.map(\.name).sorted())
        #expect(try texts("SELECT count(*)::text FROM counters") == ["1"])
    }

    @Test func `a step that comes later is taken when the store is opened, and one that fails leaves all as it was`()
        throws
    {
        _ = try PostgresStore(address, migrations: Array(Schema.migrations.prefix(1)))
        #expect(try texts("SELECT table_name::text FROM information_schema.tables WHERE table_name = 'stories'") == [])
        let broken =
            Schema.migrations + [Migration("broken", "CREATE TABLE more (n bigint);\nSELECT no_such_column;\n")]
        #expect(throws: StoreError.self) { try PostgresStore(address, migrations: broken) }
        #expect(try texts("SELECT table_name::text FROM information_schema.tables WHERE table_name = 'more'") == [])
        let store = try PostgresStore(address)
        _ = try store.synchronize([Subscription(url: "http://a.test/")], at: .now)
        #expect(try texts("SELECT url FROM feed") == ["http://a.test/"])
    }

    @Test func `a store from a newer version is left alone`() throws {
        let newer = Schema.migrations + [Migration("of the future", "CREATE TABLE future (n bigint);\n")]
        _ = try PostgresStore(address, migrations: newer)
        #expect(throws: StoreError.newerVersion(path: "\(address)")) { try PostgresStore(address) }
    }

    @Test func `a database of another encoding is refused with a remedy`() throws {
        let server = try PostgresServer.shared.get()
        let name = "latin\(UInt32.random(in: 0 ... .max))"
        _ = try PostgresConnection(address, for: .writing).run(
            PostgresStatement(
                "CREATE DATABASE \(name) ENCODING LATIN1 LOCALE 'C' TEMPLATE template0", isPrepared: false))
        let error = #expect(throws: StoreError.self) { try PostgresStore(server.address(of: name)) }
        #expect("\(error!)".contains("its encoding is LATIN1"))
    }

    /// As dateline-store(5) lists them.
    @Test(arguments: [
        (
            "feed",
            "id url title host subscribed tags home_page_url format added_at last_check last_success last_news "
                + "next_check next_check_reason failures last_error last_change"
        ),
        (
            "item",
            "id feed guid url title summary content_html content_text date_published date_modified authors tags "
                + "language first_seen revision state json story feed_title image attachments"
        ),
        ("story", "id original members title agency first_seen feeds last_seen"),
        ("story_item", "item story similarity reasons wire"),
        ("dropped_item", "item feed feed_title url title date_published revision at rule expression json"),
        ("revision", "item number at weight changed clock title_before title_after text_before text_after"),
        ("event", "seq at kind feed item revision facts"),
        ("hourly", "hour name count"),
    ])
    func `a view keeps its columns`(_ view: String, _ columns: String) throws {
        _ = try PostgresStore(address)
        let found = try texts(
            """
            SELECT column_name::text FROM information_schema.columns WHERE table_name = '\(view)' ORDER BY ordinal_position
            """)
        #expect(found.starts(with: columns.split(separator: " ").map(String.init)))
    }

    @Test func `views say times in RFC 3339, and what was written`() throws {
        let store = try PostgresStore(address)
        let now = Date(timeIntervalSince1970: 1_766_000_000.25)
        var feed = Subscription(url: "http://a.test/")
        feed.tags = ["one", "two"]
        _ = try store.synchronize([feed], at: now)
        #expect(
            try texts("SELECT concat_ws(' ', added_at, next_check, tags ->> 1, failures, subscribed) FROM feed") == [
                "\(now.rfc3339Milliseconds) \(now.rfc3339Milliseconds) two 0 t"
            ])
        #expect(
            try texts("SELECT concat_ws(' ', at, kind, feed) FROM event") == ["\(now.rfc3339Milliseconds) feed-added 1"]
        )
    }

    @Test func `events of many workers are numbered without gap, and what is rolled back takes none`() throws {
        struct Failure: Error {}
        let address = address
        let kept = try atOnce(4) { worker in
            let store = try PostgresStore(address)
            var seqs: [Int64] = []
            for round in 0..<12 {
                let feed = Subscription(url: "http://worker\(worker).test/\(round)")
                let isKept = round % 3 != 2
                let events = try? store.subscribe(to: feed, for: .seconds(60), at: .now) {
                    if !isKept { throw Failure() }
                }
                seqs += events?.events.map(\.seq) ?? []
            }
            return seqs
        }
        #expect(kept.flatMap(\.self).sorted() == Array(1...32))
        let store = try PostgresStore(address)
        #expect(try store.events(after: 0).map(\.seq) == Array(1...32))
        #expect(try Set(store.feedNames().map(\.id)) == Set(1...32))
    }

    @Test func `no feed is claimed by two of many workers`() throws {
        let address = address
        let feeds = (0..<200).map { Subscription(url: "http://host\($0).test/") }
        _ = try PostgresStore(address).synchronize(feeds, at: .now)
        // One that ends gives back what it holds.
        let stores = try (0..<4).map { _ in try PostgresStore(address) }
        let claimed = try atOnce(4) { worker in
            let store = stores[worker]
            var claimed: [Int64] = []
            for _ in 0..<100 {
                let more = try store.claim(
                    .due, limit: 7, limitPerHost: .max, busyHosts: [:], for: .seconds(60), at: .now
                )
                if more.isEmpty { break }
                claimed += more.map(\.id)
            }
            return claimed
        }.flatMap(\.self)
        #expect(claimed.count == 200 && Set(claimed).count == 200)
    }

    @Test func `leases run out by the server's clock, whatever a worker's says`() throws {
        let (one, other) = (try PostgresStore(address), try PostgresStore(address))
        let now = Date(timeIntervalSince1970: 1_766_000_000)
        _ = try one.synchronize([Subscription(url: "http://a.test/")], at: now)
        let feed = try #require(try one.claim(.due, limit: 1, for: .seconds(60), at: now).first)
        #expect(abs(feed.lease!.timeIntervalSinceNow - 60) < 30)
        #expect(try other.claim(.due, limit: 1, for: .seconds(60), at: now + 1e6).isEmpty)
        try one.release(feeds: [feed.id])
        #expect(try other.claim(.due, limit: 1, for: .zero, at: now).count == 1)
        // One of no length is over at once.
        #expect(try one.claim(.due, limit: 1, for: .seconds(60), at: now).count == 1)
    }

    @Test func `an escaped NUL is a text for PostgreSQL's operators too`() throws {
        var object = JSONObject()
        object.set("title", "a\0b \\u0000 \\\0")
        let row = try PostgresConnection(address, for: .reading).run(
            PostgresStatement("SELECT $1::json ->> 'title'", object.stored)
        ).first
        #expect(row?[0] == "a\u{FFFD}b \\u0000 \\\u{FFFD}")
    }
}
