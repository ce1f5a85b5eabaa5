import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

/// What a commit costs over a network does not grow with what is in it.
@Suite struct PostgresRecordTests {
    private let checks: PostgresChecks
    private let sqlite: TestStore
    private static let feeds = 64

    init() throws {
        checks = try PostgresChecks(PostgresServer.makeDatabase())
        sqlite = try TestStore()
        try checks.subscribe(to: (0..<Self.feeds).map(PostgresChecks.url))
        _ = try sqlite.store.synchronize(
            (0..<Self.feeds).map { Subscription(url: PostgresChecks.url($0)) }, removingOthers: false, at: sqlite.now)
    }

    /// Recorded in both engines, in one commit each.
    private func take(_ documents: [Life.Document], after seconds: TimeInterval) async throws -> [Event] {
        let events = try await checks.take(documents, after: seconds)
        let feeds = try sqlite.store.claim(
            .only(documents.map(\.url)), limit: documents.count, for: .seconds(60), at: sqlite.now + seconds)
        var updates: [StoreChange] = []
        for document in documents {
            let feed = try #require(feeds.first { $0.subscription.url == document.url })
            var check = TestStore.check(document.feed.items, of: feed, at: sqlite.now + seconds)
            check = FeedUpdate(
                feed: feed, at: check.at, document: document.feed, plans: check.plans)
            check.comparison = try await sqlite.store.compare(document.feed, of: feed, at: check.at)
            updates.append(.feed(check))
        }
        for result in try await sqlite.store.record(updates) { _ = try result.get() }
        #expect(try checks.lines() == sqlite.store.lines())
        return events.flatMap(\.self)
    }

    /// Three items of each feed: its own, a copy of another feed's in the same commit, and a copy of what is held.
    private func documents(_ round: Int, edited: Int = 0) -> [Life.Document] {
        (0..<Self.feeds).map { feed in
            func item(_ name: String, _ words: String, _ version: Int = 0) -> Item {
                let edition = version == 0 ? "" : " Edition \(version) has some more of it."
                var item = StoringTests.item(
                    name,
                    text: Life.words(words) + edition
                        + "\n\nSite \(feed % 40) asks its readers to see its handbook of manners.")
                item.url = "http://site\(feed % 40).test/\(name)/12345"
                item.datePublished = checks.now + Double(feed)
                return item
            }
            let name = "\(feed)-\(round)"
            return PostgresChecks.document(
                feed,
                [
                    item("own-\(name)", "own-\(name)", edited),
                    item("shared-\(name)", "shared-\(feed / 4)-\(round)"),
                    item("held-\(name)", "own-\(feed)-\(max(0, round - 1))"),
                ])
        }
    }

    private func expectFew(_ roundTrips: Int, _ what: String) {
        let cost = checks.store.lastCommit
        #expect(cost.roundTrips <= roundTrips && cost.misses == 0 && !cost.isReadAgain, "\(what): \(cost)")
    }

    @Test func `64 checks with new items, copies and revisions are one commit of six round trips`() async throws {
        for round in 0..<4 {
            let new = try await take(documents(round), after: Double(round) * 10_000)
            expectFew(6, "new in round \(round)")
            #expect(new.count { $0.kind == .new || $0.kind == .duplicate } == Self.feeds * 3)
            #expect(new.count { $0.kind == .duplicate } >= Self.feeds)
            let revised = try await take(documents(round, edited: 1), after: Double(round) * 10_000 + 5000)
            expectFew(6, "revised in round \(round)")
            #expect(revised.count { $0.kind == .revised } == Self.feeds)
        }
    }

    @Test func `64 checks without news are one commit of three round trips, and two where nothing was read`()
        async throws
    {
        _ = try await take(documents(0), after: 0)
        #expect(try await take(documents(0), after: 10_000).isEmpty)
        expectFew(3, "the same again")
        var unread = try await checks.checks(documents(0), after: 20_000)
        unread = unread.map { FeedUpdate(feed: $0.feed, at: $0.at, plans: $0.plans) }
        #expect(try await checks.record(unread).allSatisfy(\.isEmpty))
        expectFew(2, "not read")
    }

    @Test func `pages that are read first, again and changed are commits of six round trips`() async throws {
        let urls = (0..<20).map(PostgresChecks.url)
        var subscriptions = urls.map { Subscription(url: $0) }
        for place in subscriptions.indices { subscriptions[place].pages = .always }
        _ = try checks.store.synchronize(subscriptions, removingOthers: false, at: checks.now)
        let documents = (0..<20).map { feed in
            var item = item("page-\(feed)", text: Life.words("page-\(feed)") + " Read more…")
            item.url = "http://site\(feed).test/news/12345"
            return PostgresChecks.document(feed, [item])
        }
        try await checks.take(documents, after: 0)
        for (round, version) in [0, 0, 1].enumerated() {
            let now = checks.now + Double(round + 1) * 4000
            let pages = try checks.store.claimPages(of: nil, limit: 20, busyHosts: [], for: .seconds(60), at: now)
            #expect(pages.count == 20)
            let looks = pages.map { page in
                var article = ArticlePage(url: page.url)
                article.title = "The title"
                article.contentText =
                    Life.words("page-\(page.item - 1)") + "\n\n" + Life.text("more-\(page.item)", version)
                return PageUpdate(page: page, at: now, finding: .read(article)) { _ in
                    var state = page.state
                    (state.lastCheck, state.reader) = (now, ArticlePage.readerVersion)
                    return (state, now)
                }
            }
            for result in try await checks.store.record(looks.map(StoreChange.page)) { _ = try result.get() }
            expectFew(6, "pages in round \(round)")
        }
        let kinds = try checks.store.events(after: 0).map(\.kind)
        #expect(kinds.count { $0 == .revised } == 20)
        // The page's text stands: its feed's next word goes beside it.
        let edited = documents.map { document in
            var document = document
            document.feed.items[0].title = "Another title"
            document.feed.items[0].contentText! += " It was edited."
            return document
        }
        #expect(try await checks.take(edited, after: 20_000).flatMap(\.self).count == 20)
        expectFew(6, "revised beside pages")
    }

    @Test func `what was recorded is counted, and how long it took`() async throws {
        try await checks.take(documents(0), after: 0)
        let counts = checks.store.recordedCounts
        #expect(counts.counts["check-read"] == Self.feeds && counts.commits.count == 1)
    }

    @Test func `a change that cannot be kept takes none of the others along`() async throws {
        let good = try await checks.checks([documents(0)[0]], after: 0)
        let changes: [StoreChange] = [.stories(.join([1, 2], at: checks.now)), .feed(good[0])]
        let results = try await checks.store.record(changes)
        #expect(throws: StoryError.noStory(1)) { try results[0].get() }
        #expect(try results[1].get().count == 3)
    }
}
