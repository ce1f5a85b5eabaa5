import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct HealthTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Feeds with these states; due in an hour where they do not say.
    private func store(_ states: [FeedState], due: [Int: Date] = [:]) throws -> TestStore {
        let test = try TestStore()
        let store = test.store
        _ = try store.synchronize(states.indices.map { Subscription(url: "http://host\($0).test/") }, at: now)
        try store.write { [now] db in
            for (index, state) in states.enumerated() {
                try db.execute(
                    sql: "UPDATE feeds SET state = ?, due_at = ? WHERE url = ?",
                    arguments: [
                        JSONValue.object(state.json).encoded, (due[index] ?? now + 3600).milliseconds,
                        "http://host\(index).test/",
                    ])
            }
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

    @Test func `many feeds are one line`() throws {
        var silent = checked
        silent.isSilent = true
        let states =
            Array(repeating: checked, count: 3) + Array(repeating: failing(.unreachable), count: 1200)
            + [failing(.refused), failing(nil), silent]
        let test = try store(states, due: [0: now - 600, 1: now - 60])
        let health = try test.store.health(at: now)
        #expect(health.words == "1,206 feeds: 4 well, 1,202 failing (1,200 cannot be reached), 1 late, 1 silent")
        #expect(health.causes == [.unreachable: 1200, .refused: 1])
    }

    @Test func `what is well is not called failing, late or silent`() throws {
        let test = try store([checked])
        #expect(try test.store.health(at: now).words == "1 feed: 1 well, 0 late")
        let begun = try store([checked, FeedState(), FeedState()]).store.health(at: now)
        #expect(begun.words == "3 feeds: 1 well, 0 late, 2 not checked yet" && begun.well == 1)
        #expect(try self.store([]).store.health(at: now).words == "0 feeds: 0 well, 0 late")
    }

    @Test func `nothing is late in a pause`() throws {
        let test = try store([FeedState()], due: [0: now - 7200])
        try test.store.pause(until: now + 60)
        #expect(try test.store.health(at: now).late == 0)
        #expect(try test.store.health(at: now + 61).late == 1)
    }

    @Test func `the news of the last hour are counted, and no other events`() throws {
        let test = try store([FeedState()])
        let before = try test.store.health(at: now).newInLastHour
        try test.store.write { [now] db in
            for (seconds, kind) in [(-7200.0, "new"), (-3500, "new"), (-10, "duplicate"), (-5, "revised")] {
                try db.execute(
                    sql: "INSERT INTO events (at, kind, feed, facts) VALUES (?, ?, 1, '{}')",
                    arguments: [(now + seconds).milliseconds, kind])
            }
        }
        #expect(before == 0)
        #expect(try test.store.health(at: now).newInLastHour == 2)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func `numbers are written in groups of three`(_ number: Int, _ text: String) { #expect(grouped(number) == text) }
}
