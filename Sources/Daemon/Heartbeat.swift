import Storing
import Synchronization

/// When the daemon's parts were last seen at work: the scheduler that looks for what is due, and the store's writer.
final class Heartbeat: Sendable {
    private let scheduler = Mutex(ContinuousClock.now)
    private let writer = Mutex<(last: ContinuousClock.Instant, isAsked: Bool)>((.now, false))

    private let patience: Duration

    /// - Parameter watchdog: after which systemd restarts a daemon that says nothing. Its parts have five times as long: with
    ///   the unit's minute that is longer than any commit takes, and any claim that waits for one, since a feed may change
    ///   ten thousand entries at once, on a machine that has much else to do.
    init(watchdog: Duration?) {
        // The scheduler may sleep for half of that.
        patience = max((watchdog ?? .seconds(60)) * 5, .seconds(20))
    }

    /// The scheduler has looked, and the store has answered.
    func beat() { scheduler.withLock { $0 = .now } }

    /// Asks the writer, and does not wait for the answer.
    func ask(_ store: any StoreUpkeep) {
        let isFree = writer.withLock { writer in
            defer { writer.isAsked = true }
            return !writer.isAsked
        }
        guard isFree else { return }
        Task {
            try? await store.awaitWriter()
            writer.withLock { $0 = (.now, false) }
        }
    }

    /// For how long the scheduler has not looked for what is due, and the writer has not answered.
    var silence: (scheduler: Duration, writer: Duration) {
        let now = ContinuousClock.now
        return (now - scheduler.withLock { $0 }, now - writer.withLock { $0.last })
    }

    /// A silence that somebody is to be told of, long before the watchdog ends it: twice what the scheduler may sleep,
    /// or more.
    var warning: Duration { max(patience / 5, .seconds(20)) }

    var isSteady: Bool {
        ContinuousClock.now - min(scheduler.withLock { $0 }, writer.withLock { $0.last }) < patience
    }
}
