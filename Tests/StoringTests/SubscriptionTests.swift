import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// Which feeds are subscribed to, and under which addresses.
@Suite struct SubscriptionTests {
    private let test: TestStore
    private let a = Subscription(url: "http://a.test/")
    private let b = Subscription(url: "http://b.test/")
    private static let patience = Duration.seconds(60)

    init() throws {
        test = try TestStore()
        _ = try test.store.synchronize([a, b], at: test.now)
    }

    /// What the configuration says, seconds later.
    private func read(_ subscriptions: [Subscription], after seconds: TimeInterval) throws -> [EventKind] {
        // Each time as a process that has just been started.
        try SQLiteStore(path: test.store.path).synchronize(
            subscriptions, patience: Self.patience, at: test.now.addingTimeInterval(seconds)
        ).map(\.kind)
    }

    private func urls() throws -> [String] {
        try test.store.feeds().map(\.url).sorted()
    }

    @Test func `another spelling is the same feed`() async throws {
        let feed = try test.claim(a.url)
        try await test.record([item("a")], of: feed)
        let spelled = Subscription(url: "HTTP://A.test:80/#top")
        #expect(try read([spelled, b], after: 10) == [])
        #expect(try urls() == [spelled.url, b.url])
        let again = try test.store.claim(.only([spelled.url]), limit: 1, for: .seconds(60), at: test.now)
        #expect(again.map(\.id) == [feed.id])
        #expect(try test.store.ensureFeed(Subscription(url: "http://a.test"), at: test.now) == spelled.url)
        // Another request is another feed.
        #expect(try read([spelled, b, Subscription(url: "https://a.test/")], after: 20) == [.feedAdded])
    }

    /// Checks `a`, which is asked at `address` in its place.
    private func move(to address: String, isProven: Bool) async throws -> ClaimedFeed {
        let feed = try test.claim(a.url)
        var check = TestStore.check([item("a"), item("b")], of: feed, at: test.now)
        var state = feed.state
        (state.move.address, state.move.isProven, state.validators.eTag) = (address, isProven, "\"new\"")
        check.plans = .init(always: .init(state: state))
        _ = try await test.store.take(check)
        return feed
    }

    @Test(arguments: [true, false])
    func `the address that a feed has moved to keeps its past`(_ isProven: Bool) async throws {
        let feed = try await move(to: "http://new.test/feed", isProven: isProven)
        // By hand, in the file.
        let new = Subscription(url: "http://NEW.test/feed")
        #expect(try read([new, b], after: 10) == (isProven ? [] : [.feedMoved]))
        let again = try test.store.claim(.only([new.url]), limit: 1, for: .seconds(60), at: test.now)[0]
        #expect(again.id == feed.id)
        #expect(again.state.validators.eTag == "\"new\"")
        #expect(again.state.move == FeedState.Move())
        #expect(try await test.record([item("a"), item("b")], of: again, after: 60).isEmpty)
    }

    @Test func `an address that nobody vouches for is another feed`() async throws {
        let feed = try await move(to: "http://new.test/feed", isProven: false)
        #expect(try read([Subscription(url: "http://other.test/"), b], after: 10) == [.feedAdded])
        // While the old one stands beside the new, they are two.
        #expect(try read([a, b, Subscription(url: "http://new.test/feed")], after: 10) == [.feedAdded])
        #expect(try test.store.feeds(matching: "http://a.test/").map(\.id) == [feed.id])
    }

    @Test func `a person's word keeps the past, but not what belongs to the old address`() async throws {
        let feed = try test.claim(a.url)
        var check = TestStore.check([item("a"), item("b")], of: feed, at: test.now)
        var state = feed.state
        (state.validators.eTag, state.bodyHash, state.isGone, state.rhythm.moments) = ("\"1\"", "x", true, [9, 5])
        check.plans = .init(always: .init(state: state))
        _ = try await test.store.take(check)
        let inFlight = try test.store.claim(.only([a.url]), limit: 1, for: .seconds(60), at: test.now)[0]
        // It was looked at before, by hand.
        try test.store.ensureFeed(Subscription(url: "http://new.test/"), at: test.now)
        let events = try test.store.readdress(from: a.url, to: "http://new.test/", at: test.now) {}
        #expect(events.map(\.kind) == [.feedMoved])
        #expect(events.first?.move?.from == a.url)
        // A check that was under way brings no validators of the old address.
        try await test.record([item("a")], of: inFlight, after: 1)
        let again = try test.store.claim(.due, limit: 9, for: .seconds(60), at: test.now).first { $0.id == feed.id }
        #expect(again?.subscription.url == "http://new.test/")
        #expect(again?.state.validators.isEmpty == true && again?.state.bodyHash == nil && again?.state.isGone == false)
        #expect(again?.state.rhythm.moments == [9, 5])
        #expect(try read([Subscription(url: "http://new.test/"), b], after: 5) == [])
        #expect(try await test.record([item("a"), item("b")], of: #require(again), after: 60).isEmpty)
    }

    /// What a person has typed may be a slip; what the configuration has, or has been read, is remembered with its failure.
    @Test(arguments: ["slip", "subscribed", "read", "asked to wait"])
    func `nothing is kept or told of an address that never was a feed`(_ kind: String) async throws {
        let test = try TestStore()
        let url = "http://typed.test/"
        if kind == "subscribed" {
            _ = try test.store.synchronize([Subscription(url: url)], removingOthers: false, at: test.now)
        } else {
            try test.store.ensureFeed(Subscription(url: url), at: test.now)
        }
        func claim() throws -> ClaimedFeed? {
            try test.store.claim(.only([url]), limit: 1, for: .seconds(60), at: test.now).first
        }
        var feed = try #require(try claim())
        if kind == "read" {
            var check = TestStore.check([item("a")], of: feed, at: test.now)
            var state = feed.state
            (state.lastCheck, state.lastSuccess) = (test.now, test.now)
            check.plans = .init(always: .init(state: state))
            _ = try await test.store.take(check)
            feed = try #require(try claim())
        }
        var state = feed.state
        (state.lastCheck, state.failures) = (test.now, 1)
        if kind == "asked to wait" { state.notBefore = test.now.addingTimeInterval(60) }
        let plan = FeedUpdate.Plan(state: state, events: [(.feedFailing, JSONObject())])
        let events = try await test.store.take(FeedUpdate(feed: feed, at: test.now, plans: .init(always: plan)))
        #expect(events.map(\.kind) == (kind == "slip" ? [] : [.feedFailing]))
        #expect(try (claim() != nil) == (kind != "slip"))
    }

    @Test func `a login leaves the store, bytes and all, and its feed stays`() async throws {
        let url = "http://assigner:hunter2@login.test/feed"
        try test.store.ensureFeed(Subscription(url: url), at: test.now)
        let feed = try test.store.claim(.only([url]), limit: 1, for: .seconds(60), at: test.now)[0]
        try await test.record([item("a")], of: feed)
        #expect(try test.store.takeOutLogins() == ["http://login.test/feed"])
        #expect(try test.store.takeOutLogins() == [])
        let again = try test.store.claim(.only(["http://login.test/feed"]), limit: 1, for: .seconds(60), at: test.now)[
            0]
        #expect(again.id == feed.id && again.subscription.url == "http://login.test/feed" && again.host == "login.test")
        #expect(try await test.record([item("a")], of: again, after: 60).isEmpty)
        for file in try FileManager.default.contentsOfDirectory(at: test.folder, includingPropertiesForKeys: nil) {
            #expect(try !Data(contentsOf: file).contains("hunter2".utf8), "\(file)")
        }
    }

    @Test func `of two feeds of one address the one without a login keeps it`() throws {
        for url in ["http://login.test/feed", "http://assigner:hunter2@login.test/feed", "http://login.test/@me"] {
            try test.store.ensureFeed(Subscription(url: url), at: test.now)
        }
        // A spelling of the first: as an older version kept it.
        try test.store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO feeds (url, host, is_subscribed, settings, added_at)
                    VALUES ('http://u:hunter2@login.test/feed', '', 0, '{}', 0)
                    """)
        }
        _ = try test.store.takeOutLogins()
        let held = try test.store.read { try String.fetchAll($0, sql: "SELECT url FROM feeds ORDER BY id") }
        #expect(held.filter { $0 == "http://login.test/feed" }.count == 1)
        #expect(held.contains("http://login.test/@me"))
        #expect(!held.joined().contains("hunter2"))
    }

    @Test func `names of any length find feeds or none, and are no patterns`() throws {
        let long = String(repeating: "x", count: 200_000)
        #expect(try test.store.feeds(matching: long).isEmpty)
        #expect(try test.store.feeds(matching: "%").isEmpty)
        #expect(try test.store.feeds(matching: "A.TEST").map(\.url) == [a.url])
        var query = ItemQuery()
        query.words = (0..<3000).map { "-w\($0)" }.joined(separator: " ") + " " + long
        try test.store.forEachItem(query) { _ in Issue.record("nothing is held") }
        query.words = (0..<3000).map { "w\($0)" }.joined(separator: " ")
        try test.store.forEachItem(query) { _ in Issue.record("nothing is held") }
        #expect(try test.store.findItem(long) == nil)
    }
}
