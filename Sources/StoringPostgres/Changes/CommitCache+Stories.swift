import Comparing
import FeedModel
import Foundation
import Storing

// What is asked of stories.
extension CommitCache {
    func site(_ host: String) throws -> StorySite? {
        try ask(unless: sites.isKnown(host), [askSites([host])])
        return sites[host]
    }

    func story(_ story: Int64) throws -> Story? {
        try ask(
            unless: stories.isKnown(story),
            [askStories([story], of: []), askMembers([story], of: []), askApart([story], of: [])])
        if !stories.isKnown(story) { stories[story] = nil }
        return stories[story]
    }

    func storyItem(_ item: Int64) throws -> StoryItem? {
        try ask(unless: storyItems.isKnown(item), [askStoryItems([item])])
        return storyItems[item]
    }

    func claim(of item: Int64) throws -> OriginalClaim? {
        try ask(unless: claims.isKnown(item), [askStoryItems([item])])
        return claims[item]
    }

    func askSites(_ hosts: [String]) -> Question {
        Question("SELECT host, id, frame FROM sites WHERE host = ANY($1)", hosts) { result in
            self.sites.take(
                hosts,
                result.rows.map {
                    ($0[0], StorySite(number: $0[1], frame: Frame(bytes: [UInt8]($0[2] as Data))))
                })
        }
    }

    func askPostings(_ keys: [ItemKey]) -> Question {
        let hashes = Array(Set(keys.map(\.hash)))
        return Question(
            """
            SELECT wanted.place, found.item, found.key FROM unnest($1) WITH ORDINALITY AS wanted(hash, place)
            CROSS JOIN LATERAL (
              SELECT item, key FROM item_keys WHERE (key >> 16) = wanted.hash LIMIT $2) AS found
            """, hashes.map { Int64(bitPattern: $0 << 16) >> 16 }, StoryFinder.commonFrom
        ) { result in
            var found = hashes.map { ($0, [ItemPosting]()) }
            for row in result.rows {
                let place: Int = row[0]
                found[place - 1].1.append(ItemPosting(item: row[1], key: ItemKey(rawValue: row[2])))
            }
            self.postings.take(hashes, found.filter { $0.1.count < StoryFinder.commonFrom })
        }
    }

    /// All that is known of these items as members of their stories.
    func askAllStories(of items: [Int64]) -> [Question] {
        [askStoryItems(items), askStories([], of: items), askMembers([], of: items), askApart([], of: items)]
    }

    func askStoryItems(_ ids: [Int64]) -> Question {
        Question(
            """
            SELECT item, story, site, time, words, origin, similarity, reasons, wire, credit, sketch, keys
            FROM story_items WHERE item = ANY($1)
            """, ids
        ) { result in
            self.storyItems.take(ids, result.rows.map { ($0["item"], StoryItem($0)) })
            self.claims.take(ids, result.rows.map { ($0["item"], OriginalClaim($0, item: $0["item"])) })
        }
    }

    private static let meant = "IN (SELECT unnest($1) UNION SELECT story FROM story_items WHERE item = ANY($2))"

    /// Together with the claims of their originals.
    private func askStories(_ ids: [Int64], of items: [Int64]) -> Question {
        Question(
            """
            SELECT id, original, members, time, words, origin
            FROM stories LEFT JOIN story_items ON story_items.item = original WHERE id \(Self.meant)
            """, ids, items
        ) { result in
            for row in result.rows {
                let original: Int64 = row["original"]
                self.stories[row["id"]] = Story(original: original, members: row["members"])
                self.claims[original] = (row["time"] as Int64?).map { _ in OriginalClaim(row, item: original) }
            }
        }
    }

    /// Behind `askStories`.
    private func askMembers(_ ids: [Int64], of items: [Int64]) -> Question {
        Question(
            "SELECT story, item FROM story_items WHERE story \(Self.meant) ORDER BY story, item", ids, items
        ) { result in
            let members = Dictionary(grouping: result.rows) { $0[0] as Int64 }
            for (story, rows) in members { self.stories.change(story) { $0.items = rows.map { $0[1] } } }
        }
    }

    /// Behind `askStories`.
    private func askApart(_ ids: [Int64], of items: [Int64]) -> Question {
        Question("SELECT story, other FROM stories_apart WHERE story \(Self.meant)", ids, items) { result in
            for row in result.rows { self.stories.change(row[0]) { $0.apart.insert(row[1]) } }
        }
    }

    func askPrintings(_ ids: [Int64]) -> Question {
        Question("SELECT id, feed, coalesce(published, modified) FROM items WHERE id = ANY($1)", ids) { result in
            self.printings.take(ids, result.rows.map { ($0[0], StoryPrinting(feed: $0[1], date: $0[2])) })
        }
    }

    // MARK: - What changes

    func add(_ keys: [ItemKey], of item: Int64) {
        for key in keys where postings.isKnown(key.hash) {
            let held = postings[key.hash].map { $0 + [ItemPosting(item: item, key: key)] }
            postings[key.hash] = held.flatMap { $0.count < StoryFinder.commonFrom ? $0 : nil }
        }
    }

    func remove(_ keys: [ItemKey], of item: Int64) {
        for key in keys where postings.isKnown(key.hash) {
            if let held = postings[key.hash] {
                postings[key.hash] = held.filter { $0 != ItemPosting(item: item, key: key) }
            } else {
                // Fewer may have it now.
                postings.forget(key.hash)
            }
        }
    }

    /// The item is of another story, text or date: others may be told so.
    func noteChange(ofItem item: Int64) {
        storyChanges.add(item: item)
        touch(item)
    }

    func move(_ items: [Int64], to story: Int64) {
        for item in items {
            if let old = storyItems[item]?.story { stories.change(old) { $0.items.removeAll { $0 == item } } }
            storyItems.change(item) { $0.story = story }
            noteChange(ofItem: item)
        }
        stories.change(story) { $0.items = Set($0.items + items).sorted() }
    }
}

extension CommitCache.StoryItem {
    fileprivate init(_ row: PostgresRow) {
        (story, site, credit) = (row["story"], row["site"], row["credit"])
        sketch = Sketch(bytes: [UInt8](row["sketch"] as Data))
        keys = [ItemKey](bytes: row["keys"])
        (similarity, reasons, wire) = (row["similarity"], row["reasons"], row["wire"])
    }
}

extension OriginalClaim {
    fileprivate init(_ row: PostgresRow, item: Int64) {
        self.init(item: item, origin: row["origin"], wordCount: row["words"], time: row["time"])
    }
}
