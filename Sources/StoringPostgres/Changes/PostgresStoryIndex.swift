import Comparing
import Storing

/// The stories as the store has them, for `StoryFinder`.
struct PostgresStoryIndex: StoryIndex {
    let cache: CommitCache
    /// The item whose story is looked for, which is not to be found itself; nil where it is not held yet.
    var itself: Int64?
    /// What else will be looked for, of items that are held.
    var others: [StoryLookup] = []

    /// In two round trips.
    func prepare(_ lookups: [StoryLookup]) throws {
        let lookups = lookups + others
        let keys = lookups.flatMap { $0.names + $0.keys }
        guard !keys.isEmpty else { return }
        try cache.ask([cache.askPostings(keys)])
        let candidates = Set(
            lookups.flatMap { $0.candidates(names: found($0.names), keys: found($0.keys)) })
        guard !candidates.isEmpty else { return }
        try cache.ask(cache.askAllStories(of: Array(candidates)) + [cache.askPrintings(Array(candidates))])
    }

    private func found(_ keys: [ItemKey]) -> [[ItemPosting]?] { keys.map { cache.postings[$0.hash] } }

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] {
        let unknown = keys.filter { !cache.isKept || !cache.postings.isKnown($0.hash) }
        try cache.ask(unless: unknown.isEmpty, [cache.askPostings(unknown)])
        guard let itself else { return found(keys) }
        return found(keys).map { $0?.filter { $0.item != itself } }
    }

    func keys(of items: [Int64]) throws -> [Int64: [ItemKey]] {
        let unknown = cache.isKept ? cache.storyItems.unknown(items) : items
        try cache.ask(unless: unknown.isEmpty, [cache.askStoryItems(unknown)])
        return Dictionary(items.compactMap { item in cache.storyItems[item].map { (item, $0.keys) } }) { $1 }
    }

    func members(_ items: [Int64]) throws -> [StoryMember] {
        let unknown =
            cache.isKept ? items.filter { !cache.storyItems.isKnown($0) || !cache.printings.isKnown($0) } : items
        try cache.ask(unless: unknown.isEmpty, [cache.askStoryItems(unknown), cache.askPrintings(unknown)])
        return items.compactMap { item in
            guard let row = cache.storyItems[item], let sketch = row.sketch, let printing = cache.printings[item] else {
                return nil
            }
            return StoryMember(
                item: item, story: row.story, site: row.site, printing: printing, sketch: sketch, credit: row.credit,
                keys: row.keys)
        }
    }
}
