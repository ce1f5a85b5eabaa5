import FeedModel
import Fetching
import Foundation
import Loopback
import Storing
import Synchronization
import Testing

@testable import Daemon

/// Feeds that have too much to say, and feeds that a process died of.
@Suite(.timeLimit(.minutes(10))) struct OverlongTests {
    private func settings(items: Int) -> FetchSettings {
        var settings = FetchSettings.loopback
        settings.reading.items = items
        return settings
    }

    private func facts(_ outcomes: [Pipeline.Outcome]) -> [JSONObject] {
        outcomes.flatMap(\.events).filter { $0.kind == .feedOverlong }.map(\.facts)
    }

    @Test func `that entries were left is told once while it lasts, and raising the limit reads them`() async throws {
        let count = Mutex(5)
        let server = LoopbackServer { _ in
            .ok(rss((1...count.withLock { $0 }).map { "entry \($0)" }), "ETag: \"\(count.withLock { $0 })\"")
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        let scheduler = try daemon.scheduler(settings(items: 3))
        let told = facts(try await daemon.fetch(scheduler))
        #expect(told.map { facts in ["kept", "left", "limit"].map { facts[$0]?.int } } == [[3, 2, 3]])
        #expect(try daemon.told() == ["entry 3", "entry 2", "entry 1"])
        count.withLock { $0 = 6 }
        daemon.pass(.hours(25))
        #expect(facts(try await daemon.fetch(scheduler)).isEmpty)
        #expect(try daemon.state().overlongLimit == 3)
        // The same document, and its entity tag: it is asked for in full all the same.
        daemon.pass(.hours(25))
        #expect(facts(try await daemon.fetch(daemon.scheduler(settings(items: 10)))).isEmpty)
        #expect(try daemon.told().count == 6)
        #expect(try daemon.state().overlongLimit == nil)
    }

    @Test func `a document beyond its budget fails its feed alone, and names the key`() async throws {
        let server = LoopbackServer { head in
            .ok(
                head.hasPrefix("GET /large")
                    ? rss(["a"], channel: String(repeating: "<a/>", count: 100_000)) : rss(["b"]))
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "large"), Subscription(url: server.url + "small"))
        var settings = FetchSettings.loopback
        settings.reading.memory = 1 << 20
        let outcomes = try await daemon.fetch(daemon.scheduler(settings))
        #expect(outcomes.compactMap(\.failure).map { $0.contains("fetch.parse-memory-limit") } == [true])
        #expect(try daemon.told() == ["b"])
    }

    @Test func `a feed that a process died of comes later each time, until it has been read`() async throws {
        let server = LoopbackServer { _ in .ok(rss(["a"])) }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"), Subscription(url: server.url + "other"))
        let feed = try daemon.store.feeds(matching: "/feed")[0]
        for (number, wait) in [(1, 60.0), (2, 300), (3, 1800)] {
            try daemon.store.putOffInterrupted(feeds: [feed.id, 999], pages: [], at: daemon.now)
            let state = try daemon.store.feeds(matching: "/feed")[0].state
            #expect(state.interruptions == number)
            #expect(state.nextCheck == daemon.now.addingTimeInterval(wait))
            #expect(state.nextCheckReason?.contains("ended while it was being read") == true)
            #expect(try await daemon.fetch().allSatisfy { $0.feed.subscription.url.hasSuffix("/other") })
            daemon.pass(.seconds(wait))
        }
        #expect(try await daemon.fetch().map(\.feed.id).contains(feed.id))
        #expect(try daemon.store.feeds(matching: "/feed")[0].state.interruptions == 0)
    }
}
