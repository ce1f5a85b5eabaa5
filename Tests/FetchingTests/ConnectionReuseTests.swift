import Testing

@testable import Fetching

@Suite struct ConnectionReuseTests {
    @Test func `the first hosts keep their connections, and others once those are not used any more`() {
        var kept = ConnectionReuse(limit: 2)
        let uses: [(host: String, second: Int, isKept: Bool)] = [
            ("a", 0, true), ("b", 10, true), ("c", 20, false), ("a", 30, true),
            ("c", 70, true),  // b was not used for a minute
            ("b", 80, false),
            ("b", 90, true),  // nor was a
        ]
        for use in uses {
            let isKept = kept.keep(use.host, at: .seconds(use.second))
            #expect(isKept == use.isKept, "\(use)")
        }
    }
}
