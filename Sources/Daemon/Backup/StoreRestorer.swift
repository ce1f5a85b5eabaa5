import Comparing
import FeedModel
import Foundation
import Storing
import StoringSQLite

/// Puts a backup in the store's place, or a new store, and reads back from the log what came after it.
package struct StoreRestorer {
    package struct Report: Equatable, Sendable {
        /// Of the backup; 0 for none.
        package var backupSeq: Int64 = 0
        /// Lines that were read back.
        package var readBack = 0
        package var readBackInWords: String { "\(readBack) \(readBack == 1 ? "event was" : "events were") read back" }
        /// Lines of a store that was lost, whose entries the log tells again behind them.
        package var passedOver = 0
        /// The last number that the store has then.
        package var lastSeq: Int64 = 0
        /// The numbers that neither backup nor log have.
        package var missing: [ClosedRange<Int64>] = []
        /// Files of the log that were not read.
        package var unreadFiles: [String] = []
        /// Why lines of the log were left out that are not from this store's life.
        package var leftOut: String?
        /// Where the store is that was there.
        package var aside: String?

        package var missingCount: Int64 { missing.reduce(0) { $0 + Int64($1.count) } }

        /// What could not be read back, a sentence each.
        /// - Parameter remedy: the command that reads a file of the log once it is unpacked.
        package func losses(remedy: String) -> [String] {
            var losses: [String] = []
            if missingCount > 0 {
                let ranges = missing.prefix(5).map { "\($0.lowerBound) to \($0.upperBound)" }.joined(separator: ", ")
                losses.append(
                    "\(missingCount == 1 ? "1 event is" : "\(missingCount) events are") missing in the log, and what was "
                        + "told there may be told again: numbers \(ranges)\(missing.count > 5 ? " and others" : "")")
            }
            if let leftOut { losses.append("the rest of the log was not read back: \(leftOut)") }
            return losses
                + unreadFiles.map { "\($0) was not read: unpack it, then '\(remedy)' with the daemon stopped" }
        }
    }

    private let configuration: Configuration
    private let now: Date
    private let progress: (Int) throws -> Void

    /// - Parameter progress: is told how many lines have been read back; what it throws ends the restoring.
    package init(
        _ configuration: Configuration, at now: Date, progress: @escaping (Int) throws -> Void = { _ in }
    ) {
        (self.configuration, self.now, self.progress) = (configuration, now, progress)
    }

    /// - Parameter backup: nil makes a store of the log alone.
    /// - Throws: `BackupError`, `StoreError`, `ItemLogError`. The old store stands in its place then.
    package func restore(from backup: String?) throws -> Report {
        let path = try configuration.store.file(for: backup == nil ? "'dateline store rebuild'" : "'dateline restore'")
        return try restore(by: StoreReplacement(of: path)) {
            try backup.map { file in
                guard file != path else { throw BackupError.isTheStore(path: file) }
                return try RestingStore(file)
            }
        }
    }

    /// Makes a store that was lost of what its log tells.
    /// - Parameter begin: is called where that is to be done.
    /// - Returns: nil where another process has made one meanwhile, or the log has nothing to make it of.
    /// - Throws: likewise.
    package func restoreLost(begin: () -> Void) throws -> Report? {
        do {
            let replacement = try StoreReplacement(of: configuration.store.path)
            // Where an exchange was interrupted, it is there now.
            guard try !configuration.store.exists() else { return nil }
            begin()
            return try restore(by: replacement) { nil }
        } catch BackupError.inUse, BackupError.nothingToRead {
            return nil
        }
    }

    private func restore(
        by replacement: StoreReplacement, _ backup: () throws -> RestingStore?
    ) throws -> Report {
        do {
            var report = Report()
            let copy = try backup()
            let store = try replacement.begin(with: copy, agencies: configuration.agencies())
            report.backupSeq = try store.lastSeq()
            try readBack(into: store, of: copy?.summary.path ?? "", &report)
            if copy == nil, report.readBack == 0 { throw BackupError.nothingToRead(log: configuration.log.path) }
            report.lastSeq = try store.lastSeq()
            try store.closeFiles()
            report.aside = try replacement.finish()
            // Root may have copied it there.
            for file in OpenLog.files(configuration.log.path) { giveToOwnerOfFolder(file) }
            return report
        } catch {
            replacement.abandon()
            throw error
        }
    }

    private func readBack(into store: any Store, of backup: String, _ report: inout Report) throws {
        let log = configuration.log.path
        let start = report.backupSeq
        switch try follows(store, start) {
        case true?: break
        case false?: throw BackupError.otherLog(log: log, backup: backup)
        case nil:
            report.leftOut = "it begins behind the backup, and nothing tells that its lines are this store's"
            return
        }
        // What the store had gone on without stays without numbers. Where that was from before the backup, the backup's
        // own life ends there, and what came then is of the other: told all the same, under numbers of its own.
        let gone = try LogHistory.breaks(in: log, after: start).map(\.missing).filter { $0.lowerBound > start }
        let subscriptions = Dictionary(
            configuration.subscriptions.map { ($0.url, $0) }, uniquingKeysWith: { first, _ in first })

        var history = try LogHistory(path: log, after: start)
        var batch: [LoggedEvent] = []
        var last = start
        func keep() throws -> Bool {
            let (taken, mismatch) = try store.readBack(batch, subscriptions: subscriptions)
            report.readBack += taken
            try progress(report.readBack)
            batch.removeAll()
            guard let mismatch else { return true }
            report.leftOut = mismatch.description
            return false
        }
        while let line = try history.next() {
            let seq = line.mark.seq
            if gone.contains(where: { $0.contains(seq) }) {
                report.passedOver += 1
                continue
            }
            guard let event = LoggedEvent(line.json) else { continue }
            if seq > last + 1 {
                report.missing += Self.without(gone, (last + 1)...(seq - 1))
            }
            last = seq
            batch.append(event)
            if batch.count >= Self.linesPerCommit, try !keep() { break }
        }
        // What is missing behind it is said when the log is completed.
        if !batch.isEmpty { _ = try keep() }
        report.unreadFiles = history.unread
        let held = try store.lastSeq()
        report.missing = report.missing.filter { $0.upperBound < held }
        try store.tellMissing(report.missing, at: now)
    }

    private static let linesPerCommit = 500

    /// Whether the log goes on from what the store has: their last common number means the same in both.
    /// Nil where that cannot be told.
    private func follows(_ store: any Store, _ start: Int64) throws -> Bool? {
        guard start > 0 else { return true }
        if let mark = try OpenLog.mark(upTo: start, in: OpenLog.files(configuration.log.path)) {
            return try store.holds(mark)
        }
        guard try LogHistory(path: configuration.log.path).hasLines else { return true }
        return try LogLock.note(of: configuration.log.path)?.store == store.identity() ? true : nil
    }

    /// `range` without those that are known to be of nothing.
    private static func without(_ gone: [ClosedRange<Int64>], _ range: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
        var rest = [range]
        for other in gone {
            rest = rest.flatMap { part -> [ClosedRange<Int64>] in
                guard part.overlaps(other) else { return [part] }
                var pieces: [ClosedRange<Int64>] = []
                if part.lowerBound < other.lowerBound { pieces.append(part.lowerBound...(other.lowerBound - 1)) }
                if part.upperBound > other.upperBound { pieces.append((other.upperBound + 1)...part.upperBound) }
                return pieces
            }
        }
        return rest
    }
}
