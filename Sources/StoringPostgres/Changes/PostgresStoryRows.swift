import Comparing
import FeedModel
import Foundation
import Storing

/// Which item is of which story, within a transaction.
struct PostgresStoryRows: StoryRows {
    let numbered: NumberedTransaction
    let cache: CommitCache
    private var transaction: PostgresTransaction { numbered.transaction }

    /// - Parameter cache: nil where others write the same rows in the transaction.
    init(_ numbered: NumberedTransaction, _ cache: CommitCache? = nil) {
        self.numbered = numbered
        self.cache = cache ?? CommitCache(numbered.transaction, isKept: false)
    }

    func original(of story: Int64) throws -> Int64? { try cache.story(story)?.original }

    func members(of story: Int64) throws -> [Int64] { try cache.story(story)?.items ?? [] }

    func story(of item: Int64) throws -> Int64? { try cache.storyItem(item)?.story }

    func claim(of item: Int64) throws -> OriginalClaim? { try cache.claim(of: item) }

    func standing(of item: Int64) throws -> StoryStanding? {
        guard let row = try cache.storyItem(item), let story = try cache.story(row.story) else { return nil }
        return StoryStanding(story: row.story, members: story.members, keys: row.keys, isApart: !story.apart.isEmpty)
    }

    func site(_ host: String) throws -> StorySite? { try cache.site(host) }

    func addSite(_ host: String) throws -> StorySite {
        let site = StorySite(number: numbered.next(\.site), frame: Frame())
        transaction.insert(site.number, host, into: .sites)
        cache.sites[host] = site
        cache.touched.sites.insert(host)
        return site
    }

    func keep(_ frame: Frame, ofSite number: Int64) throws {
        guard cache.isKept else {
            return transaction.later("UPDATE sites SET frame = $1 WHERE id = $2", Data(frame.bytes), number)
        }
        cache.frames[number] = frame
        for host in cache.sites.keys(where: { $0.number == number }) {
            cache.sites[host] = StorySite(number: number, frame: frame)
            cache.touched.sites.insert(host)
        }
    }

    func begin(with item: Int64) throws -> Int64 {
        let story = numbered.next(\.story)
        transaction.insert(story, item, into: .stories)
        cache.stories[story] = CommitCache.Story(original: item, members: 1)
        return story
    }

    func write(_ row: StoryRow) throws {
        let wire = row.place.wire.isEmpty ? nil : row.place.wire.stored
        let (sketch, keys) = (Data(row.sketch.bytes), row.keys.data)
        let isNew =
            cache.isKept && numbered.isNew(item: row.item) && cache.storyItems[row.item] == nil
        if isNew {
            transaction.insert(
                row.item, row.place.story, row.site, row.claim.time, row.claim.wordCount, row.origin, row.matched,
                row.place.similarity, row.reasons, wire, row.credit, sketch, keys, into: .storyItems)
        } else {
            transaction.later(
                Self.writeSQL, row.item, row.place.story, row.site, row.claim.time, row.claim.wordCount, row.origin,
                row.matched, row.place.similarity, row.reasons, wire, row.credit, sketch, keys)
            cache.noteChange(ofItem: row.item)
        }
        let old = isNew ? nil : cache.storyItems[row.item]
        if let old, old.story != row.place.story {
            cache.stories.change(old.story) { $0.items.removeAll { $0 == row.item } }
        }
        cache.storyItems[row.item] = CommitCache.StoryItem(
            story: row.place.story, site: row.site, credit: row.credit, sketch: row.sketch, keys: row.keys,
            similarity: row.place.similarity ?? old?.similarity, reasons: row.reasons ?? old?.reasons, wire: wire)
        cache.claims[row.item] = row.claim
        cache.stories.change(row.place.story) { story in
            if !story.items.contains(row.item) { story.items = (story.items + [row.item]).sorted() }
        }
    }

    private static let writeSQL = """
        INSERT INTO story_items (item, story, site, time, words, origin, matched, similarity, reasons, wire, credit, sketch,
          keys)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (item) DO UPDATE SET story = excluded.story, site = excluded.site, time = excluded.time,
          words = excluded.words, origin = excluded.origin,
          matched = coalesce(excluded.matched, story_items.matched),
          similarity = coalesce(excluded.similarity, story_items.similarity),
          reasons = coalesce(excluded.reasons, story_items.reasons),
          wire = excluded.wire, credit = excluded.credit, sketch = excluded.sketch, keys = excluded.keys
        """

    func move(_ item: Int64, to story: Int64) throws {
        transaction.later("UPDATE story_items SET story = $1 WHERE item = $2", story, item)
        cache.move([item], to: story)
    }

    func moveAll(from gone: Int64, to story: Int64) throws {
        let items = try members(of: gone)
        transaction.later("UPDATE story_items SET story = $1 WHERE story = $2", story, gone)
        cache.move(items, to: story)
    }

    func count(_ story: Int64, _ change: Int) throws {
        transaction.later("UPDATE stories SET members = members + $1 WHERE id = $2", change, story)
        cache.stories.change(story) { $0.members += change }
        cache.touched.stories.insert(story)
    }

    func setOriginal(of story: Int64, to item: Int64) throws {
        transaction.later("UPDATE stories SET original = $1 WHERE id = $2", item, story)
        cache.stories.change(story) { $0.original = item }
        cache.touched.stories.insert(story)
    }

    func drop(_ story: Int64) throws {
        transaction.later("DELETE FROM stories WHERE id = $1", story)
        cache.stories[story] = nil
        cache.touched.stories.insert(story)
    }

    func areApart(_ story: Int64, _ other: Int64) throws -> Bool {
        try cache.story(story)?.apart.contains(other) ?? false
    }

    func keepApart(_ story: Int64, _ other: Int64) throws {
        transaction.later(
            "INSERT INTO stories_apart (story, other) VALUES ($1, $2), ($2, $1) ON CONFLICT DO NOTHING", story, other)
        forgetApart(story, other)
    }

    func allowTogether(_ story: Int64, _ other: Int64) throws {
        transaction.later(
            "DELETE FROM stories_apart WHERE story = $1 AND other = $2 OR story = $2 AND other = $1", story, other)
        forgetApart(story, other)
    }

    func inheritApart(from gone: Int64, to story: Int64) throws {
        // Hardly any was ever told apart from another.
        guard try !(cache.story(gone)?.apart.isEmpty ?? false) else { return }
        for sql in [
            "INSERT INTO stories_apart SELECT $1, other FROM stories_apart WHERE story = $2 ON CONFLICT DO NOTHING",
            "INSERT INTO stories_apart SELECT story, $1 FROM stories_apart WHERE other = $2 ON CONFLICT DO NOTHING",
            "DELETE FROM stories_apart WHERE $1 <> $2 AND (story = $2 OR other = $2)",
        ] {
            transaction.later(sql, story, gone)
        }
        cache.stories.forgetAll()
        cache.touched.stories.formUnion([story, gone])
    }

    private func forgetApart(_ stories: Int64...) {
        stories.forEach { cache.stories.forget($0) }
        cache.touched.stories.formUnion(stories)
    }
}

/// Under what items are found, within a transaction.
struct PostgresStoryKeys: StoryKeys {
    let transaction: PostgresTransaction
    let cache: CommitCache

    func index(besides item: Int64) -> PostgresStoryIndex { PostgresStoryIndex(cache: cache, itself: item) }

    func add(_ keys: [ItemKey], of item: Int64, areForeseen: Bool) throws {
        transaction.add(keys, of: item)
        cache.add(keys, of: item)
        cache.touched.keys.formUnion(keys.lazy.map { Int64(bitPattern: $0.hash) })
        if !areForeseen { cache.storyChanges.add(keys) }
    }

    func outdate(_ keys: [ItemKey], of item: Int64) throws {
        transaction.remove(keys, of: item)
        cache.remove(keys, of: item)
        cache.touched.keys.formUnion(keys.lazy.map { Int64(bitPattern: $0.hash) })
        cache.storyChanges.add(keys)
    }
}

extension PostgresTransaction {
    func add(_ keys: [ItemKey], of item: Int64) {
        for key in keys { insert(key.rawValue, item, into: .itemKeys) }
    }

    func remove(_ keys: [ItemKey], of item: Int64) {
        guard !keys.isEmpty else { return }
        endTurn()
        let values = keys.map(\.rawValue)
        later(
            "DELETE FROM item_keys WHERE (key >> 16) = ANY($1) AND key = ANY($2) AND item = $3",
            values.map { $0 >> 16 },
            values, item)
    }

    func replaceKeys(_ old: [ItemKey], by new: [ItemKey], of item: Int64) {
        remove(old.filter { !new.contains($0) }, of: item)
        add(new.filter { !old.contains($0) }, of: item)
    }
}
