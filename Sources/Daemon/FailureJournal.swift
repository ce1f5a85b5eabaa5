import Storing
import Synchronization

/// What the journal says of feeds that cannot be read: each one by itself while they are few, and a number where
/// thousands fail at once.
final class FailureJournal: Sendable {
    /// Lines a minute.
    private static let fullLines = 20
    private static let window = Duration.seconds(60)

    private struct State {
        var begin = ContinuousClock.now
        var told = 0
        var left = 0
        var stopped: Set<String> = []

        mutating func restart(at now: ContinuousClock.Instant) { (begin, told, left) = (now, 0, 0) }
    }
    private let state = Mutex(State())

    /// - Returns: whether this failure gets a line of its own.
    func mayTell(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            if now - state.begin >= Self.window, state.left == 0 { state.restart(at: now) }
            if state.told < Self.fullLines {
                state.told += 1
                return true
            }
            state.left += 1
            return false
        }
    }

    /// - Returns: whether this filter has not been told of yet, as it is written now.
    func mayTell(ofStopped filter: DroppingRule) -> Bool {
        state.withLock { $0.stopped.insert(filter.text).inserted }
    }

    /// - Returns: the line for all that had none, once their minute is over; nil where there is nothing to say.
    func summary(at now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            guard state.left > 0, now - state.begin >= Self.window else { return nil }
            defer { state.restart(at: now) }
            return "\(grouped(state.left)) more feeds cannot be read; 'dateline status' lists them"
        }
    }
}
