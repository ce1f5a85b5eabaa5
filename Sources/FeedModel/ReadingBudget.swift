import Synchronization

/// What reading one document may cost. Zero or less is no limit.
package struct ReadingLimits: Equatable, Sendable {
    /// Entries; those behind them are left.
    package var items = 10_000
    /// CPU time of the thread that reads.
    package var time = Duration.seconds(10)
    /// Bytes of what the document becomes while it is read, copies of its text included.
    package var memory = 256 << 20

    package init() {}

    package static let none: ReadingLimits = {
        var limits = ReadingLimits()
        (limits.items, limits.time, limits.memory) = (0, .zero, 0)
        return limits
    }()
}

/// Why a document was given up.
package enum ReadingExcess: Equatable, Sendable, CustomStringConvertible {
    case time(limit: Duration)
    case memory(limit: Int)
    /// Names of elements, attributes and the like: only what is made to hurt has so many.
    case names(limit: Int)
    /// The process is ending.
    case cancelled

    package var description: String {
        switch self {
        case .time(let limit):
            "reading it takes more than \(limit) of CPU time; raise fetch.parse-time-limit to accept it"
        case .memory(let limit):
            "reading it takes more than \(limit >> 20) MiB of memory; raise fetch.parse-memory-limit to accept it"
        case .names(let limit): "it has more than \(limit) different names of elements and attributes"
        case .cancelled: "the reading was broken off"
        }
    }
}

/// The account of one document that is being read. Whoever loops over something whose length the document decides says
/// what a turn costs, and ends the loop when the answer is no; what was read by then is thrown away by the caller who
/// gave the budget.
///
/// It belongs to one thread; others may only cancel it. The clock is asked once for every hundred kilobytes or so.
package final class ReadingBudget: Sendable {
    /// Of the document that this thread reads. Not handed down: forty functions between a feed and a word of it would
    /// have to know of it.
    @TaskLocal package static var current: ReadingBudget?

    package let limits: ReadingLimits
    private let started = threadTime()
    private let untilAsked = Atomic(ReadingBudget.askedEvery)
    private let heldBytes = Atomic(0)
    private let isCancelled = Atomic(false)
    private let found = Mutex<ReadingExcess?>(nil)

    /// A turn of a loop costs about as much as it takes to look at sixty bytes.
    private static let turn = 64
    private static let askedEvery = 100_000

    package init(_ limits: ReadingLimits = ReadingLimits()) { self.limits = limits }

    /// Why the reading must end; nil while it may go on.
    package var excess: ReadingExcess? { found.withLock { $0 } }
    /// Bytes of what has been made, as far as it was said.
    package var held: Int { heldBytes.load(ordering: .relaxed) }
    package var itemLimit: Int { limits.items > 0 ? limits.items : .max }

    /// From any thread.
    package func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// One turn of a loop.
    /// - Parameter bytes: that it looked at.
    /// - Returns: false when the reading must end.
    package func spend(_ bytes: Int = 0) -> Bool {
        // No exchange with other threads: plain moves, of a word that is this thread's.
        let left = untilAsked.load(ordering: .relaxed) &- (bytes &+ Self.turn)
        untilAsked.store(left, ordering: .relaxed)
        return left > 0 || look()
    }

    /// Something was made that stays until the document has been read.
    /// - Returns: false when the reading must end.
    @discardableResult
    package func hold(_ bytes: Int) -> Bool {
        let held = heldBytes.load(ordering: .relaxed) &+ bytes
        heldBytes.store(held, ordering: .relaxed)
        guard limits.memory > 0, held > limits.memory else { return true }
        giveUp(.memory(limit: limits.memory))
        return false
    }

    /// Something of it is gone.
    package func release(_ bytes: Int) {
        heldBytes.store(heldBytes.load(ordering: .relaxed) &- bytes, ordering: .relaxed)
    }

    private func look() -> Bool {
        // Stays below zero once it is over, so that each turn is told.
        if excess != nil { return false }
        if isCancelled.load(ordering: .relaxed) {
            giveUp(.cancelled)
            return false
        }
        if limits.time > .zero, threadTime() - started > limits.time {
            giveUp(.time(limit: limits.time))
            return false
        }
        untilAsked.store(Self.askedEvery, ordering: .relaxed)
        return true
    }

    /// Ends the reading. From the thread that reads.
    package func giveUp(_ excess: ReadingExcess) {
        found.withLock { $0 = $0 ?? excess }
        untilAsked.store(0, ordering: .relaxed)
    }
}

extension ReadingBudget? {
    /// Where there is no budget there is no end.
    package func spend(_ bytes: Int = 0) -> Bool { self?.spend(bytes) ?? true }
    @discardableResult package func hold(_ bytes: Int) -> Bool { self?.hold(bytes) ?? true }
    package var itemLimit: Int { self?.itemLimit ?? .max }
}
