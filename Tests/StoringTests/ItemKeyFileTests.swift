import FeedModel
import Foundation
import GRDB
import Testing
import TextKit

@testable import Comparing
@testable import Storing
@testable import StoringSQLite

@Suite final class ItemKeyFileTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())-keys").path
    private let store = HeldKeys()

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file that belongs to `store`, in a transaction.
    private func file() throws -> ItemKeyFile {
        let file = try ItemKeyFile(path: path, of: path)
        try #expect(file.begin(store))
        return file
    }

    /// The next transaction.
    private func next(_ file: ItemKeyFile, isCommitted: Bool = true) throws {
        if isCommitted { try file.flush() }
        file.end(isCommitted: isCommitted)
        if !isCommitted { store.generation = store.previous }
        try #expect(file.begin(store))
    }

    /// One of a hash of its own, with neighbours.
    private func key(_ number: Int, beside neighbours: UInt16 = 0x1111) -> ItemKey {
        ItemKey(rawValue: Int64(truncatingIfNeeded: (number &* 0x1234_5678_9ABC_DEF1) << 16 | Int(neighbours)))
    }

    /// The numbers of the items under each key.
    private func items(_ file: ItemKeyFile, _ keys: ItemKey...) throws -> [[Int64]?] {
        try file.postings(under: keys, of: store).map { $0?.map(\.item) }
    }

    private func overwrite(_ offset: UInt64, _ bytes: [UInt8]) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: bytes)
    }

    @Test func `all that was added is found while the file grows`() throws {
        let file = try file()
        for item in 1...20_000 { try file.add([key(item), key(-item), key(item / 5)], of: Int64(item), in: store) }
        let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size > 150 * 4096, "it has grown from 64 pages")
        #expect(size < 60_000 * 12 * 3, "at most a third of it is in use")
        for item in stride(from: 11, through: 4_000, by: 7) {
            let found = try items(file, key(item), key(-item), key(item + 100_000))
            #expect(Set(found[0] ?? []).isSuperset(of: [Int64(item)] + (5 * item..<5 * item + 5).map(Int64.init)))
            #expect(found[1] == [Int64(item)])
            #expect(found[2] == [])
        }
    }

    @Test func `a key is found whatever its neighbours, with those that each item has`() throws {
        let file = try file()
        try file.add([key(1, beside: 0x12)], of: 5, in: store)
        try file.add([key(1, beside: 0x34)], of: 6, in: store)
        try file.add([key(1, beside: 0x56)], of: 5, in: store)
        let expected = [(5, 0x12), (6, 0x34), (5, 0x56)].map { ItemPosting(item: $0, key: key(1, beside: $1)) }
        #expect(
            try file.postings(under: [key(1, beside: 0x99)], of: store) == [expected], "the last may be rolled back")
    }

    /// Forty keys of the page whose turn to be split comes last. Where nine items have them, as copies come, it is full.
    private func crowd() throws -> [ItemKey] {
        var table = KeyTable(file: try RandomAccessFile(reading: path))
        try table.open()
        var (keys, number): ([ItemKey], Int) = ([], 0)
        while keys.count < 40 {
            number += 1
            if table.page(of: key(number)) == table.header.pageCount - 1 { keys.append(key(number)) }
        }
        return keys
    }

    @Test func `what one transaction adds to a full page is in the file`() throws {
        let file = try file()
        let keys = try crowd()
        for item in 1...9 as ClosedRange<Int64> {
            for key in keys {
                try file.add([key], of: item, in: store)
                try next(file)
                #expect(try items(file, key)[0]?.contains(item) ?? true)
            }
        }
        #expect(try keys.contains { try items(file, $0) == [nil] }, "no page was full")
    }

    @Test func `a key made common to make room outdates what was found by it, and nothing else`() throws {
        let file = try file()
        let keys = try crowd()
        for item in 1...9 { try file.add(keys, of: Int64(item), areForeseen: true, in: store) }
        let isSpared = keys.map { key in
            var decision = StoryDecision()
            decision.lookedUp = [key]
            let proposal = StoryProposal(0, Sketch(title: [], words: []), decision, [])
            return file.changes.spare(proposal, since: store.previous) { $0 }
        }
        let isFound = try file.postings(under: keys, of: store).map { $0 != nil }
        #expect(Set(isFound) == [true, false], "no page was full")
        #expect(isSpared == isFound)
    }

    @Test func `a key that many items have is common`() throws {
        let file = try file()
        for item in 1..<StoryFinder.commonFrom { try file.add([key(0), key(item + 10)], of: Int64(item), in: store) }
        #expect(try items(file, key(0))[0]?.count == StoryFinder.commonFrom - 1)
        try file.add([key(0)], of: 5, in: store)
        #expect(try items(file, key(0))[0]?.count == StoryFinder.commonFrom - 1, "it had that already")
        try file.add([key(0)], of: 1000, in: store)
        #expect(try items(file, key(0), key(12)) == [nil, [2]])
    }

    @Test func `what an item has no more is taken out once that is sure`() throws {
        let file = try file()
        try file.add([key(1), key(2), key(3)], of: 5, in: store)
        store.items[5] = [key(1), key(2), key(3)]
        try next(file)
        file.outdate(store.items[5]!, of: 5)
        #expect(try !file.begin(store), "another feed in the same transaction")
        #expect(try items(file, key(1), key(2), key(3)) == [[5], [5], [5]])
        try next(file, isCommitted: false)
        try next(file)
        #expect(try items(file, key(1), key(2), key(3)) == [[5], [5], [5]], "it was rolled back")
        file.outdate(store.items[5]!, of: 5)
        store.items[5] = [key(2), key(4)]
        try next(file)
        #expect(try items(file, key(1), key(2), key(3)) == [[], [5], []])
    }

    @Test(arguments: [true, false])
    func `who looks beside a writer sees what that adds later`(duringItsTransaction isDuring: Bool) throws {
        let writer = try file()
        try writer.add([key(1)], of: 1, in: store)
        try next(writer)
        if !isDuring {
            try writer.flush()
            writer.end(isCommitted: true)
        }
        let reader = try ItemKeyFile(path: path, of: path)
        let beside = HeldKeys()
        beside.generation = isDuring ? store.previous : store.generation
        func seen() throws -> [[Int64]?] {
            try reader.postings(under: [key(1)], beside: beside).map { $0?.map(\.item) }
        }
        #expect(try seen() == [[1]])
        if !isDuring { try #expect(writer.begin(store)) }
        try writer.add([key(1)], of: 2, in: store)
        try writer.flush()
        writer.end(isCommitted: true)
        beside.generation = store.generation
        #expect(try seen() == [[1, 2]])
    }

    @Test func `a common key stays common`() throws {
        let file = try file()
        for item in 1...StoryFinder.commonFrom { try file.add([key(0)], of: Int64(item), in: store) }
        file.outdate([key(0)], of: 2)
        try next(file)
        try file.add([key(0)], of: 2, in: store)
        #expect(try items(file, key(0)) == [nil])
    }

    @Test func `a full page gives up what most items share`() {
        var page = KeyPage()
        for item in 1...40 as ClosedRange<UInt32> { #expect(page.add(item, under: key(9), limit: 64) != .none) }
        for number in 100..<401 { #expect(page.add(1, under: key(number), limit: 64) != .none) }
        #expect(page.count == KeyPage.capacity)
        #expect(page.add(7, under: key(50), limit: 64) == .madeCommon(key(9).hash))
        #expect(page.postings(under: key(9)) == nil)
        #expect(page.postings(under: key(50))?.map(\.item) == [7])
        #expect(page.postings(under: key(400))?.map(\.item) == [1])
        #expect(page.count == KeyPage.capacity - 38)
    }

    @Test func `a full page in which few share anything takes nothing more`() {
        var page = KeyPage()
        for number in 1...KeyPage.capacity { #expect(page.add(7, under: key(number), limit: 64) == .changed) }
        #expect(page.add(7, under: key(0), limit: 64) == .full)
        #expect(page.add(7, under: key(50), limit: 64) == .none, "it has that")
    }

    /// As many items as fill a power of two of pages a little, half, and nearly; and more keys than there seemed to be.
    @Test(arguments: [1000, 1400, 1828, 14_000], [1, 0.7])
    func `made anew it has every key`(_ count: Int, _ estimate: Double) throws {
        for item in 1...count {
            store.items[Int64(item)] = (0..<16).map { ItemKey(rawValue: stableHash("key \(item) \($0)")) }
        }
        store.estimate = estimate
        let file = try file()
        for (item, keys) in store.items {
            let found = try file.postings(under: keys, of: store)
            #expect(found.allSatisfy { $0?.map(\.item) == [item] })
        }
    }

    @Test func `it is whole only where it is the store's, as new as that, and not torn`() throws {
        let file = try file()
        try file.flush()
        file.end(isCommitted: true)
        #expect(try file.isWhole(store))
        let (generation, previous) = (store.generation, store.previous)
        store.generation = previous
        #expect(try file.isWhole(store), "the transaction was rolled back")
        store.generation = generation + 1
        #expect(try !file.isWhole(store), "the store has a transaction that the file lacks")
        store.generation = previous - 1
        #expect(try !file.isWhole(store), "the store is a copy made before")
        store.generation = generation
        store.identity = 8
        #expect(try !file.isWhole(store), "another store's")
        store.identity = 7
        let handle = try RandomAccessFile(path: path, like: path)
        var header = try KeyHeader(of: handle)
        header.boot += 1
        try header.write(to: handle)
        #expect(try !file.isWhole(store), "it was in use when the machine ended")
        try file.rest()
        #expect(try file.isWhole(store))
    }

    @Test func `a copy that was made in the midst of a transaction is not whole, one that was made at rest is`() throws
    {
        let file = try file()
        let copy = path + "-copy"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try file.flush()
        file.end(isCommitted: true)
        #expect(try !ItemKeyFile(path: copy, of: path).isWhole(store))
        #expect(try ItemKeyFile(path: path, of: path).isWhole(store), "the process was killed, and another goes on")
        try file.rest()
        try FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(try ItemKeyFile(path: copy, of: path).isWhole(store))
    }

    @Test(arguments: ["gone", "emptied", "cut", "half made", "another store's"])
    func `it is made anew in the middle of the work, too`(_ damage: String) throws {
        let file = try file()
        for item in 1...5000 as ClosedRange<Int64> {
            store.items[item] = [key(Int(item)), key(0)]
            try file.add(store.items[item]!, of: item, in: store)
        }
        try file.flush()
        file.end(isCommitted: true)
        switch damage {
        case "gone": try FileManager.default.removeItem(atPath: path)
        case "emptied": try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 0)
        case "cut": try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 60 * 4096)
        case "half made": try overwrite(0, [0, 0, 0, 0, 0, 0, 0, 0])
        default: try overwrite(8, [8])
        }
        #expect(try file.begin(store))
        #expect(try items(file, key(1), key(4999), key(0), key(6000)) == [[1], [4999], nil, []])
        let other = try ItemKeyFile(path: path, of: path)
        #expect(try other.isWhole(store))
        #expect(try items(other, key(4999)) == [[4999]])
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
        let said = Said()
        let reopened = try SQLiteStore(path: test.store.path, announce: said.append)
        #expect(said.lines == ["the index \(file) is made anew from the store"])
        _ = try reopened.synchronize([Subscription(url: "http://two.test/a.xml")], removingOthers: false, at: test.now)
        let feed = try reopened.claim(.only(["http://two.test/a.xml"]), limit: 1, for: .seconds(60), at: test.now)[0]
        let second = try await reopened.take(TestStore.check([entry("two")], of: feed, at: test.now))
        #expect(first.map(\.kind) == [.new])
        #expect(second.map(\.kind) == [.duplicate])
    }

    @Test func `what the file alone says of a name makes no copy`() async throws {
        let test = try TestStore()
        let one = try await test.record([item("one")], of: test.claim("http://one.test/a.xml"))
        let other = item("other")
        // As a transaction leaves it that was rolled back, whose number another item got then.
        let file = try ItemKeyFile(path: test.store.path + "-keys", of: test.store.path)
        try test.store.write { db in
            _ = try file.begin(StoredKeys(db: db))
            try file.flush()
            file.end(isCommitted: true)
        }
        try file.add(StoryName.names(of: other).map(\.key), of: 1, in: store)
        let two = try await test.record([other], of: test.claim("http://two.test/a.xml"))
        #expect(one.map(\.kind) == [.new])
        #expect(two.map(\.kind) == [.new])
    }

    @Test func `keys leave the table that older versions kept them in, and get their neighbours`() throws {
        defer { for end in ["", "-wal", "-shm", "-keys"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let text = (0..<40).map { "word\($0)" }.joined(separator: " ")
        let sketch = StoryText(of: item("one", text: text), reader: WireReader()).sketch(without: Frame())
        do {
            let old = try DatabasePool(path: path)
            try Schema.migrator.migrate(old, upTo: "2 stories")
            try old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO sites (id, host, frame) VALUES (1, 'one.test', x'');
                        INSERT INTO feeds (id, url, host, is_subscribed, settings, added_at) VALUES (1, 'u', 'h', 1, '{}', 0);
                        """)
                for item in 1...2 {
                    try db.execute(
                        sql: """
                            INSERT INTO items (id, feed, guid, fingerprint, source, revision, first_seen, last_revised)
                              VALUES (\(item), 1, 'http://a.test/\(item)', 0, 0, 1, 0, 0);
                            INSERT INTO stories (id, original, members) VALUES (\(item), \(item), 1);
                            INSERT INTO story_items (item, story, site, time, words, origin, sketch)
                              VALUES (\(item), \(item), 1, 0, 0, 0, x'');
                            INSERT INTO story_keys (key, item) VALUES (-9000, \(item));
                            """)
                }
                try db.execute(sql: "UPDATE story_items SET sketch = ? WHERE item = 1", arguments: [Data(sketch.bytes)])
                for key in sketch.keys {
                    let hash = Int64(bitPattern: key.hash << 16 | 0xABCD)
                    try db.execute(sql: "INSERT INTO story_keys (key, item) VALUES (?, 1)", arguments: [hash])
                }
            }
        }
        let said = Said()
        let store = try SQLiteStore(path: path, announce: said.append)
        #expect(
            said.lines == [
                "the store is of an older version and is brought up to date, which may take minutes",
                "the index \(path)-keys is made anew from the store",
            ])
        let held = try store.read { db in try (1...2).map { Set(try StoryTables(db: db).keys(of: $0)) } }
        #expect(held == [Set(sketch.keys + [ItemKey(rawValue: -9000)]), [ItemKey(rawValue: -9000)]])
        let keys = try ItemKeyFile(path: path + "-keys", of: path)
        #expect(try store.read { db in try keys.isWhole(StoredKeys(db: db)) })
        #expect(try items(keys, ItemKey(rawValue: -9000), sketch.keys[3], key(7)) == [[1, 2], [1], []])
        let names = IdentityKeys(
            guid: "https://www.a.test/2", link: nil, titleHash: nil, textHash: nil, fingerprint: 0, source: 0
        ).names(in: 1)
        #expect(
            try keys.postings(under: names, of: self.store).map { $0?.map(\.item) } == [[2]], "found by its address")
    }
}
