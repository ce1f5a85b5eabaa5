import FeedModel
import Fetching
import Foundation
import Loopback
import Storing
import Synchronization
import Testing

@testable import Daemon

/// Whose fault it is that nobody can be reached.
@Suite struct NetworkEvidenceTests {
    /// Asks `sites`, all at the same time, with this outcome.
    private func ask(
        _ sites: [String], _ trace: NetworkTrace, wasWell: Bool = true, _ evidence: inout NetworkEvidence
    ) {
        for (number, site) in sites.enumerated() { evidence.begin(Int64(number), at: site) }
        for number in sites.indices { _ = evidence.end(Int64(number), trace, wasWell: wasWell) }
    }

    private func sites(_ count: Int) -> [String] { (0..<count).map { "h\($0).test" } }

    @Test func `three hosts that were well, and the one that answered last, are enough`() {
        var evidence = NetworkEvidence()
        ask(sites(3), .silence, &evidence)
        #expect(evidence.judgement(.always) == .askWitness(besides: Set(sites(3)), surest: true))
        evidence.ask(witness: "last.test", surest: true)
        ask(["last.test"], .silence, &evidence)
        #expect(evidence.judgement(.always) == .ours)
        #expect(evidence.isDown)
        ask(["h1.test"], .answer, &evidence)
        #expect(!evidence.isDown)
    }

    @Test func `one answer makes all failures before it the feeds' own`() {
        var evidence = NetworkEvidence()
        for (number, site) in sites(31).enumerated() { evidence.begin(Int64(number), at: site) }
        for number in 0..<30 { #expect(evidence.end(Int64(number), .silence, wasWell: true) == .undecided) }
        #expect(evidence.judgement(.always) == .open, "one is still under way")
        #expect(evidence.end(30, .answer, wasWell: true) == .answered)
        #expect(evidence.silent.isEmpty)
    }

    @Test func `with two hosts it cannot be told, and with three where there are no more it can`() {
        for (count, judgement) in [(1, NetworkEvidence.Judgement.theirs), (2, .theirs), (3, .ours)] {
            var evidence = NetworkEvidence()
            ask(sites(count), .silence, wasWell: false, &evidence)
            guard case .askWitness(_, let surest) = evidence.judgement(.always) else { return #expect(Bool(false)) }
            evidence.ask(witness: nil, surest: surest)
            #expect(evidence.judgement(.always) == judgement)
        }
    }

    @Test func `hosts that were never read, or failed before, are weak evidence`() {
        var evidence = NetworkEvidence()
        ask(sites(11), .silence, wasWell: false, &evidence)
        #expect(evidence.judgement(.always) == .askWitness(besides: Set(sites(11)), surest: false))
        ask(sites(12), .silence, wasWell: false, &evidence)
        #expect(evidence.judgement(.always) == .askWitness(besides: Set(sites(12)), surest: true))
    }

    @Test func `in a single round a few failures at its end are the feeds' own, many are looked into`() {
        var evidence = NetworkEvidence()
        ask(["good.test"], .answer, &evidence)
        ask(sites(2), .silence, &evidence)
        #expect(evidence.judgement(.ifNeeded) == .theirs)
        ask(sites(5), .silence, &evidence)
        #expect(evidence.judgement(.never) == .theirs)
        #expect(evidence.judgement(.ifNeeded) == .askWitness(besides: Set(sites(5)), surest: true))
        var none = NetworkEvidence()
        ask(sites(3), .silence, wasWell: false, &none)
        #expect(none.judgement(.never) == .ours, "nobody has answered at all")
    }

    @Test func `one page in the place of all hosts is a hotspot's, two are two hosts'`() {
        var evidence = NetworkEvidence()
        ask(sites(3), .stranger("login.test"), &evidence)
        ask(["tls.test"], .silence, &evidence)
        #expect(evidence.silent.count == 4)
        ask(["h9.test"], .stranger("elsewhere.test"), &evidence)
        #expect(evidence.silent.isEmpty)
    }

    @Test func `what is in one hand is one site`() {
        let same = [
            "https://a.example.org/feed", "https://b.c.example.org:8443/", "http://EXAMPLE.org",
            "http://user@www.example.org/x",
        ]
        #expect(Set(same.map(site(of:))) == ["example.org"])
        let apart = [
            "https://a.co.uk/", "https://b.co.uk/", "https://www.c.com.br/", "http://127.0.0.2:81/",
            "http://127.0.0.3:81/",
            "http://[::1]/", "http://[::2]/", "http://a.io/", "http://b.io/",
        ]
        #expect(Set(apart.map(site(of:))).count == apart.count)
    }

    @Test func `a failure says something of the network, of its host, or nothing`() {
        func trace(_ error: FetchError, stranger: String? = nil) -> NetworkTrace? {
            CheckFailure.fetching(error).trace(askedAt: "https://a.test/feed", stranger: stranger)
        }
        func refusal(_ status: Int, at url: String = "https://a.test/feed") -> FetchError {
            .refused(Refusal(status: status, url: url))
        }
        let silent: [FetchError] = [
            .unknownHost("a.test"), .unreachable(host: "a.test", reason: ""), .untrusted(host: "a.test", reason: ""),
            .timedOut(after: .seconds(9)), .stalled(after: .seconds(9), waitingFor: .progress),
            .noTLS(host: "a.test", reason: ""),
            .lookUpFailed(host: "a.test", reason: ""), .proxy(ProxyTrouble(proxy: "p", reason: "")),
        ]
        for error in silent { #expect(trace(error) == .silence) }
        for status in [301, 401, 404, 429, 500, 503] { #expect(trace(refusal(status)) == .answer) }
        #expect(trace(.truncated(reason: "")) == .answer)
        #expect(trace(refusal(403, at: "http://login.test/")) == .stranger("login.test"))
        #expect(trace(refusal(511)) == .stranger("511"))
        #expect(trace(.unreachable(host: "login.test", reason: "")) == .stranger("login.test"), "a redirect led there")
        #expect(trace(.forbiddenAddress(host: "a.test", address: "10.0.0.1", network: "")) == .stranger("10.0.0.1"))
        #expect(trace(.forbiddenAddress(host: "10.0.0.1", address: "10.0.0.1", network: "")) == nil)
        #expect(trace(.hostResting(host: "a.test", retryAfter: nil)) == nil)
        #expect(CheckFailure.unreadable("").trace(askedAt: "https://a.test/", stranger: nil) == .answer)
        #expect(CheckFailure.webPage(naming: nil).trace(askedAt: "https://a.test/", stranger: "x") == .stranger("x"))
    }
}

/// The same with servers on loopback addresses.
@Suite(.timeLimit(.minutes(10))) struct NetworkTests {
    /// Hosts that answer by `state`: `up`, `down`, `login` (all lead to one page), `parked` (each has a page of its own).
    private final class Town: Sendable {
        let states: Mutex<[String]>
        let daemon: TestDaemon
        let servers: [LoopbackServer]
        init(_ count: Int) throws {
            states = Mutex(Array(repeating: "up", count: count))
            daemon = try TestDaemon()
            let portal = LoopbackServer(address: "127.0.0.99") { _ in .ok("<html><body>Log in</body></html>") }
            let answer = Mutex<@Sendable (Int) -> String>({ _ in "up" })
            servers =
                [portal]
                + (0..<count).map { number in
                    LoopbackServer(address: "127.0.0.\(number + 2)") { head in
                        switch answer.withLock({ $0 })(number) {
                        case "down": return .init("", .reset)
                        case "login": return .redirect(302, to: portal.url)
                        case "parked": return .ok("<html><body>Page \(number)</body></html>", "Content-Type: text/html")
                        default: return .ok(rss(["first of \(number)"], title: "Host \(number)"))
                        }
                    }
                }
            answer.withLock { answer in answer = { [weak self] number in self?.states.withLock { $0[number] } ?? "up" }
            }
            _ = try daemon.store.synchronize(
                servers.dropFirst().map { Subscription(url: $0.url + "feed") }, at: daemon.now)
        }
        func set(_ state: String, _ range: Range<Int>) {
            states.withLock { states in for number in range { states[number] = state } }
        }
        var failures: [Int] { get throws { try daemon.store.feeds(matching: nil).map(\.state.failures).sorted() } }
    }

    @Test(arguments: ["down", "login"]) func `an outage of our own counts against no feed`(_ trouble: String)
        async throws
    {
        let town = try Town(6)
        town.set(trouble, 0..<6)
        #expect(
            try await town.daemon.fetch().allSatisfy { $0.hadNoNetwork && $0.events.isEmpty }, "the first start of all")
        town.set("up", 0..<6)
        #expect(try await town.daemon.fetch().compactMap(\.failure).isEmpty)
        #expect(try town.daemon.told().count == 6)
        town.set(trouble, 0..<6)
        for _ in 0..<4 {
            town.daemon.pass(.hours(3))
            let outcomes = try await town.daemon.fetch()
            #expect(outcomes.allSatisfy { $0.hadNoNetwork && $0.events.isEmpty && $0.failure == nil })
        }
        #expect(try town.failures == [0, 0, 0, 0, 0, 0])
        #expect(try town.daemon.store.nextDue()! <= town.daemon.now)
        town.set("up", 0..<6)
        let outcomes = try await town.daemon.fetch()
        #expect(outcomes.count == 6 && outcomes.allSatisfy { $0.failure == nil && !$0.hadNoNetwork }, "all at once")
    }

    @Test func `a running daemon tries one host after the other, and goes on with all when one answers`() async throws {
        let town = try Town(6)
        let network = NetworkWatch(pauses: .milliseconds(20)...Duration.milliseconds(40))
        let reports = Mutex<[NetworkWatch.Report]>([])
        network.whenChanged { report in reports.withLock { $0.append(report) } }
        let scheduler = try town.daemon.scheduler(network: network)
        let running = Task { await scheduler.run() }
        try await town.daemon.turn(scheduler)
        town.set("down", 0..<6)
        town.daemon.pass(.hours(3))
        let due = town.daemon.now
        func requests() -> [Int] { town.servers.dropFirst().map(\.requests.count) }
        let before = requests()
        while zip(requests(), before).contains(where: { $0 < $1 + 4 }) {
            await scheduler.wake()
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try town.failures == [0, 0, 0, 0, 0, 0])
        #expect(requests().max()! - requests().min()! <= 2, "by turns")
        town.set("up", 0..<6)
        while try town.daemon.store.feeds(matching: nil).contains(where: { $0.state.lastSuccess != due }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        await scheduler.stop()
        await running.value
        #expect(try town.daemon.told().count == 6)
        #expect(reports.withLock { $0.count } == 2)
    }

    @Test func `what is held when the daemon stops is given up, and not counted`() async throws {
        let town = try Town(6)
        try await town.daemon.fetch()
        town.set("down", 0..<6)
        town.daemon.pass(.hours(3))
        let scheduler = try town.daemon.scheduler()
        let running = Task { await scheduler.run() }
        while town.servers.dropFirst().map(\.requests.count).reduce(0, +) < 8 {
            try await Task.sleep(for: .milliseconds(1))
        }
        await scheduler.stop()
        await running.value
        #expect(try town.failures == [0, 0, 0, 0, 0, 0])
        #expect(try town.daemon.store.nextDue()! <= town.daemon.now, "no lease is left")
    }

    @Test(arguments: ["down", "login", "parked"])
    func `one host that answers makes the failures of the others their own`(_ trouble: String) async throws {
        let town = try Town(6)
        try await town.daemon.fetch()
        town.set(trouble, 0..<5)
        town.daemon.pass(.hours(3))
        let failures = try await town.daemon.fetch().compactMap(\.failure)
        #expect(failures.count == 5)
        let counted = try town.failures
        #expect(counted == [0, 1, 1, 1, 1, 1])
    }

    @Test func `pages of the hosts' own are no hotspot's`() async throws {
        let town = try Town(4)
        try await town.daemon.fetch()
        town.set("parked", 0..<4)
        town.daemon.pass(.hours(3))
        #expect(try await town.daemon.fetch().filter { $0.failure != nil }.count == 4)
        #expect(try town.failures == [1, 1, 1, 1])
    }

    @Test func `of two hosts it cannot be told`() async throws {
        let town = try Town(2)
        try await town.daemon.fetch()
        town.set("down", 0..<2)
        town.daemon.pass(.hours(3))
        try await town.daemon.fetch()
        #expect(try town.failures == [1, 1])
    }

    /// Only the first host's feed is due; whether there is a network is asked of others, no more than it takes.
    @Test(arguments: [(1, 1, 1), (6, 0, 3)])
    func `a failure that is alone is judged by asking others`(_ down: Int, _ counted: Int, _ asked: Int) async throws {
        let town = try Town(6)
        try await town.daemon.fetch()
        let first = town.servers[1].url + "feed"
        town.set("down", 0..<down)
        town.daemon.pass(.minutes(50))
        // An operator's wish makes it due before the others.
        let others = town.servers.dropFirst(2).map { Subscription(url: $0.url + "feed") }
        var wish = Subscription(url: first)
        wish.interval = .minutes(5)
        _ = try town.daemon.store.synchronize([wish] + others, at: town.daemon.now)
        let before = town.servers.map(\.requests.count)
        try await town.daemon.scheduler().checkOnce(.only([first], notCheckedSince: town.daemon.now))
        let after = town.servers.map(\.requests.count)
        #expect(try town.failures.last == counted)
        #expect(zip(after, before).dropFirst(2).filter { $0 > $1 }.count == asked)
    }
}
