import FeedModel
import Glibc
import Storing

/// An event as it was told: a line of the log.
package struct ToldEvent: Sendable {
    package let mark: EventMark
    package let json: JSONObject
    /// Nil where it is not read from the log.
    private let line: [UInt8]?

    package init(mark: EventMark, json: JSONObject, line: [UInt8]? = nil) {
        (self.mark, self.json, self.line) = (mark, json, line)
    }

    package init(_ event: Event) { self.init(mark: EventMark(event), json: event.json) }

    /// Its line of the log, without the newline.
    package var bytes: [UInt8] { line ?? JSONValue.object(json).encodedBytes }

    /// As its line tells of it.
    package var event: Event {
        let facts = json["_dateline"]?.object ?? JSONObject()
        let feed = mark.feed.map {
            FeedReference(id: $0, url: facts["feed"]?["url"]?.string ?? "", title: facts["feed"]?["title"]?.string)
        }
        return Event(
            seq: mark.seq, at: mark.at, kind: EventKind(rawValue: mark.kind) ?? .new, feed: feed ?? .store,
            item: mark.item.map { ItemReference(number: $0, revision: Int(mark.revision ?? 1), json: json) },
            facts: facts)
    }
}

/// What was told after a number, exactly and in order: each event as its line of the log has it, rotated files included,
/// and what stands in none of them any more as the store has it. It can be asked again at the end.
///
/// Only the log's numbers are final: where a backup is put back, the store gives what it has of its own others. So what
/// is not in the log yet is waited for. Where no log was ever written, as on a machine of several that only looks at their
/// store, nothing contradicts the store.
package struct ToldEvents {
    package enum Next: Sendable {
        case event(ToldEvent)
        /// Numbers that are held nowhere any more, and files of the log that may have them and cannot be read.
        case lost(ClosedRange<Int64>, unread: [String])
    }

    private let path: String
    private let openStore: () throws -> (any Store)?
    private var log: LogFollower
    /// The last number that was returned.
    private var last: Int64
    /// Read from the log, and to come after what is fetched from the store.
    private var waiting: LogHistory.Line?
    /// Of the store, without those behind `missing`.
    private var stored: [ToldEvent] = []
    /// The numbers that the log's files have not: to be looked for in the store.
    private var missing: ClosedRange<Int64>?

    /// - Parameter path: the log's.
    /// - Parameter seq: events up to this number are left out.
    /// - Parameter store: asked where the log's files do not reach back; nil where there is none.
    package init(log path: String, after seq: Int64, store: @escaping () throws -> (any Store)?) {
        (self.path, openStore, last) = (path, store, seq)
        log = LogFollower(path: path, after: seq)
    }

    /// Nil where there is nothing yet.
    /// - Throws: `ItemLogError`, `StoreError`. It goes on at the same place then.
    package mutating func next() throws -> Next? {
        if let next = try nextMissing() { return next }
        if waiting == nil { waiting = try log.next() }
        // A log that was begun meanwhile tells again what the store has told.
        while let line = waiting, line.mark.seq <= last { waiting = try log.next() }
        if let line = waiting {
            if line.mark.seq == last + 1 {
                waiting = nil
                last = line.mark.seq
                let json = line.json.object ?? JSONObject()
                return .event(ToldEvent(mark: line.mark, json: json, line: line.bytes))
            }
            missing = (last + 1)...(line.mark.seq - 1)
            return try nextMissing()
        }
        guard let end = try endOfMoved() ?? endWithoutLog() else { return waiting == nil ? nil : try next() }
        missing = (last + 1)...end
        return try nextMissing()
    }

    /// The next of the numbers that the log's files have not.
    private mutating func nextMissing() throws -> Next? {
        guard let missing else { return nil }
        if stored.isEmpty {
            stored =
                try openStore()?.events(after: last, limit: 200).filter { $0.seq <= missing.upperBound }
                .map(ToldEvent.init) ?? []
        }
        guard let first = stored.first else { return lose(to: missing.upperBound) }
        if first.mark.seq > last + 1 { return lose(to: first.mark.seq - 1) }
        stored.removeFirst()
        pass(first.mark.seq)
        return .event(first)
    }

    private mutating func lose(to end: Int64) -> Next {
        defer { pass(end) }
        return .lost((last + 1)...end, unread: log.unread)
    }

    private mutating func pass(_ seq: Int64) {
        last = seq
        if seq >= missing?.upperBound ?? 0 { missing = nil }
    }

    /// What the log ends with, where the file that had it was moved out of sight: packed, or taken away.
    private mutating func endOfMoved() throws -> Int64? {
        guard let note = LogLock.note(of: path), note.isProven, note.seq > last else { return nil }
        // It is noted after the lines are there: they may have come just now.
        waiting = try log.next()
        guard waiting == nil else { return nil }
        return try openStore()?.holds(note.seq, fingerprint: note.fingerprint) ?? false ? note.seq : nil
    }

    /// What the store ends with, where nothing has written a log.
    private func endWithoutLog() throws -> Int64? {
        guard LogLock.note(of: path) == nil, OpenLog.files(path).allSatisfy({ unsafe access($0, F_OK) != 0 }),
            let end = try openStore()?.lastSeq(), end > last
        else { return nil }
        return end
    }

    // MARK: - Single numbers

    /// The number of the last event that the log has, or has had: 0 where there was none.
    /// - Throws: `ItemLogError` where it cannot be read.
    package static func lastSeq(log path: String) throws -> Int64 {
        try LogFollower.check(path)
        let note = LogLock.note(of: path).flatMap { $0.isProven ? $0.seq : nil } ?? 0
        return try max(note, OpenLog.mark(upTo: .max, in: OpenLog.files(path))?.seq ?? 0)
    }

    /// What the event of this number is known by; nil where it is held nowhere.
    package static func mark(_ seq: Int64, log path: String, store: @escaping () throws -> (any Store)?) throws
        -> EventMark?
    {
        if let mark = try OpenLog.mark(upTo: seq, in: OpenLog.files(path)), mark.seq == seq { return mark }
        return try store()?.marks(after: seq - 1, limit: 1).first { $0.seq == seq }
    }
}

/// "the events 3 to 9 are held no longer, …".
package func lostNumbers(_ range: ClosedRange<Int64>, unread: [String]) -> String {
    let numbers =
        range.count == 1 ? "event \(range.lowerBound) is" : "the events \(range.lowerBound) to \(range.upperBound) are"
    let files = unread.isEmpty ? "" : "; not read were \(unread.joined(separator: ", ")): unpack them"
    return "\(numbers) held no longer, neither by the store nor by the log's files\(files)"
}
