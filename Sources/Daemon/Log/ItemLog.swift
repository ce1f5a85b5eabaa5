import FeedModel
import Foundation
import Glibc
import Storing

/// `items.jsonl`: a copy of the store's events, one a line, in order of `seq`, each exactly once.
///
/// Several processes may append (the daemon, a fetch by hand): each takes a lock, looks which number stands last in
/// the file, and writes what the store has beyond it. That is also how the log is completed after a crash. It
/// survives being renamed (by itself, by logrotate), truncated (logrotate's `copytruncate`) or cut in a line (power
/// failure). Where its last line is none of the store's, the store goes on above it: see `Store.goOn`.
package actor ItemLog {
    package nonisolated let path: String
    private let store: any EventStore
    /// Bytes after which the file is rotated; nil leaves that to others.
    private let sizeLimit: Int?
    /// Rotated files that are kept: `items.jsonl.1`, the newest, to `items.jsonl.N`.
    private let filesKept: Int
    private let now: @Sendable () -> Date
    /// Is told what the operator must know of the log.
    private let announce: @Sendable (String) -> Void

    /// The file that was last written to, and what the log ended with.
    private var file: (log: OpenLog, end: LogNote)?
    private var identity: Int64?
    /// Why the log could not be rotated, and from which size on that is tried again.
    private var rotationFailure: (reason: RotationFailure, size: Int)?
    private let thread = DedicatedThread(name: "log")

    /// Waiting for the disk takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    package init(
        path: String, sizeLimit: Int?, filesKept: Int, store: any EventStore,
        now: @escaping @Sendable () -> Date = { Date() },
        announce: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.path, self.sizeLimit, self.filesKept, self.store) = (path, sizeLimit, filesKept, store)
        (self.now, self.announce) = (now, announce)
    }

    /// Writes what the store has beyond the last line of the file.
    /// - Parameter events: just committed, in the order of `seq`; what follows the last line is not read again. Between those
    ///   of several commits others may stand.
    /// - Throws: `ItemLogError`. Nothing is lost then: the next call writes the lines.
    package func append(_ events: [Event] = []) throws {
        let lock = try LogLock(path: path)
        var (log, end, hasMoved) = try open(lock, beyond: events)
        defer { finish(log, lock, end) }
        // Where numbers have changed, the store alone has them all.
        let readsAll = events.isEmpty || hasMoved
        var recent = hasMoved ? [] : events.drop { $0.seq <= end.seq }
        var lines: [UInt8] = []
        while readsAll || !recent.isEmpty {
            let following = recent.enumerated().prefix {
                $0.offset < 256 && $0.element.seq == end.seq + 1 + Int64($0.offset)
            }
            let next = try following.isEmpty ? store.events(after: end.seq, limit: 256) : following.map(\.element)
            guard let final = next.last else { return try log.synchronize() }
            if let sizeLimit, log.size >= max(sizeLimit, rotationFailure?.size ?? 0) {
                log = try rotate(log, lock, &end)
            }
            lines.removeAll(keepingCapacity: true)
            for event in next {
                JSONValue.object(event.json).encode(to: &lines)
                lines.append(UInt8(ascii: "\n"))
            }
            try log.append(lines, upTo: EventMark(final))
            (end.seq, end.fingerprint) = (final.seq, EventMark(final).fingerprint)
            recent = recent.drop { $0.seq <= final.seq }
        }
        try log.synchronize()
    }

    /// Writes anew what all its files lack at their end, whatever was noted: somebody has taken it away since.
    /// - Parameter last: the last event that one of them has; nil where none has any.
    /// - Throws: as `append`.
    package func complete(after last: EventMark?) throws {
        try forget(after: last)
        try append()
    }

    private func forget(after last: EventMark?) throws {
        let lock = try LogLock(path: path)
        guard lock.note.seq > last?.seq ?? 0 else { return }
        var end = LogNote()
        (end.store, end.storePath) = (try store.identity(), store.path)
        if let last { (end.seq, end.fingerprint) = (last.seq, last.fingerprint) }
        lock.write(end)
        file = nil
    }

    /// Notes what is on the disk.
    private func finish(_ log: OpenLog, _ lock: LogLock, _ end: LogNote) {
        file = nil
        // What the disk has of it is found out when it is opened again.
        guard (try? log.synchronize()) != nil else { return }
        var end = end
        noteSynchronized(log, lock, &end)
        file = (log, end)
    }

    /// Called when the lines are on the disk: what is behind them may have a hole after a power failure.
    private func noteSynchronized(_ log: OpenLog, _ lock: LogLock, _ end: inout LogNote) {
        (end.inode, end.size) = (log.inode, log.size)
        lock.write(end)
    }

    // MARK: Which file, which number

    /// The file that stands under the log's name now, what the log ends with, and whether the store had to go on above it.
    private func open(_ lock: LogLock, beyond events: [Event]) throws -> (log: OpenLog, end: LogNote, hasMoved: Bool) {
        // Still the same file, and nobody has written to it since: the usual case needs no reading.
        if let file, file.log.isCurrent, events.first.map({ $0.seq > file.end.seq }) ?? true {
            return (file.log, file.end, false)
        }
        file = nil
        let log = try OpenLog(path: path, note: lock.note)
        let (note, identity) = (lock.note, try self.identity ?? store.identity())
        self.identity = identity
        let isOurs = note.store == identity
        if let store = note.storePath, !isOurs, store != self.store.path, isDaemonRunning(onStoreAt: store) == true {
            throw ItemLogError(log: path, isOf: store)
        }
        try mendHole(log, lock.note)
        let held = try store.lastSeq()
        let mark = try log.mark ?? log.lastRotated()
        var end = LogNote()
        (end.store, end.storePath) = (identity, store.path)
        if let mark { (end.seq, end.fingerprint) = (mark.seq, mark.fingerprint) }
        var isHeld = try mark.map(store.holds) ?? true
        if note.isProven, note.seq > end.seq, log.mark == nil || note.seq > held {
            // It was written when the lines were on the disk, in a file that is elsewhere now.
            (end.seq, end.fingerprint) = (note.seq, note.fingerprint)
            isHeld = try isOurs && store.holds(note.seq, fingerprint: note.fingerprint)
        } else if !note.isProven, mark == nil, note.seq <= held {
            end.seq = note.seq
        } else if !note.isProven, mark == nil {
            announce("the number \(note.seq) in \(path).lock is of no event, and is not believed")
        }
        if !isHeld { try goOn(log, above: end.seq, held: held, isOurs) }
        try log.synchronize()
        noteSynchronized(log, lock, &end)
        return (log, end, !isHeld)
    }

    /// Lines are taken away only where the store has all of them, to be written again.
    private func mendHole(_ log: OpenLog, _ note: LogNote) throws {
        guard let last = log.mark, try store.holds(last) else { return }
        let isCut = try log.cutHole(note) { try store.events(after: $0, limit: 1).first.map(\.seq) ?? .max < $1 }
        guard isCut else { return }
        announce(
            "the log \(path) had a hole behind the number \(log.mark?.seq ?? 0), as a power failure leaves: the numbers to "
                + "\(last.seq) are written again")
    }

    private func goOn(_ log: OpenLog, above last: Int64, held: Int64, _ isOurs: Bool) throws {
        let shared = try sharedSeq(log, upTo: min(last, held), isOurs)
        let behind = try store.goOn(above: last, sharing: shared, at: now())
        let cause =
            isOurs || shared > 0
            ? "as when a backup was put back" : "which is another store's, or was this one's before it was made anew"
        let moved = behind.moved == 0 ? "" : "; \(behind.moved) events that the log had not get new numbers"
        announce(
            "the store \(store.path) was behind its log \(path), \(cause): the numbers \(behind.from) to \(behind.to) stand "
                + "in the log and not in the store, which goes on above them\(moved)")
    }

    /// The last number that means the same in log and store, which have a beginning in common.
    /// - Parameter isOurs: the log is known to be the store's: then they share what is older than its files.
    private func sharedSeq(_ log: OpenLog, upTo limit: Int64, _ isOurs: Bool) throws -> Int64 {
        var (low, high) = (Int64(0), limit)
        var probe = limit
        while low < high {
            if let mark = try log.mark(upTo: probe) {
                if try store.holds(mark) { low = probe } else { high = mark.seq - 1 }
            } else if isOurs {
                low = probe
            } else {
                high = probe - 1
            }
            probe = (low + high + 1) / 2
        }
        return max(0, low)
    }

    /// - Returns: the file to write on in: where the old one cannot be moved away, that.
    private func rotate(_ log: OpenLog, _ lock: LogLock, _ end: inout LogNote) throws -> OpenLog {
        // The names reach the disk before the lines would by themselves.
        try log.synchronize()
        noteSynchronized(log, lock, &end)
        do { try rotateFiles(of: path, kept: filesKept) } catch {
            if rotationFailure?.reason != error { announce(error.description) }
            rotationFailure = (error, log.size + log.size / 8)
            return log
        }
        rotationFailure = nil
        let next = try OpenLog(path: path, note: lock.note)
        noteSynchronized(next, lock, &end)
        return next
    }
}
