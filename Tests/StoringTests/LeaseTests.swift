import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct LeaseTests {
    @Test func `a claimed feed is nobody else's until its lease runs out`() throws {
        let test = try TestStore()
        _ = try test.store.synchronize(
            [Subscription(url: "http://a.test/"), Subscription(url: "http://b.test/")], at: test.now)
        let other = try SQLiteStore(path: test.store.path)
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
        let next = try SQLiteStore(path: test.store.path)
        #expect(try next.claim(.due, limit: 1, for: .seconds(60), at: test.now).count == 1)
    }

    /// A process number of another container tells nothing here.
    @Test func `a holder lives as long as its lock is held, in whatever namespace`() throws {
        let boot = LeaseHolder.bootID
        func isAlive(_ holder: String, held: Bool) -> Bool { LeaseHolder.mayBeAlive(holder) { _ in held } }
        #expect(isAlive("\(boot)/1/99/4026530000/5", held: true))
        #expect(!isAlive("\(boot)/1/99/4026530000/5", held: false))
        #expect(isAlive("another-boot/1/99/4026530000/5", held: true))
        #expect(!isAlive("another-boot/1/99/4026530000/5", held: false))
        #expect(isAlive(LeaseHolder.current.description, held: false), "its lock file was taken away")
        // Of versions that had no locks.
        let parts = LeaseHolder.current.description.split(separator: "/")
        #expect(isAlive(parts[..<3].joined(separator: "/"), held: false))
        #expect(!isAlive("\(boot)/\(parts[1])/1", held: false))
    }

    @Test func `a lease of a living process in another container stays`() throws {
        let test = try TestStore()
        _ = try test.claim()
        let other = try StoreLock(of: test.store.path)
        other.hold(12345)
        let holder = "\(LeaseHolder.bootID)/1/1/4026530000/12345"
        try test.store.write { db in try db.execute(sql: "UPDATE feeds SET lease_holder = ?", arguments: [holder]) }
        #expect(try SQLiteStore(path: test.store.path).claim(.due, limit: 1, for: .seconds(60), at: test.now).isEmpty)
    }

    @Test func `a check whose lease was taken over is dropped whole, and others are kept`() async throws {
        let test = try TestStore()
        let (slow, good) = (try test.claim(), try test.claim("http://feed.test/b.xml"))
        let later = test.now.addingTimeInterval(120)
        let taken = try test.store.claim(.only([slow.subscription.url]), limit: 1, for: .seconds(60), at: later)[0]
        func check(_ feed: ClaimedFeed, _ name: String) -> StoreChange {
            var document = Feed(format: .rss20)
            document.items = [item(name)]
            return .feed(
                FeedUpdate(feed: feed, at: later, document: document, plans: .init(always: .init(state: FeedState()))))
        }
        let results = try await test.store.record([check(slow, "old"), check(good, "beside")])
        #expect(throws: StoreError.leaseLost) { try results[0].get() }
        #expect(try results[1].get().map(\.kind) == [.new])
        #expect(try await test.store.record([check(taken, "taken")])[0].get().map(\.kind) == [.new])
        let again = try await test.store.record([check(taken, "twice")])
        #expect(throws: StoreError.leaseLost) { try again[0].get() }
        let told = try test.store.events(after: 0).compactMap { $0.item?["title"]?.string }
        #expect(told == ["The title of beside", "The title of taken"])
    }

    @Test func `a lease that ran out and that nobody took is good`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let check = FeedUpdate(
            feed: feed, at: test.now.addingTimeInterval(999), plans: .init(always: .init(state: feed.state)))
        #expect(try await test.store.record(.feed(check)).isEmpty)
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

    @Test func `a host with many feeds is asked for several at once, when half of its places are free`() throws {
        let test = try TestStore()
        let feeds = (1...20).map { Subscription(url: "http://many.test/\($0)") }
        _ = try test.store.synchronize(feeds, at: test.now)
        func claim(busy: Int) throws -> Int {
            try test.store.claim(
                .due, limit: 50, limitPerHost: 6, busyHosts: ["many.test": busy], for: .seconds(60), at: test.now
            ).count
        }
        #expect(try [5, 4, 3, 0].map(claim) == [0, 0, 3, 6])
    }

    @Test func `all feeds are claimed by an index, the longest unchecked first and each once`() async throws {
        let test = try TestStore()
        let urls = (1...6).map { "http://feed\($0).test/" }
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now)
        for (place, url) in urls.enumerated().dropLast() {
            let feed = try test.store.claim(
                .only([url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: test.now)[0]
            try await test.record([], of: feed, after: Double(place * 37 % 5))
        }
        let scope = ClaimScope.all(notCheckedSince: test.now + 3)
        let claimed = try test.store.claim(scope, limit: 50, for: .seconds(60), at: test.now + 10)
        #expect(claimed.map(\.subscription.url) == [5, 0, 3, 1].map { urls[$0] })
        #expect(try test.store.claim(scope, limit: 50, for: .seconds(60), at: test.now + 10).isEmpty)
        let plan = try plan(of: scope, test)
        #expect(plan.contains { $0.contains("feeds_by_check") } && !plan.contains { $0.contains("B-TREE") })
    }

    private func plan(of scope: ClaimScope, _ test: TestStore) throws -> [String] {
        let rows = test.store.claimable(scope, at: test.now)
        let sql = "EXPLAIN QUERY PLAN " + SQLiteStore.claimSQL(rows)
        return try test.store.read { db in
            try Row.fetchAll(db, sql: sql, arguments: rows.arguments + [0, "[]", 1]).map { $0["detail"] as String }
        }
    }

    @Test func `a list is claimed in its order, each feed once, and its rest is not looked at`() throws {
        let test = try TestStore()
        let urls = (1...6).map { "http://feed\($0).test/" }
        _ = try test.store.synchronize(urls.map { Subscription(url: $0) }, at: test.now)
        var scope = ClaimScope.only(
            [urls[4], "http://unknown.test/", urls[1], urls[4], urls[0]], notCheckedSince: test.now)
        #expect(try test.store.count(scope, at: test.now) == 3)
        let first = try test.store.claim(scope, limit: 2, for: .seconds(60), at: test.now)
        #expect(first.map(\.subscription.url) == [urls[4], urls[1]])
        scope.remove(first)
        #expect(scope == .only(["http://unknown.test/", urls[0]], notCheckedSince: test.now))
        let second = try test.store.claim(scope, limit: 9, for: .seconds(60), at: test.now)
        #expect(second.map(\.subscription.url) == [urls[0]])
        let plan = try plan(of: scope, test)
        #expect(plan.contains { $0.contains("url=?") } && !plan.contains { $0.contains("ORDER BY") })
        var all = ClaimScope.all(notCheckedSince: test.now)
        all.remove(second)
        #expect(all == .all(notCheckedSince: test.now))
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
        #expect(
            try test.store.claim(
                .only([feed.subscription.url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60),
                at: test.now
            ).count == 1)
    }
}
