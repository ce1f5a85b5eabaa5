import Comparing
import Foundation
import Storing
import Synchronization

/// What a commit has changed of what others may have read before it. They look there under the lock, and read again what they
/// find. New items are found by their keys.
struct CommitChanges {
    var items: Set<Int64> = []
    var stories: Set<Int64> = []
    /// Their hosts.
    var sites: Set<String> = []
    /// Under which keys more or fewer items are found: `ItemKey.hash`.
    var keys: Set<Int64> = []

    init() {}

    /// - Returns: nil where anything may have changed.
    init?(_ row: PostgresRow) {
        guard let items = row["items"] as [Int64]? else { return nil }
        (self.items, stories) = (Set(items), Set(row["stories"] as [Int64]))
        (sites, keys) = (Set(row["sites"] as [String]), Set(row["keys"] as [Int64]))
    }
}

/// The same for the proposals of the commit itself, which were made of what was there before it.
final class CommitStoryChanges: StoryChangesSince {
    private let changes = Mutex(StoryChangeSet())

    func spare(_ proposal: StoryProposal, since snapshot: Int64, numbers: (Int64) -> Int64) -> Bool {
        changes.withLock { $0.spares(proposal, numbers: numbers) }
    }

    func add(_ keys: [ItemKey]) { changes.withLock { $0.keys.formUnion(keys.lazy.map(\.hash)) } }
    func add(item: Int64) { changes.withLock { _ = $0.items.insert(item) } }
}
