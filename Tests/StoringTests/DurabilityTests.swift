import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// What a reader has seen of the store is on the disk, and what the store leaves behind can be read by others.
@Suite struct DurabilityTests {
    /// 2 is FULL: each commit waits for the disk (SQLite's manual on PRAGMA synchronous).
    @Test func `each commit waits for the disk, in a new store and in one that is opened again`() throws {
        let test = try TestStore()
        for store in [test.store, try SQLiteStore(path: test.store.path)] {
            #expect(try store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
            #expect(try store.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            #expect(try store.write { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") } == 8000)
        }
    }

    @Test func `only a claim is not waited for, and after it all else is again`() throws {
        let test = try TestStore()
        func level() throws -> Int? { try test.store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } }
        let lease = try test.store.writeLease { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(try lease == 1 && level() == 2)
        #expect(throws: (any Error).self) { try test.store.writeLease { try $0.execute(sql: "nonsense") } }
        #expect(try level() == 2)
        _ = try test.claim()
        #expect(try level() == 2)
    }

    /// Keeps a check without a document, beside one with a document where that is given.
    /// - Returns: How the commit was done.
    private func level(
        _ test: TestStore, events: [EventKind] = [], document: Bool = false,
        _ change: (inout FeedUpdate.Plan) -> Void = { _ in }
    ) async throws -> [Int] {
        let feed = try test.claim()
        var plan = FeedUpdate.Plan(state: feed.state, events: events.map { ($0, JSONObject()) })
        plan.state.lastCheck = test.now
        change(&plan)
        var checks = [FeedUpdate(feed: feed, at: test.now, plans: .init(always: plan))]
        if document {
            checks.append(TestStore.check([item("a")], of: try test.claim("http://feed.test/b.xml"), at: test.now))
        }
        let observer = CommitLevels()
        test.store.database.add(transactionObserver: observer, extent: .databaseLifetime)
        for result in try await test.store.record(checks.map(StoreChange.feed)) {
            #expect(try result.get().count >= events.count)
        }
        #expect(try test.store.feeds(matching: nil)[0].state.lastCheck == test.now)
        #expect(try test.store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        return observer.levels
    }

    @Test func `checks that all found nothing are not waited for: asking once more finds the same`() async throws {
        #expect(try await level(TestStore()).first == 1)
    }

    @Test func `what is told, kept, or counted waits for the disk`() async throws {
        #expect(try await level(TestStore(), document: true).first == 2)
        for kind in [EventKind.feedRecovered, .feedSilent, .feedMoved] {
            #expect(try await level(TestStore(), events: [kind]).first == 2)
        }
        #expect(try await level(TestStore()) { $0.hostRest = Date(timeIntervalSince1970: 1_766_000_600) }.first == 2)
        #expect(
            try await level(TestStore()) { $0.state.notBefore = Date(timeIntervalSince1970: 1_766_000_600) }.first == 2)
        #expect(try await level(TestStore()) { $0.state.failures = 1 }.first == 2)
        #expect(try await level(TestStore()) { $0.state.isGone = true }.first == 2)
    }

    @Test func `each connection for reading is set like the one that writes`() async throws {
        let test = try TestStore()
        let store = test.store
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<4 {
                group.addTask { try await store.database.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } }
            }
            for try await value in group { #expect(value == 2) }
        }
    }

    @Test func `a store at rest keeps the files that reading it needs, emptied`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/dateline.db"
        for _ in 0..<2 {
            do { _ = try SQLiteStore(path: path) }
            let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
            #expect(size == 0)
            #expect(FileManager.default.fileExists(atPath: path + "-shm"))
            do { #expect(try SQLiteStore(path: path, access: .readOnly).lastSeq() == 0) }
        }
    }
}

/// How each commit was waited for: 1 is NORMAL, not at all.
private final class CommitLevels: TransactionObserver {
    private(set) var levels: [Int] = []
    func observes(eventsOfKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) {
        levels += (try? Int.fetchOne(db, sql: "PRAGMA synchronous")).map { [$0] } ?? []
    }
    func databaseDidRollback(_ db: Database) {}
}
