import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringPostgres
@testable import StoringSQLite

/// What checks find is told by both engines in the same words.
@Suite struct PostgresKeepTests {
    private let sqlite: TestStore
    private let postgres: PostgresStore

    init() throws {
        sqlite = try TestStore()
        postgres = try PostgresStore(PostgresServer.makeDatabase(), leaseClock: .caller)
    }

    private func update(_ store: any SharedStore.Parts, _ document: Life.Document, at now: Date) throws -> FeedUpdate {
        var subscription = Subscription(url: document.url)
        subscription.pages = .always
        _ = try store.synchronize([subscription], removingOthers: false, at: now)
        let feed = try #require(try store.claim(.only([document.url]), limit: 1, for: .seconds(60), at: now).first)
        var state = feed.state
        (state.lastCheck, state.nextCheck) = (now, now + 3600)
        return FeedUpdate(feed: feed, at: now, document: document.feed, plans: .init(always: .init(state: state)))
    }

    /// Compared as a whole, then kept in one commit.
    private func take(_ documents: [Life.Document], at now: Date) async throws {
        var updates = try documents.map { try update(sqlite.store, $0, at: now) }
        for (place, document) in documents.enumerated() {
            updates[place].comparison = try await sqlite.store.compare(
                document.feed, of: updates[place].feed, at: now)
        }
        for result in try await sqlite.store.record(updates.map(StoreChange.feed)) { _ = try result.get() }
        updates = try documents.map { try update(postgres, $0, at: now) }
        for (place, document) in documents.enumerated() {
            updates[place].comparison = try await postgres.compare(
                document.feed, of: updates[place].feed, at: now)
        }
        for result in try await postgres.record(updates.map(StoreChange.feed)) { _ = try result.get() }
    }

    @Test func `entries that come, change, go and are copied leave the same lines in the log`() async throws {
        var life = Life()
        for round in 0..<40 { try await take(life.all(), at: sqlite.now + Double(round) * 4000) }
        let (expected, told) = (try sqlite.store.lines(), try postgres.lines())
        #expect(told.count == expected.count)
        for (line, other) in zip(told, expected) where line != other {
            Issue.record("\(line)\n\(other)")
            break
        }
        let kinds = Set(try postgres.events(after: 0, limit: 10_000).map(\.kind))
        #expect(kinds.isSuperset(of: [.new, .duplicate, .revised, .regrouped]))
    }

    /// What `Life` has happen to pages and stories, in one store.
    private func make(_ change: Life.Change, in store: any SharedStore.Parts, at now: Date) async throws {
        func texts(_ sql: String) throws -> [Int64] {
            if store is SQLiteStore { return try sqlite.store.read { try Int64.fetchAll($0, sql: sql) } }
            return try postgres.read { try $0.run(sql).rows.map { $0[0] } }
        }
        func keep(_ change: StoreChange) async throws {
            if store is SQLiteStore {
                _ = try await sqlite.store.record(change)
            } else {
                _ = try await postgres.record([change])[0].get()
            }
        }
        func look(of entry: String, _ find: (ClaimedPage) -> PageUpdate.Finding) async throws {
            let sql = "UPDATE pages SET due_at = 0 WHERE item = (SELECT max(id) FROM items WHERE guid = '\(entry)')"
            if store is SQLiteStore {
                try sqlite.store.write { try $0.execute(sql: sql) }
            } else {
                try postgres.write { $0.later(PostgresStatement(sql)) }
            }
            let page = try store.claimPages(of: nil, limit: 1, busyHosts: [], for: .seconds(60), at: now).first
            guard let page else { return }
            try await keep(
                .page(
                    PageUpdate(page: page, at: now, finding: find(page)) { _ in
                        var state = PageState()
                        state.lastCheck = now
                        return (state, now.addingTimeInterval(900))
                    }))
        }
        switch change {
        case .page(let entry, let version):
            try await look(of: entry) { page in
                var article = ArticlePage(url: page.url)
                article.title = "The title"
                article.contentText = Life.text("page-\(page.item)", 0) + "\n\n" + Life.text("more", version)
                article.authors = [Person(name: "A. Writer")]
                article.published = PageTime(Date(timeIntervalSince1970: 1_760_000_000))
                return .read(article)
            }
        case .pageGone(let entry): try await look(of: entry) { _ in .gone }
        case .turn: break
        case .split:
            let items = try texts(
                "SELECT max(item) FROM story_items GROUP BY story HAVING count(*) > 1 ORDER BY story DESC LIMIT 1")
            if !items.isEmpty { try await keep(.stories(.split(items, at: now))) }
        case .join:
            let stories = try texts("SELECT id FROM stories ORDER BY id")
            if stories.count > 1 { try await keep(.stories(.join(Array(stories.suffix(2)), at: now))) }
        }
    }

    @Test func `pages that are read, change and are gone, and a person's corrections, leave the same lines`()
        async throws
    {
        var life = Life()
        for round in 0..<60 {
            let now = sqlite.now + Double(round) * 4000
            let (document, change) = life.next()
            try await take([document], at: now)
            try await make(change, in: sqlite.store, at: now)
            try await make(change, in: postgres, at: now)
            let (expected, told) = (try sqlite.store.lines(), try postgres.lines())
            guard told == expected else {
                let place = zip(told, expected).enumerated().first { $1.0 != $1.1 }
                Issue.record("round \(round), \(change): \(String(describing: place))")
                return
            }
        }
        let kinds = Set(try postgres.events(after: 0, limit: 10_000).map(\.kind))
        #expect(kinds.isSuperset(of: [.revised, .regrouped, .withdrawn]))
    }

    @Test func `the views have what the log has`() async throws {
        var life = Life()
        for round in 0..<10 { try await take(life.all(), at: sqlite.now + Double(round) * 4000) }
        for sql in [
            "SELECT id || ' ' || feed || ' ' || guid || ' ' || url || ' ' || title || ' ' || content_text || ' ' || story FROM item",
            "SELECT first_seen || ' ' || revision || ' ' || state || ' ' || feed_title FROM item",
            "SELECT item || ' ' || number || ' ' || at || ' ' || coalesce(weight, '') FROM revision",
            "SELECT id || ' ' || original || ' ' || members || ' ' || title || ' ' || feeds || ' ' || last_seen FROM story",
            "SELECT item || ' ' || story FROM story_item",
            "SELECT hour || ' ' || name || ' ' || count FROM hourly",
            "SELECT url || ' ' || title || ' ' || last_check || ' ' || next_check || ' ' || last_change FROM feed",
        ] {
            let expected = try sqlite.store.read { try String.fetchAll($0, sql: sql + " ORDER BY 1") }
            let held = try postgres.read { try $0.run(sql).rows.map { $0[0] as String } }
            #expect(held.sorted() == expected.sorted() && !held.isEmpty, "\(sql)")
        }
    }

    @Test func `an item is found under a name that it had before, and by its page's address`() async throws {
        func document(_ items: [Item]) -> Life.Document {
            var feed = Feed(format: .rss20)
            feed.items = items
            return Life.Document(url: "http://feed.test/a.xml", feed: feed)
        }
        var renamed = item("a")
        renamed.id = "another name"
        for (round, items) in [[item("a")], [renamed], [item("b")], [item("a"), item("b")], [renamed]].enumerated() {
            try await take([document(items)], at: sqlite.now + Double(round) * 100)
        }
        #expect(try postgres.lines() == sqlite.store.lines())
        #expect(try postgres.events(after: 0).compactMap(\.item?.number).max() == 2)
    }

    @Test func `a check whose lease was taken over is dropped whole, and those beside it are kept`() async throws {
        let document = Life.Document(url: "http://feed.test/a.xml", feed: Feed(format: .rss20))
        let slow = try update(postgres, document, at: sqlite.now)
        _ = try postgres.claim(.only([document.url]), limit: 1, for: .seconds(60), at: sqlite.now + 120)
        let other = try update(
            postgres, Life.Document(url: "http://feed.test/b.xml", feed: Feed(format: .rss20)), at: sqlite.now)
        let results = try await postgres.record([.feed(other), .feed(slow)])
        #expect(throws: StoreError.leaseLost) { try results[1].get() }
        #expect(try results[0].get().isEmpty)
        #expect(try postgres.read { try $0.run("SELECT id FROM feeds WHERE last_check IS NOT NULL").count } == 1)
    }

    @Test func `what a filter drops is told when it passes`() async throws {
        var document = Life.Document(url: "http://feed.test/a.xml", feed: Feed(format: .rss20))
        let rules = ItemFilters([try ItemFilter(name: "rule", action: .drop, expression: "title:football")])
        let filters = rules.rules(for: FeedReference(id: 1, url: document.url), tags: [])
        var match = item("a")
        match.title = "The football"
        for (round, title) in ["The football", "The football again", "The harbour"].enumerated() {
            match.title = title
            match.contentText = "\(title): \(match.contentText!)"
            document.feed.items = [match, item("b")]
            for place in 0..<2 {
                let store: any SharedStore.Parts = place == 0 ? sqlite.store : postgres
                var update = try update(store, document, at: sqlite.now + Double(round) * 100)
                update.filters = filters
                if place == 0 {
                    _ = try await sqlite.store.take(update)
                } else {
                    _ = try await postgres.record([.feed(update)])[0].get()
                }
            }
            let dropped = try postgres.read {
                try $0.run("SELECT title || ' ' || at FROM dropped_item").rows.map { $0[0] as String }
            }
            #expect(
                try dropped
                    == sqlite.store.read { try String.fetchAll($0, sql: "SELECT title || ' ' || at FROM dropped_item") }
            )
            #expect(dropped.count == (round < 2 ? 1 : 0))
        }
        #expect(try postgres.lines() == sqlite.store.lines())
    }
}
