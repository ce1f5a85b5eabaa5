import FeedModel
import Foundation
import Synchronization
import Testing

@testable import Storing
@testable import StoringPostgres

/// The index of texts in PostgreSQL, beside what `SharedSearchTests` has of both engines.
@Suite struct PostgresSearchTests {
    private let test: SharedStore
    private var store: PostgresStore { test.postgres }

    init() throws { test = try SharedStore(.postgres) }

    private func ids(_ sql: String) throws -> [String] { try test.texts(sql) }

    @Test func `a text of any length is indexed, and its words and phrases are found up to its end`() async throws {
        let feed = try test.feed()
        // More words than a vector has positions, and one of them more often than it may be there.
        let long = (0..<30_000).map { $0 % 3 == 0 ? "often" : "w\($0)" }.joined(separator: " ")
        // More different words than a vector takes.
        let wide = (0..<120_000).map { "different\($0)word" }.joined(separator: " ")
        try await test.record(
            [
                titled("1", "Long", long + " northern harbour at the end"), titled("2", "Wide", wide),
                titled("3", "One", String(repeating: "x", count: 100_000)), titled("4", "None", ""),
            ], of: feed)
        for (words, titles) in [
            ("w29998", ["Long"]), ("\"northern harbour\"", ["Long"]), ("\"harbour northern\"", []),
            ("\"w29996 often\"", ["Long"]), ("\"w28 w29 often\"", ["Long"]), ("\"w28 often\"", []),
            ("\"w16379 w17000\"", []),
            ("\"w29 oft*\"", []), ("often -\"northern harbour\"", []), ("often -\"harbour northern\"", ["Long"]),
            ("title:long", ["Long"]), ("text:long", []), ("\"long often\"", []), ("title:none", ["None"]),
            ("different77word", ["Wide"]), ("\"different77word different78word\"", ["Wide"]), ("xxx*", ["One"]),
        ] {
            #expect(try test.found(words) == titles, "\(words)")
        }
    }

    @Test func `many at once index each text once, and a reader finds all of it`() async throws {
        let feed = try test.feed()
        try await test.record((0..<450).map { item("n\($0)") }, of: feed)
        let stores = try (0..<4).map { _ in try test.reopened() as! PostgresStore }
        #expect(try test.numbers("SELECT count(*) FROM search_texts") == [0])
        DispatchQueue.concurrentPerform(iterations: 4) { place in
            #expect(throws: Never.self) { while try stores[place].indexTexts() {} }
        }
        #expect(try test.found("title").count == 450)
        #expect(try !store.indexTexts())
        try test.checkSearch()
        try store.rebuildSearch()
        #expect(try test.numbers("SELECT count(*) FROM search_texts") == [450])
    }

    @Test func `what is recorded, indexed and pruned at once is in the index as it is held`() async throws {
        let feed = try test.feed()
        let stores = try (0..<3).map { _ in try test.reopened() as! PostgresStore }
        let isDone = Atomic(false)
        let (now, check) = (test.now, { @Sendable (round: Int) in (0..<4).map { item("r\(round)n\($0)") } })
        var settings = RetentionSettings()
        settings.rules.items = 10
        DispatchQueue.concurrentPerform(iterations: 3) { [settings] place in
            let store = stores[place]
            #expect(throws: Never.self) {
                switch place {
                case 0:
                    defer { isDone.store(true, ordering: .relaxed) }
                    for round in 0..<40 {
                        let update = TestStore.check(check(round), of: feed, at: now + Double(round))
                        _ = try store.keep([.feed(update)])
                    }
                case 1: while !isDone.load(ordering: .relaxed) { _ = try store.indexTexts() }
                default:
                    while !isDone.load(ordering: .relaxed) {
                        var scan = try store.scanForPruning(
                            settings, subscriptions: nil, loggedTo: .max, at: now + 1000)
                        while let found = try scan.next() {
                            if !found.isEmpty { _ = try store.prune(found[...], loggedTo: .max, at: now + 1000) }
                        }
                    }
                }
            }
        }
        try test.checkSearch()
        #expect(try store.checkRows() == [] && store.checkKeys() == [])
        #expect(try store.itemCount() >= 10)
    }

    @Test func `a store without the index says how to have one, and finds all that it holds when it has`() async throws
    {
        let address = try PostgresServer.makeDatabase()
        let plain = try PostgresStore(address, leaseClock: .caller, search: false)
        _ = try plain.synchronize([Subscription(url: "http://feed.test/")], at: test.now)
        let feed = try plain.claim(.only(["http://feed.test/"]), limit: 1, for: .seconds(60), at: test.now)[0]
        _ = try await plain.record([.feed(TestStore.check([item("a"), item("b")], of: feed, at: test.now))])[0].get()
        func found(_ store: PostgresStore, _ words: String) throws -> [Int64?] {
            var query = ItemQuery()
            query.words = words
            var items: [Int64?] = []
            try store.forEachItem(query) { items.append($0.item?.number) }
            return items
        }
        let error = #expect(throws: StoreError.searchOff(path: plain.path)) { try found(plain, "title") }
        #expect("\(error!)".contains("search = true"))
        #expect(throws: StoreError.searchOff(path: plain.path)) { try found(plain, "url:feed.test NOT title") }
        #expect(try found(plain, "").count == 2 && found(plain, "url:feed.test/b") == [1])
        #expect(try !plain.indexTexts())
        #expect(try found(PostgresStore(address, leaseClock: .caller), "title").count == 2)
    }

    @Test func `the function for other tools finds words, phrases and what has none of them`() async throws {
        var cafe = titled("6", "Café", "A self-made crêpe, don't you think, at the CAFÉ of the harbour.")
        cafe.summary = nil
        try await test.record(searchedItems + [cafe], of: test.feed())
        while try store.indexTexts() {}
        func found(_ words: String) throws -> [String] {
            try ids(
                """
                SELECT title FROM search('\(words.replacing("'", with: "''"))') AS found JOIN item USING (id)
                ORDER BY title COLLATE "C"
                """)
        }
        for (words, titles) in [
            ("storm", ["NATO", "Storm"]), ("Storm -oslo", ["Storm"]), ("\"northern harbour\"", ["Storm"]),
            ("\"harbour northern\"", []), ("cafe", ["Café"]), ("CAFÉ crêpe", ["Café"]), ("self-made", ["Café"]),
            ("don't", ["Café"]), ("oslo or cafe", ["Café", "NATO"]), ("台風", ["台風接近"]), ("", []),
        ] {
            #expect(try found(words) == titles, "\(words)")
        }
        let ranked = try ids("SELECT title FROM search('storm') AS found JOIN item USING (id) ORDER BY rank DESC")
        #expect(ranked == ["Storm", "NATO"])
    }

    @Test func `the text of a page that was put in is found, and what it replaced is not`() async throws {
        var subscription = Subscription(url: "http://feed.test/a.xml")
        subscription.pages = .always
        _ = try store.synchronize([subscription], at: test.now)
        let feed = try store.claim(.only([subscription.url]), limit: 1, for: .seconds(60), at: test.now)[0]
        var teaser = item("harbour", text: "The harbour of Tern Bay will stay closed to anybody who comes…")
        teaser.contentHTML = nil
        try await test.record([teaser], of: feed)
        #expect(try test.found("anybody").count == 1)
        let page = try #require(
            try store.claimPages(of: nil, limit: 1, busyHosts: [], for: .seconds(60), at: test.now).first)
        var article = ArticlePage(url: page.url)
        article.title = teaser.title
        article.contentText = """
            The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday.

            Speaking four days after divers found cracks in the eastern pier, she said that 123 boats would have to move.
            """
        _ = try await test.record(
            .page(PageUpdate(page: page, at: test.now, finding: .read(article)) { _ in (PageState(), nil) }))
        #expect(try test.found("divers").count == 1 && test.found("anybody").isEmpty)
    }
}
