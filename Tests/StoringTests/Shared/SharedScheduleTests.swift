import FeedModel
import Foundation
import Testing

@testable import Storing

/// Which feeds are to be checked, when, and by whom.
@Suite(.serialized) struct SharedScheduleTests {
    @Test(arguments: Engine.allCases)
    func `a claimed feed is nobody else's until its lease runs out`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize(
            [Subscription(url: "http://a.test/"), Subscription(url: "http://b.test/")], at: test.now)
        let other = try test.reopened()
        let first = try test.store.claim(.due, limit: 1, for: .seconds(60), at: test.now)
        let second = try other.claim(.due, limit: 10, for: .seconds(60), at: test.now)
        #expect(Set((first + second).map(\.id)).count == 2)
        #expect(try other.claim(.due, limit: 10, for: .seconds(60), at: test.now).isEmpty)
        #expect(first[0].lease == test.now + 60)
        let later = test.now.addingTimeInterval(61)
        #expect(try other.claim(.due, limit: 10, for: .seconds(60), at: later).count == 2)
    }

    @Test(arguments: Engine.allCases)
    func `one host does not use up the places of others`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        let slow = (1...20).map { Subscription(url: "http://slow.test/\($0)") }
        _ = try test.store.synchronize(slow + [Subscription(url: "http://quick.test/")], at: test.now)
        let first = try test.store.claim(
            .due, limit: 5, limitPerHost: 2, busyHosts: [:], for: .seconds(60), at: test.now)
        #expect(first.filter { $0.host == "slow.test" }.count == 2)
        let second = try test.store.claim(
            .due, limit: 5, limitPerHost: 2, busyHosts: ["slow.test": 2], for: .seconds(60), at: test.now)
        #expect((first + second).contains { $0.host == "quick.test" })
        #expect(!second.contains { $0.host == "slow.test" })
    }

    @Test(arguments: Engine.allCases)
    func `a host with many feeds is asked for several at once, when half of its places are free`(
        _ engine: Engine
    ) throws {
        let test = try SharedStore(engine)
        let feeds = (1...20).map { Subscription(url: "http://many.test/\($0)") }
        _ = try test.store.synchronize(feeds, at: test.now)
        func claim(busy: Int) throws -> Int {
            try test.store.claim(
                .due, limit: 50, limitPerHost: 6, busyHosts: ["many.test": busy], for: .seconds(60), at: test.now
            ).count
        }
        #expect(try [5, 4, 3, 0].map(claim) == [0, 0, 3, 6])
    }

    @Test(arguments: Engine.allCases)
    func `all feeds are claimed the longest unchecked first and each once`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        let urls = (1...6).map { "http://feed\($0).test/" }
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now)
        for (place, url) in urls.enumerated().dropLast() {
            let feed = try #require(try test.claim(url))
            var state = feed.state
            (state.lastCheck, state.nextCheck) = (test.now + Double(place * 37 % 5), test.now + 3600)
            try test.setState(state, of: feed.id)
            try test.store.release(feeds: [feed.id])
        }
        let scope = ClaimScope.all(notCheckedSince: test.now + 3)
        let claimed = try test.store.claim(scope, limit: 50, for: .seconds(60), at: test.now + 10)
        #expect(claimed.map(\.subscription.url) == [5, 0, 3, 1].map { urls[$0] })
        #expect(try test.store.claim(scope, limit: 50, for: .seconds(60), at: test.now + 10).isEmpty)
    }

    @Test(arguments: Engine.allCases)
    func `a list is claimed in its order, each feed once`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        let urls = (1...6).map { "http://feed\($0).test/" }
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now)
        var scope = ClaimScope.only(
            [urls[4], "http://unknown.test/", urls[1], urls[4], urls[0]], notCheckedSince: test.now)
        #expect(try test.store.count(scope, at: test.now) == 3)
        let first = try test.store.claim(scope, limit: 2, for: .seconds(60), at: test.now)
        #expect(first.map(\.subscription.url) == [urls[4], urls[1]])
        scope.remove(first)
        let second = try test.store.claim(scope, limit: 9, for: .seconds(60), at: test.now)
        #expect(second.map(\.subscription.url) == [urls[0]])
    }

    @Test(arguments: Engine.allCases)
    func `a claim is given back by who has it alone`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize([Subscription(url: "http://a.test/")], at: test.now)
        let feed = try #require(try test.claim("http://a.test/"))
        if engine == .postgres {
            try test.reopened().release(feeds: [feed.id])
            #expect(try test.claim("http://a.test/") == nil)
        }
        try test.store.release(feeds: [feed.id])
        #expect(try test.claim("http://a.test/")?.id == feed.id)
    }

    @Test(arguments: Engine.allCases)
    func `a clock that is set back takes the schedule along, and makes nothing due that was not`(
        _ engine: Engine
    ) throws {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize([Subscription(url: "http://a.test/")], at: test.now)
        let feed = try #require(try test.claim("http://a.test/"))
        var state = feed.state
        (state.lastCheck, state.nextCheck) = (test.now, test.now + 3600)
        try test.setState(state, of: feed.id)
        try test.store.release(feeds: [feed.id])
        let dayBefore = test.now - 86_400
        // The last check lies ahead: so the clock was set back while nothing ran.
        try test.store.repairScheduleAfterClockStep(at: test.now - 10)
        #expect(try test.store.nextDue() == test.now + 3600)
        try test.store.repairScheduleAfterClockStep(at: dayBefore)
        #expect(try test.store.nextDue() == dayBefore + 3600)
        let moved = try #require(try test.claim("http://a.test/"))
        #expect(moved.state.lastCheck == dayBefore && moved.state.nextCheck == dayBefore + 3600)
        #expect(moved.state.notBefore == nil && moved.state.history == nil)
        try test.store.moveSchedule(by: .seconds(-86_400), at: dayBefore)
        #expect(
            try test.store.nextDue() == max(dayBefore, test.now + 60), "never before now, and not while it is claimed")
    }

    @Test(arguments: Engine.allCases)
    func `what a process died of is put off, at growing distance`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize([Subscription(url: "http://a.test/")], at: test.now)
        var waits: [TimeInterval] = []
        for _ in 0..<3 {
            try test.store.putOffInterrupted(feeds: [1, 99], pages: [7], at: test.now)
            waits.append(try #require(try test.store.nextDue()).timeIntervalSince(test.now))
        }
        #expect(waits == [60, 300, 1800])
        #expect(try test.claim("http://a.test/")?.state.interruptions == 3)
    }

    @Test(arguments: Engine.allCases)
    func `a pause holds for whoever opens the store, until it ends`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        #expect(try test.store.pausedUntil(at: test.now) == nil)
        try test.store.pause(until: test.now + 60)
        #expect(try test.reopened().pausedUntil(at: test.now) == test.now + 60)
        #expect(try test.store.pausedUntil(at: test.now + 60) == nil)
        try test.store.pause(until: .distantFuture)
        #expect(try test.store.pausedUntil(at: test.now + 1e9).map(isEndless(pause:)) == true)
        try test.store.pause(until: nil)
        #expect(try test.store.pausedUntil(at: test.now) == nil)
    }

    @Test(arguments: Engine.allCases)
    func `feeds are made due, all of them or those that are named`(_ engine: Engine) throws {
        let test = try SharedStore(engine)
        let urls = ["http://a.test/", "http://b.test/"]
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now + 100)
        try test.store.ensureFeed(Subscription(url: "http://c.test/"), at: test.now)
        #expect(try test.store.makeDue([urls[1], "http://c.test/", "http://d.test/"], at: test.now) == [urls[1]])
        #expect(try test.store.count(.due, at: test.now) == 1)
        #expect(try test.store.makeDue(nil, at: test.now).sorted() == urls)
        #expect(try test.store.count(.due, at: test.now) == 2)
    }

    @Test(arguments: Engine.allCases)
    func `to see whether anybody can be reached, well feeds are asked first, one of each host`(
        _ engine: Engine
    ) throws {
        let test = try SharedStore(engine)
        let urls = ["http://a.test/1", "http://a.test/2", "http://b.test/", "http://c.test/", "http://d.test/"]
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now)
        func set(_ id: Int64, _ change: (inout FeedState) -> Void) throws {
            var state = FeedState()
            (state.lastCheck, state.lastSuccess) = (test.now - 7200, test.now - 7200)
            state.nextCheck = test.now + 60 * Double(id)
            change(&state)
            try test.setState(state, of: id)
        }
        try set(1) { _ in }
        try set(2) { ($0.lastSuccess, $0.nextCheck) = (test.now - 60, test.now - 5) }
        try set(3) { ($0.failures, $0.nextCheck) = (2, test.now - 9) }
        try set(4) { ($0.headerHint, $0.nextCheck) = (.seconds(86_000), test.now + 80_000) }
        try set(5) { $0.notBefore = test.now + 100 }
        func asked(_ choice: WitnessChoice, besides handled: [Int64] = []) throws -> [String] {
            try test.store.feedsToTry(choice, besides: handled, at: test.now)
        }
        #expect(try asked(.due) == [urls[1], urls[2]])
        #expect(try asked(.due, besides: [2]) == [urls[2]])
        #expect(try asked(.dueNext) == [urls[1]])
        #expect(try asked(.dueNext, besides: [2]) == [urls[0]])
        #expect(try asked(.surest) == [urls[1], urls[3]])
    }
}
