import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    /// Compares what a check has found with what is held of the feed, in a snapshot of the store.
    /// - Returns: nil where only a transaction that writes can tell: the index of items is being written.
    package func compare(
        _ document: Feed, isHistory: Bool = false, of feed: ClaimedFeed, filters: FeedFilters? = nil, at now: Date
    ) async throws -> FeedComparison? {
        guard let keys else { throw StoreError.readOnly(path: path) }
        do {
            return try await database.read { [self] db in
                let stored = StoredKeys(db: db)
                do {
                    return try compare(
                        db, document, isHistory: isHistory, of: feed.reference, filters: filters, at: now
                    ) {
                        try keys.postings(under: $0, beside: stored)
                    }
                } catch is KeyFileInMotion {
                    return nil
                }
            }
        } catch {
            throw Self.explain(error, path: path)
        }
    }

    /// - Parameter postings: what the index of items has under each key.
    func compare(
        _ db: Database, _ document: Feed, isHistory: Bool, of feed: FeedReference, filters: FeedFilters?, at now: Date,
        postings: ([ItemKey]) throws -> [[ItemPosting]?]
    ) throws -> FeedComparison {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT entries, habit FROM feeds WHERE id = ?"), arguments: [feed.id])
        let listed = (row?["entries"] as String? ?? "").split(separator: ",").compactMap { Int64($0) }
        let last = try lastItems(db, listed)
        let pruned = try last.count < listed.count ? prunedItems(db, listed) : []
        let habit = try FeedHabit(json: JSONValue(parsing: row?["habit"] as String? ?? "{}").object ?? JSONObject())
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
        let held =
            last + (try items(db, of: feed.id, under: others, besides: last, habit: habit, postings: postings))
        let basis = try FeedComparison.Basis(db, feed: feed.id, items: held.map(\.number) + pruned.map(\.number))
        // What has been pruned and is as it was needs no comparing.
        var rest = document
        if places.count < keys.count { rest.items = places.map { document.items[$0] } }
        let comparison = try Comparing.compare(
            rest, keys: places.map { keys[$0] }, with: held, habit: habit, at: now
        ) { number in
            try entryText(db, number)
        }
        var judging = filters.map(FeedFilters.Judging.init)
        let heldByNumber = Dictionary(uniqueKeysWithValues: held.map { ($0.number, $0) })
        for (place, verdict) in zip(places, comparison.verdicts) {
            let (item, key) = (document.items[place], keys[place])
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
                entries[place] = .new(
                    key,
                    FeedComparison.NewItem(
                        fate: fate(), json: json, document: document, names: key.names(in: feed.id)))
            case .unchanged(let number):
                let old = heldByNumber[number]!
                entries[place] = old.isPruned ? .pruned(number, key) : .unchanged(old, key)
            case .revised(let number, let revision):
                guard !isHistory else { continue }
                let old = heldByNumber[number]!
                // What was told once goes on to be told: who has the text must not be left with one that was corrected.
                entries[place] =
                    old.isDropped
                    ? .revisedDropped(old, key, revision, fate()) : .revised(old, key, revision, reading())
            case .repeated: continue
            }
        }
        return FeedComparison(
            entries: entries, habit: JSONValue.object(comparison.habit.json).encoded, basis: basis,
            listedPruned: pruned.map(\.number), stoppedRules: judging?.tooLong ?? [])
    }

    /// Whether what the comparison rests on is as it was read.
    func holds(_ db: Database, _ comparison: FeedComparison, of feed: Int64) throws -> Bool {
        try FeedComparison.Basis(db, feed: feed, items: comparison.basis.items) == comparison.basis
    }
}

extension FeedComparison.Basis {
    init(_ db: Database, feed: Int64, items: [Int64]) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    WITH read(item) AS MATERIALIZED (SELECT value FROM json_each(?2))
                    SELECT entries, habit,
                      (SELECT coalesce(sum(revision + state), 0) FROM items WHERE id IN (SELECT item FROM read))
                      + (SELECT count(*) FROM pages WHERE stands = 1 AND item IN (SELECT item FROM read)) AS changes
                    FROM feeds WHERE id = ?1
                    """),
            arguments: [feed, JSONValue.list(items)])
        self.init(
            entries: row?["entries"] ?? "", habit: row?["habit"] ?? "{}", items: items, changes: row?["changes"] ?? 0)
    }
}
