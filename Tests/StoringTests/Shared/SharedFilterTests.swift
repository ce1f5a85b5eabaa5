import FeedModel
import Foundation
import Testing

@testable import Storing

/// What filters drop and say, in both engines.
@Suite struct SharedFilterTests {
    private static func rule(_ expression: String, _ action: ItemFilter.Action = .drop) throws -> ItemFilter {
        try ItemFilter(name: "rule", action: action, expression: expression)
    }

    private static func filters(_ rules: ItemFilter..., tags: [String] = []) -> FeedFilters? {
        ItemFilters(rules).rules(
            for: FeedReference(id: 1, url: "http://feed.test/a.xml", title: "Test feed"), tags: tags)
    }

    private func take(
        _ items: [Item], _ filters: FeedFilters?, _ test: SharedStore, _ feed: ClaimedFeed, after seconds: TimeInterval
    ) async throws -> [Event] {
        try await test.record(items, of: feed, filters: filters, after: seconds)
    }

    private func dropped(_ test: SharedStore) throws -> [String] {
        try test.texts("SELECT title || ': ' || rule || ': ' || expression FROM dropped_item ORDER BY item")
    }

    private static let queries = [
        "harbour", "\"tern bay\"", "harb*", "title:harbour", "text:harbour", "NOT harbour", "harbour -gulls",
        "gulls OR author:lee", "author:LEE", "tag:News", "tag:new", "url:feed.test/b", "language:en", "language:n",
        "台風",
        "title:台", "風接近", "(title:gulls OR tag:news) AND NOT author:lee", "any:lee", "any:news", "agency:reuters",
        "agency:Reu", "cafe", "feed:test", "feed:other",
    ]
    /// What a person tries as a search drops just what it has found.
    @Test(arguments: Engine.allCases, queries)
    func `a filter says what the search says`(_ engine: Engine, _ text: String) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        var items = [
            item("a", text: "The harbour of Tern Bay is closed."), item("b", text: "Gulls take over the café."),
            item("c", text: "大型の台風接近、各地で警戒"), item("d", text: "PARIS, Dec 18 (Reuters) - Nobody was there."), item("e"),
        ]
        items[0].authors = [Person(name: "Ann Lee")]
        items[1].title = "Gulls and harbour"
        items[1].tags = ["News"]
        items[2].title = "台風"
        items[3].language = "en-GB"
        items[4].language = "nl"
        try await test.record(items, of: feed)
        var query = ItemQuery()
        query.words = text
        var found: Set<String> = []
        try test.store.forEachItem(query) { found.insert($0.item?["id"]?.string ?? "") }
        let trial = try test.store.tryFilter(
            Self.rule(text), feeds: nil, since: .distantPast, examples: 10, at: test.now.addingTimeInterval(60))
        let dropped = try Set(
            trial.flatMap(\.examples).map { try test.store.findItem(number: $0.number)?.item?["id"]?.string ?? "" })
        #expect(dropped == found)
    }

    // MARK: - What is dropped

    @Test(arguments: Engine.allCases)
    func `what matches is kept with its rule, told to nobody and of no story`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let filters = Self.filters(try Self.rule("title:/^the title of a/"))
        let events = try await take([item("a"), item("b")], filters, test, feed, after: 0)
        #expect(events.compactMap(\.item?.title) == ["The title of b"])
        #expect(try dropped(test) == ["The title of a: rule: drop title:/^the title of a/"])
        #expect(
            try test.numbers("SELECT count(*) FROM item UNION ALL SELECT count(*) FROM story_item") == [1, 1])
        #expect(try await take([item("a"), item("b")], nil, test, feed, after: 60).isEmpty, "rules act forward")
        try test.checkSearch()
    }

    @Test(arguments: Engine.allCases)
    func `a copy of what was dropped is new`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let other = try test.feed("http://other.test/a.xml")
        var copy = item("a")
        (copy.id, copy.url, copy.title) = ("copy", "http://other.test/copy", "Another title")
        _ = try await take([item("a")], Self.filters(try Self.rule("a0*")), test, feed, after: 0)
        #expect(try await test.record([copy], of: other, after: 60).map(\.kind) == [.new])
    }

    @Test(arguments: Engine.allCases)
    func `a revision that passes is new, and one of what was told is a revision`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let filters = Self.filters(try Self.rule("bad"))
        let bad = item("a", text: "A bad text of so many words that it can be compared with others.")
        let worse = item(
            "a", text: "A bad text, and a worse one, of so many words that it can be compared with others.")
        let good = item("a", text: "A good text of so many words that it can be compared with others, and some more.")
        #expect(try await take([bad], filters, test, feed, after: 0).isEmpty)
        #expect(try await take([worse], filters, test, feed, after: 60).isEmpty)
        let events = try await take([good], filters, test, feed, after: 120)
        #expect(events.map(\.kind) == [.new] && events[0].item?.revision == 3)
        #expect(try dropped(test).isEmpty)
        let again = try await take([bad], filters, test, feed, after: 180)
        #expect(again.map(\.kind) == [.revised], "who has it must not be left with the old text")
        try test.checkSearch()
    }

    @Test(arguments: Engine.allCases)
    func `where something is to be kept, nothing else is`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let filters = Self.filters(
            try Self.rule("title:a", .keep), try ItemFilter(name: "b", action: .keep, expression: "title:b"))
        let events = try await take([item("a"), item("b"), item("c")], filters, test, feed, after: 0)
        #expect(Set(events.compactMap(\.item?.title)) == ["The title of a", "The title of b"])
        #expect(try dropped(test) == ["The title of c: rule, b: keep (title:a) OR (title:b)"])
    }

    @Test(arguments: Engine.allCases, [ItemFilter.Action.drop, .keep])
    func `a rule that cannot be told drops nothing and is noted`(_ engine: Engine, _ action: ItemFilter.Action)
        async throws
    {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let filters = Self.filters(try Self.rule("text:/^(a+)+$/", action))
        let long = String(repeating: "a", count: 3000)
        let items = (0..<8).map { item("\($0)", text: long + " \($0)") }
        #expect(try await take(items, filters, test, feed, after: 0).count == 8)
        #expect(try test.store.stoppedRules(since: .distantPast).map(\.rule.name) == ["rule"])
        // Where all else tells, it need not.
        #expect(
            try await take(
                [item("x", text: long)], Self.filters(try Self.rule("title:x OR text:/^(a+)+!$/")), test, feed,
                after: 60
            ).isEmpty)
    }

    @Test(arguments: Engine.allCases)
    func `what was dropped is pruned by the rules for items, beside those that were told`(_ engine: Engine) async throws
    {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let filters = Self.filters(try Self.rule("title:/[ab]$/"))
        _ = try await take([item("a"), item("b"), item("c"), item("d")], filters, test, feed, after: 0)
        _ = try await take([item("z")], nil, test, feed, after: 60)
        var settings = RetentionSettings()
        settings.rules.items = 1
        let later = test.now.addingTimeInterval(86_400)
        var scan = try test.store.scanForPruning(settings, subscriptions: nil, loggedTo: 100, at: later)
        while let found = try scan.next() { _ = try test.store.prune(found[...], loggedTo: 100, at: later) }
        #expect(try dropped(test).count == 1)
        #expect(try test.texts("SELECT title FROM item") == ["The title of z"])
        try test.checkSearch()
        #expect(try await take([item("a"), item("z")], nil, test, feed, after: 90_000).isEmpty, "and is known again")
    }
}
