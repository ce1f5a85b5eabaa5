import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct LeaseTests {

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
        let boot = ProcessIdentity.bootID
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
        let holder = "\(ProcessIdentity.bootID)/1/1/4026530000/12345"
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

    @Test func `all feeds are claimed by an index`() throws {
        let test = try TestStore()
        let plan = try plan(of: .all(notCheckedSince: test.now), test)
        #expect(plan.contains { $0.contains("feeds_by_check") } && !plan.contains { $0.contains("B-TREE") })
    }

    private func plan(of scope: ClaimScope, _ test: TestStore) throws -> [String] {
        let rows = test.store.claimable(scope, at: test.now)
        let sql = "EXPLAIN QUERY PLAN " + SQLiteStore.claimSQL(rows)
        return try test.store.read { db in
            try Row.fetchAll(db, sql: sql, arguments: rows.arguments + [0, "[]", 1]).map { $0["detail"] as String }
        }
    }

    @Test func `of a list the rest is not looked at`() throws {
        let plan = try plan(of: .only(["http://feed1.test/"]), TestStore())
        #expect(plan.contains { $0.contains("url=?") } && !plan.contains { $0.contains("ORDER BY") })
    }

    @Test func `what is claimed leaves a list, and no other scope`() throws {
        let feed = try TestStore().claim("http://b.test/")
        var list = ClaimScope.only(["http://a.test/", "http://b.test/"], notCheckedSince: .distantPast)
        list.remove([feed])
        #expect(list == .only(["http://a.test/"], notCheckedSince: .distantPast))
        var all = ClaimScope.all(notCheckedSince: .distantPast)
        all.remove([feed])
        #expect(all == .all(notCheckedSince: .distantPast))
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
