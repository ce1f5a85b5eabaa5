import FeedModel
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storing
@testable import StoringSQLite

/// Whatever becomes of the file of keys, the store tells no entry again that it holds, and takes no two for one.
@Suite struct KeyFileStoreTests {
    private static let feeds = 4, entries = 30

    private static func url(_ feed: Int) -> String { "http://feed\(feed).test/a.xml" }

    private static func entries(of feed: Int) -> [Item] {
        (0..<entries).map { number in
            var entry = item("entry-\(feed)-\(number)")
            entry.id = "tag:feed\(feed).test,2025:\(number)"
            entry.url = "http://feed\(feed).test/\(number)"
            return entry
        }
    }

    /// The files of a store, closed, whose feeds' documents have lost all entries but one since.
    private static let held = Task {
        let test = try TestStore()
        for feed in 0..<feeds {
            let claimed = try test.claim(url(feed))
            let all = entries(of: feed)
            for document in [all, Array(all.prefix(1))] { try await test.record(document, of: claimed) }
        }
        test.store.settle()
        try await test.store.database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        return try ["", "-keys"].map { ($0, try Data(contentsOf: URL(fileURLWithPath: test.store.path + $0))) }
    }
    private static let now = Date(timeIntervalSince1970: 1_766_000_000)

    /// - Returns: the path of a copy of it, in a folder of its own.
    private func copy() async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("dateline.db").path
        for (end, data) in try await Self.held.value { try data.write(to: URL(fileURLWithPath: path + end)) }
        return path
    }

    private func remove(_ path: String) {
        try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    private func claim(_ url: String, _ store: SQLiteStore, at now: Date) throws -> ClaimedFeed {
        try store.claim(.only([url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now)[0]
    }

    private func record(
        _ items: [Item], of url: String, _ store: SQLiteStore, at now: Date = now
    ) async throws -> [EventKind] {
        try await store.take(TestStore.check(items, of: claim(url, store, at: now), at: now)).map(\.kind)
    }

    /// All entries come back.
    /// - Returns: what is told of them.
    private func comeBack(_ store: SQLiteStore, at now: Date = now) async throws -> [EventKind] {
        var kinds: [EventKind] = []
        for feed in 0..<Self.feeds {
            kinds += try await record(Self.entries(of: feed), of: Self.url(feed), store, at: now)
        }
        let held = try store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM items") }
        #expect(held == Self.feeds * Self.entries)
        return kinds
    }

    @Test(arguments: DamageTrial.ofPages + DamageTrial.harmless, [true, false])
    func `entries that come back are known though the file is damaged`(
        _ trial: DamageTrial, whileOpen: Bool
    ) async throws {
        let path = try await copy()
        defer { remove(path) }
        let said = Said()
        if !whileOpen { try trial(path + "-keys") }
        let store = try SQLiteStore(path: path, announce: said.append)
        if whileOpen { try trial(path + "-keys") }
        #expect(try await comeBack(store) == [])
        let isHarmless = DamageTrial.harmless.contains { $0.testDescription == trial.testDescription }
        #expect(isHarmless ? said.lines == [] : said.lines.count <= 1)
        store.settle()
        let again = Said()
        _ = try SQLiteStore(path: path, announce: again.append)
        #expect(again.lines == [])
    }

    @Test(arguments: [true, false])
    func `an index that is being made anew is given up when the process must end, and made at the next start`(
        _ isGivenUp: Bool
    ) async throws {
        let path = try await copy()
        defer { remove(path) }
        let opened = Mutex<SQLiteStore?>(nil)
        let store = try SQLiteStore(path: path) { _ in if isGivenUp { opened.withLock { $0 }?.giveUpIndex() } }
        opened.withLock { $0 = store }
        // While the store is open.
        let keys = URL(fileURLWithPath: path + "-keys")
        try Data(count: try Data(contentsOf: keys).count).write(to: keys)
        if isGivenUp {
            await #expect(throws: StoreError.self) { _ = try await comeBack(store) }
            let held = try store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM items") }
            #expect(held == Self.feeds * Self.entries)
            #expect(try keys.resourceValues(forKeys: [.fileSizeKey]).fileSize == 0)
        } else {
            #expect(try await comeBack(store).isEmpty)
        }
        opened.withLock { $0 = nil }
        store.settle()
        // The lease of the check that was not kept is over.
        #expect(try await comeBack(SQLiteStore(path: path), at: Self.now + 120).isEmpty)
    }

    @Test func `the keys of another branch of the same store are not this one's`() async throws {
        let (left, right) = (try await copy(), try await copy())
        defer {
            remove(left)
            remove(right)
        }
        // Each goes its own way, by as many transactions.
        func entries(_ path: String) -> [Item] { (0..<50).map { item("\(path == left ? "left" : "right")-\($0)") } }
        for path in [left, right] {
            let store = try SQLiteStore(path: path)
            let all = entries(path)
            for document in [all, Array(all.prefix(1))] { _ = try await record(document, of: Self.url(0), store) }
            store.settle()
        }
        try FileManager.default.removeItem(atPath: left + "-keys")
        try FileManager.default.copyItem(atPath: right + "-keys", toPath: left + "-keys")
        let said = Said()
        let store = try SQLiteStore(path: left, announce: said.append)
        #expect(said.lines == ["the index \(left)-keys is made anew from the store"])
        #expect(try await record(entries(left), of: Self.url(0), store) == [])
    }
}
