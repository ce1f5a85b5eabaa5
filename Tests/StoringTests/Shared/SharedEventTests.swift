import FeedModel
import Foundation
import Testing

@testable import Storing

/// The events, and a store that is found behind its log.
@Suite(.serialized) struct SharedEventTests {
    private func makeTest(_ engine: Engine) throws -> SharedStore {
        let test = try SharedStore(engine)
        for (place, name) in ["a", "b", "c"].enumerated() {
            let feed = Subscription(url: "http://\(name).test/")
            _ = try test.store.synchronize([feed], removingOthers: false, at: test.now + Double(place))
        }
        return test
    }

    @Test(arguments: Engine.allCases)
    func `events are read from any number on, and from the end`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        #expect(try test.store.lastSeq() == 3)
        #expect(try test.store.events(after: 1).map(\.seq) == [2, 3])
        #expect(try test.store.events(after: 0, limit: 2).map(\.feed.url) == ["http://a.test/", "http://b.test/"])
        #expect(try test.store.lastEvents(2).map(\.seq) == [2, 3])
        #expect(try test.store.firstEvent() == test.now)
        #expect(try test.store.marks(after: 1, limit: 9) == test.store.events(after: 1).map(EventMark.init))
        #expect(try test.store.identity() == test.reopened().identity())
        #expect(try test.store.identity() != SharedStore(engine).store.identity())
        #expect(try SharedStore(engine).store.firstEvent() == nil)
        #expect(try SharedStore(engine).store.lastSeq() == 0)
    }

    @Test(arguments: Engine.allCases)
    func `a number is the same event only where all that the log says agrees`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        for event in try test.store.events(after: 0) {
            let mark = try #require(EventMark(JSONValue(parsing: JSONValue.object(event.json).encoded)))
            #expect(try test.store.holds(mark))
            #expect(try test.store.holds(event.seq, fingerprint: mark.fingerprint))
        }
        let mark = try test.store.marks(after: 1, limit: 1)[0]
        let changes: [(inout EventMark) -> Void] = [
            { $0.seq = 9 }, { $0.seq = 1 }, { $0.at += 0.001 }, { $0.kind = "revised" }, { $0.feed = 3 },
            { $0.item = 7 }, { $0.revision = 1 },
        ]
        for change in changes {
            var other = mark
            change(&other)
            #expect(try !test.store.holds(other))
            #expect(try !test.store.holds(other.seq, fingerprint: other.fingerprint))
        }
    }

    @Test(arguments: Engine.allCases)
    func `numbers go on above the log's, and an event of no feed tells the range`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        #expect(try test.store.behind() == nil && test.store.missingNumbers() == [])
        let behind = try test.store.goOn(above: 91, sharing: 3, at: test.now)
        #expect(behind == StoreBehind(at: test.now, from: 4, to: 91))
        _ = try test.store.synchronize([Subscription(url: "http://d.test/")], removingOthers: false, at: test.now)
        let events = try test.store.events(after: 3)
        #expect(events.map(\.seq) == [92, 93] && events.map(\.kind) == [.storeBehind, .feedAdded])
        // Its readers may know feeds of the numbers between.
        #expect(events[1].feed.id == 3 + 88 + 1)
        let line = events[0].json
        #expect(line["_dateline"]?["from"]?.int == 4 && line["_dateline"]?["to"]?.int == 91)
        #expect(line["_dateline"]?["feed"] == nil && line["id"]?.string == "dateline:event:92")
        #expect(try test.store.behind() == behind)
        #expect(try test.store.missingNumbers() == [4...91])
    }

    @Test(arguments: Engine.allCases)
    func `events that the log has not get numbers above, in their order`(_ engine: Engine) throws {
        let test = try makeTest(engine)
        let behind = try test.store.goOn(above: 3, sharing: 1, at: test.now)
        #expect(behind.moved == 2)
        let events = try test.store.events(after: 0)
        #expect(events.map(\.seq) == [1, 4, 5, 6])
        #expect(events.map(\.feed.url) == ["http://a.test/", "", "http://b.test/", "http://c.test/"])
        _ = try test.store.synchronize([Subscription(url: "http://d.test/")], removingOthers: false, at: test.now)
        #expect(try test.store.lastSeq() == 7)
    }
}
