import Comparing
import FeedModel

/// The stories of the new items of some changes, as they were found in a snapshot before the transaction that keeps them.
package struct StoryProposals: Sendable {
    /// Which snapshot it was, for the store to tell.
    package let snapshot: Int64
    /// Of each change, of each entry of its document; nil for what is not new.
    package var changes: [[StoryProposal?]]

    /// Finds the stories of all new items of `changes`, one after the other in the order in which they will be kept.
    /// - Parameter index: of one snapshot of the store.
    /// - Parameter site: of a host, in that snapshot; nil where nothing of it is held.
    package init(
        _ changes: [StoreChange], in index: some StoryIndex, snapshot: Int64, site: (String) throws -> StorySite?
    ) throws {
        var (places, readings): ([(change: Int, entry: Int)], [StoryReading]) = ([], [])
        for (place, change) in changes.enumerated() {
            for new in change.newItems {
                places.append((place, new.entry))
                readings.append(new.reading)
            }
        }
        var proposals: [[StoryProposal?]] = changes.map { Array(repeating: nil, count: $0.entryCount) }
        for (place, proposal) in try zip(places, StoryProposer.propose(readings, in: index, site: site)) {
            proposals[place.change][place.entry] = proposal
        }
        (self.snapshot, self.changes) = (snapshot, proposals)
    }
}

/// What keeping a proposal asks for, to be read ahead.
package struct StoryProspect: Sendable {
    /// The held story that the item joins.
    package let story: Int64?
    /// How good an original of it the item would be.
    package let claim: OriginalClaim
    /// The held stories that it makes one with that.
    package let bridged: [Int64]
    /// The held items whose text has the same words.
    package let sameTextItems: [Int64]
}

extension StoryProposals {
    /// Of those of `changes`, which they were made of.
    package func prospects(of changes: [StoreChange]) -> [StoryProspect] {
        zip(changes, self.changes).flatMap { change, proposals in
            change.newItems.compactMap { new in proposals[new.entry].map { StoryProspect($0, of: new.reading) } }
        }
    }
}

extension StoryProspect {
    fileprivate init(_ proposal: StoryProposal, of reading: StoryReading) {
        func held(_ numbers: some Sequence<Int64>) -> [Int64] {
            numbers.filter { StoryProposer.place(of: $0) == nil }
        }
        let decision = proposal.decision
        story = held(decision.story.map { [$0] } ?? []).first
        claim = reading.claim(of: StoryProposer.number(at: proposal.place), proposal.sketch)
        bridged = held(decision.bridged)
        sameTextItems = held(decision.compared.lazy.filter(\.evidence.isWhole).map(\.item))
    }
}

/// What has changed since a snapshot of what finding a story rests on.
package protocol StoryChangesSince: Sendable {
    /// Whether nothing that `proposal` rests on has changed since the snapshot, as far as is known.
    /// - Parameter numbers: the real ones of items that were proposed with it.
    func spare(_ proposal: StoryProposal, since snapshot: Int64, numbers: (Int64) -> Int64) -> Bool
    /// What is found under these keys is other from now on.
    func add(_ keys: [ItemKey])
}

extension StoreChange {
    /// Whether something is told of for the first time.
    package var hasNewItems: Bool {
        comparison?.entries.contains { if case .new(_, let item) = $0, case .told = item.fate { true } else { false } }
            ?? false
    }

    /// Items of which another text is told, or that are told after all, with what their stories are found by, in the order
    /// in which they are kept.
    package var revisedItems: [(item: Int64, reading: StoryReading)] {
        (comparison?.entries ?? []).reversed().compactMap { entry in
            switch entry {
            case .revised(let old, _, _, let reading), .revisedDropped(let old, _, _, .told(let reading)):
                (old.number, reading)
            default: nil
            }
        }
    }

    /// Of all items whose stories are looked for.
    package var readings: [StoryReading] { newItems.map(\.reading) + revisedItems.map(\.reading) }

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
package final class ProposedStories {
    private let proposals: StoryProposals?
    private let changes: (any StoryChangesSince)?
    /// The items and stories of those that are placed, by the places of their proposals.
    private var placed: [Int: (item: Int64, story: Int64)] = [:]

    package init(_ proposals: StoryProposals?, in changes: (any StoryChangesSince)?) {
        (self.proposals, self.changes) = (proposals, changes)
    }

    package func proposals(of change: Int) -> ChangeProposals {
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
package struct ChangeProposals {
    fileprivate let all: ProposedStories
    /// Of each entry of its document; nil for what is not new.
    fileprivate var entries: [StoryProposal?]

    package subscript(entry: Int) -> ProposedStory? {
        guard entry < entries.count, let proposal = entries[entry] else { return nil }
        return ProposedStory(proposal: proposal, all: all)
    }

    /// Its items do not come as they were expected.
    package mutating func refuse() {
        entries.compactMap(\.self).forEach(all.refuse)
        entries = []
    }
}

/// The proposal for an item that is about to be kept.
package struct ProposedStory {
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
