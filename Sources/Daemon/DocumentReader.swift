import FeedModel
import Foundation
import Synchronization

/// Where documents are read: on threads of its own, few, since a document may take seconds and Swift's own threads are as
/// few, and all actors' turn is on them. One core is left to what keeps the items that were read: all else waits for that.
///
/// A document is first read within small bounds, which hold for nearly all. What takes more than a second or some
/// memory, or is large from the beginning, is read again within `limits` on a thread beside those, one at a time, and only
/// when what came of the one before has been kept: so that no number of such documents takes all threads, or all memory.
package final class DocumentReader: Sendable {
    package let limits: ReadingLimits
    let notes: ReadingNotes?
    /// Of documents that are read beside others.
    private let threadLimit: Int
    private let state = Mutex(State())

    /// Of a document that is read beside others.
    private static let small: (size: Int, memory: Int, time: Duration) = (8 << 20, 32 << 20, .seconds(1))
    /// Bytes of what has been read and is not kept yet: enough that a commit holds many documents.
    private static let heldLimit = 64 << 20
    /// Bytes of large documents that are being read or wait: they count in the fetcher's memory, and must not stop it.
    private static let largeLimit = 32 << 20

    private struct State {
        var waiting: [Job] = []
        var large: [Job] = []
        /// Threads that read nothing, and are about to look for something.
        var idle = 0
        /// How many are being read beside others.
        var beingRead = 0
        var held = 0
        /// A large document is being read, or what came of it has not been kept yet.
        var hasLarge = false
        /// Of the large document that is being read.
        var largeBeingRead = 0
        var budgets: [ObjectIdentifier: ReadingBudget] = [:]
        var isStopped = false

        var largeSize: Int { large.reduce(largeBeingRead) { $0 + $1.size } }
    }

    /// - Parameter notes: where it is written down what is being read; nil where nobody will ask.
    /// - Parameter threads: for documents that are read beside others; one more is for large ones.
    package init(
        _ limits: ReadingLimits = ReadingLimits(), notes: ReadingNotes? = nil,
        threads: Int = min(4, ProcessInfo.processInfo.activeProcessorCount - 1)
    ) {
        (self.limits, self.notes, threadLimit) = (limits, notes, max(1, threads))
    }

    /// Reads a document by `body`, which throws its result away where the budget ended it; it may be called twice.
    /// - Parameter size: of the document, in bytes.
    /// - Parameter name: of the feed, or, below zero, of the item whose page it is.
    /// - Returns: nil when there are too many large documents already, or the process is ending. The share is to be
    ///   held until the value has been kept.
    package func read<Value: Sendable>(
        _ size: Int, of name: Int64, _ body: @escaping @Sendable (ReadingBudget) -> Value
    ) async -> (value: Value, share: DocumentReservation)? {
        await withCheckedContinuation { continuation in
            let job = Job(size: size, name: name) { budget in
                let value = body(budget)
                return { continuation.resume(returning: $0.map { (value, $0) }) }
            } giveUp: {
                continuation.resume(returning: nil)
            }
            enqueue(job)
        }
    }

    /// Nothing more is read; what is being read ends soon.
    package func stop() {
        let left = state.withLock { state in
            state.isStopped = true
            for budget in state.budgets.values { budget.cancel() }
            defer { (state.waiting, state.large) = ([], []) }
            return state.waiting + state.large
        }
        for job in left { job.giveUp() }
    }

    // MARK: The queues

    private func enqueue(_ job: Job) {
        let isTaken = state.withLock { state in
            guard !state.isStopped else { return false }
            guard job.size > Self.small.size else {
                state.waiting.append(job)
                return true
            }
            return takeLarge(job, &state)
        }
        if isTaken { startThreads() } else { job.giveUp() }
    }

    private func takeLarge(_ job: Job, _ state: inout State) -> Bool {
        guard !state.isStopped, state.largeSize == 0 || state.largeSize + job.size <= Self.largeLimit else {
            return false
        }
        state.large.append(job)
        return true
    }

    private func startThreads() {
        while state.withLock({ state in
            guard state.idle < smallRoom(state) + (canTakeLarge(state) ? 1 : 0) else { return false }
            state.idle += 1
            return true
        }) {
            let thread = Thread { [self] in work() }
            thread.name = "documents"
            // Documents nest; each level may be a call.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private func canTakeLarge(_ state: State) -> Bool { !state.large.isEmpty && !state.hasLarge }

    /// How many of those that are read beside others can be taken.
    private func smallRoom(_ state: State) -> Int {
        state.held < Self.heldLimit ? min(state.waiting.count, threadLimit - state.beingRead) : 0
    }

    /// A thread lasts as long as there is something to read.
    private func work() {
        while let (job, budget, isLarge) = next() {
            // What else waits goes on beside it.
            startThreads()
            let slot = notes?.begin(job.name)
            let finish = job.read(budget)
            let isGivenUp = state.withLock { state in
                state.budgets[ObjectIdentifier(budget)] = nil
                state.idle += 1
                if isLarge { state.largeBeingRead = 0 } else { state.beingRead -= 1 }
                let isGivenUp = !isLarge && !state.isStopped && isOfTrial(budget.excess)
                if !isGivenUp { state.held += budget.held }
                return isGivenUp
            }
            if isGivenUp {
                notes?.end(slot)
                if !state.withLock({ takeLarge(job, &$0) }) { job.giveUp() }
                continue
            }
            finish(DocumentReservation(budget.held) { [self] in release(budget.held, isLarge, slot) })
        }
    }

    private func next() -> (Job, ReadingBudget, isLarge: Bool)? {
        state.withLock { state in
            // It reads from here on, or ends.
            state.idle -= 1
            let isLarge = canTakeLarge(state)
            guard isLarge || smallRoom(state) > 0 else { return nil }
            let job = isLarge ? state.large.removeFirst() : state.waiting.removeFirst()
            if isLarge { (state.hasLarge, state.largeBeingRead) = (true, job.size) } else { state.beingRead += 1 }
            // Its time is this thread's.
            let budget = ReadingBudget(isLarge ? limits : trial)
            state.budgets[ObjectIdentifier(budget)] = budget
            return (job, budget, isLarge)
        }
    }

    private var trial: ReadingLimits {
        var trial = limits
        trial.memory = limits.memory > 0 ? min(limits.memory, Self.small.memory) : Self.small.memory
        trial.time = limits.time > .zero ? min(limits.time, Self.small.time) : Self.small.time
        return trial
    }

    /// Whether it would have been read on within `limits`.
    private func isOfTrial(_ excess: ReadingExcess?) -> Bool {
        switch excess {
        case .time(let limit): limit != limits.time
        case .memory(let limit): limit != limits.memory
        case .names, .cancelled, nil: false
        }
    }

    private func release(_ bytes: Int, _ isLarge: Bool, _ slot: Int?) {
        notes?.end(slot)
        state.withLock { state in
            state.held -= bytes
            if isLarge { state.hasLarge = false }
        }
        startThreads()
    }

    private struct Job: Sendable {
        let size: Int
        let name: Int64
        let read: @Sendable (ReadingBudget) -> @Sendable (DocumentReservation?) -> Void
        let giveUp: @Sendable () -> Void
    }
}

/// What was read of a document, in the account of memory: until nobody has it any more.
package final class DocumentReservation: Sendable {
    package let bytes: Int
    private let onEnd: @Sendable () -> Void

    init(_ bytes: Int, onEnd: @escaping @Sendable () -> Void) { (self.bytes, self.onEnd) = (bytes, onEnd) }

    deinit { onEnd() }
}
