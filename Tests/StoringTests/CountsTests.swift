import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct CountsTests {
    private func counts(_ store: SQLiteStore) throws -> [String: Int] {
        try store.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT name, sum(count) FROM hourly GROUP BY name")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    @Test func `what is done is counted by the hour`() async throws {
        let test = try TestStore()
        var feed = try test.claim()
        // Due ten minutes before it is checked.
        feed.state.nextCheck = test.now - 600
        let text = (0..<60).map { "word\($0 * 37 % 61)" }.joined(separator: " ")
        try await test.record([item("a", text: text)], of: feed)
        feed.state.nextCheck = test.now + 7200
        try await test.record([item("a", text: text), item("b")], of: feed, after: 7200)
        var copy = item("c", text: text)
        copy.url = "http://copy.test/c"
        feed = try test.claim("http://copy.test/")
        feed.state.nextCheck = nil
        try await test.record([copy], of: feed, after: 7200)
        var failing = FeedState()
        (failing.failures, failing.errorKind) = (1, .refused)
        var other = try test.claim("http://other.test/")
        other.lease = nil
        try await test.store.take(
            FeedUpdate(feed: other, at: test.now + 7200, plans: .init(always: .init(state: failing))))
        try await test.store.take(
            FeedUpdate(feed: other, at: test.now + 7200, plans: .init(always: .init(state: FeedState()))))
        #expect(
            try counts(test.store) == [
                "check-read": 3, "check-refused": 1, "check-unchanged": 1, "item": 2, "copy": 1, "late": 1,
                "lateness-seconds": 600,
            ])
        let hours = try test.store.read { try String.fetchAll($0, sql: "SELECT DISTINCT hour FROM hourly ORDER BY 1") }
        #expect(hours == ["2025-12-17T19:00:00Z", "2025-12-17T21:00:00Z"])
    }

    @Test func `counts are kept four hundred days`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        try await test.record([item("a"), item("b")], of: feed, after: 399 * 86400)
        #expect(try counts(test.store)["item"] == 2)
        try await test.record([item("a")], of: feed, after: 401 * 86400)
        #expect(try counts(test.store)["item"] == 1)
    }

    @Test func `when something last changed is not when it was published`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func row() throws -> [String?] {
            let overview = try #require(try test.store.feeds().first).json
            let times = try test.store.read { db in
                let row = try Row.fetchOne(db, sql: "SELECT last_news, last_change FROM feed")
                return [row?[0], row?[1]] as [String?]
            }
            return times + [overview["last_news"]?.string, overview["last_change"]?.string]
        }
        var state = feed.state
        (state.lastNews, state.rhythm.newest) = (test.now, test.now - 5000)
        var document = Feed(format: .rss20)
        document.items = [item("a")]
        var unleased = feed
        unleased.lease = nil
        func take(_ seconds: TimeInterval) async throws {
            try await test.store.take(
                FeedUpdate(
                    feed: unleased, at: test.now + seconds, document: document,
                    plans: .init(always: .init(state: state)))
            )
        }
        #expect(try row() == [nil, nil, nil, nil])
        try await take(0)
        let (published, first) = ("2025-12-17T18:10:00Z", "2025-12-17T19:33:20.000Z")
        #expect(try row() == [published, first, published, first])
        // Nothing new; then a change.
        try await take(60)
        #expect(try row()[1] == first)
        document.items[0].contentText! += " And it has been corrected, in more than a word of what it says."
        document.items[0].contentHTML = nil
        try await take(120)
        #expect(try row() == [published, "2025-12-17T19:35:20.000Z", published, "2025-12-17T19:35:20.000Z"])
    }

    @Test(arguments: [false, true])
    func `growth is told from what came of late`(_ isLimited: Bool) async throws {
        let test = try TestStore()
        let feed = try test.claim()
        var rules = Retention()
        if isLimited { rules.items = 100 }
        let items = (0..<1200).map { item("n\($0)") }
        try await test.record(Array(items.prefix(600)), of: feed)
        // Of less than a day nothing is said.
        try await test.record(items, of: feed, after: 3600)
        #expect(try test.store.growth(rules, at: test.now + 7200).aYear == nil)
        let growth = try test.store.growth(rules, at: test.now + 10 * 86400)
        // 1,200 in ten days.
        let each = Double(try #require(growth.aYear)) / (120 * 365)
        #expect(growth.isLimited == isLimited)
        if isLimited {
            #expect((500...1000).contains(each))
        } else {
            #expect(abs(each / (Double(growth.size) / 1200) - 1) < 0.1)
        }
        // Some time without any, and there is no growth.
        #expect(try test.store.growth(rules, at: test.now + 60 * 86400).aYear == nil)
    }
}
