import Comparing
import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing

@Suite struct StoryKeyFileTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())-keys").path

    /// A new file that belongs to the store 7.
    private func file() throws -> StoryKeyFile {
        let file = try StoryKeyFile(path: path)
        try file.rebuild(identity: 7, last: 0, keyCount: 0) { _ in }
        try file.begin()
        return file
    }

    private func key(_ number: Int) -> Int64 { Int64(truncatingIfNeeded: number &* 0x1234_5678_9ABC_DEF1) }

    private func overwrite(_ offset: UInt64, _ bytes: [UInt8]) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: bytes)
    }

    @Test func `all that was added is found while the file grows`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try file()
        for item in 1...20_000 { try file.add([key(item), key(-item), key(item / 5)], of: Int64(item)) }
        let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size > 150 * 4096, "it has grown from 64 pages")
        #expect(size < 60_000 * 8 * 3, "at most a third of it is in use")
        for item in stride(from: 11, through: 4_000, by: 7) {
            let found = try file.items(under: [key(item), key(-item), key(item + 100_000)])
            #expect(Set(found[0] ?? []).isSuperset(of: [Int64(item)] + (5 * item..<5 * item + 5).map(Int64.init)))
            #expect(found[1] == [Int64(item)])
            #expect(found[2] == [])
        }
    }

    @Test func `a key that many items have is common, and stays so`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try file()
        for item in 1..<Int64(StoryFinder.commonFrom) { try file.add([1, item + 10], of: item) }
        #expect(try file.items(under: [1])[0]?.count == StoryFinder.commonFrom - 1)
        try file.add([1], of: 5)
        #expect(try file.items(under: [1])[0]?.count == StoryFinder.commonFrom - 1, "it had that already")
        try file.add([1], of: 1000)
        #expect(try file.items(under: [1, 12]) == [nil, [2]])
        try file.remove([1, 12], of: 2)
        #expect(try file.items(under: [1, 12, 13]) == [nil, [], [3]])
    }

    @Test func `a full page gives up what most items share`() {
        var page = KeyPage()
        for item in 1...40 as ClosedRange<UInt32> { #expect(page.add(item, under: 9, limit: 64) != .none) }
        for tag in 100..<572 as Range<UInt32> { #expect(page.add(1, under: tag, limit: 64) != .none) }
        #expect(page.count == KeyPage.capacity)
        #expect(page.add(7, under: 50, limit: 64) == .whole)
        #expect(page.items(under: 9) == nil)
        #expect(page.items(under: 50) == [7])
        #expect(page.items(under: 571) == [1])
        #expect(page.count == KeyPage.capacity - 38)
    }

    @Test func `it is whole only where it is the store's, as new as that, and not torn`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try file()
        try file.add([1], of: 3)
        try file.finish(last: 3)
        #expect(try file.isWhole(identity: 7, last: 3))
        #expect(try !file.isWhole(identity: 8, last: 3))
        #expect(try !file.isWhole(identity: 7, last: 4), "the store has items that it lacks")
        #expect(try !file.isWhole(identity: 7, last: 2), "the store is a copy made before")
        try overwrite(24, [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try !file.isWhole(identity: 7, last: 3), "it was in use when the machine ended")
        try file.close()
        #expect(try file.isWhole(identity: 7, last: 3))
        try file.rebuild(identity: 7, last: 4, keyCount: 3) { add in
            try add(3, [1, 2])
            try add(4, [2])
        }
        try file.begin()
        #expect(try file.isWhole(identity: 7, last: 4))
        #expect(try file.items(under: [1, 2]) == [[3], [3, 4]])
    }

    @Test func `a file that was cut short is an error, not a crash`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try file()
        try overwrite(0, [])
        try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 0)
        #expect(throws: StoreError.self) { try file.begin() }
        #expect(try !file.isWhole(identity: 7, last: 0))
    }

    @Test(arguments: ["gone", "torn", "of another store"])
    func `a store makes its file anew, and finds what it found`(_ damage: String) async throws {
        let test = try TestStore()
        let text = (0..<90).map { "word\($0 * 7919 % 1013)" }.joined(separator: " ")
        func entry(_ name: String) -> Item {
            var entry = item(name, text: text)
            entry.url = "http://\(name).test/news"
            return entry
        }
        let first = try await test.record([entry("one")], of: test.claim("http://one.test/a.xml"))
        let file = test.store.path + "-keys"
        switch damage {
        case "gone": try FileManager.default.removeItem(atPath: file)
        case "torn": try Data(repeating: 0xAB, count: 500_000).write(to: URL(fileURLWithPath: file))
        default:
            let other = try TestStore()
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.copyItem(atPath: other.store.path + "-keys", toPath: file)
        }
        let reopened = try Store(path: test.store.path)
        _ = try reopened.synchronize([Subscription(url: "http://two.test/a.xml")], removingOthers: false, at: test.now)
        let feed = try reopened.claim(.only(["http://two.test/a.xml"]), limit: 1, for: .seconds(60), at: test.now)[0]
        let second = try await reopened.record([TestStore.check([entry("two")], of: feed, at: test.now)])[0].get()
        #expect(first.map(\.kind) == [.new])
        #expect(second.map(\.kind) == [.duplicate])
    }

    @Test func `what the file alone says of a name makes no copy`() async throws {
        let test = try TestStore()
        let one = try await test.record([item("one")], of: test.claim("http://one.test/a.xml"))
        let other = item("other")
        // As a transaction leaves it that was rolled back, whose number another item got then.
        let file = try StoryKeyFile(path: test.store.path + "-keys")
        try file.begin()
        try file.add(StoryName.names(of: other).map(\.key), of: 1)
        let two = try await test.record([other], of: test.claim("http://two.test/a.xml"))
        #expect(one.map(\.kind) == [.new])
        #expect(two.map(\.kind) == [.new])
    }

    @Test func `keys leave the table that older versions kept them in`() throws {
        defer { for end in ["", "-wal", "-shm", "-keys"] { try? FileManager.default.removeItem(atPath: path + end) } }
        do {
            let old = try DatabasePool(path: path)
            try Schema.migrator.migrate(old, upTo: "2 stories")
            try old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO sites (id, host, frame) VALUES (1, 'one.test', x'');
                        INSERT INTO feeds (id, url, host, is_subscribed, settings, added_at) VALUES (1, 'u', 'h', 1, '{}', 0);
                        """)
                for item in 1...3 {
                    try db.execute(
                        sql: """
                            INSERT INTO items (id, feed, fingerprint, source, revision, first_seen, last_revised)
                              VALUES (\(item), 1, 0, 0, 1, 0, 0);
                            INSERT INTO stories (id, original, members) VALUES (\(item), \(item), 1);
                            INSERT INTO story_items (item, story, site, time, words, origin, sketch)
                              VALUES (\(item), \(item), 1, 0, 0, 0, x'');
                            INSERT INTO story_keys (key, item) VALUES (\(item + 100), \(item));
                            """)
                }
                try db.execute(sql: "INSERT INTO story_keys (key, item) VALUES (-9, 1), (-9, 3)")
            }
        }
        let store = try Store(path: path)
        #expect(try store.read { db in try (1...3).map { try StoryTables(db: db).keys(of: $0) } } == [[-9, 101], [102], [-9, 103]])
        let keys = try StoryKeyFile(path: path + "-keys")
        try keys.begin()
        #expect(try keys.items(under: [-9, 101, 102, 104]) == [[1, 3], [1], [2], []])
    }
}
