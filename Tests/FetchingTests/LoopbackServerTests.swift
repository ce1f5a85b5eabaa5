import Fetching
import Loopback
import Testing

@Suite struct LoopbackServerTests {
    /// A server that has ended before its thread's first turn once took the connections of the next one.
    @Test func `a server that has ended takes nothing from those that came after it`() async throws {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.hostSpacing = .zero
        let fetcher = try Fetcher(settings)
        for _ in 0..<200 {
            for _ in 0..<4 { _ = LoopbackServer { _ in .ok("gone") } }
            let server = LoopbackServer { _ in .ok("here", "Connection: close") }
            #expect(try await fetcher.fetch(Request(url: server.url)).body == Array("here".utf8))
            #expect(server.connections == 1)
        }
    }
}
