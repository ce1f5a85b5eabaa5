import Comparing
import GRDB
import Storing
import Synchronization

/// What the last transactions of this process have changed of what finding a story rests on: under which keys items are
/// found, and of which story, text and date they are.
///
/// A story is found in a snapshot of the store, and kept by a transaction that begins later. Where nothing of what it
/// was found by is among the changes since, it would be found again. Snapshots are told by the generation of the file of
/// keys, which each transaction draws anew; what another process has changed is not known, and counts as all.
final class StoryChanges: TransactionObserver, StoryChangesSince {
    private struct Changes {
        /// The generation that they lead from and to; nil where no story is kept.
        var step: (from: Int64, to: Int64)?
        var set = StoryChangeSet()
    }

    private struct State {
        /// Of the last transactions, each from where the one before has led to.
        var last: [Changes] = []
        var current = Changes()
        /// Keys of items that are put where those behind them in the same proposals have been told that they would be.
        var foreseen: [ItemKey] = []
    }

    private let state = Mutex(State())

    /// Transactions that are remembered: a snapshot is older hardly ever.
    private static let kept = 32

    // MARK: - Within a transaction

    func begin(from last: Int64, to next: Int64) {
        state.withLock { state in
            if let known = state.last.last?.step?.to, known != last { state.last = [] }
            state.current.step = (last, next)
        }
    }

    /// What is found under these keys is other from now on.
    /// - Parameter areForeseen: but for the items of the same transaction, which were proposed together.
    func add(_ keys: [ItemKey], areForeseen: Bool) {
        state.withLock { state in
            if areForeseen { state.foreseen += keys } else { state.current.set.keys.formUnion(keys.lazy.map(\.hash)) }
        }
    }

    /// - Parameter hashes: `ItemKey.hash` of keys under which other items are found from now on.
    func add(hashes: [UInt64]) { if !hashes.isEmpty { state.withLock { $0.current.set.keys.formUnion(hashes) } } }

    func add(_ keys: [ItemKey]) { add(keys, areForeseen: false) }

    /// All may be other.
    func forget() {
        state.withLock { state in
            state.last = []
            state.current.step?.from = .min
        }
    }

    /// Whether nothing that `proposal` rests on has changed since the snapshot of that generation, as far as is known.
    /// - Parameter numbers: the real ones of items that were proposed with it.
    func spare(_ proposal: StoryProposal, since generation: Int64, numbers: (Int64) -> Int64) -> Bool {
        state.withLock { state in
            guard let begin = state.current.step?.from else { return false }
            let first =
                begin == generation ? state.last.endIndex : state.last.firstIndex { $0.step?.from == generation }
            guard let first else { return false }
            return ([state.current] + state.last[first...]).allSatisfy {
                $0.set.spares(proposal, numbers: numbers)
            }
        }
    }

    // MARK: - Observing

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        switch kind {
        case .insert: false
        case .delete(let table): table == "story_items"
        case .update(let table, let columns):
            table == "story_items" || table == "items" && !columns.isDisjoint(with: ["feed", "published", "modified"])
        }
    }

    func databaseDidChange(with event: DatabaseEvent) {
        state.withLock { _ = $0.current.set.items.insert(event.rowID) }
    }

    func databaseDidCommit(_ db: Database) { end() }

    /// The file of keys may keep what was added to it.
    func databaseDidRollback(_ db: Database) { end(isUndone: true) }

    private func end(isUndone: Bool = false) {
        state.withLock { state in
            state.current.set.keys.formUnion(state.foreseen.lazy.map(\.hash))
            state.foreseen = []
            // Without a step they count as those of the next transaction.
            guard let step = state.current.step else { return }
            if isUndone || step.from == .min {
                state.last = []
            } else {
                state.last.append(state.current)
                if state.last.count > Self.kept { state.last.removeFirst() }
            }
            state.current = Changes()
        }
    }
}
