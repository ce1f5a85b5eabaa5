import Comparing
import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

/// What a turn has read before its transaction may have changed by then. It is read again, and the rows are those of a
/// single writer.
@Suite struct ContendedTests {
    /// Changes that are forced between reading and writing: 1000 in the full form.
    private static let rounds = ProcessInfo.processInfo.environment["DATELINE_ROUNDS"].flatMap(Int.init) ?? 80

    @Test(arguments: [true, false])
    func `a change between reading and writing leaves the rows of a single writer`(
        ofAnotherProcess isBeside: Bool
    ) async throws {
        let (contended, single) = (try TestStore(), try TestStore())
        let beside = isBeside ? try SQLiteStore(path: contended.store.path) : contended.store
        var life = Life()
        var kinds: [EventKind: Int] = [:]
        var outdated = 0
        for round in 0..<Self.rounds {
            let now = contended.now.addingTimeInterval(Double(round) * 100)
            let (document, change) = life.next()

            var turn = try claim(contended.store, document, at: now)
            turn.comparison = try await contended.store.compare(document.feed, of: turn.feed, at: now)
            var told = try await change.make(in: beside, at: now)
            outdated += try holds(turn.comparison, of: turn.feed, in: beside) ? 0 : 1
            told += try await contended.store.record(.feed(turn))

            let alone = try claim(single.store, document, at: now)
            var expected = try await change.make(in: single.store, at: now)
            expected += try await single.store.take(alone)
            #expect(
                told.map { JSONValue.object($0.json).encoded } == expected.map { JSONValue.object($0.json).encoded })
            for event in told { kinds[event.kind, default: 0] += 1 }
        }
        try expectSame(contended, single)
        #expect(outdated > Self.rounds / 5, "\(outdated) of \(Self.rounds) comparisons were outdated")
        for kind in [EventKind.new, .duplicate, .revised, .withdrawn, .regrouped] {
            #expect(kinds[kind, default: 0] > 0, "\(kind)")
        }
    }

    @Test func `feeds that were compared at once and are kept in one commit leave the rows of a single writer`()
        async throws
    {
        let (contended, single) = (try TestStore(), try TestStore())
        var life = Life()
        for round in 0..<Self.rounds / 4 {
            let now = contended.now.addingTimeInterval(Double(round) * 100)
            var turns: [FeedUpdate] = []
            for document in life.all() {
                var turn = try claim(contended.store, document, at: now)
                turn.comparison = try await contended.store.compare(document.feed, of: turn.feed, at: now)
                turns.append(turn)
                try await single.store.take(claim(single.store, document, at: now))
            }
            for result in try await contended.store.record(turns.map(StoreChange.feed)) { _ = try result.get() }
        }
        // In one commit the events of all feeds come after their subscriptions.
        try expectSame(contended, single, besides: ["events", "feeds"])
    }

    @Test func `a story that was found before is kept as it was found, unless it may be another by now`() async throws {
        for isCopied in [false, true] {
            let test = try TestStore()
            let check = try await compared(item("a", text: Life.words("harbour")), in: test)
            // A mark by which it is seen where the story was found.
            var proposals = try #require(try await test.store.proposeStories(of: [.feed(check)]))
            proposals.changes[0][0]?.decision.keys = []
            try await test.record(
                [item("b", text: Life.words(isCopied ? "harbour" : "whale"))], of: test.claim("http://other.test/b"))
            let events = try await test.store.keepTogether([.feed(check)], proposals)[0]
            #expect(events.map(\.kind) == [isCopied ? .duplicate : .new])
            #expect(try keys(of: events[0], in: test).isEmpty == !isCopied)
        }
    }

    @Test func `a story that was found beside that of another feed is found again where that one came to nothing`()
        async throws
    {
        for isOther in [false, true] {
            let test = try TestStore()
            let first = try await compared(item("a", text: Life.words("harbour")), in: test)
            let second = try await compared(
                item("b", text: Life.words("harbour")), of: "http://other.test/b", in: test)
            var proposals = try #require(try await test.store.proposeStories(of: [.feed(first), .feed(second)]))
            proposals.changes[1][0]?.decision.keys = []
            if isOther {
                // The feed's document was kept meanwhile, so that nothing of it is new any more.
                try await test.record([item("x", text: Life.words("whale"))], of: first.feed)
            }
            let events = try await test.store.keepTogether([.feed(first), .feed(second)], proposals).flatMap(\.self)
            #expect(events.map(\.kind) == [.new, .duplicate])
            #expect(try keys(of: events[1], in: test).isEmpty == !isOther)
        }
    }

    private func compared(
        _ entry: Item, of url: String = "http://feed.test/a.xml", in test: TestStore
    ) async throws -> FeedUpdate {
        var check = try TestStore.check([entry], of: test.claim(url), at: test.now)
        check.comparison = try await test.store.compare(check.document!, of: check.feed, at: test.now)
        return check
    }

    private func keys(of event: Event, in test: TestStore) throws -> [ItemKey] {
        try test.store.read { db in try StoryTables(db: db).keys(of: event.item!.number) }
    }

    @Test func `what holds is not compared again`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let check = TestStore.check([item("a")], of: feed, at: test.now)
        let comparison = try await test.store.compare(check.document!, of: check.feed, at: test.now)
        try await test.record([item("x")], of: test.claim("http://other.test/b.xml"))
        #expect(try holds(comparison, of: feed, in: test.store), "another feed's items are no concern of it")
        try await test.store.take(check)
        #expect(try !holds(comparison, of: feed, in: test.store), "its own are")
    }

    @Test func `a feed that another process took meanwhile keeps what that one found`() async throws {
        let (contended, single) = (try TestStore(), try TestStore())
        let beside = try SQLiteStore(path: contended.store.path)
        let later = contended.now.addingTimeInterval(999)
        let claimed = try contended.claim()
        var slow = TestStore.check([item("a"), item("b")], of: claimed, at: later)
        slow = FeedUpdate(feed: claimed, at: later, document: slow.document, plans: slow.plans)
        slow.comparison = try await contended.store.compare(slow.document!, of: slow.feed, at: later)
        for store in [beside, single.store] {
            _ = try store.synchronize([Subscription(url: "http://feed.test/a.xml")], at: contended.now)
            let feed = try store.claim(.only(["http://feed.test/a.xml"]), limit: 1, for: .seconds(60), at: later)[0]
            try await store.take(TestStore.check([item("b"), item("c")], of: feed, at: later))
        }
        await #expect(throws: StoreError.leaseLost) { try await contended.store.record(.feed(slow)) }
        #expect(try rows(contended.store, "items") == rows(single.store, "items"))
    }

    private func claim(_ store: SQLiteStore, _ document: Life.Document, at now: Date) throws -> FeedUpdate {
        var subscription = Subscription(url: document.url)
        subscription.pages = .always
        _ = try store.synchronize([subscription], removingOthers: false, at: now)
        let feed = try store.claim(.only([document.url]), limit: 1, for: .seconds(60), at: now)[0]
        return FeedUpdate(
            feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: FeedState())))
    }

    private func holds(_ comparison: FeedComparison?, of feed: ClaimedFeed, in store: SQLiteStore) throws -> Bool {
        let comparison = try #require(comparison)
        return try store.read { db in try store.holds(db, comparison, of: feed.id) }
    }

    private func expectSame(_ one: TestStore, _ other: TestStore, besides left: Set<String> = []) throws {
        for table in [
            "feeds", "items", "revisions", "texts", "events", "sites", "stories", "story_items", "stories_apart",
            "pages",
        ] where !left.contains(table) {
            #expect(try rows(one.store, table) == rows(other.store, table), "\(table)")
        }
    }

    private func rows(_ store: SQLiteStore, _ table: String) throws -> [[DatabaseValue]] {
        try store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { Array($0.databaseValues) }
        }
    }
}

extension Life.Change {
    func make(in store: SQLiteStore, at now: Date) async throws -> [Event] {
        switch self {
        case .page(let entry, let version):
            return try await look(store, of: entry, at: now) { page in
                var article = ArticlePage(url: page.url)
                article.title = "The title"
                article.contentText = Life.text("page-\(page.item)", 0) + "\n\n" + Life.text("more", version)
                article.authors = [Person(name: "A. Writer")]
                article.published = PageTime(Date(timeIntervalSince1970: 1_760_000_000))
                return .read(article)
            }
        case .pageGone(let entry): return try await look(store, of: entry, at: now) { _ in .gone }
        case .turn(let document):
            var subscription = Subscription(url: document.url)
            subscription.pages = .always
            _ = try store.synchronize([subscription], removingOthers: false, at: now)
            let feed = try store.claim(.only([document.url]), limit: 1, for: .seconds(60), at: now)[0]
            return try await store.take(
                FeedUpdate(
                    feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: FeedState()))))
        case .split: return try await correct(store, "story") { .split([$0[0]], at: now) }
        case .join: return try await correct(store, "item") { .join(Array($0.suffix(2)), at: now) }
        }
    }

    private func look(
        _ store: SQLiteStore, of entry: String, at now: Date, _ find: (ClaimedPage) -> PageUpdate.Finding
    ) async throws -> [Event] {
        try store.write { db in
            try db.execute(
                sql: "UPDATE pages SET due_at = 0 WHERE item = (SELECT max(id) FROM items WHERE guid = ?)",
                arguments: [entry])
        }
        guard let page = try store.claimPages(limit: 1, busyHosts: [], for: .seconds(60), at: now).first
        else {
            return []
        }
        return try await store.record(
            .page(
                PageUpdate(page: page, at: now, finding: find(page)) { news in
                    var state = PageState()
                    state.lastCheck = now
                    return (state, now.addingTimeInterval(900))
                }))
    }

    private func correct(
        _ store: SQLiteStore, _ what: String, _ correction: ([Int64]) -> StoryCorrection
    ) async throws -> [Event] {
        let numbers = try store.read { db in
            what == "story"
                ? try Int64.fetchAll(
                    db,
                    sql:
                        "SELECT max(item) FROM story_items GROUP BY story HAVING count(*) > 1 ORDER BY story DESC LIMIT 1"
                )
                : try Int64.fetchAll(db, sql: "SELECT id FROM stories ORDER BY id")
        }
        guard numbers.count > (what == "story" ? 0 : 1) else { return [] }
        return try await store.record(.stories(correction(numbers)))
    }
}
