import Loopback
import Testing

@testable import Fetching

@Suite(.timeLimit(.minutes(10))) struct SecondTryTests {
    private func fetcher() throws -> Fetcher {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.hostSpacing = .zero
        settings.timeout = .seconds(20)
        return try Fetcher(settings)
    }

    private func error(_ url: String, _ fetcher: Fetcher) async -> FetchError? {
        do throws(FetchError) {
            _ = try await fetcher.fetch(Request(url: url))
            return nil
        } catch { return error }
    }

    @Test(arguments: [LoopbackServer.Answer.End.close, .reset])
    func `a kept connection that ends with the next request costs no answer, however often`(
        _ end: LoopbackServer.Answer.End
    ) async throws {
        let answer = { @Sendable (_: String, count: Int) -> LoopbackServer.Answer in
            count == 1 ? .ok("<rss/>") : .init("", end)
        }
        let server = LoopbackServer(counting: answer)
        let other = LoopbackServer(address: "127.0.0.2", counting: answer)
        let fetcher = try fetcher()
        for _ in 0..<20 {
            #expect(await error(server.url, fetcher) == nil)
            #expect(await error(other.url, fetcher) == nil)
        }
    }

    @Test func `a new connection that ends without an answer is a failure, and asked once`() async throws {
        let server = LoopbackServer { _ in .init("", .close) }
        guard case .unreachable = await error(server.url, try fetcher()) else { return #expect(Bool(false)) }
        #expect(server.requests.count == 1)
    }

    @Test func `an answer that has begun is not asked for again`() async throws {
        let server = LoopbackServer(counting: { _, count in
            count == 1 ? .ok("<rss/>") : .init("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss", .close)
        })
        let fetcher = try fetcher()
        #expect(await error(server.url, fetcher) == nil)
        guard case .truncated = await error(server.url, fetcher) else { return #expect(Bool(false)) }
        #expect(server.requests.count == 2)
    }

    @Test func `a server that swallows each request is given up`() async throws {
        let server = LoopbackServer(counting: { head, count in
            head.contains("GET /first") ? .ok("<rss/>") : .init("", .close)
        })
        let fetcher = try fetcher()
        #expect(await error(server.url + "first", fetcher) == nil)
        guard case .unreachable = await error(server.url, fetcher) else { return #expect(Bool(false)) }
        #expect(server.requests.count <= 3)
    }

    /// Others share a fresh connection of HTTP/2, too, and it ends with an answer of theirs.
    @Test func `an answer that a fresh connection of many takes with it is asked for by one of its own, and once`()
        throws
    {
        let exchange = try Exchange(Request(url: "https://a.test/"), timeout: .seconds(5)) { _ in }
        func retries(_ interruption: Interruption) throws -> Hop.Attempt? {
            guard exchange.retries(after: interruption, .failed(reason: "reset")) else { return nil }
            return try exchange.hop(FetchSettings()).attempt
        }
        let cutShort = Interruption(isSwallowed: true, isHTTP2: false)
        #expect(try retries(cutShort) == .fresh)
        #expect(try retries(cutShort) == .http1)
        #expect(exchange.brokenHTTP2 == nil)
        #expect(try retries(cutShort) == nil)
    }

    @Test func `a fresh connection of HTTP/1.1 that ends with its answer is a failure`() throws {
        let exchange = try Exchange(Request(url: "http://a.test/"), timeout: .seconds(5)) { _ in }
        #expect(exchange.retries(after: Interruption(isSwallowed: true, isHTTP2: false), .failed(reason: "reset")))
        #expect(!exchange.retries(after: Interruption(isSwallowed: false, isHTTP2: false), .failed(reason: "reset")))
    }
}
