import Comparing
import FeedModel
import GRDB
import Storing

/// The stories of the new items of some changes, as they were found in a snapshot before the transaction that keeps them.
struct StoryProposals: Sendable {
    /// The snapshot, by the generation of the file of keys.
    let snapshot: Int64
    /// Of each change, of each entry of its document; nil for what is not new.
    var changes: [[StoryProposal?]]
}

extension SQLiteStore {
    /// Finds the stories of all new items of `changes`, one after the other in the order in which they will be kept.
    /// - Returns: nil where only a transaction that writes can tell, or nothing is new.
    func proposeStories(of changes: [StoreChange]) async throws -> StoryProposals? {
        guard let keys else { return nil }
        let new = changes.enumerated().flatMap { change, what in
            what.newItems.map { (change: change, entry: $0.entry, reading: $0.reading) }
        }
        guard !new.isEmpty else { return nil }
        return try await database.read { db in
            let stored = StoredKeys(db: db)
            let index = SQLiteStoryIndex(db: db, found: { try keys.postings(under: $0, beside: stored) }, itself: nil)
            do {
                let found = try StoryProposer.propose(new.map(\.reading), in: index) { host in
                    try StoryTables(db: db).site(host)
                }
                var proposals = StoryProposals(
                    snapshot: try stored.keyFileState().generation,
                    changes: changes.map { Array(repeating: nil, count: $0.entryCount) })
                for (new, proposal) in zip(new, found) { proposals.changes[new.change][new.entry] = proposal }
                return proposals
            } catch is KeyFileInMotion {
                return nil
            }
        }
    }
}

extension StoreChange {
    private var comparison: FeedComparison? { if case .feed(let update) = self { update.comparison } else { nil } }

    fileprivate var entryCount: Int { comparison?.entries.count ?? 0 }

    /// What is told of for the first time, in the order in which it is kept: the document's last entry first.
    fileprivate var newItems: [(entry: Int, reading: StoryReading)] {
        (comparison?.entries ?? []).enumerated().reversed().compactMap { place, entry in
            guard case .new(_, let item) = entry, case .told(let reading) = item.fate else { return nil }
            return (place, reading)
        }
    }
}

/// What has become of proposals within the transaction that they were made for.
final class ProposedStories {
    private let proposals: StoryProposals?
    private let changes: StoryChanges?
    /// The items and stories of those that are placed, by the places of their proposals.
    private var placed: [Int: (item: Int64, story: Int64)] = [:]

    init(_ proposals: StoryProposals?, in changes: StoryChanges?) {
        (self.proposals, self.changes) = (proposals, changes)
    }

    func proposals(of change: Int) -> ChangeProposals {
        ChangeProposals(all: self, entries: proposals?.changes[change] ?? [])
    }

    /// With the numbers that items and stories have got; nil where it rests on what is other by now.
    fileprivate func current(_ proposal: StoryProposal) -> StoryDecision? {
        guard let proposals, let changes else { return nil }
        let others = proposal.items.lazy.compactMap { StoryProposer.place(of: $0) }
        guard others.allSatisfy({ placed[$0] != nil }),
            changes.spare(proposal, since: proposals.snapshot, numbers: item)
        else { return nil }
        return proposal.decision.renumbered(item: item, story: story)
    }

    fileprivate func put(_ proposal: StoryProposal, _ item: Int64, in story: Int64) {
        placed[proposal.place] = (item, story)
    }

    /// Those behind it were told that its item is found under these.
    fileprivate func refuse(_ proposal: StoryProposal) { changes?.add(proposal.decision.keys) }

    private func item(_ number: Int64) -> Int64 { StoryProposer.place(of: number).map { placed[$0]!.item } ?? number }
    private func story(_ number: Int64) -> Int64 { StoryProposer.place(of: number).map { placed[$0]!.story } ?? number }
}

/// The proposals for the new items of one change.
struct ChangeProposals {
    fileprivate let all: ProposedStories
    /// Of each entry of its document; nil for what is not new.
    fileprivate var entries: [StoryProposal?]

    subscript(entry: Int) -> ProposedStory? {
        guard entry < entries.count, let proposal = entries[entry] else { return nil }
        return ProposedStory(proposal: proposal, all: all)
    }

    /// Its items do not come as they were expected.
    mutating func refuse() {
        entries.compactMap(\.self).forEach(all.refuse)
        entries = []
    }
}

/// The proposal for an item that is about to be kept.
struct ProposedStory {
    fileprivate let proposal: StoryProposal
    fileprivate let all: ProposedStories

    /// With the numbers that items and stories have got; nil where it rests on what is other by now.
    var decision: StoryDecision? { all.current(proposal) }
    var sketch: Sketch { proposal.sketch }
    var furniture: [Bool] { proposal.furniture }

    /// The item is put elsewhere than those behind it were told.
    func refuse() { all.refuse(proposal) }
    func put(_ item: Int64, in story: Int64) { all.put(proposal, item, in: story) }
}
