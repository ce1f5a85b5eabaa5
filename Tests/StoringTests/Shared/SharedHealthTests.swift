import FeedModel
import Foundation
import Testing

@testable import Storing

/// How feeds are doing, in numbers, in both engines.
@Suite struct SharedHealthTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Feeds with these states; due in an hour where they do not say.
    private func store(_ engine: Engine, _ states: [FeedState], due: [Int: Date] = [:]) throws -> SharedStore {
        let test = try SharedStore(engine)
        _ = try test.store.synchronize(
            states.indices.map { Subscription(url: "http://host\($0).test/") }, removingOthers: true, at: now)
        for (index, state) in states.enumerated() {
            let due = (due[index] ?? now + 3600).milliseconds
            try test.execute(
                """
                UPDATE feeds SET state = '\(JSONValue.object(state.json).encoded)', due_at = \(due)
                WHERE url = 'http://host\(index).test/'
                """)
        }
        return test
    }

    private func failing(_ kind: FeedErrorKind?) -> FeedState {
        var state = FeedState()
        (state.failures, state.errorKind, state.lastError) = (3, kind, "no answer")
        return state
    }

    private var checked: FeedState {
        var state = FeedState()
        state.lastCheck = now
        return state
    }

    @Test(arguments: Engine.allCases)
    func `many feeds are one line`(_ engine: Engine) throws {
        var silent = checked
        silent.isSilent = true
        let states =
            Array(repeating: checked, count: 3) + Array(repeating: failing(.unreachable), count: 1200)
            + [failing(.refused), failing(nil), silent]
        let test = try store(engine, states, due: [0: now - 600, 1: now - 60])
        let health = try test.store.health(at: now)
        #expect(health.words == "1,206 feeds: 4 well, 1,202 failing (1,200 cannot be reached), 1 late, 1 silent")
        #expect(health.causes == [.unreachable: 1200, .refused: 1])
    }

    @Test(arguments: Engine.allCases)
    func `what is well is not called failing, late or silent`(_ engine: Engine) throws {
        let test = try store(engine, [checked])
        #expect(try test.store.health(at: now).words == "1 feed: 1 well, 0 late")
        let begun = try store(engine, [checked, FeedState(), FeedState()]).store.health(at: now)
        #expect(begun.words == "3 feeds: 1 well, 0 late, 2 not checked yet" && begun.well == 1)
        #expect(try self.store(engine, []).store.health(at: now).words == "0 feeds: 0 well, 0 late")
    }

    @Test(arguments: Engine.allCases)
    func `nothing is late in a pause`(_ engine: Engine) throws {
        let test = try store(engine, [FeedState()], due: [0: now - 7200])
        try test.store.pause(until: now + 60)
        #expect(try test.store.health(at: now).late == 0)
        #expect(try test.store.health(at: now + 61).late == 1)
    }

    @Test(arguments: Engine.allCases)
    func `the news of the last hour are counted, and no other events`(_ engine: Engine) throws {
        let test = try store(engine, [FeedState()])
        let before = try test.store.health(at: now).newInLastHour
        for (place, (seconds, kind)) in [(-7200.0, "new"), (-3500, "new"), (-10, "duplicate"), (-5, "revised")]
            .enumerated()
        {
            try test.execute(
                """
                INSERT INTO events (seq, at, kind, feed, facts)
                VALUES (\(100 + place), \((now + seconds).milliseconds), '\(kind)', 1, '{}')
                """)
        }
        #expect(before == 0)
        #expect(try test.store.health(at: now).newInLastHour == 2)
    }
}
