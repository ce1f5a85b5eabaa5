import Daemon
import FeedModel
import Foundation
import Storing

/// How a follower hands over.
package struct FollowerSettings: Sendable {
    /// Events at once, at most.
    package var batch = 1
    /// Bytes of their lines from which on no more are added.
    package var batchBytes = Int.max
    package var filter = EventFilter()
    /// After so many refusals an event is put aside; 0: never.
    package var tries = 8
    package var pace = RetryPace()
    package var backlog = Backlog.each
    /// A digest waits until so long nothing was added to it: feeds are subscribed to by the dozen.
    package var digestPause = Duration.seconds(30)
    /// Ends when nothing is left to hand over.
    package var endsAtEnd = false

    package init() {}

    /// What comes of what a feed lists when it is first read.
    package enum Backlog: Sendable {
        /// Each event is handed over like any other.
        case each
        /// One message, so that nobody gets 900.
        case digest
        case none
    }
}

/// Hands the events of the log to one receiver: each in order, at least once, and what was handed over never again as
/// far as can be known, whatever is killed, rotated or restored meanwhile.
package struct Follower: Sendable {
    package let files: FollowerFiles
    package let settings: FollowerSettings
    package let receiver: any Receiver
    /// The log's path.
    package let log: String
    package let store: StoreAccess
    package let clock: WallClock
    /// Is told, in a line, what the operator must know.
    package let announce: @Sendable (String) -> Void

    package init(
        _ files: FollowerFiles, _ settings: FollowerSettings, to receiver: any Receiver, log: String,
        store: StoreAccess, clock: WallClock,
        announce: @escaping @Sendable (String) -> Void
    ) {
        (self.files, self.settings, self.receiver) = (files, settings, receiver)
        (self.log, self.store, self.clock, self.announce) = (log, store, clock, announce)
    }

    /// Where a follower begins that has no cursor.
    package enum Start: Equatable, Sendable {
        case now, beginning
        case after(Int64)
        /// Where the receiver ends: it says so. From the beginning where it has nothing.
        case receiver
    }

    /// Until the task is cancelled, or `settings.endsAtEnd` holds and all is handed over.
    /// - Throws: `FollowerError`, and what keeps the cursor from being kept at the beginning.
    package func run(from start: Start?) async throws {
        let lock = try FollowerLock(files)
        defer { withExtendedLifetime(lock) {} }
        var state = Handing(cursor: try cursor(from: start, hasBegun: lock.hasBegun))
        // Where it cannot be kept, nothing is handed over either: else that would be repeated at each start.
        try state.cursor.write(to: files)
        lock.noteBegun()
        while !Task.isCancelled {
            do {
                let isAtEnd = try read(&state)
                if !state.batch.isEmpty {
                    if isAtEnd, mayGrow(state) {
                        await pause(.milliseconds(300))
                        continue
                    }
                    try await handOver(&state)
                    continue
                }
                if state.seen > state.cursor.seq || state.cursor.trouble != nil { await advance(&state) }
                guard isAtEnd else { continue }
                if settings.endsAtEnd { return }
                await pause(.milliseconds(300))
            } catch let error as ReadFailure {
                guard !settings.endsAtEnd else { throw error.cause }
                await trouble("cannot read: \(error.cause)", &state)
                state.told = nil
                await pause(.seconds(2))
            }
        }
    }

    private func cursor(from start: Start?, hasBegun: Bool) throws -> FollowerCursor {
        let last = try max(ToldEvents.lastSeq(log: log), store.store()?.lastSeq() ?? 0)
        func mark(_ seq: Int64) throws -> EventMark? { try ToldEvents.mark(seq, log: log, store: store.store) }
        if let cursor = try kept(start) {
            let isAnother = try mark(cursor.seq).map { $0.fingerprint != cursor.fingerprint ?? $0.fingerprint }
            if !(isAnother ?? (cursor.seq > last)) { return cursor }
            // Nobody need say where to go on: the receiver does, or says that it has what is held here no longer.
            guard start == .receiver else {
                throw FollowerError.foreign(files.name, seq: cursor.seq, last: last, file: files.cursor)
            }
        }
        let seq: Int64
        switch start {
        // What a unit says at each start is meant for the first one: now would leave events out, the start repeat all.
        case .now where hasBegun, .beginning where hasBegun:
            throw FollowerError.lostCursor(files.name, file: files.cursor, lock: files.lock)
        case nil: throw FollowerError.noCursor(files.name, file: files.cursor)
        case .now: seq = try ToldEvents.lastSeq(log: log)
        case .beginning, .receiver: seq = 0
        case .after(let number):
            guard number <= last else {
                throw FollowerError.notYet(seq: number, last: last)
            }
            seq = number
        }
        return FollowerCursor(seq: seq, fingerprint: try mark(seq)?.fingerprint, at: clock.now)
    }

    /// The cursor as it is held; nil where there is none, or none is needed that cannot be read.
    private func kept(_ start: Start?) throws -> FollowerCursor? {
        do { return try FollowerCursor(of: files) } catch FollowerError.unreadable where start == .receiver {
            return nil
        }
    }

    // MARK: - Reading

    /// What is under way.
    private struct Handing {
        var cursor: FollowerCursor
        /// Read up to here: handed over, to be handed over, or passed over.
        var seen: Int64
        /// The mark of that event; nil where it was lost.
        var mark: EventMark?
        var batch: [ToldEvent] = [] {
            didSet { if batch.isEmpty { bytes = 0 } }
        }
        /// Of the lines of the batch.
        var bytes = 0
        /// The batch is of the backlog, for one message.
        var isDigest = false
        /// When the last event came into it.
        var grown = ContinuousClock.now
        var told: ToldEvents?

        init(cursor: FollowerCursor) { (self.cursor, seen) = (cursor, cursor.seq) }
    }

    /// Fills the batch with what there is.
    /// - Returns: whether there was no more.
    private func read(_ state: inout Handing) throws -> Bool {
        do { return try readOn(&state) } catch { throw ReadFailure(cause: error) }
    }

    private func pause(_ time: Duration) async {
        store.rest()
        try? await Task.sleep(for: time)
    }

    private struct ReadFailure: Error {
        let cause: any Error
    }

    private func readOn(_ state: inout Handing) throws -> Bool {
        let limit = state.cursor.pending.map { $0 > state.cursor.seq ? $0 : .max } ?? .max
        var passed = 0
        while state.batch.count < capacity(of: state), state.bytes < settings.batchBytes, state.seen < limit,
            passed < 10_000, !Task.isCancelled
        {
            if state.told == nil { state.told = ToldEvents(log: log, after: state.seen, store: store.store) }
            guard let next = try state.told!.next() else { return true }
            switch next {
            case .lost(let range, let unread):
                (state.seen, state.mark) = (range.upperBound, nil)
                announce(words(ofLost: range, unread: unread))
            case .event(let event):
                // Where that cannot be known now, the event is read again.
                let isWanted = try isWanted(event)
                let isForDigest = settings.backlog == .digest && event.isBacklog
                if isWanted, !state.batch.isEmpty, isForDigest != state.isDigest {
                    // It begins the next batch.
                    state.told = nil
                    return false
                }
                (state.seen, state.mark) = (event.mark.seq, event.mark)
                if isWanted {
                    (state.isDigest, state.grown) = (isForDigest, .now)
                    state.batch.append(isForDigest ? event.withoutTexts : event)
                    if settings.batchBytes < .max { state.bytes += event.bytes.count }
                } else {
                    passed += 1
                }
            }
        }
        return false
    }

    private static let longestDigest = 1000

    private func capacity(of state: Handing) -> Int {
        state.batch.isEmpty || !state.isDigest ? settings.batch : Self.longestDigest
    }

    private func mayGrow(_ state: Handing) -> Bool {
        state.isDigest && !settings.endsAtEnd && ContinuousClock.now - state.grown < settings.digestPause
    }

    private func isWanted(_ event: ToldEvent) throws -> Bool {
        if settings.backlog == .none, event.isBacklog { return false }
        return try settings.filter.matches(event) { try store.store()?.tags(ofFeed: $0) ?? [] }
    }

    // MARK: - Handing over

    private func handOver(_ state: inout Handing) async throws {
        // A receiver that numbers what it has says by itself how much of a delivery came to it.
        if state.batch.count > 1 || state.isDigest, state.cursor.sequence == nil, let end = state.batch.last?.mark.seq,
            state.cursor.pending != end
        {
            state.cursor.pending = end
            await keep(&state)
        }
        guard try await isTaken(state.batch, &state) else { return }
        state.batch = []
        await advance(&state)
    }

    /// All that was read is done with.
    private func advance(_ state: inout Handing) async {
        let last = state.cursor
        let fingerprint = state.seen == last.seq ? last.fingerprint : state.mark?.fingerprint
        state.cursor = FollowerCursor(seq: state.seen, fingerprint: fingerprint, at: clock.now)
        (state.cursor.dead, state.cursor.sequence) = (last.dead, last.sequence)
        await keep(&state)
    }

    /// Waits until the cursor is on the disk: what was handed over would be repeated else.
    private func keep(_ state: inout Handing) async {
        var failures = 0
        while true {
            do { return try state.cursor.write(to: files) } catch {
                failures += 1
                if failures == 1 { announce("follower \(files.name) waits, since its cursor cannot be kept: \(error)") }
                if Task.isCancelled { return }
                await pause(settings.pace.wait(after: failures))
            }
        }
    }

    /// Tries until the events are taken or put aside.
    /// - Returns: false when the task was cancelled.
    private func isTaken(_ events: [ToldEvent], _ state: inout Handing) async throws -> Bool {
        var failures = 0
        while !Task.isCancelled {
            do throws(DeliveryFailure) {
                try await receiver.take(Delivery(events, isDigest: state.isDigest, after: StreamPlace(state.cursor)))
                state.cursor.sequence? += Int64(events.count)
                if let trouble = state.cursor.trouble, clock.now.timeIntervalSince(trouble.since) > 5 {
                    announce(
                        "follower \(files.name) goes on, after \(spelled(clock.now.timeIntervalSince(trouble.since)))")
                }
                state.cursor.trouble = nil
                state.cursor.refusals = 0
                return true
            } catch {
                if Task.isCancelled { return false }
                failures += 1
                var wait = settings.pace.wait(after: failures)
                switch error.kind {
                case .elsewhere(let place):
                    if let reason = try await move(to: place, &state) {
                        await trouble(reason, &state)
                    } else {
                        return false
                    }
                case .down(let retryAfter):
                    wait = max(wait, min(retryAfter ?? .zero, .seconds(3600)))
                    await trouble("waits for its receiver: \(error.reason)", &state)
                case .refused:
                    state.cursor.refusals += 1
                    let number = events.count == 1 ? "event \(events[0].mark.seq)" : "\(events.count) events"
                    await trouble("\(number) refused: \(error.reason)", &state)
                    guard settings.tries == 0 || state.cursor.refusals < settings.tries else {
                        return try await giveUp(events, error.reason, &state)
                    }
                }
                await pause(wait)
            }
        }
        return false
    }

    /// Goes on behind what the receiver has.
    /// - Returns: why that is no place in this log.
    private func move(to place: StreamPlace, _ state: inout Handing) async throws -> String? {
        let (mark, last): (EventMark?, Int64)
        do {
            mark = place.seq > 0 ? try ToldEvents.mark(place.seq, log: log, store: store.store) : nil
            last = try max(ToldEvents.lastSeq(log: log), store.store()?.lastSeq() ?? 0)
        } catch { return "cannot read: \(error)" }
        if place.seq > last {
            return
                "its stream has number \(place.seq), and the last here is \(last), as when an older backup was put back, or the "
                + "stream is another store's: put back a newer one, or name another stream in log.nats.stream"
        }
        if let mark, let fingerprint = place.fingerprint, mark.fingerprint != fingerprint {
            return
                "its stream has another event \(place.seq) than this log, as when the stream is another store's, or two machines "
                + "went on with copies of one, and only one may: name another stream in log.nats.stream here"
        }
        if place.seq != state.cursor.seq {
            (state.cursor.seq, state.cursor.fingerprint) = (place.seq, mark?.fingerprint ?? place.fingerprint)
        }
        (state.cursor.sequence, state.cursor.pending) = (place.sequence, nil)
        (state.seen, state.mark, state.batch, state.told) = (state.cursor.seq, nil, [], nil)
        await keep(&state)
        return nil
    }

    /// One event is put aside, or a digest as a whole. Of several events each is tried alone, so that only those are which
    /// are refused.
    private func giveUp(_ events: [ToldEvent], _ reason: String, _ state: inout Handing) async throws -> Bool {
        let tries = state.cursor.refusals
        state.cursor.refusals = 0
        if events.count > 1, !state.isDigest {
            for event in events {
                guard try await isTaken([event], &state) else { return false }
                (state.cursor.seq, state.cursor.fingerprint) = (event.mark.seq, event.mark.fingerprint)
                await keep(&state)
            }
            return true
        }
        for event in events { try DeadLetters(files: files).append(event, reason: reason, tries: tries, at: clock.now) }
        let number = events.count == 1 ? "event \(events[0].mark.seq) was" : "a backlog of \(events.count) events was"
        announce(
            "follower \(files.name): \(number) refused \(tries) times and is put aside in \(files.dead): \(reason)")
        state.cursor.dead += events.count
        state.cursor.trouble = nil
        return true
    }

    /// Says what keeps it, once, and notes it for `status`.
    private func trouble(_ reason: String, _ state: inout Handing) async {
        if state.cursor.trouble?.reason != reason {
            announce("follower \(files.name): \(reason)")
            state.cursor.trouble = (reason, state.cursor.trouble?.since ?? clock.now)
        }
        await keep(&state)
    }

    private func words(ofLost range: ClosedRange<Int64>, unread: [String]) -> String {
        "follower \(files.name): " + lostNumbers(range, unread: unread)
    }
}

private func spelled(_ seconds: TimeInterval) -> String {
    Duration.seconds(Int64(max(0, seconds.rounded()))).written
}
