import FeedModel
import Foundation

/// What keeps a store sound, small and safe.
package protocol StoreUpkeep: OpenedStore {
    /// Nil for a store in a database server, which takes care of its own.
    var files: (any StoreFiles)? { get }
    /// Makes a copy of the store as it is now, while others read and write.
    /// - Parameter isReplacing: an older backup may stand there.
    /// - Throws: `BackupError`, `StoreError`, `FileRefusal`. What stood there is as it was then.
    func backUp(to path: String, isReplacing: Bool, progress: @escaping (Double) -> Void) throws -> BackupSummary
    /// Whether each row names others that are there, and what the engine finds.
    func checkRows() throws -> [StoreFinding]
    /// Whether the index of items is as their rows say.
    func checkKeys() throws -> [StoreFinding]
    /// Brings some of what has been told into the index of texts. Any worker may call it at any time: one at once does it.
    /// - Returns: whether more is left; false where the index is written with the commit, or there is none.
    func indexTexts() throws -> Bool
    /// Makes the index of texts anew.
    func rebuildSearch() throws

    /// Looks for what is to be pruned, the newest first, in small reads beside whoever writes.
    /// - Parameter subscriptions: with their own rules; nil where the store has them as they are.
    /// - Parameter loggedTo: the last number in the log.
    func scanForPruning(
        _ settings: RetentionSettings, subscriptions: [Subscription]?, loggedTo: Int64, at now: Date
    ) throws -> any RetentionScan
    /// Whether a feed has rules of its own.
    func hasOwnRules() throws -> Bool
    /// Prunes the first of `found`, as many as hold the writer a few hundredths of a second.
    /// - Parameter loggedTo: the last number in the log: that event and later ones stay, and their items with them.
    func prune(_ found: ArraySlice<Prunable>, loggedTo: Int64, at now: Date) throws -> PruneStep
    /// What `prune` would do with them.
    func count(_ found: [Prunable], loggedTo: Int64, at now: Date) throws -> PruneStep
    /// When the last round of pruning ended; nil where there was none.
    func lastPruned() throws -> Date?
    /// Whether checks have begun again within the last day, after more than a month without any.
    func hasJustReturned(at now: Date) throws -> Bool
    func endPruning(at now: Date) throws

    /// What is held, in numbers.
    /// - Complexity: reads the state of each feed, and a small row of each item and story.
    func figures(at now: Date) throws -> StoreFigures
    /// Waits for its turn to write: so it is seen whether anybody still can.
    func awaitWriter() async throws
}

/// A look through all that is kept for what is to be pruned.
package protocol RetentionScan {
    /// - Returns: some of it, perhaps nothing; nil at the end.
    mutating func next() throws -> [Prunable]?
}
