import FeedModel
import Foundation
import Storing
import StoringSQLite
import Synchronization
import Testing

@testable import Daemon

/// A backup is put back beside a log that has gone on, whole or not.
@Suite struct RestoreTests {
    private let folder: ScratchFolder
    private let configuration: Configuration
    private let now = Date(timeIntervalSince1970: 1_766_000_000)
    private var backup: String { folder.path + "/backup.db" }

    init() throws {
        folder = try ScratchFolder()
        configuration = Configuration(paths: folder.paths)
    }

    /// Tells of feeds `numbers`, one event each, in the log too.
    private func tell(_ numbers: ClosedRange<Int>, sizeLimit: Int? = nil, after seconds: Double = 0) async throws {
        let store = try SQLiteStore(path: configuration.store.path)
        let feeds = numbers.map { Subscription(url: "http://feed.test/\($0)") }
        // First, as a daemon does: a store that is behind its log gives no number away that the log has.
        try await log(store, sizeLimit).append()
        _ = try store.synchronize(feeds, removingOthers: false, at: now.addingTimeInterval(seconds))
        try await log(store, sizeLimit).append()
        try store.closeFiles()
    }

    private func log(_ store: SQLiteStore, _ sizeLimit: Int? = nil) -> ItemLog {
        ItemLog(path: configuration.log.path, sizeLimit: sizeLimit, filesKept: 50, store: store, now: { [now] in now })
    }

    private func makeBackup() throws {
        _ = try SQLiteStore(path: configuration.store.path, access: .readOnly).backUp(to: backup, isReplacing: true)
    }

    private func restore(_ file: String? = nil) throws -> StoreRestorer.Report {
        try StoreRestorer(configuration, at: now).restore(from: file ?? backup)
    }

    /// The numbers that the store has, after the log was completed.
    private func numbers() async throws -> [Int64] {
        let store = try SQLiteStore(path: configuration.store.path)
        try await log(store).append()
        let numbers = try store.marks(after: 0, limit: 1000).map(\.seq)
        try store.closeFiles()
        return numbers
    }

    private func logged() throws -> [Int64] {
        var history = try LogHistory(path: configuration.log.path)
        var numbers: [Int64] = []
        while let line = try history.next() { numbers.append(line.mark.seq) }
        return numbers
    }

    private func lines() throws -> [String] {
        try folder.text("items.jsonl").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `what the log has is read back, rotated files too, and nothing is told`() async throws {
        try await tell(1...5)
        try makeBackup()
        try await tell(6...9, sizeLimit: 1)
        try await tell(10...12, sizeLimit: 1)
        let before = try logged()
        let report = try restore()
        #expect(report.backupSeq == 5 && report.readBack == 7 && report.missing.isEmpty && report.leftOut == nil)
        #expect(report.aside != nil)
        #expect(try await numbers() == Array(1...12))
        #expect(try logged() == before)
        try await tell(13...13)
        #expect(try logged() == Array(1...13))
        #expect(try StoreExamination(configuration).findings.isEmpty)
    }

    @Test func `a backup as new as the log changes nothing`() async throws {
        try await tell(1...5)
        try makeBackup()
        let report = try restore()
        #expect(report.readBack == 0 && report.missing.isEmpty && report.lastSeq == 5)
        #expect(try await numbers() == Array(1...5))
        #expect(try logged() == Array(1...5))
    }

    @Test func `numbers that are lost are said and not given again`() async throws {
        try await tell(1...5)
        try makeBackup()
        try await tell(6...12)
        // A file that is gone, and a torn line.
        var lines = try lines()
        lines[8] = String(lines[8].dropLast(30))
        try folder.write("items.jsonl", lines[7...].joined(separator: "\n"))
        let report = try restore()
        #expect(report.readBack == 4 && report.missing == [6...7, 9...9] && report.missingCount == 3)
        #expect(try await numbers() == Array(1...5) + [8] + Array(10...14))
        #expect(try logged() == [8] + Array(10...14))
        #expect(try StoreExamination(configuration).findings.isEmpty)
        let store = try SQLiteStore(path: configuration.store.path)
        #expect(try store.missingNumbers() == [6...7, 9...9])
        #expect(try store.marks(after: 12, limit: 9).map(\.kind) == ["store-behind", "store-behind"])
        // No feed gets a number that a lost line may have told of.
        _ = try store.synchronize([Subscription(url: "http://new.test/")], removingOthers: false, at: now)
        #expect(try store.feeds(matching: "new.test").map(\.id) == [16])
    }

    @Test func `a log of another store is not mixed in`() async throws {
        try await tell(1...3)
        try makeBackup()
        try FileManager.default.removeItem(atPath: configuration.store.path)
        try FileManager.default.removeItem(atPath: configuration.log.path)
        try FileManager.default.removeItem(atPath: configuration.log.path + ".lock")
        try await tell(21...29, after: 1)
        let before = try logged()
        #expect(throws: BackupError.otherLog(log: configuration.log.path, backup: backup)) { try restore() }
        #expect(try logged() == before)
        #expect(try SQLiteStore(path: configuration.store.path).lastSeq() == 9)
        // Out of the way, it is written anew from what is put back, and nothing is told twice.
        for name in ["items.jsonl", "items.jsonl.lock"] {
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        let report = try restore()
        #expect(report.readBack == 0 && report.leftOut == nil && report.missing.isEmpty)
        #expect(try await numbers() == [1, 2, 3])
        #expect(try logged() == [1, 2, 3])
    }

    @Test func `where nothing of the log can be read, the backup is put back, and files that were not read are named`()
        async throws
    {
        try await tell(1...3)
        try makeBackup()
        try await tell(4...6)
        let log = configuration.log.path
        for name in [log, log + ".lock"] { try FileManager.default.removeItem(atPath: name) }
        #expect(try restore().losses(remedy: "dateline restore") == [])
        try folder.write("items.jsonl.1.gz", "packed")
        let report = try restore()
        #expect(report.lastSeq == 3 && report.unreadFiles == [log + ".1.gz"])
        #expect(
            report.losses(remedy: "dateline restore")
                == ["\(log).1.gz was not read: unpack it, then 'dateline restore' with the daemon stopped"])
    }

    @Test func `while a daemon holds the store, it is refused and nothing is changed`() async throws {
        try await tell(1...3)
        try makeBackup()
        try await tell(4...6)
        let store = try SQLiteStore(path: configuration.store.path, isDaemon: true)
        #expect(throws: BackupError.self) { try restore() }
        #expect(throws: BackupError.self) { try StoreRestorer(configuration, at: now).restore(from: nil) }
        #expect(try store.lastSeq() == 6)
        try store.closeFiles()
        #expect(try await numbers() == Array(1...6))
    }

    @Test func `a store is made of the log alone`() async throws {
        try await tell(1...9)
        try FileManager.default.removeItem(atPath: configuration.store.path)
        let report = try StoreRestorer(configuration, at: now).restore(from: nil)
        #expect(report.backupSeq == 0 && report.readBack == 9)
        #expect(try await numbers() == Array(1...9))
        #expect(try logged() == Array(1...9))
        let store = try SQLiteStore(path: configuration.store.path)
        #expect(try store.synchronize((1...9).map { Subscription(url: "http://feed.test/\($0)") }, at: now).isEmpty)
    }

    @Test func `what a later backup has brought back is missing no more`() async throws {
        try await tell(1...5)
        try makeBackup()
        try await tell(6...9)
        let later = folder.path + "/later.db"
        _ = try SQLiteStore(path: configuration.store.path, access: .readOnly).backUp(to: later)
        // The older one was copied into place by hand.
        for suffix in ["", "-wal", "-shm", "-keys"] {
            try? FileManager.default.removeItem(atPath: configuration.store.path + suffix)
        }
        try FileManager.default.copyItem(atPath: backup, toPath: configuration.store.path)
        try await tell(10...10, after: 60)
        func behind() throws -> ClosedRange<Int64>? {
            try SQLiteStore(path: configuration.store.path, access: .readOnly).behind().map { $0.from...$0.to }
        }
        #expect(try behind() == 6...9)
        #expect(try restore().leftOut == nil)
        #expect(try behind() == 6...9, "the older backup does not know them either")
        #expect(try restore(later).leftOut == nil)
        #expect(try behind() == nil)
        #expect(try logged() == Array(1...11))
    }

    @Test func `a store that was lost is made of its log when it is opened, and numbers of a backup still hold`()
        async throws
    {
        try await tell(1...5)
        try makeBackup()
        try await tell(6...9)
        try FileManager.default.removeItem(atPath: configuration.store.path)
        let said = Mutex<[String]>([])
        do {
            let store = try configuration.openStore { text in said.withLock { $0.append(text) } }
            #expect(said.withLock { $0.contains { $0.hasPrefix("9 events were read back") } })
            #expect(StoreRestorer.Report(readBack: 1).readBackInWords == "1 event was read back")
            // The feeds are known: only the new one is told of, under the next number.
            let feeds = (1...10).map { Subscription(url: "http://feed.test/\($0)") }
            let told = try store.synchronize(feeds, at: now)
            #expect(told.map(\.seq) == [10] && told.map(\.feed.id) == [10])
            try await ItemLog(configuration.log, store: store, clock: WallClock { [now] in now }) { _ in }.append()
            try store.files?.closeFiles()
        }
        // Whoever finds the backup later puts it back, and each feed is one.
        let report = try restore()
        #expect(report.readBack == 5 && report.passedOver == 0 && report.missing.isEmpty && report.leftOut == nil)
        #expect(try await numbers() == Array(1...10))
        #expect(try SQLiteStore(path: configuration.store.path).feeds(matching: "").map(\.id) == Array(1...10))
    }

    @Test func `a store that is there, or has no log, is opened as it is`() async throws {
        let said = Mutex<[String]>([])
        func open() throws -> Int64 {
            let store = try configuration.openStore { text in said.withLock { $0.append(text) } }
            defer { try? store.files?.closeFiles() }
            return try store.lastSeq()
        }
        #expect(try open() == 0)
        try FileManager.default.removeItem(atPath: configuration.store.path)
        try await tell(1...5)
        try folder.write("items.jsonl", "")
        #expect(try open() == 5)
        try FileManager.default.removeItem(atPath: configuration.store.path)
        #expect(try open() == 0)
        #expect(said.withLock { $0.isEmpty })
    }

    @Test func `where a restore was interrupted between two names, the new store is opened and no loss is told of`()
        async throws
    {
        try await tell(1...5)
        let path = configuration.store.path
        try FileManager.default.moveItem(atPath: path, toPath: path + ".restored")
        let said = Mutex<[String]>([])
        let store = try configuration.openStore { text in said.withLock { $0.append(text) } }
        #expect(said.withLock { $0 } == [])
        #expect(try store.lastSeq() == 5)
        try store.files?.closeFiles()
    }

    @Test func `where there is no log, no store is made of it`() throws {
        #expect(throws: BackupError.nothingToRead(log: configuration.log.path)) {
            try StoreRestorer(configuration, at: now).restore(from: nil)
        }
        #expect(!FileManager.default.fileExists(atPath: configuration.store.path))
    }

    @Test func `lines that differ, lack or are too many are found`() async throws {
        try await tell(1...6)
        var lines = try lines()
        lines[1] = lines[1].replacing("feed-added", with: "feed-gone")
        lines[5] = lines[5].replacing("\"seq\":6", with: "\"seq\":9")
        lines.remove(at: 3)
        try folder.write("items.jsonl", lines.joined(separator: "\n"))
        let found = try StoreExamination(configuration)
        #expect(found.events == 6 && found.lines == 5)
        #expect(
            found.findings.map(\.description) == [
                "of the numbers, 2 between 4 and 6 stand in the store and not in the log",
                "of the numbers, 2 say something else in the log than in the store",
                "of the numbers, 9 stand in the log and not in the store",
            ])
    }

    /// An empty file may have been moved away with what it had (`copytruncate`): appending believes the note, while a
    /// repair has looked.
    @Test(arguments: [nil, 3, 5])
    func `a repair writes what was taken from the log's end, also where that empties the file`(rotatedUpTo: Int?)
        async throws
    {
        try await tell(1...6)
        let whole = try lines()
        if let rotatedUpTo {
            try folder.write("items.jsonl.1", whole.prefix(rotatedUpTo).joined(separator: "\n") + "\n")
        }
        try folder.write("items.jsonl", "")
        let found = try StoreExamination(configuration)
        #expect(found.findings.map(\.isRepairable) == [true])
        try await StoreExamination.repair(configuration, found, clock: WallClock { [now] in now }) { _ in }
        #expect(try StoreExamination(configuration).findings.isEmpty)
        #expect(try lines() == Array(whole.dropFirst(rotatedUpTo ?? 0)))
    }

    @Test func `a repair writes nothing again that may stand in a file that it cannot read`() async throws {
        try await tell(1...6)
        let whole = try lines()
        try folder.write("items.jsonl.1", whole.prefix(3).joined(separator: "\n") + "\n")
        try folder.write("items.jsonl.2.xz", "of another program")
        try folder.write("items.jsonl", "")
        let found = try StoreExamination(configuration)
        try await StoreExamination.repair(configuration, found, clock: WallClock { [now] in now }) { _ in }
        #expect(try lines() == [""])
    }
}
