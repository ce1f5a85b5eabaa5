import Glibc
import Loopback
import Testing

@testable import Fetching

@Suite(.timeLimit(.minutes(10))) struct WaitTests {
    private func ask(_ url: String, _ change: (inout FetchSettings) -> Void) async -> FetchError? {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        change(&settings)
        do throws(FetchError) {
            guard let fetcher = try? Fetcher(settings) else { fatalError("networks") }
            _ = try await fetcher.fetch(Request(url: url))
            return nil
        } catch { return error }
    }

    @Test func `time that is over says what was waited for`() async {
        let server = LoopbackServer { head in
            .init(head.contains("GET /silent") ? "" : "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss", .hang)
        }
        let stalls = { (settings: inout FetchSettings) in settings.stallTimeout = .seconds(1) }
        #expect(
            await ask(server.url + "silent", stalls)
                == .stalled(after: .seconds(1), waitingFor: .firstByte(of: "127.0.0.1")))
        #expect(await ask(server.url, stalls) == .stalled(after: .seconds(1), waitingFor: .progress))
        let secured = server.url.replacing("http:", with: "https:")
        #expect(
            await ask(secured) { $0.connectTimeout = .milliseconds(300) }
                == .stalled(after: .milliseconds(300), waitingFor: .handshake(with: "127.0.0.1")))
    }

    /// A name server that answers only what it likes to.
    private final class Names: Sendable {
        private let gate: (reader: Int32, writer: Int32)
        init() {
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            gate = (ends[0], ends[1])
        }
        deinit { close(gate.reader) }
        func lookUp(_ query: NameLookUps.Query) -> NameAnswer {
            let name = query.name
            var byte: UInt8 = 0
            if query.isIPv4Only { return name.hasPrefix("half") ? .addresses(["192.0.2.4"]) : .none }
            // Until it is closed.
            if name.hasPrefix("silent") || name.hasPrefix("half") { _ = read(gate.reader, &byte, 1) }
            return name.hasPrefix("none") ? .none : .addresses(["192.0.2.1"])
        }
        func open() { close(gate.writer) }
    }

    private func answers(_ lookUps: NameLookUps, _ count: Int) -> [String: NameAnswer] {
        var answers: [String: NameAnswer] = [:]
        for _ in 0..<20_000 where answers.count < count {
            for (name, answer) in lookUps.takeAnswers() { answers[name] = answer }
            usleep(1000)
        }
        return answers
    }

    @Test func `names that hang take no more than their share of threads, and others go on`() {
        let names = Names()
        let lookUps = NameLookUps(lookUp: names.lookUp) {}
        for number in 0..<1000 {
            lookUps.giveUp("silent\(number)", inVain: true)
            lookUps.ask(.init(name: "silent\(number)"))
        }
        #expect(lookUps.threads <= NameLookUps.most)
        for number in 0..<300 { lookUps.ask(.init(name: "good\(number)")) }
        lookUps.ask(.init(name: "none"))
        let found = answers(lookUps, 301)
        #expect(found.count == 301)
        #expect(found["good7"] == .addresses(["192.0.2.1"]) && found["none"] == NameAnswer.none)
        // Those that have answered are on their way out.
        for _ in 0..<20_000 where lookUps.threads > NameLookUps.most / 4 { usleep(1000) }
        #expect((1...NameLookUps.most / 4).contains(lookUps.threads), "those that hang")
        names.open()
        #expect(answers(lookUps, 1000).count == 1000, "each is answered in the end, once")
    }

    @Test func `where nobody answers for IPv6, a second try without it does`() {
        let names = Names()
        let lookUps = NameLookUps(lookUp: names.lookUp) {}
        for name in ["half", "silent"] {
            for isIPv4Only in [false, true] { lookUps.ask(.init(name: name, isIPv4Only: isIPv4Only)) }
        }
        #expect(answers(lookUps, 1) == ["half": .addresses(["192.0.2.4"])], "none of IPv4 is no answer yet")
        names.open()
        #expect(answers(lookUps, 2).count == 2)
    }

    @Test func `only a certain answer says that there is no such name`() {
        #expect(NameAnswer.means(EAI_NONAME) == .none)
        for code in [EAI_AGAIN, EAI_FAIL, EAI_SYSTEM, EAI_MEMORY] {
            guard case .unknown(let reason) = NameAnswer.means(code) else { return #expect(Bool(false)) }
            #expect(!reason.isEmpty)
        }
    }

    @Test(arguments: ["localhost.", "127.0.0.1."])
    func `the dot of the root changes nothing`(_ host: String) async {
        let server = LoopbackServer { _ in .ok("<rss/>") }
        #expect(await ask("http://\(host):\(server.port)/") { _ in } == nil)
    }
}
