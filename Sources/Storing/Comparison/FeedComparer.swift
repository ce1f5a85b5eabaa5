import Comparing
import FeedModel
import Foundation

/// What a store has of a feed that a document of it is compared with, as it stands in one snapshot or transaction.
package protocol HeldFeed {
    /// As the row of the feed has them.
    func lastDocument() throws -> (entries: String, habit: String)
    /// Those of these items that have not been pruned, with their places in the list.
    func lastItems(_ numbers: [Int64]) throws -> [HeldItem]
    /// Those that have been pruned, by what the feed sent of them.
    func prunedItems(_ numbers: [Int64]) throws -> [(source: Int64, number: Int64)]
    func hasItems() throws -> Bool
    /// What the index of items has under each key; nil for one that too many have.
    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?]
    /// The newest of the items that share a name with one of these entries: as many as show that it names none of them.
    func newest(under keys: [IdentityKeys]) throws -> [Int64]
    /// Items of the feed, those too that have been pruned: as these entries may be compared with them.
    /// - Parameter trustsGuids: else they say nothing without a link or a text.
    func items(_ numbers: [Int64], among entries: [IdentityKeys], trustsGuids: Bool) throws -> [HeldItem]
    func basis(of items: [Int64]) throws -> FeedComparison.Basis
    /// Is told which items' texts are likely to be asked for.
    func prepareTexts(of items: [Int64]) throws
    /// An item as its feed gave it: where its page's text stands in for the feed's, the feed's own.
    func entryText(_ number: Int64) throws -> Item
}

extension HeldFeed {
    package func prepareTexts(of items: [Int64]) {}
}

/// Compares what a check of a feed has found with what is held of it.
package struct FeedComparer {
    let feed: FeedReference
    let wires: WireReader
    /// The rules for new items; nil where there are none.
    let filters: FeedFilters?
    let now: Date

    package init(_ feed: FeedReference, wires: WireReader, filters: FeedFilters?, at now: Date) {
        (self.feed, self.wires, self.filters, self.now) = (feed, wires, filters, now)
    }

    package func compare(
        _ document: Feed, isHistory: Bool, with held: some HeldFeed
    ) throws -> FeedComparison {
        let row = try held.lastDocument()
        let listed = row.entries.split(separator: ",").compactMap { Int64($0) }
        let last = try held.lastItems(listed)
        let pruned = try last.count < listed.count ? held.prunedItems(listed) : []
        let habit = try FeedHabit(json: JSONValue(parsing: row.habit).object ?? JSONObject())
        let keys = IdentityKeys.of(document.items, last: last)
        // What is as it was in the last document is found there, each as often as it was.
        var known = Dictionary(last.map { ($0.keys.source, 1) }, uniquingKeysWith: +)
        var gone = Dictionary(pruned.map { ($0.source, [$0.number]) }, uniquingKeysWith: +)
        var (places, others): ([Int], [IdentityKeys]) = ([], [])
        var entries: [FeedComparison.Entry] = Array(repeating: .repeated, count: keys.count)
        for (place, key) in keys.enumerated() {
            if let count = known[key.source], count > 0 {
                known[key.source] = count - 1
            } else if let number = gone[key.source]?.popLast() {
                entries[place] = .pruned(number, nil)
                continue
            } else {
                others.append(key)
            }
            places.append(place)
        }
        let items = last + (try found(under: others, besides: last, habit: habit, in: held))
        let basis = try held.basis(of: items.map(\.number) + pruned.map(\.number))
        try held.prepareTexts(of: revised(items, by: others))
        // What has been pruned and is as it was needs no comparing.
        var rest = document
        if places.count < keys.count { rest.items = places.map { document.items[$0] } }
        let comparison = try Comparing.compare(
            rest, keys: places.map { keys[$0] }, with: items, habit: habit, at: now
        ) { number in
            try held.entryText(number)
        }
        var judging = filters.map(FeedFilters.Judging.init)
        let itemsByNumber = Dictionary(uniqueKeysWithValues: items.map { ($0.number, $0) })
        for (place, verdict) in zip(places, comparison.verdicts) {
            entries[place] = entry(
                document.items[place], keys[place], verdict, itemsByNumber, isHistory: isHistory, &judging)
        }
        return FeedComparison(
            entries: entries, habit: JSONValue.object(comparison.habit.json).encoded, basis: basis,
            listedPruned: pruned.map(\.number), stoppedRules: judging?.tooLong ?? [])
    }

    /// The items that are likely to have come with another text: under a name that they had.
    private func revised(_ items: [HeldItem], by others: [IdentityKeys]) -> [Int64] {
        guard !others.isEmpty else { return [] }
        let (guids, links) = (Set(others.compactMap(\.guid)), Set(others.compactMap(\.link)))
        return items.lazy.filter { item in
            !item.isTombstone
                && (item.keys.guid.map(guids.contains) ?? false || item.keys.link.map(links.contains) ?? false)
        }.map(\.number)
    }

    private func entry(
        _ item: Item, _ key: IdentityKeys, _ verdict: Verdict, _ held: [Int64: HeldItem], isHistory: Bool,
        _ judging: inout FeedFilters.Judging?
    ) -> FeedComparison.Entry {
        func reading() -> StoryReading { StoryReading(of: item, in: feed, reader: wires, at: now) }
        func fate() -> FeedComparison.Fate {
            guard let filters else { return .told(reading()) }
            let asked = FilteredItem(item, of: filters.feed, story: reading)
            return judging?.judge(asked).map { .dropped($0) } ?? .told(asked.story)
        }
        switch verdict {
        case .new:
            let json = item.json
            let document = JSONValue.object(json.removingContents).encoded
            return .new(
                key,
                FeedComparison.NewItem(fate: fate(), json: json, document: document, names: key.names(in: feed.id)))
        case .unchanged(let number):
            let old = held[number]!
            return old.isPruned ? .pruned(number, key) : .unchanged(old, key)
        case .revised(let number, let revision):
            guard !isHistory else { return .repeated }
            let old = held[number]!
            // What was told once goes on to be told: who has the text must not be left with one that was corrected.
            return old.isDropped
                ? .revisedDropped(old, key, revision, fate()) : .revised(old, key, revision, reading())
        case .repeated: return .repeated
        }
    }

    /// The items of the feed that are known under a name of these entries, but for those in `last`; those too that have
    /// been pruned.
    private func found(
        under keys: [IdentityKeys], besides last: [HeldItem], habit: FeedHabit, in held: some HeldFeed
    ) throws -> [HeldItem] {
        guard !keys.isEmpty, try !last.isEmpty || held.hasItems() else { return [] }
        let names = keys.map { $0.names(in: feed.id) }
        var found = try held.postings(under: names.flatMap(\.self))[...]
        var numbers: Set<Int64> = []
        var common: [IdentityKeys] = []
        for (key, names) in zip(keys, names) {
            if found.prefix(names.count).contains(where: { $0 == nil }) { common.append(key) }
            for name in names {
                for posting in found.removeFirst() ?? [] where posting.key == name { numbers.insert(posting.item) }
            }
        }
        if !common.isEmpty { numbers.formUnion(try held.newest(under: common)) }
        numbers.subtract(last.map(\.number))
        guard !numbers.isEmpty else { return [] }
        return try held.items(
            numbers.sorted(), among: keys, trustsGuids: [.unknown, .stable].contains(habit.guid))
    }
}
