import FeedModel
import Storing
import Synchronization

/// Brings what feeds, pages and persons say into the store, and what is news of it into the log.
///
/// A commit waits for the disk, and costs as much as keeping many feeds: all that arrive while one is under way
/// share the next. Whoever records waits for the commit and for the log, so a slow disk slows fetching and does not fill
/// memory.
package actor Recorder {
    package nonisolated let store: any ChangeStore
    private let log: ItemLog
    private var waiting: [(change: StoreChange, continuation: CheckedContinuation<[Event], any Error>)] = [] {
        didSet { shown.withLock { $0.waiting = waiting.count } }
    }
    private var isWriting = false
    /// Writes the lines of the last commit, beside the next.
    private var telling: Task<Void, Never>?
    /// Why the log is behind the store; nil when it is not.
    package private(set) var logFailure: String? { didSet { shown.withLock { $0.logFailure = logFailure } } }
    /// The same, and how many changes wait for a commit, for whoever must not wait for this actor.
    nonisolated let shown = Mutex<(waiting: Int, logFailure: String?)>((0, nil))

    private static let changesPerCommit = 64
    /// A commit holds up all others that write.
    private static let itemsPerCommit = 5000

    package init(store: any ChangeStore, log: ItemLog) { (self.store, self.log) = (store, log) }

    /// - Returns: what is news, in the order of `seq`, once it is safe.
    package func write(_ change: StoreChange) async throws -> [Event] {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((change, continuation))
            guard !isWriting else { return }
            isWriting = true
            Task { await writeAll() }
        }
    }

    /// Completes the log: after a crash, or a change of subscriptions.
    package func completeLog(_ events: [Event] = []) async {
        do {
            try await log.append(events)
            logFailure = nil
        } catch {
            logFailure = "\(error)"
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            var items = 0
            let batch = waiting.prefix(Self.changesPerCommit).prefix { entry in
                defer { items += entry.change.size }
                return items < Self.itemsPerCommit
            }
            let size = batch.count
            waiting.removeFirst(size)
            do {
                let results = try await store.record(batch.map(\.change))
                await telling?.value
                telling = Task { await tell(results, to: batch.map(\.continuation)) }
            } catch {
                for entry in batch { entry.continuation.resume(throwing: error) }
            }
        }
        isWriting = false
    }

    private func tell(
        _ results: [Result<[Event], any Error>], to waiting: [CheckedContinuation<[Event], any Error>]
    ) async {
        let events = results.flatMap { (try? $0.get()) ?? [] }
        // The events are safe in the store: a log that cannot be written now is completed later.
        if !events.isEmpty || logFailure != nil { await completeLog(events) }
        for (continuation, result) in zip(waiting, results) { continuation.resume(with: result) }
    }
}
