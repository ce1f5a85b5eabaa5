import FeedModel
import Foundation
import Loopback
import Synchronization
import Testing

@testable import Storing
@testable import StoringPostgres

/// Several processes on one store: what each may ask, and what becomes of what one has claimed when it is lost.
@Suite struct WorkerTests {
    private let address: PostgresAddress
    private let first: PostgresStore
    private let now = Date()
    private let told = Told()

    private final class Told: Sendable {
        let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    init() throws {
        address = try PostgresServer.makeDatabase()
        first = try PostgresStore(address, announce: told.add)
    }

    private func another() throws -> PostgresStore { try PostgresStore(address, announce: told.add) }

    private func claim(_ store: PostgresStore, _ limit: Int = 10, perHost: Int = .max) throws -> [String] {
        try store.claim(.due, limit: limit, limitPerHost: perHost, busyHosts: [:], for: .seconds(900), at: now)
            .map(\.subscription.url)
    }

    private func subscribe(_ urls: [String]) throws {
        _ = try first.synchronize(urls.map { Subscription(url: $0) }, at: now)
    }

    /// As if it had said nothing for a whole lease.
    private func silence(_ store: PostgresStore) throws {
        try first.write { $0.later("UPDATE workers SET lease_until = 1, seen_at = 1 WHERE name = $1", store.holder) }
    }

    /// Until somebody waits for what another holds.
    private func waitForWaiting() throws {
        var isWaiting = false
        while !isWaiting {
            usleep(10_000)
            isWaiting = try first.read {
                try $0.run(
                    """
                    SELECT EXISTS (SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock')
                    """
                ).first![0]
            }
        }
    }

    @Test func `a host is one worker's as long as that checks anything of it`() throws {
        let urls = (1...4).map { "http://one.test/\($0)" } + ["http://two.test/"]
        try subscribe(urls)
        let second = try another()
        let mine = try claim(first, 1)
        #expect(mine == [urls[0]])
        #expect(try claim(second) == ["http://two.test/"], "all else is of a host that the first one asks")
        #expect(try claim(first).count == 3)
        try first.release(feeds: [1, 2, 3, 4])
        #expect(try claim(second).count == 4)
    }

    @Test func `pages and feeds of a host are asked by one worker`() throws {
        try subscribe(["http://one.test/feed"])
        try first.write { transaction in
            transaction.later(
                """
                INSERT INTO items (id, feed, fingerprint, source, revision, first_seen, last_revised)
                VALUES (7, 1, 0, 0, 1, 0, 0)
                """)
            transaction.later(
                "INSERT INTO pages (item, url, host, due_at) VALUES (7, 'http://one.test/7', 'one.test', 0)")
        }
        func pages(_ store: PostgresStore) throws -> Int {
            try store.claimPages(of: nil, limit: 5, busyHosts: [], for: .seconds(900), at: now).count
        }
        let second = try another()
        #expect(try claim(first).count == 1)
        #expect(try pages(second) == 0)
        #expect(try pages(first) == 1)
        try first.release(feeds: [1])
        #expect(try claim(second).isEmpty, "its page is being read")
        try first.release(feeds: [], pages: [7])
        #expect(try claim(second).count == 1)
    }

    @Test func `what a lost worker had claimed is free at once, and it claims nothing more under that name`() throws {
        try subscribe(["http://one.test/", "http://two.test/", "http://three.test/"])
        let second = try another()
        _ = try claim(second, 1)
        #expect(try claim(first).count == 2)
        let old = second.holder
        try silence(second)
        #expect(try claim(second).isEmpty, "it has slept, and does not know yet")
        first.worker.beat()
        #expect(told.all.count == 1 && told.all[0].contains(old), "\(told.all)")
        #expect(try first.workers().map(\.name) == [first.holder, old])
        #expect(try first.workers().map { $0.lost != nil } == [false, true])
        #expect(try claim(first) == ["http://one.test/"])
        try second.release(feeds: [1])
        #expect(try first.workers().map(\.claims) == [3, 0], "what it gives back is not its own any more")
        second.worker.beat()
        #expect(second.holder != old)
        try first.release(feeds: [1, 2])
        #expect(try claim(second).count == 2)
    }

    @Test func `of two that have slept, each beat frees what was held before`() throws {
        try subscribe(["http://one.test/", "http://two.test/"])
        let second = try another()
        _ = try (claim(first, 1), claim(second, 1))
        try silence(second)
        try silence(first)
        second.worker.beat()
        first.worker.beat()
        #expect(try first.workers().filter { $0.lost == nil }.map(\.claims) == [0, 0])
        #expect(try claim(first).count == 2)
    }

    @Test func `one whose link is lost while it waits for its turn holds up nobody`() throws {
        let relay = try PostgresRelay(to: PostgresServer.shared.get().folder.path + "/.s.PGSQL.5432")
        defer { relay.close() }
        let name = address.description.split(separator: "/").last!
        let far = try PostgresStore(
            PostgresAddress("postgresql://nobody@127.0.0.1:\(relay.port)/\(name)?sslmode=disable&gssencmode=disable"))
        try far.join(as: WorkerPart())
        let holder = try PostgresConnection(address, for: .writing)
        _ = try holder.run([PostgresStatement("BEGIN"), PostgresStatement("SELECT FROM claim_turn FOR UPDATE")])
        Thread.detachNewThread { far.worker.beat() }
        try waitForWaiting()
        relay.silence()
        _ = try holder.run([
            PostgresStatement("COMMIT"), PostgresStatement("SET lock_timeout = '5s'"), PostgresStatement("BEGIN"),
        ])
        _ = try holder.run(PostgresStatement("SELECT FROM claim_turn FOR UPDATE"))
    }

    @Test func `nobody waits for what a lost worker is writing, which a later beat frees`() throws {
        try subscribe(["http://one.test/"])
        let second = try another()
        #expect(try claim(second).count == 1)
        let writing = try PostgresConnection(address, for: .writing)
        _ = try writing.run([PostgresStatement("BEGIN"), PostgresStatement("SELECT FROM claims FOR UPDATE")])
        try silence(second)
        first.worker.beat()
        #expect(told.all.count == 1 && told.all[0].contains(second.holder), "\(told.all)")
        #expect(try claim(first).isEmpty)
        _ = try writing.run(PostgresStatement("ROLLBACK"))
        first.worker.beat()
        #expect(try claim(first).count == 1)
    }

    @Test func `who ends gives back what it holds`() throws {
        try subscribe(["http://one.test/"])
        let second = try another()
        #expect(try claim(second).count == 1)
        second.worker.end()
        second.worker.beat()  // it was under way
        #expect(try claim(first).count == 1)
        #expect(try first.workers().map(\.name) == [first.holder])
    }

    @Test func `who ends on two ways at once has left when either is over`() throws {
        let second = try another()
        try second.join(as: WorkerPart())
        let holder = try PostgresConnection(address, for: .writing)
        _ = try holder.run([PostgresStatement("BEGIN"), PostgresStatement("SELECT FROM workers FOR UPDATE")])
        func end() {
            Thread.detachNewThread { [told] in
                second.worker.end()
                told.add("over")
            }
        }
        end()
        try waitForWaiting()
        end()
        usleep(200_000)
        #expect(told.all.isEmpty, "its row is there yet")
        _ = try holder.run(PostgresStatement("COMMIT"))
        while told.all.isEmpty { usleep(10_000) }
        #expect(try first.workers().isEmpty)
    }

    @Test func `one worker owns the feeds, until it is lost`() throws {
        let second = try another()
        try first.join(as: WorkerPart(ownsFeeds: true))
        let refusal = #expect(throws: StoreError.self) { try second.join(as: WorkerPart(ownsFeeds: true)) }
        #expect(refusal?.description.contains(first.holder) == true, "\(String(describing: refusal))")
        try second.join(as: WorkerPart())
        try silence(first)
        try second.join(as: WorkerPart(ownsFeeds: true))
        first.worker.beat()
        #expect(first.worker.part.ownsFeeds == false, "it has slept, and another was made the owner")
        #expect(try first.workers().filter(\.ownsFeeds).map(\.name).contains(second.holder))
    }

    @Test func `nobody waits for a worker that was killed on this machine`() throws {
        try subscribe(["http://one.test/"])
        let (second, third) = try (another(), another())
        try second.join(as: WorkerPart(ownsFeeds: true))
        #expect(try claim(second).count == 1)
        func began(_ text: String, _ replacement: String) throws {
            try first.write {
                $0.later(
                    "UPDATE workers SET identity = regexp_replace(identity, $1, $2) WHERE name = $3", text, replacement,
                    second.holder)
            }
        }
        // In another namespace a number is another process: of that nothing is known.
        try began("/([0-9]*)/([0-9]*)$", "/1\\1/1\\2")
        #expect(throws: StoreError.self) { try third.join(as: WorkerPart(ownsFeeds: true)) }
        try began("/1([0-9]*)/1([0-9]*)$", "/1\\1/\\2")
        try third.join(as: WorkerPart(ownsFeeds: true))
        #expect(try claim(third).count == 1)
        #expect(try first.workers().filter { $0.lost != nil }.map(\.name) == [second.holder])
        #expect(told.all.count == 1 && told.all[0].contains(second.holder), "\(told.all)")
    }

    @Test func `who reads by other rules than the owner is refused`() throws {
        try first.join(as: WorkerPart(ownsFeeds: true, settings: ["[[filter]]": "a", "[stories] agencies": "b"]))
        let second = try another()
        let refusal = #expect(throws: StoreError.self) {
            try second.join(as: WorkerPart(settings: ["[[filter]]": "a", "[stories] agencies": "c"]))
        }
        #expect(refusal?.description.hasPrefix("[stories] agencies is not as on") == true)
        try second.join(as: WorkerPart(settings: ["[[filter]]": "a", "[stories] agencies": "b"]))
        try first.join(as: WorkerPart(ownsFeeds: true, settings: ["[[filter]]": "d"]))
        try second.join(as: WorkerPart(settings: ["[[filter]]": "d", "[stories] agencies": "c"]))
    }

    @Test func `a worker that a newer version has overtaken claims nothing more, and says so once`() throws {
        try subscribe(["http://one.test/"])
        #expect(try claim(first, 1) == ["http://one.test/"])
        try first.release(feeds: [1])
        first.worker.beat()
        #expect(told.all.isEmpty)
        try first.write { $0.later("INSERT INTO migrations (name) VALUES ('of tomorrow')") }
        first.worker.beat()
        first.worker.beat()
        #expect(told.all.count == 1 && told.all[0].contains("newer version"), "\(told.all)")
        #expect(throws: StoreError.newerVersion(path: first.path)) { try claim(first) }
    }

    @Test func `a claim that has run out is another's, and its findings are not kept`() async throws {
        let store = try PostgresStore(PostgresServer.makeDatabase(), leaseClock: .caller)
        let urls = ["http://one.test/a", "http://one.test/b"]
        _ = try store.synchronize(urls.map { Subscription(url: $0) }, at: now)
        func claim(after seconds: TimeInterval) throws -> [ClaimedFeed] {
            try store.claim(.due, limit: 10, for: .seconds(60), at: now + seconds)
        }
        let first = try claim(after: 0)
        #expect(first.map(\.id) == [1, 2])
        #expect(try claim(after: 59.9).isEmpty)
        let second = try claim(after: 60)
        #expect(second.map(\.id) == [1, 2])
        func keep(_ feed: ClaimedFeed) async throws -> [Event] {
            var state = feed.state
            state.nextCheck = now
            let update = FeedUpdate(feed: feed, at: now, plans: .init(always: .init(state: state)))
            return try await store.record([.feed(update)])[0].get()
        }
        await #expect(throws: StoreError.leaseLost) { try await keep(first[0]) }
        _ = try await keep(second[0])
        await #expect(throws: StoreError.leaseLost) { try await keep(second[0]) }
        #expect(try claim(after: 61).map(\.id) == [1], "who keeps what it has found gives the feed back")
    }

    @Test func `what needs a secret is asked by those that know it`() throws {
        var closed = Subscription(url: "http://closed.test/")
        closed.headers = ["X-Key": "k"]
        _ = try first.synchronize([closed, Subscription(url: "http://open.test/")], at: now)
        #expect(try claim(first) == ["http://open.test/"])
        try first.join(as: WorkerPart(secrets: [closed.url]))
        #expect(try claim(first) == [closed.url])
    }
}
