import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// The file of a store that is pruned, beside what `SharedRetentionTests` has of both engines.
@Suite struct RetentionTests {
    private func rules(_ change: (inout Retention) -> Void) -> RetentionSettings {
        var settings = RetentionSettings()
        change(&settings.rules)
        return settings
    }

    @Test func `a tombstone takes a hundred bytes`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let items = (0..<400).map { number in
            var entry = item("n\(number)")
            entry.url = "http://feed.test/" + String(repeating: "long", count: 40) + "\(number)"
            entry.datePublished = test.now + Double(number)
            return entry
        }
        try await test.record(items, of: feed)
        try await test.record([item("last")], of: feed, after: 1)
        try test.prune(rules { $0.items = 1 }, after: 40 * day)
        let size = try test.store.read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT sum(payload) FROM dbstat WHERE name IN ('items', 'items_by_feed', 'items_by_time')
                    """) ?? 0
        }
        #expect(size / 401 <= 100)
    }

    // MARK: The file

    @Test func `space is given back, and the search index forgets`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        for turn in 0..<30 {
            let items = (0..<40).map { number in
                item(
                    "t\(turn)n\(number)",
                    text: (0..<300).map { "w\(turn * 7919 + number * 31 + $0)x" }.joined(separator: " "))
            }
            try await test.record(items, of: feed, after: Double(turn))
        }
        try await test.record([item("last")], of: feed, after: 40 * day)
        let before = try test.store.space()
        #expect(before.isGivenBack)
        let gone = try test.prune(rules { $0.itemsFor = .seconds(30 * 86400) }, after: 41 * day)
        #expect(gone.items == 1200)
        #expect(try test.store.hasUnmergedSearch())
        var isFirst = true
        while try test.store.mergeSearch(isFirst: isFirst) != nil { isFirst = false }
        #expect(try !test.store.hasUnmergedSearch())
        while try test.store.shrink() != nil {}
        let after = try test.store.space()
        #expect(after.pages < before.pages / 2)
        #expect(after.free <= max(64, after.pages / 50))
        let words = try test.store.read { db in
            try Int.fetchOne(db, sql: "SELECT sum(pgsize) FROM dbstat WHERE name = 'search_data'") ?? 0
        }
        #expect(words < 40_000)
        #expect(try test.store.checkRows() == [] && test.store.checkKeys() == [])
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil) == [])
    }
}

extension TestStore {
    /// A whole round.
    @discardableResult
    func prune(
        _ settings: RetentionSettings, loggedTo: Int64 = .max, after seconds: TimeInterval
    ) throws -> PruneStep {
        var sum = PruneStep()
        var scan = try store.scanForPruning(settings, subscriptions: nil, loggedTo: loggedTo, at: now + seconds)
        while let found = try scan.next() {
            var left = found[...]
            while !left.isEmpty {
                let step = try store.prune(left, loggedTo: loggedTo, at: now + seconds)
                left = left.dropFirst(step.looked)
                sum += step
            }
        }
        return sum
    }
}
