import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

/// Reads what keeping changes asks for, in up to four round trips, however many changes there are.
struct ReadAhead {
    let cache: CommitCache
    /// Those of them that have a document are compared.
    let changes: [StoreChange]

    private var updates: [(update: FeedUpdate, document: Feed, comparison: FeedComparison)] {
        changes.compactMap { change in
            guard case .feed(let update) = change, let document = update.document, let comparison = update.comparison
            else { return nil }
            return (update, document, comparison)
        }
    }

    var isNeeded: Bool { !updates.isEmpty }

    /// - Parameter question: is asked in front of all others.
    /// - Returns: the stories of new items.
    func run(asking question: CommitCache.Question? = nil) throws -> StoryProposals? {
        let updates = updates
        guard !updates.isEmpty else { return nil }
        let revised = changes.flatMap(\.revisedItems)
        try cache.ask((question.map { [$0] } ?? []) + rows(of: updates, revised.map(\.item)))
        let index = PostgresStoryIndex(cache: cache, others: lookups(of: revised))
        guard changes.contains(where: \.hasNewItems) else {
            try index.prepare([])
            try readTexts(of: revised.map(\.item), [])
            return nil
        }
        let proposals = try StoryProposals(changes, in: index, snapshot: 0) { cache.sites[$0] }
        try readTexts(of: revised.map(\.item), proposals.prospects(of: changes))
        return proposals
    }

    private func lookups(of revised: [(item: Int64, reading: StoryReading)]) -> [StoryLookup] {
        // What those before it show to be furniture is known when it is kept.
        var frames: [String: Frame] = [:]
        return revised.map { item, reading in
            var frame = frames[reading.host] ?? cache.sites[reading.host]?.frame ?? Frame()
            let furniture = reading.text.furniture(in: frame)
            frame.learn(reading.text.frameKeys, story: cache.storyItems[item]?.story ?? item)
            frames[reading.host] = frame
            return StoryLookup(reading, reading.sketch(leavingOut: furniture))
        }
    }

    private func rows(
        of updates: [(update: FeedUpdate, document: Feed, comparison: FeedComparison)], _ revised: [Int64]
    ) -> [CommitCache.Question] {
        var questions = [cache.askFeeds(updates.map(\.update.feed.id))]
        let items = Array(Set(updates.flatMap(\.comparison.basis.items)))
        if !items.isEmpty { questions.append(cache.askItems(items)) }
        let moved = updates.flatMap { update, document, comparison in
            zip(comparison.entries, document.items).compactMap { entry, item in
                if case .unchanged(let old, _) = entry, !update.isHistory, old.hasOtherDates(than: item) {
                    old.number
                } else {
                    nil
                }
            }
        }
        if !moved.isEmpty { questions.append(cache.askDocuments(of: moved)) }
        let hosts = Array(Set(changes.flatMap(\.readings).map(\.host)))
        if !hosts.isEmpty { questions.append(cache.askSites(hosts)) }
        if !revised.isEmpty { questions += cache.askAllStories(of: revised) }
        return questions
    }

    /// Of items whose texts the changed ones may share, and of those that will be told of since their story is another.
    private func readTexts(of revised: [Int64], _ prospects: [StoryProspect]) throws {
        var sharing = Set(prospects.flatMap(\.sameTextItems) + revised)
        for item in revised {
            guard let story = cache.storyItems[item].flatMap({ cache.stories[$0.story] }) else { continue }
            sharing.formUnion(story.items.prefix(PostgresChangeRows.mostSharers))
        }
        var told: Set<Int64> = []
        for prospect in prospects {
            guard let number = prospect.story, let story = cache.stories[number] else { continue }
            if cache.claims[story.original].map({ prospect.claim.isBetter(than: $0) }) ?? true {
                told.insert(story.original)
            }
            guard !prospect.bridged.isEmpty else { continue }
            for story in ([number] + prospect.bridged).sorted().dropFirst() {
                told.formUnion(cache.stories[story]?.items ?? [])
            }
        }
        var questions: [CommitCache.Question] = []
        if !sharing.isEmpty { questions.append(cache.askTexts(of: Array(sharing), hashes: contentHashes)) }
        if !told.isEmpty { questions.append(cache.askReferences(Array(told))) }
        try cache.ask(questions)
    }

    /// Of all texts that are to be kept.
    private var contentHashes: [Int64] {
        let items = updates.flatMap { _, document, comparison in
            zip(comparison.entries, document.items).compactMap { entry, item in
                switch entry {
                case .new: item
                case .revised(_, _, let revision, _), .revisedDropped(_, _, let revision, _): revision.item
                case .unchanged, .repeated, .pruned: nil
                }
            }
        }
        return Array(Set(items.flatMap { [$0.contentHTML, $0.contentText] }.compactMap(\.self).map(stableHash)))
    }
}

extension HeldItem {
    fileprivate func hasOtherDates(than item: Item) -> Bool {
        published != item.datePublished || modified != item.dateModified
    }
}
