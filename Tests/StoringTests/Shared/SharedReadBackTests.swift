import Comparing
import FeedModel
import Foundation
import Testing

@testable import Storing

/// A store that is read back from what the log has of it: from a moment on, or from the beginning; in both engines.
@Suite struct SharedReadBackTests {
    private let url = "http://feed.test/a.xml"

    /// What two stores have of the same life, as texts: all that the log has a word for.
    private static let tables = [
        "SELECT seq, at, kind, feed, item, revision, facts FROM events ORDER BY seq",
        """
        SELECT id, feed, guid, link, title_hash, text_hash, fingerprint, source, revision, first_seen, last_revised,
          published, modified, state, hex(former_names) FROM items ORDER BY id
        """,
        """
        SELECT item, number, at, document, html.body, plain.body, facts FROM revisions
          LEFT JOIN texts AS html ON html.id = revisions.html LEFT JOIN texts AS plain ON plain.id = revisions.text
          ORDER BY item, number
        """,
        "SELECT * FROM stories ORDER BY id",
        """
        SELECT item, story, host, time, words, origin, matched, similarity, reasons, wire, credit, hex(sketch), hex(keys)
          FROM story_items JOIN sites ON sites.id = site ORDER BY item
        """,
        "SELECT * FROM stories_apart ORDER BY story, other",
        "SELECT host, hex(frame) FROM sites ORDER BY host",
        "SELECT count(*), sum(length(body)) FROM texts",
        "SELECT id, url, host, title, is_subscribed FROM feeds ORDER BY id",
    ]

    private func rows(_ test: SharedStore, _ sql: String) throws -> [String] {
        try test.rows(test.isPostgres ? sql.replacing(/hex\(([a-z_]+)\)/) { "encode(\($0.1), 'hex')" } : sql)
    }

    private func expectSame(_ copy: SharedStore, _ test: SharedStore) throws {
        for sql in Self.tables { #expect(try rows(copy, sql) == rows(test, sql), "\(sql)") }
        #expect(try copy.found("title OR harbour OR word") == test.found("title OR harbour OR word"))
        try expectSound(copy)
    }

    private func expectSound(_ copy: SharedStore) throws {
        #expect(try copy.store.checkRows().isEmpty && copy.store.checkKeys().isEmpty)
        try copy.checkSearch()
    }

    /// Lines as the log has them.
    private func lines(of test: SharedStore, after seq: Int64) throws -> [LoggedEvent] {
        try test.store.events(after: seq, limit: 10_000).map { event in
            try #require(LoggedEvent(JSONValue(parsing: JSONValue.object(event.json).encoded)))
        }
    }

    private func readBack(_ test: SharedStore, into copy: SharedStore, _ subscription: Subscription? = nil) throws {
        let lines = try lines(of: test, after: copy.store.lastSeq())
        let result = try copy.store.readBack(lines, subscriptions: subscription.map { [$0.url: $0] } ?? [:])
        #expect(result.mismatch == nil && result.taken == lines.count)
    }

    private func copied(_ name: String, _ host: String, _ text: String) -> Item {
        var item = item(name, text: text)
        item.url = "https://\(host)/news/2026/\(name)"
        item.datePublished = Date(timeIntervalSince1970: 1_766_000_000)
        return item
    }

    private let story = """
        OSTVIK, Mar 3 (Reuters) - The harbour of Ostvik will close for eleven weeks from May while engineers replace the \
        northern lock gates, the port authority said on Tuesday, a decision that shipping firms called a heavy blow.
        The gates date from 1931 and were damaged in January, when the ferry Solveig struck them in thick fog. Nobody was hurt.
        (Reporting by Tove Lind; Editing by Karl Moe)
        """

    @Test(arguments: Engine.allCases, [true, false])
    func `items, copies and revisions come back as they were`(_ engine: Engine, hasBackup: Bool) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("b"), item("a")], of: feed)
        let copy = hasBackup ? try test.copy() : try SharedStore(engine)
        let store = copy.store
        var whole = item("c")
        (whole.summary, whole.tags, whole.language) = ("In short.", ["harbour"], "en-GB")
        whole.authors = [Person(name: "A. Writer", email: "a@feed.test")]
        whole.attachments = [Attachment(url: "http://feed.test/c.mp3")]
        (whole.guidIsPermalink, whole.season, whole.geo) = (false, 3, .point([10.5, 59.25]))
        whole.datePublished = test.now
        try await test.record([whole, item("b"), item("a")], of: feed, after: 60)
        try await test.record(
            [copied("page", "review.test", "Share\nListen\n\(story)")], of: test.feed("http://review.test/a.xml"),
            after: 120)
        try await test.record(
            [copied("own", "reuters.com", story)], of: test.feed("http://reuters.com/a.xml"), after: 180)
        var changed = item("b", text: item("b").contentText! + " The council asked for another 40,000 on Monday.")
        changed.title = "Another title of b"
        try await test.record([whole, changed, item("a")], of: feed, after: 240)
        let kinds = Set(try test.store.events(after: 0).map(\.kind))
        #expect(kinds == [.feedAdded, .new, .duplicate, .regrouped, .revised])
        try readBack(test, into: copy)
        try expectSame(copy, test)
        // What was told is known: the same documents tell nothing.
        let again = try store.claim(.only([url]), limit: 1, for: .seconds(60), at: test.now)[0]
        let told = try await copy.take(
            TestStore.check([whole, changed, item("a")], of: again, at: test.now.addingTimeInterval(300)))
        #expect(told.isEmpty)
        #expect(try store.lastSeq() == test.store.lastSeq())
        // And its opposite: what was not told is news, under the next numbers.
        let news = try await copy.take(
            TestStore.check([item("d"), whole, changed], of: again, at: test.now.addingTimeInterval(360)))
        #expect(try news.map(\.kind) == [.new] && news[0].seq == test.store.lastSeq() + 1)
        #expect(news[0].item?.number == 6)
    }

    @Test(arguments: Engine.allCases)
    func `what a person has split and joined comes back`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        for (name, host) in [("one", "a.test"), ("two", "b.test"), ("three", "c.test")] {
            try await test.record([copied(name, host, story)], of: test.feed("http://\(host)/a.xml"))
        }
        let copy = try test.copy()
        _ = try await test.record(.stories(.split([1], at: test.now)))
        try readBack(test, into: copy)
        try expectSame(copy, test)
        _ = try await test.record(.stories(.join([1, 2], at: test.now.addingTimeInterval(60))))
        try readBack(test, into: copy)
        try expectSame(copy, test)
    }

    @Test(arguments: Engine.allCases)
    func `events of feeds come back, and are not told again`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let copy = try test.copy()
        let store = copy.store
        func tell(_ kind: EventKind, _ members: [(String, JSONValue)], _ change: (inout FeedState) -> Void) async throws
        {
            var state = try test.store.feeds(matching: url)[0].state
            change(&state)
            var facts = JSONObject()
            for (key, value) in members { facts.append(key, value) }
            var feed = feed
            feed.lease = nil
            let plan = FeedUpdate.Plan(state: state, events: [(kind, facts)])
            try await test.take(FeedUpdate(feed: feed, at: test.now, plans: .init(always: plan)))
        }
        let since = test.now.addingTimeInterval(-60)
        try await tell(
            .feedFailing, [("error", .string("no answer")), ("since", .string(since.rfc3339)), ("attempts", .int(3))]
        ) {
            ($0.isFailing, $0.failures, $0.failingSince, $0.lastError) = (true, 3, since, "no answer")
        }
        try readBack(test, into: copy)
        func state(_ store: any SharedStore.Parts) throws -> FeedState { try store.feeds(matching: url)[0].state }
        #expect(try state(store).isFailing && state(store).failures == 3 && state(store).failingSince == since)
        try await tell(.feedRecovered, [("attempts", .int(3))]) { $0 = FeedState() }
        try await tell(.feedSilent, [("last_news", .string(since.rfc3339))]) { $0.isSilent = true }
        try await tell(.feedOverlong, [("limit", .int(9))]) { $0.overlongLimit = 9 }
        try await tell(.feedMoved, [("from", .string(url)), ("to", .string("http://other.test/"))]) {
            ($0.move.address, $0.move.isProven) = ("http://other.test/", true)
        }
        try readBack(test, into: copy)
        #expect(try !state(store).isFailing && state(store).isSilent && state(store).overlongLimit == 9)
        #expect(try state(store).move.address == "http://other.test/" && state(store).move.isProven)
        try await tell(.feedGone, [("error", .string("410"))]) { $0.isGone = true }
        try readBack(test, into: copy)
        #expect(try state(store).isGone)
        _ = try test.store.readdress(from: url, to: "http://third.test/", at: test.now) {}
        _ = try test.store.synchronize([Subscription(url: "http://new.test/")], removingOthers: true, at: test.now)
        _ = try test.store.goOn(above: test.store.lastSeq(), sharing: test.store.lastSeq() - 1, at: test.now)
        try readBack(test, into: copy)
        try expectSame(copy, test)
        #expect(try store.behind() == test.store.behind())
        #expect(
            try store.synchronize([Subscription(url: "http://new.test/")], removingOthers: true, at: test.now).isEmpty)
        #expect(try store.feeds(matching: "third").map(\.isSubscribed) == [false])
    }

    // MARK: - Pages

    private let pageText = """
        The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday.

        Speaking four days after divers found cracks in the eastern pier, she said that 123 boats would have to move.
        """

    private func subscription() -> Subscription {
        var subscription = Subscription(url: url)
        subscription.pages = .auto
        return subscription
    }

    private func claimWithPages(_ test: SharedStore) throws -> ClaimedFeed {
        _ = try test.store.synchronize([subscription()], removingOthers: true, at: test.now)
        return try test.store.claim(.only([url]), limit: 1, for: .seconds(60), at: test.now)[0]
    }

    private func look(_ finding: PageUpdate.Finding, in test: SharedStore, after seconds: TimeInterval = 0) async throws
    {
        let now = test.now.addingTimeInterval(seconds)
        let page = try #require(
            test.store.claimPages(of: nil, limit: 1, busyHosts: [], for: .seconds(60), at: now).first)
        try await test.record(
            .page(
                PageUpdate(page: page, at: now, finding: finding) { _ in
                    var state = PageState()
                    state.lastCheck = now
                    return (state, now.addingTimeInterval(10))
                }))
    }

    private func page(_ text: String) -> PageUpdate.Finding {
        var page = ArticlePage(url: "http://feed.test/harbour")
        (page.title, page.contentText, page.contentHTML) = ("Harbour closed", text, "<p>\(text)</p>")
        return .read(page)
    }

    @Test(arguments: Engine.allCases, [0, 1, 2])
    func `the text of a page is not taken for the feed's`(_ engine: Engine, backup: Int) async throws {
        let test = try SharedStore(engine)
        let teaser = item("harbour", text: "The harbour of Tern Bay will stay closed…")
        let feed = try claimWithPages(test)
        var copy = try SharedStore(engine)
        try await test.record([teaser], of: feed)
        // As it stands in the log: the page's text goes into the same revision.
        let first = try lines(of: test, after: 0)
        if backup == 1 { copy = try test.copy() }
        try await look(page(pageText), in: test)
        if backup == 2 { copy = try test.copy() }
        try await look(page(pageText.replacingOccurrences(of: "123", with: "640")), in: test, after: 60)
        var entry = teaser
        entry.title = "Tern Bay harbour shut"
        try await test.record([entry], of: feed, after: 120)
        #expect(try test.store.events(after: 0).filter { $0.kind == .revised }.count == 2)
        if backup == 0 { _ = try copy.store.readBack(first, subscriptions: [url: subscription()]) }
        try readBack(test, into: copy, subscription())
        #expect(try rows(copy, Self.tables[0]) == rows(test, Self.tables[0]))
        let newest = "SELECT id, revision, title, content_text FROM item"
        #expect(try rows(copy, newest) == rows(test, newest))
        let pages = "SELECT item, stands, plain.body FROM pages JOIN texts AS plain ON plain.id = entry_text"
        let (ours, theirs) = try (rows(copy, pages), rows(test, pages))
        #expect(ours == theirs)
        let claimed = try claimWithPages(copy)
        let check = TestStore.check([entry], of: claimed, at: test.now.addingTimeInterval(180))
        #expect(try await copy.take(check).isEmpty)
        try expectSound(copy)
    }

    @Test(arguments: Engine.allCases)
    func `an item that was withdrawn stays so`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try claimWithPages(test)
        try await test.record([item("harbour", text: "Closed…")], of: feed)
        let copy = try test.copy()
        let store = copy.store
        try await look(.gone, in: test)
        try readBack(test, into: copy)
        try expectSame(copy, test)
        #expect(try store.claimPages(of: nil, limit: 1, busyHosts: [], for: .zero, at: .distantFuture).isEmpty)
    }

    // MARK: - What is missing

    @Test(arguments: Engine.allCases)
    func `an item is known of whose first line is lost`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a")], of: feed)
        let copy = try test.copy()
        let store = copy.store
        try await test.record([item("b"), item("a")], of: feed, after: 60)
        let changed = item("b", text: item("b").contentText! + " The council asked for another 40,000 on Monday.")
        try await test.record([changed, item("a")], of: feed, after: 120)
        let lines = try lines(of: test, after: store.lastSeq())
        #expect(lines.map(\.mark.kind) == ["new", "revised"])
        #expect(try store.readBack(Array(lines.dropFirst()), subscriptions: [:]).taken == 1)
        try store.tellMissing([3...3], at: test.now)
        let held = try store.claim(.only([url]), limit: 1, for: .seconds(60), at: test.now)[0]
        let told = try await copy.take(
            TestStore.check([item("c"), changed, item("a")], of: held, at: test.now.addingTimeInterval(180)))
        // One of its numbers may have been an item's that readers know.
        #expect(told.map(\.kind) == [.new] && told[0].item?.number == 4)
        #expect(try store.missingNumbers() == [3...3] && store.events(after: 4)[0].kind == .storeBehind)
        #expect(try store.checkRows().isEmpty)
    }

    @Test(arguments: Engine.allCases)
    func `lines of another life are not mixed in`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let copy = try test.copy()
        try await test.record([item("a")], of: feed)
        try await copy.take(TestStore.check([item("x")], of: feed, at: test.now))
        let before = try rows(copy, Self.tables[1])
        let result = try copy.store.readBack(lines(of: test, after: 1), subscriptions: [:])
        #expect(result.taken == 0 && result.mismatch?.seq == 2)
        #expect(try rows(copy, Self.tables[1]) == before)
    }
}
