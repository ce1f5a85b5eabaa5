import Comparing
import FeedModel
import Foundation
import Testing
import TextKit

@testable import Storing
@testable import StoringSQLite

/// A file of keys that is not as it was written is made anew before anything is judged by it, and only then.
@Suite final class KeyFileDamageTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())-keys").path
    private let store = HeldKeys()
    private let said = Said()

    init() {
        for item in 1...1000 as ClosedRange<Int64> {
            store.items[item] = (0..<8).map { ItemKey(rawValue: stableHash("key \(item) \($0)")) }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The file of keys of `store`, as one process has left it for the next.
    private func settled() throws -> ItemKeyFile {
        let file = try ItemKeyFile(path: path, of: path, announce: said.append)
        try file.mend(store)
        #expect(try file.begin(store))
        file.end(isCommitted: true)
        try file.rest()
        #expect(said.lines == ["the index \(path) is made anew from the store"])
        return file
    }

    /// The numbers of the items under each key.
    private func items(_ file: ItemKeyFile, _ keys: [ItemKey]) throws -> [[Int64]?] {
        try file.postings(under: keys, of: store).map { $0?.map(\.item) }
    }

    private func findsAll(_ file: ItemKeyFile) throws -> Bool {
        try store.items.allSatisfy { item, keys in try items(file, keys).allSatisfy { $0 == [item] } }
    }

    @Test(arguments: DamageTrial.harmful)
    func `damage is noticed, and heals`(_ trial: DamageTrial) throws {
        let file = try settled()
        try trial(path)
        #expect(try file.begin(store))
        #expect(try findsAll(file))
        file.end(isCommitted: true)
        try file.rest()
        #expect(store.readings == 2)
        #expect(said.lines.count == 2)
        let next = try ItemKeyFile(path: path, of: path)
        try next.mend(store)
        #expect(try next.begin(store))
        #expect(try findsAll(next))
        #expect(store.readings == 2, "once")
    }

    @Test(arguments: DamageTrial.harmless)
    func `a file that says what it said is not made anew`(_ trial: DamageTrial) throws {
        let file = try settled()
        try trial(path)
        for isCommitted in [true, false, true] {
            #expect(try file.begin(store))
            #expect(try findsAll(file))
            for item in 1...1000 as ClosedRange<Int64> {
                try file.add([ItemKey(rawValue: item << 20)], of: item, in: store)
            }
            file.end(isCommitted: isCommitted)
            if !isCommitted { store.generation = store.previous }
        }
        let next = try ItemKeyFile(path: path, of: path)
        try next.mend(store)
        #expect(try findsAll(next))
        #expect(store.readings == 1)
    }

    @Test func `what is found damaged in the midst of a transaction has what that has changed, both ways`() throws {
        let file = try settled()
        #expect(try file.begin(store))
        let (old, new) = (store.items[5]!, [ItemKey(rawValue: stableHash("new"))])
        file.outdate(old, of: 5)
        store.items[5] = new
        try DamageTrial.allOnes(path)
        try file.add(new, of: 5, in: store)
        #expect(store.readings == 2)
        #expect(try items(file, old + new).allSatisfy { $0 == [5] })
        file.end(isCommitted: false)
        store.items[5] = old
        store.generation = store.previous
        #expect(try file.begin(store))
        #expect(try findsAll(file))
        #expect(store.readings == 2, "it serves the store as it was before, too")
        // The same once more, committed.
        file.outdate(old, of: 5)
        store.items[5] = new
        try DamageTrial.allOnes(path)
        try file.add(new, of: 5, in: store)
        file.end(isCommitted: true)
        #expect(try file.begin(store))
        #expect(try findsAll(file))
        #expect(try items(file, old).allSatisfy { $0 == [] })
        #expect(store.readings == 3)
    }

    @Test func `a page that was right in an earlier file of the same store is not right in this one`() throws {
        let file = try settled()
        let earlier = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try FileManager.default.removeItem(atPath: path)
        #expect(try file.begin(store))
        file.end(isCommitted: true)
        try DamageTrial("earlier pages") { bytes, _ in bytes.replaceSubrange(4096..., with: earlier[4096...]) }(path)
        #expect(try file.begin(store))
        #expect(try findsAll(file))
        #expect(store.readings == 3)
    }
}
