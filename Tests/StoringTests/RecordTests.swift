import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing

@Suite struct RecordTests {
    @Test func `each entry is told once, the oldest first`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let first = try await test.record([item("b"), item("a")], of: feed)
        #expect(first.map(\.kind) == [.new, .new])
        #expect(first.map { $0.item?["title"]?.string } == ["The title of a", "The title of b"])
        #expect(try await test.record([item("b"), item("a")], of: feed).isEmpty)
        let third = try await test.record([item("c"), item("b"), item("a")], of: feed)
        #expect(third.map { $0.item?["title"]?.string } == ["The title of c"])
    }

    @Test func `numbers grow by one over feeds and kinds of events`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a", text: "Four people died in the flood, the ministry said on Monday.")], of: feed)
        let revised = item("a", text: "Three people died in the flood, the ministry said on Monday.")
        try await test.record([revised, item("b")], of: feed, after: 3600)
        let events = try test.store.events(after: 0)
        #expect(events.map(\.seq) == Array(1...Int64(events.count)))
        #expect(events.map(\.kind) == [.feedAdded, .new, .new, .revised])
    }

    @Test func `an event reads the same from the store as when it was told`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let told = try await test.record([item("a")], of: feed)
        var revised = item("a", text: "Now the entry says something that it did not say before, in other words.")
        revised.dateModified = test.now
        let toldLater = try await test.record([revised], of: feed, after: 60)
        #expect(toldLater.map(\.kind) == [.revised])
        let read = try test.store.events(after: told[0].seq - 1)
        #expect(read.map { JSONValue.object($0.json).encoded } == (told + toldLater).map { JSONValue.object($0.json).encoded })
    }

    @Test func `a feed that fails takes nothing along and leaves no gap`() async throws {
        let test = try TestStore()
        let good = try test.claim("http://feed.test/good.xml")
        let bad = try test.claim("http://feed.test/bad.xml")
        // No such feed: the foreign key refuses its items.
        let missing = ClaimedFeed(
            id: 999, host: bad.host, subscription: bad.subscription, state: bad.state, title: nil)
        let results = try await test.store.record([
            TestStore.check([item("x")], of: missing, at: test.now), TestStore.check([item("a")], of: good, at: test.now),
        ])
        #expect(throws: (any Error).self) { try results[0].get() }
        #expect(try results[1].get().map(\.seq) == [3])  // behind two feed-added
        #expect(try test.store.events(after: 0).count == 3)
    }

    @Test func `the same text is kept once`() async throws {
        let test = try TestStore()
        let text = "A press release that two feeds carry without a single change of a word in it."
        try await test.record([item("a", text: text)], of: test.claim("http://feed.test/1.xml"))
        try await test.record([item("b", text: text)], of: test.claim("http://other.test/2.xml"))
        let bodies = try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM texts WHERE body = ?", arguments: [text]) }
        #expect(bodies == 1)
    }

    @Test func `a new date over the same text moves the date and makes no event`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let events = try await test.record([item("a")], of: feed)
        var redated = item("a")
        redated.dateModified = test.now.addingTimeInterval(86_400)
        #expect(try await test.record([redated], of: feed, after: 90_000).isEmpty)
        let held = try #require(try test.store.findItem("\(events[0].facts["item"]!.int!)"))
        #expect(held.item?["date_modified"]?.string == redated.dateModified?.rfc3339)
    }

    @Test func `an item is found by its words, before and after a revision`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a", text: "Elephants cross the river at dawn while the village sleeps.")], of: feed)
        try await test.record(
            [item("a", text: "Giraffes cross the river at dawn while the village sleeps, it was corrected.")], of: feed,
            after: 60)
        func found(_ words: String) throws -> Int {
            var query = ItemQuery()
            query.words = words
            var count = 0
            try test.store.forEachItem(query) { _ in count += 1 }
            return count
        }
        #expect(try found("elephants") == 0)
        #expect(try found("giraffes river") == 1)
        #expect(try found("\"the village\" -elephants") == 1)
        #expect(try found("gira*") == 1)
        #expect(try found("village -giraffes") == 0)
        #expect(try found("AND OR ( NEAR \"") == 0)  // nothing a person types is an error
    }
}
