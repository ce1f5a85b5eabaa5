import FeedModel
import Foundation
import Storing
import Testing

@testable import Daemon

@Suite struct ItemLogTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
    private var path: String { folder.appendingPathComponent("items.jsonl").path }
    private let now = Date(timeIntervalSince1970: 1_766_000_000)

    /// A store with events 1…count, and the folder of the log.
    private func store(_ count: Int) throws -> Store {
        let store = try Store(path: folder.appendingPathComponent("dateline.db").path)
        try subscribe(store, 1...count)
        return store
    }

    private func subscribe(_ store: Store, _ numbers: ClosedRange<Int>) throws {
        let feeds = numbers.map { Subscription(url: "http://feed.test/\($0)") }
        _ = try store.synchronize(feeds, removingOthers: false, at: now)
    }

    private func log(_ store: Store, sizeLimit: Int? = nil, filesKept: Int = 3) -> ItemLog {
        ItemLog(path: path, sizeLimit: sizeLimit, filesKept: filesKept, store: store)
    }

    private func numbers(_ path: String) throws -> [Int] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try #require(JSONValue(parsing: String(line))["_dateline"]?["seq"]?.int)
        }
    }

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    @Test func `a lost log is completed from the store`() async throws {
        defer { cleanUp() }
        let store = try store(1000)
        try await log(store).append()
        #expect(try numbers(path) == Array(1...1000))
    }

    @Test func `a last line that was cut off is written again`() async throws {
        defer { cleanUp() }
        let store = try store(20)
        try await log(store).append()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: try handle.seekToEnd() - 17)
        try handle.close()
        try subscribe(store, 21...22)
        try await log(store).append()
        #expect(try numbers(path) == Array(1...22))
    }

    @Test func `zeros that a power failure left are taken away`() async throws {
        defer { cleanUp() }
        let store = try store(5)
        try await log(store).append()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(count: 5000))
        try handle.close()
        try subscribe(store, 6...6)
        try await log(store).append()
        #expect(try numbers(path) == Array(1...6))
    }

    @Test func `it is rotated by size, and no number is lost between the files`() async throws {
        defer { cleanUp() }
        let store = try store(10)
        let log = log(store, sizeLimit: 1)
        try await log.append()
        for number in 11...14 {
            try subscribe(store, number...number)
            try await log.append()
        }
        #expect(try numbers(path) == [14])
        #expect(try numbers(path + ".1") == [13])
        #expect(try numbers(path + ".3") == [11])
        #expect(!FileManager.default.fileExists(atPath: path + ".4"))
    }

    @Test func `a log that was moved away is begun anew with what follows`() async throws {
        defer { cleanUp() }
        let store = try store(4)
        let log = log(store)
        try await log.append()
        try FileManager.default.moveItem(atPath: path, toPath: path + "-20260120")
        try subscribe(store, 5...6)
        try await log.append()
        #expect(try numbers(path) == [5, 6])
    }

    @Test func `a log that was truncated goes on with what follows, in another process too`() async throws {
        defer { cleanUp() }
        let store = try store(4)
        try await log(store).append()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: 0)
        try handle.close()
        try subscribe(store, 5...5)
        try await log(store).append()
        #expect(try numbers(path) == [5])
    }

    @Test func `two writers leave each number once and in order`() async throws {
        defer { cleanUp() }
        let store = try store(1)
        let writers = [log(store), log(store)]
        for round in 0..<20 {
            try subscribe(store, (2 + round * 3)...(4 + round * 3))
            let before = try store.lastSeq() - 3
            let events = try store.events(after: before)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in writers { group.addTask { try await writer.append(events) } }
                try await group.waitForAll()
            }
        }
        #expect(try numbers(path) == Array(1...61))
    }

    @Test func `a folder that may not be written is said, and nothing is lost`() async throws {
        defer { cleanUp() }
        let store = try store(3)
        // A file where the folder should be: refused to root as well.
        let blocked = ItemLog(path: path + "/no/items.jsonl", sizeLimit: nil, filesKept: 1, store: store)
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        await #expect(throws: ItemLogError.self) { try await blocked.append() }
        try await log(store).append()
        #expect(try numbers(path) == [1, 2, 3])
    }
}
