import FeedModel
import Foundation
import GRDB
import TextKit
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct FilterTests {
    private static func rule(_ expression: String, _ action: ItemFilter.Action = .drop) throws -> ItemFilter {
        try ItemFilter(name: "rule", action: action, expression: expression)
    }

    private static func filters(_ rules: ItemFilter..., tags: [String] = []) -> FeedFilters? {
        ItemFilters(rules).rules(
            for: FeedReference(id: 1, url: "http://feed.test/a.xml", title: "Test feed"), tags: tags)
    }

    private func take(
        _ items: [Item], _ filters: FeedFilters?, _ test: TestStore, _ feed: ClaimedFeed, after seconds: TimeInterval
    ) async throws -> [Event] {
        var update = TestStore.check(items, of: feed, at: test.now.addingTimeInterval(seconds))
        update.filters = filters
        return try await test.store.take(update)
    }

    private func dropped(_ test: TestStore) throws -> [String] {
        try test.store.read { db in
            try String.fetchAll(
                db, sql: "SELECT title || ': ' || rule || ': ' || expression FROM dropped_item ORDER BY item")
        }
    }

    // MARK: - Expressions

    private static let mistakes: [(String, Int)] = [
        ("title:/a(b/", 10), ("/open", 0), ("x //", 2), ("/a/i", 3), ("", 0), ("- &", 0), ("titel:x", 0),
        ("/(?<=a*)b/", 1),
    ]
    @Test(arguments: mistakes)
    func `a mistake has a place`(_ text: String, _ place: Int) {
        let error = #expect(throws: SearchMistake.self) { try Self.rule(text) }
        #expect(error.map { abs($0.place - place) <= (text.contains("?<=") ? 8 : 0) } == true, "\(error?.place ?? -1)")
    }

    @Test func `a slash is a sign like others in a search, and where it does not begin a word`() throws {
        #expect(try Self.rule("url:feed.test/a").condition.isPart)
        #expect(try Self.rule(#"/a\/b/"#).condition.pattern == "a/b")
        #expect(try Self.rule(#"/a\\b\d/"#).condition.pattern == #"a\\b\d"#)
    }

    // MARK: - Scope

    @Test func `a filter is for the feeds that it names, or whose tags it names`() throws {
        var rule = try Self.rule("x")
        let feed = FeedReference(id: 1, url: "https://feed.test/a.xml", title: "Test feed")
        #expect(rule.isFor(feed, tags: []))
        rule.tags = ["World"]
        #expect(rule.isFor(feed, tags: ["world"]) && !rule.isFor(feed, tags: ["wires"]))
        rule.feeds = ["test FEED"]
        #expect(rule.isFor(feed, tags: []))
        rule.feeds = ["https://feed.test/b.xml"]
        #expect(!rule.isFor(feed, tags: []))
        #expect(ItemFilters([rule]).rules(for: feed, tags: []) == nil)
    }

    @Test func `what was dropped is pruned by the rules for items, beside those that were told`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let filters = Self.filters(try Self.rule("title:/[ab]$/"))
        _ = try await take([item("a"), item("b"), item("c"), item("d")], filters, test, feed, after: 0)
        _ = try await take([item("z")], nil, test, feed, after: 60)
        var settings = RetentionSettings()
        settings.rules.items = 1
        let later = test.now.addingTimeInterval(86_400)
        var scan = try test.store.scanForPruning(settings, subscriptions: nil, loggedTo: 100, at: later)
        while let found = try scan.next() { _ = try test.store.prune(found[...], loggedTo: 100, at: later) }
        #expect(try dropped(test).count == 1)
        #expect(try test.store.read { try String.fetchAll($0, sql: "SELECT title FROM item") } == ["The title of z"])
        #expect(try SQLiteStore.checkSearch(of: test.store.path, patience: nil)?.isEmpty == true)
        #expect(try await take([item("a"), item("z")], nil, test, feed, after: 90_000).isEmpty, "and is known again")
    }
}

extension FilterCondition {
    fileprivate var isPart: Bool { if case .part = self { true } else { false } }
    fileprivate var pattern: String? {
        if case .expression(_, let expression) = self { expression.pattern } else { nil }
    }
}
