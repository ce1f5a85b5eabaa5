import Storing

/// What the last commit has cost.
package struct CommitFigures: Equatable, Sendable {
    package internal(set) var roundTrips = 0
    /// Questions that were asked by themselves.
    package internal(set) var misses = 0
    /// What was read ahead was read again under the lock: another commit had changed it.
    package internal(set) var isReadAgain = false
}
