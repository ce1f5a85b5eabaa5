import Synchronization

/// How the opening of a store is followed and stopped from another thread: bringing a large one up to date takes minutes.
package final class StoreOpening: Sendable {
    private struct State {
        var isStopped = false
        var isOver = false
        var step: String?
    }
    private let state = Mutex(State())

    package init() {}

    /// What goes on, for people; nil while it is nothing that takes long.
    package var step: String? { state.withLock { $0.step } }

    /// Ends the opening within a second or two: it throws `StoreError.stopped`, and what was begun is rolled back.
    /// Without effect once the store is open.
    package func stop() { state.withLock { $0.isStopped = $0.isStopped || !$0.isOver } }

    package var isStopped: Bool { state.withLock { $0.isStopped } }

    package func begin(_ step: String?) throws {
        state.withLock { $0.step = step }
        try check()
    }

    package func check() throws { if isStopped { throw StoreError.stopped } }

    package func end() throws {
        state.withLock { ($0.step, $0.isOver) = (nil, true) }
        try check()
    }
}
