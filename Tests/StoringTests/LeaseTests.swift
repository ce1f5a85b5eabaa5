import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing

@Suite struct LeaseTests {
    @Test func `a claimed feed is nobody else's until its lease runs out`() throws {
        let test = try TestStore()
        _ = try test.store.synchronize([Subscription(url: "http://a.test/"), Subscription(url: "http://b.test/")], at: test.now)
        let other = try Store(path: test.store.path)
        let first = try test.store.claim(.due, limit: 1, for: .seconds(60), at: test.now)
        let second = try other.claim(.due, limit: 10, for: .seconds(60), at: test.now)
        #expect(Set((first + second).map(\.id)).count == 2)
        #expect(try other.claim(.due, limit: 10, for: .seconds(60), at: test.now).isEmpty)
        let later = test.now.addingTimeInterval(61)
        #expect(try other.claim(.due, limit: 10, for: .seconds(60), at: later).count == 2)
    }

    @Test func `what a killed process had claimed is free at the next start`() throws {
        let test = try TestStore()
        _ = try test.claim()
        // The number of a process that ended, with a start time that no living process has.
        try test.store.write { db in
            try db.execute(sql: "UPDATE feeds SET lease_holder = replace(lease_holder, '/', '/1')")
        }
        let next = try Store(path: test.store.path)
        #expect(try next.claim(.due, limit: 1, for: .seconds(60), at: test.now).count == 1)
    }

    @Test func `one host does not use up the places of others`() throws {
        let test = try TestStore()
        let slow = (1...20).map { Subscription(url: "http://slow.test/\($0)") }
        _ = try test.store.synchronize(slow + [Subscription(url: "http://quick.test/")], at: test.now)
        let first = try test.store.claim(.due, limit: 5, limitPerHost: 2, for: .seconds(60), at: test.now)
        #expect(first.filter { $0.host == "slow.test" }.count == 2)
        let second = try test.store.claim(
            .due, limit: 5, limitPerHost: 2, busyHosts: ["slow.test": 2], for: .seconds(60), at: test.now)
        #expect((first + second).contains { $0.host == "quick.test" })
        #expect(!second.contains { $0.host == "slow.test" })
    }

    @Test func `a clock that is set back takes the schedule along, and makes nothing due that was not`() async throws {
        let test = try TestStore()
        try await test.record([item("a")], of: try test.claim())
        let dayBefore = test.now.addingTimeInterval(-86_400)
        try test.store.moveSchedule(by: .seconds(-86_400), at: dayBefore)
        #expect(try test.store.nextDue() == dayBefore.addingTimeInterval(3600))
        try test.store.moveSchedule(by: .seconds(-86_400), at: dayBefore)
        #expect(try test.store.nextDue() == dayBefore, "never before now")
    }

    @Test func `a lease does not outlive the check`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        #expect(try test.store.claim(.only([feed.subscription.url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: test.now).count == 1)
    }
}
