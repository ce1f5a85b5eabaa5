import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

/// A store that is taken over into another engine, and back.
@Suite struct CopyTests {
    private let source: TestStore
    private let address: PostgresAddress
    private let copy: PostgresStore

    init() async throws {
        source = try TestStore()
        address = try PostgresServer.makeDatabase()
        copy = try PostgresStore(address, leaseClock: .caller)
        var life = Life()
        for round in 0..<12 { try await live(&life, in: source.store, at: source.now + Double(round) * 4000) }
        try source.store.pause(until: source.now + 60)
    }

    private func live(_ life: inout Life, in store: any SharedStore.Parts & ChangeStore, at now: Date) async throws {
        for document in life.all() {
            _ = try store.synchronize([Subscription(url: document.url)], removingOthers: false, at: now)
            let feed = try #require(try store.claim(.only([document.url]), limit: 1, for: .seconds(60), at: now).first)
            var state = feed.state
            (state.lastCheck, state.nextCheck) = (now, now + 3600)
            let update = FeedUpdate(
                feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: state)))
            for result in try await store.record([.feed(update)]) { _ = try result.get() }
        }
    }

    /// All rows of all tables.
    private func rows(_ store: any CopyableStore) throws -> [String: [StoredRow]] {
        try store.readTables { reader in
            var all: [String: [StoredRow]] = [:]
            for table in CopiedTable.all {
                var rows: [StoredRow] = []
                while case let more = try reader.rows(
                    of: table, after: rows.last.map { Array($0.prefix(table.keyCount)) }),
                    !more.isEmpty
                { rows += more }
                all[table.name] = rows
            }
            return all
        }
    }

    private func expectSame(_ first: any CopyableStore, _ second: any CopyableStore) throws {
        let (wanted, held) = (try rows(first), try rows(second))
        for table in CopiedTable.all {
            #expect(wanted[table.name] == held[table.name], "\(table.name)")
        }
        #expect(try first.readTables { try $0.facts() } == second.readTables { try $0.facts() })
    }

    private func lines(_ store: any EventStore, after seq: Int64 = 0) throws -> [String] {
        try store.events(after: seq, limit: 10_000).map { JSONValue.object($0.json).encoded }
    }

    @Test func `a copy has the same rows under the same numbers, and one of it has them too`() throws {
        let summary = try StoreCopier().copy(source.store, to: copy)
        let count = try rows(source.store).values.reduce(0) { $0 + $1.count }
        #expect(summary.written == count && summary.deleted == 0 && count > 200)
        #expect(
            try rows(source.store).filter { $0.value.isEmpty }.keys.sorted() == [
                "dropped_items", "pages", "robots", "stopped_rules", "stories_apart",
            ])
        try expectSame(source.store, copy)
        let back = try TestStore()
        _ = try StoreCopier().copy(copy, to: back.store)
        try expectSame(source.store, back.store)
        #expect(try lines(back.store) == lines(source.store))
        let again = try SQLiteStore(path: back.store.path)
        #expect(try again.checkRows().isEmpty && again.checkKeys().isEmpty)
    }

    @Test func `what comes after a copy is told by both alike`() async throws {
        _ = try StoreCopier().copy(source.store, to: copy)
        let last = try source.store.lastSeq()
        var (life, other) = (Life(), Life())
        for _ in 0..<12 { _ = (life.all(), other.all()) }
        for round in 12..<20 {
            try await live(&life, in: source.store, at: source.now + Double(round) * 4000)
            try await live(&other, in: copy, at: source.now + Double(round) * 4000)
        }
        let told = try lines(copy, after: last)
        #expect(try told == lines(source.store, after: last) && told.count > 20)
    }

    @Test func `a copy that is made again gets what has changed since`() async throws {
        _ = try StoreCopier().copy(source.store, to: copy)
        var life = Life()
        for _ in 0..<12 { _ = life.all() }
        try await live(&life, in: source.store, at: source.now + 60_000)
        try source.store.write { db in
            try db.execute(sql: "DELETE FROM events WHERE seq = 3")
            try db.execute(sql: "UPDATE feeds SET title = 'Another' WHERE id = 1")
        }
        let summary = try StoreCopier().copy(source.store, to: copy)
        #expect(summary.deleted == 1 && summary.written > 3 && summary.written < 200, "\(summary)")
        try expectSame(source.store, copy)
        #expect(try StoreCopier().copy(source.store, to: copy).written == 0)
    }

    @Test func `a store that holds something else is left as it is`() async throws {
        let other = try PostgresStore(PostgresServer.makeDatabase(), leaseClock: .caller)
        _ = try other.synchronize([Subscription(url: "http://else.test/")], at: source.now)
        #expect(throws: StoreError.self) { try StoreCopier().copy(source.store, to: other) }
        #expect(try other.feedNames().map(\.url) == ["http://else.test/"])
        _ = try StoreCopier().copy(source.store, to: copy)
        var life = Life()
        for _ in 0..<12 { _ = life.all() }
        try await live(&life, in: copy, at: source.now + 60_000)
        let before = try rows(copy)
        #expect(throws: StoreError.self) { try StoreCopier().copy(source.store, to: copy) }
        #expect(try rows(copy) == before, "it has gone on by itself")
        #expect(throws: StoreError.self) { try StoreCopier().copy(source.store, to: other) }
    }

    @Test func `no worker may use the store that is written`() throws {
        let worker = try PostgresStore(address)
        try worker.join(as: WorkerPart(isDaemon: true))
        #expect(throws: StoreError.self) { try StoreCopier().copy(source.store, to: copy) }
        worker.worker.end()
        _ = try StoreCopier().copy(source.store, to: copy)
        try expectSame(source.store, copy)
    }
}
