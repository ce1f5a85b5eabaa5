import FeedModel
import Foundation
import Storing
import StoringSQLite
import Testing

@testable import Daemon

/// What was told after a number, out of the log's files and the store.
@Suite struct ToldEventsTests {
    private let folder: ScratchFolder
    private let now = Date(timeIntervalSince1970: 1_766_000_000)
    private var log: String { folder.path + "/items.jsonl" }

    init() throws { folder = try ScratchFolder() }

    private func store(_ count: Int, after seconds: Double = 0) throws -> SQLiteStore {
        let store = try SQLiteStore(path: folder.path + "/dateline.db")
        try subscribe(store, 1...count, after: seconds)
        return store
    }

    private func subscribe(_ store: SQLiteStore, _ numbers: ClosedRange<Int>, after seconds: Double = 0) throws {
        let feeds = numbers.map { Subscription(url: "http://feed.test/\($0)") }
        _ = try store.synchronize(feeds, removingOthers: false, at: now.addingTimeInterval(seconds))
    }

    private func itemLog(_ store: SQLiteStore, sizeLimit: Int? = nil) -> ItemLog {
        ItemLog(path: log, sizeLimit: sizeLimit, filesKept: 2, store: store)
    }

    /// "1", or "1-3 lost", up to the end.
    private func all(_ told: inout ToldEvents) throws -> [String] {
        var found: [String] = []
        while let next = try told.next() {
            switch next {
            case .event(let event): found.append("\(event.mark.seq)")
            case .lost(let range, _): found.append("\(range.lowerBound)-\(range.upperBound) lost")
            }
        }
        return found
    }

    private func numbers(_ range: ClosedRange<Int>) -> [String] { range.map(String.init) }

    @Test func `events come as the log has them, from any number on, over rotation`() async throws {
        let store = try store(4)
        let log = itemLog(store, sizeLimit: 1)
        try await log.append()
        for number in 5...6 {
            try subscribe(store, number...number)
            try await log.append()
        }
        for seq in 0...6 {
            var told = ToldEvents(log: self.log, after: Int64(seq), store: { store })
            #expect(try all(&told) == (seq < 6 ? numbers((seq + 1)...6) : []))
            #expect(try told.next() == nil)
        }
    }

    @Test func `where no log was written the store tells, else lines of the log are waited for`() async throws {
        let store = try store(4)
        var told = ToldEvents(log: self.log, after: 1, store: { store })
        #expect(try all(&told) == ["2", "3", "4"])
        try subscribe(store, 5...5)
        #expect(try all(&told) == ["5"])
        try await itemLog(store).append()
        try subscribe(store, 6...6)
        #expect(try all(&told) == [])
        try await itemLog(store).append()
        #expect(try all(&told) == ["6"])
    }

    @Test func `what comes while it is read, and while files move, comes once`() async throws {
        let store = try store(3)
        let log = itemLog(store)
        let rotating = itemLog(store, sizeLimit: 1)
        try await log.append()
        var told = ToldEvents(log: self.log, after: 0, store: { nil })
        #expect(try all(&told) == ["1", "2", "3"])
        for number in 4...12 {
            try subscribe(store, number...number)
            try await (number % 3 == 0 ? rotating : log).append()
            // Every other time two have come.
            if number % 2 == 0 { #expect(try all(&told) == numbers(max(4, number - 1)...number)) }
        }
    }

    @Test func `a line is told when it is whole`() throws {
        let line = { (seq: Int) in
            #"{"id":"dateline:event:\#(seq)","_dateline":{"seq":\#(seq),"event":"feed-added","at":"2026-01-01T00:00:00Z"}}"#
                + "\n"
        }
        try folder.write("items.jsonl", line(1) + line(2).prefix(30))
        var told = ToldEvents(log: log, after: 0, store: { nil })
        #expect(try all(&told) == ["1"])
        let file = try #require(FileHandle(forWritingAtPath: log))
        try file.seekToEnd()
        try file.write(contentsOf: Data(line(2).dropFirst(30).utf8))
        #expect(try all(&told) == ["2"])
        // Cut off by a power failure, and written anew.
        try file.truncate(atOffset: UInt64(line(1).utf8.count))
        try file.seekToEnd()
        try file.write(contentsOf: Data((line(2) + line(3)).utf8))
        #expect(try all(&told) == ["3"])
    }

    @Test func `what stands in no file any more comes from the store, and what neither has is said`() async throws {
        let store = try store(9)
        try await itemLog(store).append()
        let text = try folder.text("items.jsonl").split(separator: "\n").map { $0 + "\n" }
        try folder.write("items.jsonl", text[6...].joined())
        var told = ToldEvents(log: log, after: 2, store: { store })
        #expect(try all(&told) == numbers(3...9))
        var alone = ToldEvents(log: log, after: 2, store: { nil })
        #expect(try all(&alone) == ["3-6 lost"] + numbers(7...9))
        _ = try store.prune([.event(4), .event(5)], loggedTo: 9, at: now)
        var pruned = ToldEvents(log: log, after: 2, store: { store })
        #expect(try all(&pruned) == ["3", "4-5 lost"] + numbers(6...9))
    }

    @Test func `a file that was moved out of sight is made up for by the store`() async throws {
        let store = try store(5)
        try await itemLog(store).append()
        var told = ToldEvents(log: log, after: 0, store: { store })
        #expect(try told.next() != nil)
        try FileManager.default.removeItem(atPath: log)
        var late = ToldEvents(log: log, after: 3, store: { store })
        #expect(try all(&late) == ["4", "5"])
        // What is not in the log yet may get another number.
        try subscribe(store, 6...6)
        #expect(try late.next() == nil)
        try await itemLog(store).append()
        #expect(try all(&late) == ["6"])
    }

    @Test func `a log that may not be read is said, and one that is not there is waited for`() throws {
        var told = ToldEvents(log: log, after: 0, store: { nil })
        #expect(try told.next() == nil)
        #expect(try ToldEvents.lastSeq(log: log) == 0)
        try FileManager.default.createSymbolicLink(atPath: log, withDestinationPath: "/etc/passwd")
        #expect(throws: ItemLogError.self) { try told.next() }
        #expect(throws: ItemLogError.self) { try ToldEvents.lastSeq(log: log) }
        try FileManager.default.removeItem(atPath: log)
        try folder.write("items.jsonl", "")
        #expect(try told.next() == nil)
    }

    @Test func `where a backup was put back, the log's numbers count`() async throws {
        let first = try store(5)
        try await itemLog(first).append()
        try first.closeFiles()
        try FileManager.default.moveItem(atPath: folder.path + "/dateline.db", toPath: folder.path + "/other.db")
        let second = try store(3, after: 60)
        var told = ToldEvents(log: log, after: 1, store: { second })
        #expect(try all(&told) == numbers(2...5))
        try await itemLog(second).append()
        // It has told that it was behind, and its own events behind that.
        #expect(try all(&told) == numbers(6...9))
    }
}

extension ToldEvents.Next: Equatable {
    public static func == (left: Self, right: Self) -> Bool { "\(left)" == "\(right)" }
}
