import Testing

@testable import Fetching

@Suite struct DNSCacheLifetimeTests {
    @Test func `names are kept for minutes at rest, and for moments when many hosts are asked`() {
        var names = DNSCacheLifetime()
        #expect(names.keep(at: .seconds(10)) == .seconds(300))
        for second in 11...20 {
            for part in 0..<100 { _ = names.keep(at: .seconds(second) + .milliseconds(part * 10)) }
        }
        #expect((4...5).contains(names.keep(at: .seconds(20)) / .seconds(1)))
        #expect(names.keep(at: .seconds(60)) < .seconds(300))
        #expect(names.keep(at: .seconds(120)) == .seconds(300))
    }
}
