import Comparing

/// What has changed of what finding a story rests on.
package struct StoryChangeSet: Sendable {
    /// Under which keys other items are found, by `ItemKey.hash`.
    package var keys: Set<UInt64> = []
    /// Which items are of another story, text or date.
    package var items: Set<Int64> = []

    package init() {}

    /// Whether `proposal` rests on nothing of it.
    /// - Parameter numbers: the real ones of items that were proposed with it.
    package func spares(_ proposal: StoryProposal, numbers: (Int64) -> Int64) -> Bool {
        !proposal.keys.contains { keys.contains($0.hash) } && !proposal.items.contains { items.contains(numbers($0)) }
    }
}
