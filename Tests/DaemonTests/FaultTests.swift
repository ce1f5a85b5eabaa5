import FeedModel
import Fetching
import Foundation
import Loopback
import Storing
import Synchronization
import Testing

@testable import Daemon

/// What goes wrong between a server and the log: nothing is lost, nothing told twice, nobody stormed.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    private static let sound = rss(["tide", "ferry", "crane"])
    private static let head = "HTTP/1.1 200 OK\r\nETag: \"whole\"\r\nContent-Type: application/rss+xml\r\n"

    /// An answer that ends before its time, at each stage of an exchange.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: LoopbackServer.Answer
        var testDescription: String { name }
    }

    static var faults: [Fault] {
        let half = String(sound.prefix(sound.utf8.count / 2))
        let length = head + "Content-Length: \(sound.utf8.count)\r\n\r\n"
        let chunk = head + "Transfer-Encoding: chunked\r\n\r\n"
        func chunked(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }
        return [
            Fault(name: "reset before the answer", answer: .init("", .reset)),
            Fault(name: "reset in the status line", answer: .init("HTTP/1.1 20", .reset)),
            Fault(name: "reset in the headers", answer: .init(head, .reset)),
            Fault(name: "reset before the body", answer: .init(length, .reset)),
            Fault(name: "reset in the body", answer: .init(length + half, .reset)),
            Fault(name: "reset between chunks", answer: .init(chunk + chunked(half), .reset)),
            Fault(name: "closed before the answer", answer: .init("", .close)),
            Fault(name: "closed in the body", answer: .init(length + half, .close)),
            Fault(name: "closed in a chunk", answer: .init(chunk + "ffff\r\n" + half, .close)),
            Fault(name: "closed between chunks", answer: .init(chunk + chunked(sound), .close)),
            Fault(name: "a chunk of no length", answer: .init(chunk + "zz\r\n" + half, .close)),
            Fault(name: "no document's end", answer: .init(head + "\r\n" + half, .close)),
            Fault(name: "compression that is none", answer: .ok(half, "Content-Encoding: gzip", "ETag: \"whole\"")),
        ]
    }

    @Test(arguments: faults)
    func `an answer that breaks off loses nothing and is told once`(_ fault: Fault) async throws {
        let count = Mutex(0)
        let server = LoopbackServer { _ in
            switch count.withLock({
                $0 += 1; return $0
            }) {
            case 1: return .ok(rss(["crane"]), "ETag: \"old\"")
            case 2: return fault.answer
            default: return .ok(Self.sound, "ETag: \"whole\"")
            }
        }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        try await daemon.fetch()
        daemon.pass(.hours(3))
        #expect(try await daemon.fetch().map { $0.failure != nil } == [true])
        #expect(try await daemon.fetch().isEmpty, "not again at once")
        #expect(try daemon.state().validators.eTag == "\"old\"")
        #expect(try daemon.told() == ["crane"])
        daemon.pass(.hours(3))
        try await daemon.fetch()
        daemon.pass(.hours(3))
        try await daemon.fetch()
        #expect(try daemon.told() == ["crane", "ferry", "tide"])
        #expect(count.withLock { $0 } == 4)
        #expect(field("If-None-Match", of: server.requests[2]) == "\"old\"")
    }

    @Test func `what is called compressed and is not is read at once`() async throws {
        let server = LoopbackServer { _ in .ok(Self.sound, "Content-Encoding: gzip") }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        #expect(try await daemon.fetch().map(\.failure) == [nil])
        #expect(try daemon.told().count == 3)
    }

    @Test func `a name that cannot be resolved is a failure like others, and its end too`() async throws {
        let server = LoopbackServer { _ in .ok(Self.sound) }
        // No resolver takes a label of 64 letters: the answer does not depend on a network.
        let name = String(repeating: "a", count: 64) + ".test"
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: "http://\(name):\(server.port)/feed"))
        let outcome = try #require(try await daemon.fetch().first)
        #expect(outcome.failure?.contains("no address") == true)
        daemon.pass(.hours(2))
        var settings = FetchSettings.loopback
        settings.answers = ["\(name):\(server.port):127.0.0.1"]
        try await daemon.fetch(daemon.scheduler(settings))
        #expect(try daemon.told() == ["crane", "ferry", "tide"])
        #expect(try daemon.state().failures == 0)
    }

    /// Ten feeds of a server that counts its requests, under a running daemon.
    private func live(_ body: (TestDaemon, Scheduler, _ requests: () -> Int) async throws -> Void) async throws {
        let server = LoopbackServer { head in
            let path = String(head.split(separator: " ")[1])
            return head.contains("If-None-Match")
                ? .status("304 Not Modified") : .ok(rss([path, "more of " + path]), "ETag: \"1\"")
        }
        let daemon = try TestDaemon()
        _ = try daemon.store.synchronize((0..<10).map { Subscription(url: server.url + "\($0)") }, at: daemon.now)
        let scheduler = try daemon.scheduler()
        let running = Task { await scheduler.run() }
        try await daemon.turn(scheduler)
        #expect(server.requests.count == 10)
        try await body(daemon, scheduler) { server.requests.count }
        await scheduler.stop()
        await running.value
        #expect(try Set(daemon.told()).count == 20 && daemon.told().count == 20)
    }

    @Test(arguments: [Duration.hours(24), .hours(7)])
    func `after a suspend, or a clock set forward, each feed is asked once`(_ jump: Duration) async throws {
        try await live { daemon, scheduler, requests in
            daemon.pass(jump)
            try await daemon.turn(scheduler)
            #expect(requests() == 20)
            daemon.pass(.minutes(30))
            try await daemon.turn(scheduler)
            #expect(requests() == 20)
        }
    }

    @Test func `a clock set back a day changes no wait`() async throws {
        try await live { daemon, scheduler, requests in
            daemon.pass(-.hours(24))
            try await daemon.turn(scheduler)
            #expect(requests() == 10)
            daemon.pass(.minutes(30))
            try await daemon.turn(scheduler)
            #expect(requests() == 10)
            daemon.pass(.hours(24))
            try await daemon.turn(scheduler)
            #expect(requests() == 20)
        }
    }

    /// A Retry-After that was counted by a wrong clock does not outlive the mistake.
    @Test func `a clock set back takes what servers asked along`() async throws {
        let server = LoopbackServer { _ in .status("429 Slow down", "", ["Retry-After: 7200"]) }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        let scheduler = try daemon.scheduler()
        let running = Task { await scheduler.run() }
        try await daemon.turn(scheduler)
        daemon.pass(-.hours(24))
        try await daemon.turn(scheduler)
        daemon.pass(.minutes(90))
        try await daemon.turn(scheduler)
        #expect(server.requests.count == 1)
        daemon.pass(.minutes(90))
        try await daemon.turn(scheduler)
        #expect(server.requests.count == 2)
        await scheduler.stop()
        await running.value
    }

    /// The same for a daemon that was not running when the clock was set back.
    @Test func `a start after the clock was set back goes on as before it`() async throws {
        let server = LoopbackServer { _ in .ok(Self.sound) }
        let daemon = try TestDaemon()
        try daemon.subscribe(Subscription(url: server.url + "feed"))
        try await daemon.fetch()
        daemon.pass(.hours(12))
        try await daemon.fetch()  // without news: no event is as late as this
        daemon.pass(-.hours(24))
        try daemon.store.repairScheduleAfterClockStep(at: daemon.now)
        daemon.pass(.minutes(30))
        try await daemon.fetch()
        #expect(server.requests.count == 2)
        daemon.pass(.hours(3))
        try await daemon.fetch()
        #expect(server.requests.count == 3)
    }
}

private prefix func - (duration: Duration) -> Duration { .zero - duration }
