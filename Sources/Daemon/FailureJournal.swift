import Storing
import Synchronization

/// What the journal says of feeds that cannot be read, and of checks that cannot be kept: each one by itself while they are
/// few, and a number where thousands fail at once.
final class FailureJournal: Sendable {
    enum Failure: CaseIterable, Sendable { case read, keep }

    private struct State {
        var windows: [Failure: FailureWindow] = [:]
        var stopped: Set<String> = []
    }
    private let state = Mutex(State())

    /// - Returns: whether this failure gets a line of its own.
    func mayTell(_ failure: Failure = .read, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { $0.windows[failure, default: FailureWindow(begin: now)].mayTell(at: now) }
    }

    /// - Returns: whether this filter has not been told of yet, as it is written now.
    func mayTell(ofStopped filter: DroppingRule) -> Bool {
        state.withLock { $0.stopped.insert(filter.text).inserted }
    }

    /// - Returns: lines for all that had none, once their minute is over.
    func summaries(at now: ContinuousClock.Instant = .now) -> [String] {
        state.withLock { state in
            Failure.allCases.compactMap { failure in
                guard let left = state.windows[failure]?.end(at: now) else { return nil }
                return switch failure {
                case .read: "\(grouped(left)) more feeds cannot be read; 'dateline status' lists them"
                case .keep: "\(grouped(left)) more checks could not be kept; they are made again"
                }
            }
        }
    }
}

/// A minute of failures of one kind.
private struct FailureWindow {
    private static let fullLines = 20
    private static let length = Duration.seconds(60)

    var begin: ContinuousClock.Instant
    private var told = 0
    private var left = 0

    init(begin: ContinuousClock.Instant) { self.begin = begin }

    mutating func mayTell(at now: ContinuousClock.Instant) -> Bool {
        if now - begin >= Self.length, left == 0 { self = Self(begin: now) }
        guard told < Self.fullLines else {
            left += 1
            return false
        }
        told += 1
        return true
    }

    /// How many had no line; nil where there are none, or the minute is not over.
    mutating func end(at now: ContinuousClock.Instant) -> Int? {
        guard left > 0, now - begin >= Self.length else { return nil }
        defer { self = Self(begin: now) }
        return left
    }
}
