import Comparing
import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func tryFilter(
        _ filter: ItemFilter, feeds: [Int64]?, since: Date, examples: Int, at now: Date
    ) throws -> [FilterTrial] {
        var judgings: [Int64: FeedFilters.Judging] = [:]
        var trials: [Int64: FilterTrial] = [:]
        for (feed, tags) in try read(feedsWithTags) where feeds?.contains(feed.id) ?? true {
            guard let rules = ItemFilters([filter]).rules(for: feed, tags: tags) else { continue }
            (judgings[feed.id], trials[feed.id]) = (FeedFilters.Judging(rules), FilterTrial(feed: feed))
        }
        // In small reads, so that nobody who writes is held up.
        var below = Int64.max
        while let part = try read({ [below] db in try items(db, since: since, below: below) }).nonEmpty {
            below = part.last!.number
            for (number, feed) in part {
                guard var judging = judgings[feed], var trial = trials[feed] else { continue }
                let item = try read { db in try entryText(db, number) }
                let asked = FilteredItem(item, of: judging.filters.feed) { [self] in
                    StoryReading(of: item, in: trial.feed, reader: wires, at: now)
                }
                trial.asked += 1
                if judging.judge(asked) != nil {
                    trial.dropped += 1
                    if trial.examples.count < examples {
                        trial.examples.append((number, item.title ?? item.contentText ?? item.url ?? ""))
                    }
                }
                trial.wasStopped = !judging.tooLong.isEmpty
                (judgings[feed], trials[feed]) = (judging, trial)
            }
        }
        return trials.values.sorted { ($1.dropped, $0.feed.id) < ($0.dropped, $1.feed.id) }
    }

    private func items(_ db: Database, since: Date, below: Int64) throws -> [(number: Int64, feed: Int64)] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, feed FROM items WHERE id < ? AND first_seen >= ? AND state <> 2 ORDER BY id DESC LIMIT 1000
                    """), arguments: [below, since.milliseconds])
        return rows.map { ($0[0], $0[1]) }
    }

    private func feedsWithTags(_ db: Database) throws -> [(feed: FeedReference, tags: [String])] {
        let rows = try Row.fetchAll(db, sql: "SELECT id, url, title, json_extract(settings, '$.tags') FROM feeds")
        return try rows.map { row in
            let tags = try (row[3] as String?).flatMap { try JSONValue(parsing: $0).array }
            return (FeedReference(id: row[0], url: row[1], title: row[2]), tags?.compactMap(\.string) ?? [])
        }
    }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
