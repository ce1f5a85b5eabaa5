import FeedModel
import Foundation
import GRDB
import Glibc
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct BackupTests {
    private let test: TestStore

    init() throws { test = try TestStore() }

    private func path(_ name: String) -> String { test.folder.appendingPathComponent(name).path }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    @Test func `a backup is one private file, of the moment at which it was begun`() async throws {
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        let made = try test.store.backUp(to: path("b.db"))
        #expect(made.lastSeq == 2 && made.lastEvent == test.now)
        try await test.record([item("b"), item("a")], of: feed, after: 60)
        #expect(try RestingStore(path("b.db")).summary.lastSeq == 2)
        var status = stat()
        #expect(stat(path("b.db"), &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(!exists("b.db-wal") && !exists("b.db-shm") && !exists("b.db.partial"))
        let copied = try SQLiteStore(path: path("b.db"))
        #expect(try copied.events(after: 0) == Array(test.store.events(after: 0).prefix(2)))
    }

    @Test func `a file may be named from the folder that one works in`() async throws {
        try await test.record([item("a")], of: test.claim())
        let here = FileManager.default.currentDirectoryPath
        let up = String(repeating: "../", count: here.split(separator: "/").count)
        let relative = up + path("b c.db").dropFirst()
        #expect(try test.store.backUp(to: relative).lastSeq == 2)
        #expect(try test.store.backUp(to: relative, isReplacing: true).path == relative)
        #expect(try RestingStore(relative).summary.lastSeq == 2)
        #expect(throws: BackupError.missing(path: up + "nothing.db")) { try RestingStore(up + "nothing.db") }
    }

    @Test func `a backup that holds more than the store is not replaced`() async throws {
        let feed = try test.claim()
        try await test.record([item("a")], of: feed)
        let new = try SQLiteStore(path: path("new.db"))
        _ = try test.store.backUp(to: path("b.db"))
        #expect(throws: BackupError.isAhead(path: path("b.db"), seq: 2, ofStore: 0)) {
            try new.backUp(to: path("b.db"), isReplacing: true)
        }
        #expect(try RestingStore(path("b.db")).summary.lastSeq == 2)
        // And the opposite: one that holds as much is.
        try await test.record([item("b"), item("a")], of: feed, after: 60)
        #expect(try test.store.backUp(to: path("b.db"), isReplacing: true).lastSeq == 3)
        #expect(try test.store.backUp(to: path("b.db"), isReplacing: true).lastSeq == 3)
    }

    @Test func `nothing is written over that is no backup`() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path("notes")))
        #expect(throws: BackupError.notABackup(path: path("notes"))) {
            try test.store.backUp(to: path("notes"), isReplacing: true)
        }
        #expect(throws: BackupError.isTheStore(path: test.store.path)) {
            try test.store.backUp(to: test.store.path, isReplacing: true)
        }
        #expect(throws: BackupError.noFile(named: test.folder.path)) { try test.store.backUp(to: test.folder.path) }
        #expect(throws: BackupError.noFile(named: "-")) { try test.store.backUp(to: "-") }
        _ = try test.store.backUp(to: path("b.db"))
        #expect(throws: BackupError.exists(path: path("b.db"))) { try test.store.backUp(to: path("b.db")) }
        // And the opposite: an older backup is, where that is wished, and what a killed one has left.
        try Data("SQLite format 3\0 and so on".utf8).write(to: URL(fileURLWithPath: path("b.db.partial")))
        _ = try test.store.backUp(to: path("b.db"), isReplacing: true)
        #expect(!exists("b.db.partial"))
        #expect(try String(contentsOfFile: path("notes"), encoding: .utf8) == "mine")
    }

    /// A store beside the test's own, with an event.
    private func other() throws -> String {
        let store = try SQLiteStore(path: path("live.db"))
        _ = try store.synchronize([Subscription(url: "http://old.test/")], at: test.now)
        try store.closeFiles()
        return store.path
    }

    private func urls(_ path: String) throws -> [String] {
        try RestingStore(path).database.read { db in try String.fetchAll(db, sql: "SELECT url FROM feeds") }
    }

    @Test(arguments: [false, true])
    func `a store that is open is in use, and one that is closed is not, whoever still has it`(_ isDaemon: Bool) throws
    {
        let store = try SQLiteStore(path: path("live.db"), isDaemon: isDaemon)
        #expect(throws: BackupError.self) { try StoreReplacement(of: store.path) }
        try store.closeFiles()
        _ = try StoreReplacement(of: store.path)
        withExtendedLifetime(store) {}
    }

    @Test func `the store that was there is put aside, and never written over`() throws {
        let live = try other()
        _ = try test.claim()
        _ = try test.store.backUp(to: path("b.db"))
        var asides: Set<String> = []
        for _ in 0..<3 {
            let replacement = try StoreReplacement(of: live)
            try replacement.begin(with: RestingStore(path("b.db"))).closeFiles()
            asides.insert(try #require(try replacement.finish()))
            #expect(try urls(live) == ["http://feed.test/a.xml"])
        }
        #expect(asides.count == 3)
        #expect(try asides.filter { try urls($0) == ["http://old.test/"] }.count == 1)
        #expect(try SQLiteStore(path: live).checkKeys().isEmpty)
    }

    @Test func `an exchange that was interrupted is brought to its end by whoever opens the store`() throws {
        let live = try other()
        _ = try test.claim()
        _ = try test.store.backUp(to: path("live.db.restored"))
        // As it is when the process ends between the renames.
        try FileManager.default.moveItem(atPath: live, toPath: path("live.db.moved"))
        let store = try SQLiteStore(path: live)
        #expect(try store.feeds(matching: nil).map(\.url) == ["http://feed.test/a.xml"])
        #expect(!exists("live.db.restored"))
    }

    @Test func `an exchange that has begun is not given up`() throws {
        let live = try other()
        let replacement = try StoreReplacement(of: live)
        try replacement.begin(with: nil).closeFiles()
        try FileManager.default.moveItem(atPath: path("live.db.restoring"), toPath: path("live.db.restored"))
        replacement.abandon()
        #expect(exists("live.db.restored") && !exists("live.db.restoring-keys"))
    }

    @Test func `until the new one is whole, the old one stands`() throws {
        let live = try other()
        try Data("no store".utf8).write(to: URL(fileURLWithPath: path("b.db")))
        do {
            let replacement = try StoreReplacement(of: live)
            _ = try replacement.begin(with: nil)
            replacement.abandon()
        }
        #expect(throws: BackupError.notAStore(path: path("b.db"))) { try RestingStore(path("b.db")) }
        #expect(try SQLiteStore(path: live).feeds(matching: nil).map(\.url) == ["http://old.test/"])
        #expect(!exists("live.db.restoring"))
    }

    @Test func `nobody else may use the store meanwhile`() throws {
        let store = try SQLiteStore(path: path("live.db"))
        #expect(throws: BackupError.inUse(path: store.path, by: "another dateline")) {
            try StoreReplacement(of: store.path)
        }
    }

    @Test func `a file of keys that is damaged or another's is seen, and a sound one is not`() async throws {
        try await test.record([item("a"), item("b")], of: test.claim())
        #expect(try test.store.checkKeys().isEmpty)
        let keys = URL(fileURLWithPath: test.store.path + "-keys")
        let sound = try Data(contentsOf: keys)
        var damaged = sound
        damaged[damaged.count - 1] ^= 1
        for (bytes, isRight) in [(damaged, false), (sound, true), (Data(sound.prefix(5000)), false), (Data(), false)] {
            try bytes.write(to: keys)
            #expect(try test.store.checkKeys().isEmpty == isRight)
        }
    }

    @Test func `damage is told in plain words, and where it is to programs alone`() async throws {
        try await test.record([item("a")], of: test.claim())
        _ = try test.store.backUp(to: path("damaged.db"))
        #expect(try test.store.checkRows().isEmpty)
        // Damage at which SQLite reads on: a row that its table does not allow.
        let database = try DatabaseQueue(path: path("damaged.db"))
        try await database.write { db in
            try db.execute(sql: "CREATE TABLE extra (a); INSERT INTO extra VALUES (NULL); PRAGMA writable_schema = 1")
            try db.execute(sql: "UPDATE sqlite_schema SET sql = 'CREATE TABLE extra (a NOT NULL)' WHERE name = 'extra'")
        }
        try database.close()
        let damaged = try SQLiteStore(path: path("damaged.db"), access: .readOnly)
        let findings = try damaged.checkRows()
        #expect(Set(findings.map(\.description)) == ["its pages do not fit together"])
        #expect(findings.contains { $0.place?.contains("extra.a") == true }, "\(findings)")
        let reason = "its pages do not fit together"
        #expect(throws: StoreError.damaged(path: damaged.path, reason: reason)) { try damaged.backUp(to: path("c.db")) }
        #expect(!exists("c.db"))
    }

    @Test func `an index that does not say what the texts say is seen and made anew`() async throws {
        try await test.record([item("a"), item("b")], of: test.claim())
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil) == [])
        try test.store.write { db in try db.execute(sql: "DELETE FROM search_data WHERE id > 10") }
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil)?.map(\.part) == [.search])
        try test.store.rebuildSearch()
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil) == [])
    }
}
