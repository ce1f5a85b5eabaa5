import Comparing
import FeedModel
import Foundation
import Storing
import TextKit

/// Reads what keeping changes asks for, in up to four round trips, however many changes there are.
struct ReadAhead {
    let cache: CommitCache
    let wires: WireReader
    /// Those of them that have a document are compared.
    let changes: [StoreChange]

    private var updates: [(update: FeedUpdate, document: Feed, comparison: FeedComparison)] {
        changes.compactMap { change in
            guard case .feed(let update) = change, let document = update.document, let comparison = update.comparison
            else { return nil }
            return (update, document, comparison)
        }
    }

    private var pages: [PageUpdate] {
        changes.compactMap { if case .page(let update) = $0 { update } else { nil } }
    }

    var isNeeded: Bool { !updates.isEmpty || !pages.isEmpty }

    /// - Parameter question: is asked in front of all others.
    /// - Returns: the stories of new items.
    func run(asking question: CommitCache.Question? = nil) throws -> StoryProposals? {
        guard isNeeded else { return nil }
        var revised = changes.flatMap(\.revisedItems)
        try cache.ask((question.map { [$0] } ?? []) + rows(of: updates, pages, revised.map(\.item)))
        let standing = besidePage
        revised = revised.map { ($0.item, standing[$0.item] ?? $0.reading) } + pages.compactMap(reading)
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

    /// Of revised items whose text is their page's: it stays.
    private var besidePage: [Int64: StoryReading] {
        var readings: [Int64: StoryReading] = [:]
        for (update, _, comparison) in updates {
            for case .revised(let old, _, let revision, _) in comparison.entries {
                guard let held = cache.heldTexts[old.number], let kept = revision.keepingText(of: held) else {
                    continue
                }
                readings[old.number] = StoryReading(of: kept.item, in: update.reference, reader: wires, at: update.at)
            }
        }
        return readings
    }

    /// The item's text as it will be where the page's is new and takes its place.
    private func reading(of update: PageUpdate) -> (item: Int64, reading: StoryReading)? {
        let item = update.page.item
        guard case .read(let page) = update.finding, var text = cache.heldTexts[item],
            cache.pages[item]?.text != page.contentText
        else { return nil }
        (text.contentHTML, text.contentText) = (page.contentHTML, page.contentText)
        return (item, StoryReading(of: text, in: update.page.feed, page: page, reader: wires, at: update.at))
    }

    private func rows(
        of updates: [(update: FeedUpdate, document: Feed, comparison: FeedComparison)], _ pages: [PageUpdate],
        _ revised: [Int64]
    ) -> [CommitCache.Question] {
        var questions = [cache.askFeeds(Array(Set(updates.map(\.update.feed.id) + pages.map(\.page.feed.id))))]
        let paged = pages.map(\.page.item)
        if !paged.isEmpty {
            let read = pages.filter(\.isOfText).map(\.page.item)
            questions += [cache.askHeldItems(paged), cache.askHeldTexts(read), cache.askPages(of: read)]
        }
        let items = Array(Set(updates.flatMap(\.comparison.basis.items) + paged))
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
        let hosts = Array(
            Set(changes.flatMap(\.readings).map(\.host) + pages.compactMap { WebAddress($0.page.url)?.site }))
        if !hosts.isEmpty { questions.append(cache.askSites(hosts)) }
        let moving = revised + pages.filter(\.isOfText).map(\.page.item)
        if !moving.isEmpty { questions += cache.askAllStories(of: moving) }
        if !revised.isEmpty { questions.append(cache.askPageTexts(of: revised)) }
        return questions
    }

    /// Of items whose texts the changed ones may share, and of those that will be told of since their story is another.
    private func readTexts(of revised: [Int64], _ prospects: [StoryProspect]) throws {
        let changed = revised + pages.filter(\.isOfText).map(\.page.item)
        var sharing = Set(prospects.flatMap(\.sameTextItems) + changed)
        for item in changed {
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
        let standing = revised.filter { cache.items[$0]?.stands ?? false }
        if !standing.isEmpty || !pages.isEmpty { questions.append(cache.askPageTexts(contentHashes)) }
        let hosts = pages.filter { cache.pages[$0.page.item]?.text != nil && reading(of: $0) != nil }.map(\.page.host)
        if !hosts.isEmpty { questions.append(cache.askSitePages(Array(Set(hosts)))) }
        if !told.isEmpty { questions.append(cache.askReferences(Array(told))) }
        try cache.ask(questions)
    }

    /// Of all texts that are to be kept.
    private var contentHashes: [Int64] {
        var items = updates.flatMap { _, document, comparison in
            zip(comparison.entries, document.items).flatMap { entry, item -> [Item?] in
                switch entry {
                case .new: [item]
                case .revised(let old, _, let revision, _):
                    [item, revision.item, cache.heldTexts[old.number]]
                case .revisedDropped(_, _, let revision, _): [revision.item]
                case .unchanged, .repeated, .pruned: []
                }
            }
        }
        items += pages.map { cache.heldTexts[$0.page.item] }
        var texts = items.flatMap { [$0?.contentHTML, $0?.contentText] }
        for update in pages {
            if case .read(let page) = update.finding { texts += [page.contentHTML, page.contentText] }
        }
        return Array(Set(texts.compactMap(\.self).map(stableHash)))
    }
}

extension PageUpdate {
    /// More is asked for than whether the item is still held.
    fileprivate var isOfText: Bool {
        switch finding {
        case .read, .gone: true
        case .unchanged, .nothing: false
        }
    }
}

extension HeldItem {
    fileprivate func hasOtherDates(than item: Item) -> Bool {
        published != item.datePublished || modified != item.dateModified
    }
}
