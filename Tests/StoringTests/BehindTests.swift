import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// A store that was put back from a backup, or made anew, goes on above the numbers that its log has.
@Suite struct BehindTests {
    private func marks(_ store: SQLiteStore) throws -> [EventMark] { try store.events(after: 0).map { EventMark($0) } }

    @Test func `numbers go on above the log's, and an event of no feed tells the range`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a"), item("b")], of: feed)
        let behind = try test.store.goOn(above: 91, sharing: 3, at: test.now)
        #expect(behind == StoreBehind(at: test.now, from: 4, to: 91))
        try await test.record([item("c"), item("a"), item("b")], of: feed, after: 60)
        let events = try test.store.events(after: 3)
        #expect(events.map(\.seq) == [92, 93] && events.map(\.kind) == [.storeBehind, .new])
        let line = events[0].json
        #expect(line["_dateline"]?["from"]?.int == 4 && line["_dateline"]?["to"]?.int == 91)
        #expect(line["_dateline"]?["feed"] == nil && line["id"]?.string == "dateline:event:92")
        #expect(try test.store.behind()?.to == 91)
    }

    @Test func `events that the log has not get numbers above, in their order`() async throws {
        let test = try TestStore()
        try await test.record([item("c"), item("b"), item("a")], of: test.claim())
        let titles = try test.store.events(after: 1).compactMap { $0.item?["title"]?.string }
        let behind = try test.store.goOn(above: 3, sharing: 1, at: test.now)
        #expect(behind.moved == 2)
        let events = try test.store.events(after: 0)
        #expect(events.map(\.seq) == [1, 4, 5, 6, 7])
        let moved = [events[3], events[4], events[1]].compactMap { $0.item?["title"]?.string }
        #expect(moved == titles, "2 and 3, whose numbers mean something else in the log; 4 keeps its number")
        #expect(events[2].kind == .storeBehind)
    }

    @Test func `a number is the same event only where all that the log says agrees`() async throws {
        let test = try TestStore()
        try await test.record([item("a")], of: test.claim())
        let events = try test.store.events(after: 0)
        for event in events {
            let line = try JSONValue(parsing: JSONValue.object(event.json).encoded)
            let mark = try #require(EventMark(line))
            #expect(try mark == EventMark(event) && test.store.holds(mark))
        }
        let mark = EventMark(events[1])
        let changes: [(inout EventMark) -> Void] = [
            { $0.seq = 9 }, { $0.seq = 1 }, { $0.at += 0.001 }, { $0.kind = "revised" }, { $0.feed = 2 },
            { $0.item = 7 },
            { $0.revision = nil },
        ]
        for change in changes {
            var other = mark
            change(&other)
            #expect(try !test.store.holds(other))
        }
    }
}
