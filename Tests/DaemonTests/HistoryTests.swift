import FeedModel
import Fetching
import Foundation
import Loopback
import Synchronization
import Testing

@testable import Daemon

/// `history = true`: older pages are read back (RFC 5005).
@Suite(.timeLimit(.minutes(10))) struct HistoryTests {
    private func link(_ rel: String, _ target: String) -> String { "<atom:link rel=\"\(rel)\" href=\"\(target)\"/>" }

    private func subscription(_ server: LoopbackServer, _ change: (inout Subscription) -> Void = { _ in })
        -> Subscription
    {
        var subscription = Subscription(url: server.url + "feed")
        subscription.readsHistory = true
        change(&subscription)
        return subscription
    }

    private func paths(_ server: LoopbackServer) -> [String] {
        server.requests.map { String($0.split(separator: " ")[1]) }
    }

    @Test func `archive pages are read back, once, and the feed stays what it is`() async throws {
        let server = LoopbackServer { [self] head in
            switch head.split(separator: " ")[1] {
            case "/2":
                .ok(rss(["ferry", "crane"], channel: "<fh:archive/>" + link("prev-archive", "/1")), "ETag: \"a\"")
            case "/1": .ok(rss(["anchor"], channel: "<fh:archive/><ttl>600</ttl>"))
            default:
                .ok(
                    rss(["tide", "ferry"], channel: link("prev-archive", "/2") + link("next", "/other")), "ETag: \"f\"")
            }
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(subscription(server))
        try await daemon.fetch()
        #expect(paths(server) == ["/feed", "/2", "/1"])
        #expect(server.requests.allSatisfy { field("If-None-Match", of: $0) == nil })
        #expect(try daemon.told() == ["ferry", "tide", "crane", "anchor"])
        let state = try daemon.state()
        #expect(state.validators.eTag == "\"f\"")
        #expect(state.documentHint == nil, "an archive page's hints are about itself")
        #expect(state.history?.pages == 2 && state.history?.next == nil)
        daemon.pass(.days(1))
        try await daemon.fetch()
        #expect(paths(server).suffix(1) == ["/feed"])
        #expect(try daemon.told().count == 4)
    }

    @Test func `a page that fails is tried again later, after a restart too, and costs the feed nothing`() async throws
    {
        let failures = Mutex(2)
        let server = LoopbackServer { [self] head in
            switch head.split(separator: " ")[1] {
            case "/feed": return .ok(rss(["c"], channel: link("next", "/2")))
            case "/2":
                let fails = failures.withLock { count in
                    count -= 1
                    return count >= 0
                }
                return fails
                    ? .init("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss", .close)
                    : .ok(rss(["b"], channel: link("next", "/3")))
            default: return .ok(rss(["a"]))
            }
        }
        let first = try TestDaemon()
        try first.subscribe(subscription(server))
        let outcomes = try await first.fetch()
        #expect(outcomes.map { $0.failure != nil } == [false, true])
        #expect(try first.state().failures == 0)
        #expect(try first.told() == ["c"])
        #expect(try await first.fetch().isEmpty, "not at once")

        let second = try TestDaemon(in: first.folder)
        second.pass(.hours(4))
        try await second.fetch()
        second.pass(.hours(4))
        try await second.fetch()
        #expect(try second.told() == ["c", "b", "a"])
        #expect(try second.state().history?.next == nil)
        #expect(paths(server).filter { $0 == "/2" }.count == 3)
    }

    @Test(arguments: [
        ["/2": "/3", "/3": "/4", "/4": "/5", "/5": "/3"], ["/2": "/2"], ["/2": "/feed"],
    ])
    func `circles are left`(_ next: [String: String]) async throws {
        let server = LoopbackServer { [self] head in
            let path = String(head.split(separator: " ")[1])
            return .ok(rss([path], channel: link("next", next[path] ?? "/2")))
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(subscription(server))
        try await daemon.fetch()
        #expect(try daemon.state().history?.next == nil)
        #expect(paths(server).count <= 3 * (next.count + 1))
        #expect(try Set(daemon.told()) == Set(next.keys).union(["/feed"]))
    }

    @Test func `a server that pays no attention to the page is not asked for ever`() async throws {
        let count = Mutex(0)
        let server = LoopbackServer { [self] _ in
            let page = count.withLock { count in
                count += 1
                return count
            }
            return .ok(rss(["same"], channel: link("next", "/\(page)")))
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(subscription(server))
        try await daemon.fetch()
        #expect(server.requests.count <= 3)
    }

    @Test func `an older text of an entry is no revision, and another site's page no history`() async throws {
        let server = LoopbackServer { [self] head in
            switch head.split(separator: " ")[1] {
            case "/feed":
                .ok(
                    rss(["crane"], channel: link("next", "/2")).replacingOccurrences(
                        of: "is to be said", with: "was corrected"))
            case "/2": .ok(rss(["crane", "anchor"], channel: link("next", "/3")))
            default: .ok(rss(["offers"], title: "Captive portal"))
            }
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(subscription(server))
        let outcomes = try await daemon.fetch()
        #expect(outcomes.flatMap(\.events).compactMap { $0.item == nil ? nil : $0.kind }.contains(.revised) == false)
        #expect(try daemon.told() == ["crane", "anchor"])
    }

    @Test func `a feed that was long subscribed begins with its next check, and a server's 429 is heeded`() async throws
    {
        let server = LoopbackServer { [self] head in
            switch head.split(separator: " ")[1] {
            case "/2": .status("429 Slow down", "", ["Retry-After: 7200"])
            default:
                head.contains("If-None-Match")
                    ? .status("304 Not Modified") : .ok(rss(["c"], channel: link("next", "/2")), "ETag: \"1\"")
            }
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(subscription(server) { $0.readsHistory = false })
        try await daemon.fetch()
        try daemon.subscribe(subscription(server))
        daemon.pass(.days(1))
        try await daemon.fetch()
        #expect(paths(server) == ["/feed", "/feed", "/2"])
        daemon.pass(.minutes(119))
        try await daemon.fetch()
        #expect(paths(server).count == 3)
        daemon.pass(.minutes(30))
        try await daemon.fetch()
        #expect(paths(server).filter { $0 == "/2" }.count == 2)
        try daemon.subscribe(subscription(server) { $0.readsHistory = false })
        daemon.pass(.days(2))
        try await daemon.fetch()
        #expect(try daemon.state().history == nil)
    }
}
