import FeedModel
import Foundation
import Storing
import StoringSQLite

/// Looks whether the store is sound, and the log a copy of its events.
package struct StoreExamination {
    package private(set) var findings: [StoreFinding] = []
    /// What was not looked at, and why.
    package private(set) var notes: [String] = []
    package private(set) var events = 0
    package private(set) var lines = 0

    /// The last event in the files of the log that were read; nil where they have none.
    private var logEnd: EventMark?
    private var isLogReadWhole = false

    private let log: String
    private let isRunning: Bool

    /// - Throws: what keeps it from looking at all.
    package init(_ configuration: Configuration) throws {
        log = configuration.log.path
        isRunning = configuration.store.isDaemonRunning() == true
        do {
            let held = try configuration.store.read()
            findings += try held.checkRows()
            guard !findings.contains(where: { $0.part == .database }) else { return }
            findings += try held.checkKeys()
            try checkLog(held)
        } catch StoreError.damaged(_, let reason) {
            findings.append(StoreFinding(.database, reason))
            return
        }
        if configuration.store.database == nil { try checkSearch(of: configuration.store.path) }
    }

    /// In a database the index is made behind the log, and its server knows whether it is sound.
    private mutating func checkSearch(of store: String) throws {
        do {
            // The daemon's next commit waits for it.
            let found = try SQLiteStore.checkSearch(of: store, patience: isRunning ? .seconds(5) : nil)
            if let found {
                findings += found
            } else {
                notes.append(
                    "the search index was not looked at to its end, since a daemon waits for that: stop it, and check again"
                )
            }
        } catch StoreError.readOnly {
            notes.append("the search index was not looked at: only who may write the store can have that done")
        }
    }

    private mutating func checkLog(_ held: any Store) throws {
        let missing = try held.missingNumbers()
        let prunedTo = try held.prunedTo()
        func isMissing(_ seq: Int64) -> Bool { seq <= prunedTo || missing.contains { $0.contains(seq) } }
        var history = try LogHistory(path: log)
        var line = try history.next()
        let first = line?.mark.seq ?? .max
        func read() throws { (logEnd, line, lines) = (line?.mark, try history.next(), lines + 1) }
        var (lacking, differing, beyond): ([Int64], [Int64], [Int64]) = ([], [], [])
        var last: Int64 = 0
        var marks = try held.marks(after: 0, limit: 5000)
        while !marks.isEmpty {
            for mark in marks {
                while let ahead = line, ahead.mark.seq < mark.seq {
                    if !isMissing(ahead.mark.seq) { beyond.append(ahead.mark.seq) }
                    try read()
                }
                if let same = line, same.mark.seq == mark.seq {
                    if same.mark.fingerprint != mark.fingerprint { differing.append(mark.seq) }
                    try read()
                } else if mark.seq > first {
                    lacking.append(mark.seq)
                }
            }
            events += marks.count
            last = marks.last!.seq
            marks = try held.marks(after: last, limit: 5000)
        }
        if events > 0, lines == 0, !isRunning { lacking = Array(1...last) }
        // A daemon writes the log when the store has the event, and both go on meanwhile.
        let tail = lacking.reversed().enumerated().prefix { $1 == last - Int64($0) }.map(\.element)
        if isRunning { lacking.removeLast(tail.count) }
        while let ahead = line {
            if !isRunning, !isMissing(ahead.mark.seq) { beyond.append(ahead.mark.seq) }
            try read()
        }
        isLogReadWhole = history.unread.isEmpty
        say(
            "stand in the store and not in the log", lacking, isRepairable: !tail.isEmpty && lacking.count == tail.count
        )
        say("say something else in the log than in the store", differing)
        say("stand in the log and not in the store", beyond)
        if history.repeated > 0 {
            findings.append(StoreFinding(.log, "\(history.repeated) lines have a number that came before"))
        }
        if history.tornPieces > 0 { notes.append("\(history.tornPieces) pieces of the log are no lines of Dateline") }
        for file in history.unread { notes.append("\(file) was not read") }
    }

    private mutating func say(_ what: String, _ numbers: [Int64], isRepairable: Bool = false) {
        guard let first = numbers.first, let last = numbers.last else { return }
        let which = numbers.count == 1 ? "\(first)" : "\(numbers.count) between \(first) and \(last)"
        findings.append(StoreFinding(.log, "of the numbers, \(which) \(what)", isRepairable: isRepairable))
    }

    // MARK: - Repair

    /// Makes search index and file of keys anew where they need it, and completes the log. No row is thrown away.
    /// - Throws: `BackupError.inUse` while somebody works on the store, or a daemon of this machine on a shared one.
    package static func repair(
        _ configuration: Configuration, _ found: StoreExamination, clock: WallClock,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        guard configuration.store.database == nil else {
            return try await repairLogOfDatabase(configuration, found, clock: clock, announce: announce)
        }
        let path = configuration.store.path
        // Given back before the store is opened as usual.
        do { _ = try StoreReplacement(of: path) }
        if found.findings.contains(where: { $0.part == .keys }) { try SQLiteStore.removeKeys(of: path) }
        let store = try configuration.openStore(isDaemon: true, announce: announce)
        if found.findings.contains(where: { $0.part == .search }) { try store.rebuildSearch() }
        if found.findings.contains(where: { $0.part == .log }) {
            try await found.completeLog(configuration, of: store, clock: clock, announce: announce)
        }
        try store.files?.closeFiles()
    }

    private static func repairLogOfDatabase(
        _ configuration: Configuration, _ found: StoreExamination, clock: WallClock,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        let store = try configuration.openStore(announce: announce)
        let machine = ProcessInfo.processInfo.hostName
        if let daemon = try store.workers().first(where: { $0.isDaemon && $0.lost == nil && $0.machine == machine }) {
            throw BackupError.inUse(path: store.path, by: "the worker \(daemon.name)")
        }
        try await found.completeLog(configuration, of: store, clock: clock, announce: announce)
    }

    private func completeLog(
        _ configuration: Configuration, of store: any Store, clock: WallClock,
        announce: @escaping @Sendable (String) -> Void
    ) async throws {
        let log = ItemLog(configuration.log, store: store, clock: clock, announce: announce)
        // What stands in a file that was not read is not written again.
        if isLogReadWhole { try await log.complete(after: logEnd) } else { try await log.append() }
    }
}
