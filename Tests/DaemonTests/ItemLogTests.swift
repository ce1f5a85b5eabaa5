import FeedModel
import Foundation
import Storing
import StoringSQLite
import Synchronization
import Testing

@testable import Daemon

@Suite struct ItemLogTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())")
    private var path: String { folder.appendingPathComponent("items.jsonl").path }
    private let now = Date(timeIntervalSince1970: 1_766_000_000)

    /// A store with events 1…count, and the folder of the log.
    private func store(_ count: Int) throws -> SQLiteStore {
        let store = try SQLiteStore(path: folder.appendingPathComponent("dateline.db").path)
        if count > 0 { try subscribe(store, 1...count) }
        return store
    }

    private func subscribe(_ store: SQLiteStore, _ numbers: ClosedRange<Int>, after seconds: Double = 0) throws {
        let feeds = numbers.map { Subscription(url: "http://feed.test/\($0)") }
        _ = try store.synchronize(feeds, removingOthers: false, at: now.addingTimeInterval(seconds))
    }

    private func log(_ store: SQLiteStore, sizeLimit: Int? = nil, filesKept: Int = 3) -> ItemLog {
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

    @Test func `between the events of several commits stand those of others`() async throws {
        defer { cleanUp() }
        let store = try store(14)
        let log = log(store)
        let all = try store.events(after: 0, limit: 14)
        try await log.append(Array(all[0..<3]))
        try await log.append(all[3...4] + all[8...9] + [all[13]])
        #expect(try numbers(path) == Array(1...14))
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

    // MARK: Files that cannot be rotated

    private func content(_ name: String) throws -> String { try String(contentsOfFile: path + name, encoding: .utf8) }

    /// Appends the events 1…count, one at a time.
    private func append(_ numbers: ClosedRange<Int>, _ store: SQLiteStore, _ log: ItemLog) async throws {
        for number in numbers {
            try subscribe(store, number...number)
            try await log.append()
        }
    }

    @Test func `a file that cannot be moved stops the rotation before another is overwritten, not the log`()
        async throws
    {
        defer { cleanUp() }
        let store = try store(0)
        let said = Mutex<[String]>([])
        let log = ItemLog(
            path: path, sizeLimit: 1, filesKept: 3, store: store,
            announce: { text in said.withLock { $0.append(text) } })
        try await append(1...3, store, log)
        // No file can be moved over a folder.
        try FileManager.default.createDirectory(atPath: path + ".3", withIntermediateDirectories: false)
        try await append(4...6, store, log)
        #expect(try numbers(path + ".2") == [1] && numbers(path + ".1") == [2] && numbers(path) == [3, 4, 5, 6])
        #expect(said.withLock { $0.count } == 1)
        #expect(said.withLock { $0[0].contains(path + ".2") && $0[0].contains("rotate") })
        try FileManager.default.removeItem(atPath: path + ".3")
        try await append(7...7, store, log)
        #expect(try ["", ".1", ".2", ".3"].map { try numbers(path + $0) } == [[7], [3, 4, 5, 6], [2], [1]])
        #expect(said.withLock { $0.count } == 1)
    }

    @Test func `a rotation moves no more than there is, and what is behind a free number stays`() async throws {
        defer { cleanUp() }
        let store = try store(0)
        let log = log(store, sizeLimit: 1, filesKept: .max)
        try await append(1...4, store, log)
        try remove("items.jsonl.2")
        try await append(5...5, store, log)
        #expect(try ["", ".1", ".2", ".3"].map { try numbers(path + $0) } == [[5], [4], [3], [1]])
        #expect(!FileManager.default.fileExists(atPath: path + ".4"))
    }

    // MARK: A hole that a power failure leaves

    /// The log of the events 1…count, noted up to `noted`, with zeros from the first line of the hole to within its last.
    private func holed(_ hole: (first: Int, last: Int)?, noted: Int, of count: Int) async throws -> SQLiteStore {
        let store = try store(noted)
        try await log(store).append()
        let note = try content(".lock")
        try subscribe(store, (noted + 1)...count)
        try await log(store).append()
        try Data(note.utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        if let hole { try makeHole(hole.first, hole.last) }
        return store
    }

    private func makeHole(_ first: Int, _ last: Int) throws {
        let lines = try content("").split(separator: "\n", omittingEmptySubsequences: false).map { $0.utf8.count + 1 }
        let (from, to) = (lines.prefix(first - 1).reduce(0, +), lines.prefix(last).reduce(0, +) - 20)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(from))
        try handle.write(contentsOf: Data(count: to - from))
        try handle.close()
    }

    @Test(arguments: [(21, 21), (23, 25), (21, 29)], [true, false])
    func `a hole in what was appended last is filled from the store`(_ hole: (Int, Int), _ hasNote: Bool) async throws {
        defer { cleanUp() }
        let store = try await holed(hole, noted: 20, of: 30)
        if !hasNote { try Data().write(to: URL(fileURLWithPath: path + ".lock")) }
        let whole = try content("").utf8.count
        try await log(store).append()
        #expect(try numbers(path) == Array(1...30))
        #expect(try content("").utf8.count == whole)
    }

    /// It begins and ends within texts of JSON: the first line's beginning and the last one's end would make one line.
    @Test(arguments: [(21, 22), (23, 26), (1, 3)])
    func `a hole from the text of one line to that of another is no line`(_ first: Int, _ last: Int) async throws {
        defer { cleanUp() }
        let store = try await holed(nil, noted: 20, of: 30)
        try Data().write(to: URL(fileURLWithPath: path + ".lock"))
        let whole = try content("")
        let lines = whole.split(separator: "\n").map { Array($0.utf8) }
        func text(_ line: Int) throws -> Int {
            let start = lines[..<(line - 1)].reduce(0) { $0 + $1.count + 1 }
            return start + (try #require(lines[line - 1].firstRange(of: Array(#""id":""#.utf8)))).upperBound
        }
        let (from, to) = try (text(first) + 1, text(last) + 1)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.seek(toOffset: UInt64(from))
        try handle.write(contentsOf: Data(count: to - from))
        try handle.close()
        try await log(store).append()
        #expect(try content("") == whole)
    }

    @Test func `lines that are not there, and those of an older file in their place, are a hole too`() async throws {
        defer { cleanUp() }
        let store = try await holed(nil, noted: 20, of: 30)
        let lines = try content("").split(separator: "\n").map { $0 + "\n" }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        for middle in [lines[22..<22], lines[3..<7]] {
            try handle.truncate(atOffset: 0)
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data((lines[..<22] + middle + lines[26...]).joined().utf8))
            try await log(store).append()
            #expect(try numbers(path) == Array(1...30))
        }
    }

    /// A file's number is given anew once it is gone, and a power failure brings old notes back.
    @Test(arguments: [(0, (27, 28)), (15, (22, 23)), (25, (22, 23))])
    func `a note that is about another file of the same number is not believed`(_ lines: Int, _ hole: (Int, Int))
        async throws
    {
        defer { cleanUp() }
        let store = try await holed(hole, noted: 20, of: 30)
        var note = LogNote(Array(try content(".lock").utf8)[...])
        note.size = try content("").split(separator: "\n").prefix(lines).reduce(0) { $0 + $1.utf8.count + 1 }
        try Data(note.text.utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        try await log(store).append()
        #expect(try numbers(path) == Array(1...30))
    }

    @Test func `what was noted as safe is not read again`() async throws {
        defer { cleanUp() }
        let store = try store(20)
        try await log(store).append()
        try makeHole(5, 6)
        let before = try content("")
        try subscribe(store, 21...22)
        try await log(store).append()
        #expect(try content("").hasPrefix(before))
        #expect(try content("").dropFirst(before.count).split(separator: "\n").count == 2)
    }

    @Test func `lines behind a hole that the store has not are left`() async throws {
        defer { cleanUp() }
        let store = try await restored(5, of: 9)
        try makeHole(7, 7)
        try Data().write(to: URL(fileURLWithPath: path + ".lock"))
        let before = try content("")
        try await log(store).append()
        #expect(try content("").hasPrefix(before))
    }

    @Test func `numbers that the store never had, and lines of somebody else, are no hole`() async throws {
        defer { cleanUp() }
        let store = try await restored(5, of: 9)
        let lines = try content("").split(separator: "\n")
        try Data((lines.prefix(5).joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try await log(store).append()
        var text = try content("").split(separator: "\n")
        text.insert("a note", at: 3)
        let before = text.joined(separator: "\n") + "\n"
        try Data(before.utf8).write(to: URL(fileURLWithPath: path))
        try remove("items.jsonl.lock")
        try subscribe(store, 101...101)
        try await log(store).append()
        #expect(try content("").hasPrefix(before))
        #expect(try store.events(after: 0).map(\.seq) == [1, 2, 3, 4, 5, 10, 11])
    }

    // MARK: A store behind its log

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }

    /// A store that was told of `count` events, put back to `kept` of them.
    private func restored(_ kept: Int, of count: Int) async throws -> SQLiteStore {
        let backup = folder.appendingPathComponent("backup.db")
        do {
            let store = try store(kept)
            try await log(store).append()
            try FileManager.default.copyItem(at: folder.appendingPathComponent("dateline.db"), to: backup)
            try FileManager.default.copyItem(atPath: store.path + "-wal", toPath: backup.path + "-wal")
            try subscribe(store, (kept + 1)...count)
            try await log(store).append()
        }
        for end in ["", "-wal", "-shm", "-keys"] {
            try? remove("dateline.db" + end)
            try? FileManager.default.moveItem(atPath: backup.path + end, toPath: folder.path + "/dateline.db" + end)
        }
        return try SQLiteStore(path: folder.path + "/dateline.db")
    }

    @Test func `a store that a backup was put back of goes on above the log, with all its news`() async throws {
        defer { cleanUp() }
        let store = try await restored(5, of: 9)
        let said = Mutex<[String]>([])
        let log = ItemLog(
            path: path, sizeLimit: nil, filesKept: 3, store: store,
            announce: { text in said.withLock { $0.append(text) } })
        try await log.append()
        try subscribe(store, 101...103)
        try await log.append(store.events(after: 10))
        #expect(try numbers(path) == Array(1...13))
        #expect(try store.events(after: 5).map(\.seq) == [10, 11, 12, 13])
        #expect(try store.behind().map { [$0.from, $0.to] } == [6, 9])
        #expect(said.withLock { $0.count } == 1)
    }

    @Test(arguments: [false, true])
    func `news that were kept before the log was looked at reach it under new numbers`(_ isMoved: Bool) async throws {
        defer { cleanUp() }
        let store = try await restored(5, of: 9)
        if isMoved { try FileManager.default.moveItem(atPath: path, toPath: path + "-20260120") }
        try subscribe(store, 101...106, after: 60)
        try await log(store).append(store.events(after: 5))
        let lines = try numbers(path)
        #expect(Set(lines) == Set(isMoved ? 10...16 : 1...16) && lines == lines.sorted())
        #expect(try store.events(after: 0).map { Int($0.seq) } == Array(1...5) + Array(10...16))
    }

    @Test func `a store made anew goes on above its log, and tells what it has`() async throws {
        defer { cleanUp() }
        do { try await log(try store(4)).append() }
        for end in ["", "-wal", "-shm", "-keys", "-lock"] { try remove("dateline.db" + end) }
        let store = try store(0)
        try subscribe(store, 101...103, after: 60)
        try await log(store).append()
        #expect(try numbers(path) == Array(1...8))
        #expect(try store.events(after: 0).map(\.seq) == [5, 6, 7, 8])
    }

    @Test func `store and log put back together go on above what the lock has noted`() async throws {
        defer { cleanUp() }
        let store = try await restored(5, of: 9)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try Data((lines.prefix(5).joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try await log(store).append()
        #expect(try numbers(path) == Array(1...5) + [10])
    }

    @Test(arguments: ["          1000000000", "1000000000", "rubbish", ""])
    func `a number in the lock that nothing supports is not believed`(_ note: String) async throws {
        defer { cleanUp() }
        let store = try store(4)
        try await log(store).append()
        try remove("items.jsonl")
        try Data(note.utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        try subscribe(store, 5...6)
        try await log(store).append()
        #expect(try numbers(path) == Array(1...6))
    }

    @Test func `a number that was changed in the lock is not believed, and one of an earlier version is`() async throws
    {
        defer { cleanUp() }
        let store = try store(4)
        try await log(store).append()
        try remove("items.jsonl")
        var note = try String(contentsOfFile: path + ".lock", encoding: .utf8)
        note.replaceSubrange(note.startIndex..<note.index(note.startIndex, offsetBy: 20), with: "          1000000000")
        try Data(note.utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        try await log(store).append()
        #expect(try numbers(path) == Array(1...4))
        try remove("items.jsonl")
        try Data("                   3".utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        try await log(store).append()
        #expect(try numbers(path) == [4])
    }

    @Test func `a note is read as it was written`() {
        var note = LogNote()
        (note.seq, note.store, note.storePath, note.inode) = (91, -7, "/srv/a store/dateline.db", 12)
        note.fingerprint = -5
        for size in [nil, 0, 70_000] as [Int?] {
            note.size = size
            #expect(LogNote(Array(note.text.utf8)[...]) == note)
        }
        #expect(!LogNote(Array(note.text.utf8.dropLast(3))[...]).isProven)
        #expect(note.text.prefix(20) == "                  91")
    }

    @Test func `beside the daemon of another store the log is refused`() async throws {
        defer { cleanUp() }
        let first = try SQLiteStore(path: folder.appendingPathComponent("first.db").path, isDaemon: true)
        try subscribe(first, 1...3)
        try await log(first).append()
        let second = try store(2)
        await #expect(throws: ItemLogError.self) { try await log(second).append() }
        #expect(try numbers(path) == [1, 2, 3])
    }

    // MARK: A log that is none

    @Test(arguments: ["my notes\nand more\n", "notes", "{\"id\": 7}", "{\"id\": \"x\"}\n", "\u{1}\u{2}\n\u{0}\u{3}\n"])
    func `a file that holds no line of ours is refused and left as it is`(_ text: String) async throws {
        defer { cleanUp() }
        let store = try store(3)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: ItemLogError.self) { try await log(store).append() }
        #expect(error?.description.contains("[log] path") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test(arguments: ["", "{\"id\":\"tag:cut", "{\"i", "\u{0}\u{0}\u{0}"])
    func `the beginning of a first line, and zeros, are no reason to refuse a log`(_ text: String) async throws {
        defer { cleanUp() }
        let store = try store(3)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try await log(store).append()
        #expect(try numbers(path) == [1, 2, 3])
    }

    @Test func `whole lines of somebody else behind ours are left, and half a line is cut`() async throws {
        defer { cleanUp() }
        let store = try store(3)
        try await log(store).append()
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        try Data((whole + "a note\n").utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: ItemLogError.self) { try await log(store).append() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == whole + "a note\n")
        try Data((whole + "\u{0}\u{0}\n\u{0}x\nhalf a l").utf8).write(to: URL(fileURLWithPath: path))
        try await log(store).append()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == whole)
    }

    @Test func `a log in which nothing can be read any more is set aside, and a new one goes on`() async throws {
        defer { cleanUp() }
        let store = try store(3)
        try await log(store).append()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let garbage = Data([0, 0, 10, 0xFF, 10] + [UInt8](repeating: 1, count: 900))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: garbage)
        try handle.close()
        try subscribe(store, 4...4)
        try await log(store).append()
        #expect(try numbers(path) == [4])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".damaged")) == garbage)
    }

    @Test(arguments: [true, false])
    func `a new file of which only pieces reached the disk is set aside, whatever the lock notes`(_ hasNote: Bool)
        async throws
    {
        defer { cleanUp() }
        let store = try store(3)
        try await log(store).append()
        let note = try content(".lock")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try subscribe(store, 4...6)
        try await log(store).append()
        try Data((hasNote ? note : "").utf8).write(to: URL(fileURLWithPath: path + ".lock"))
        let lines = try content("").split(separator: "\n").map { Data($0.utf8) }
        let torn = Data(lines.map { $0.prefix(40) + Data(count: 20) + $0.dropFirst(60) + Data("\n".utf8) }.joined())
        try torn.write(to: URL(fileURLWithPath: path))
        try await log(store).append()
        #expect(try numbers(path) == [4, 5, 6])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".damaged")) == torn)
    }

    @Test(arguments: ["my notes\n", "\u{1}\u{2}\n\u{0}\u{3}\n", "\u{7F}ELF\u{0}\u{0}\n\u{0}"])
    func `somebody else's file in the place of a log that was moved away is refused`(_ text: String) async throws {
        defer { cleanUp() }
        let store = try store(3)
        try await log(store).append()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try subscribe(store, 4...4)
        await #expect(throws: ItemLogError.self) { try await log(store).append() }
        #expect(try content("") == text)
    }

    @Test func `a line is found by its number, in the middle and in rotated files`() async throws {
        defer { cleanUp() }
        let store = try store(300)
        let log = log(store, sizeLimit: 20_000)
        try await log.append()
        for number in 301...310 {
            try subscribe(store, number...number)
            try await log.append()
        }
        let open = try OpenLog(path: path, note: LogNote())
        for seq in [1, 2, 77, 255, 256, 257, 299, 305, 310] as [Int64] { #expect(try open.mark(upTo: seq)?.seq == seq) }
        #expect(try open.mark(upTo: 400)?.seq == 310)
        #expect(try open.mark(upTo: 0) == nil)
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
