import FeedModel
import Foundation
import GRDB
import Storing

extension SQLiteStore {
    package func tryFilter(
        _ filter: ItemFilter, feeds: [Int64]?, since: Date, examples: Int, at now: Date
    ) throws -> [FilterTrial] {
        var trials = FilterTrials(
            filter, of: try read(feedsWithTags), chosen: feeds, examples: examples, wires: wires, at: now)
        // In small reads, so that nobody who writes is held up.
        var below = Int64.max
        while let part = try read({ [below] db in try items(db, since: since, below: below) }).nonEmpty {
            below = part.last!.number
            for (number, feed) in part where trials.isFor(feed) {
                trials.ask(try read { db in try entryText(db, number) }, number, of: feed)
            }
        }
        return trials.results
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
