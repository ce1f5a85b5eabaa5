import Storing

/// What the last commit has cost.
struct CommitFigures: Equatable {
    var roundTrips = 0
    /// Questions that were asked by themselves.
    var misses = 0
    /// What was read ahead was read again under the lock: another commit had changed it.
    var isReadAgain = false
}
