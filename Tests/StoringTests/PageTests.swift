import Comparing
import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct PageTests {
    private static let text = """
        The harbour of Tern Bay will stay closed to large ships until the spring, its master said on Thursday.

        Speaking four days after divers found cracks in the eastern pier, she said that 123 boats would have to move.

        The council has set aside two million for the repairs, of which the ferry company is to pay a third.
        """
    private let test: TestStore

    init() throws { test = try TestStore() }

    private func teaser(_ name: String = "harbour") -> Item {
        var entry = item(name, text: "The harbour of Tern Bay will stay closed…")
        entry.url = "http://gazette.test/\(name)"
        return entry
    }

    private func page(_ text: String = PageTests.text, modified: Date? = nil) -> ArticlePage {
        var page = ArticlePage(url: "http://gazette.test/harbour")
        page.title = "Harbour closed"
        page.contentText = text
        page.contentHTML = text.split(separator: "\n\n").map { "<p>\($0)</p>" }.joined()
        page.publisher = "Tern Gazette"
        page.modified = modified.map { PageTime($0) }
        return page
    }

    private func subscription(_ policy: PagePolicy) -> Subscription {
        var subscription = Subscription(url: "http://feed.test/a.xml")
        subscription.pages = policy
        return subscription
    }

    private func claimFeed(_ policy: PagePolicy = .auto) throws -> ClaimedFeed {
        _ = try test.store.synchronize([subscription(policy)], at: test.now)
        return try test.store.claim(.only(["http://feed.test/a.xml"]), limit: 1, for: .seconds(60), at: test.now)[0]
    }

    /// Claims the page that is due, and keeps what was found there.
    @discardableResult
    private func look(
        _ finding: PageUpdate.Finding, after seconds: TimeInterval = 0, lastModified: Date? = nil
    ) async throws -> [Event] {
        let now = test.now.addingTimeInterval(seconds)
        let claimed = try test.store.claimPages(limit: 1, busyHosts: [], for: .seconds(60), at: now)
        let page = try #require(claimed.first)
        return try await test.store.record(
            .page(
                PageUpdate(page: page, at: now, finding: finding, lastModified: lastModified) { _ in
                    var state = PageState()
                    state.lastCheck = now
                    return (state, now.addingTimeInterval(10))
                }))
    }

    private func due(after seconds: TimeInterval = 0) throws -> [String] {
        try test.store.claimPages(limit: 9, busyHosts: [], for: .zero, at: test.now.addingTimeInterval(seconds)).map(
            \.url)
    }

    /// An entry with facts that only its feed knows.
    private func podcast() -> Item {
        var entry = teaser()
        entry.guidIsPermalink = false
        entry.thumbnails = [Thumbnail(url: "http://feed.test/t.png")]
        entry.contributors = [Person(name: "C")]
        (entry.season, entry.isExplicit) = (2, false)
        return entry
    }

    private func document() throws -> JSONObject {
        let text = try test.store.read { db in try String.fetchOne(db, sql: "SELECT document FROM revisions")! }
        return try JSONValue(parsing: text).object!
    }

    private func storyKeys() throws -> Set<ItemKey> {
        try test.store.read { db in Set(try StoryTables(db: db).keys(of: 1)) }
    }

    @Test func `reading a page takes nothing away from what the feed said`() async throws {
        let feed = try claimFeed()
        try await test.record([podcast()], of: feed)
        let (before, keys) = (try document(), try storyKeys())
        try await look(.read(page()))
        #expect(try document()["_dateline"] == before["_dateline"])
        try await look(.read(page(Self.text.replacing("123", with: "125"))), after: 20)
        #expect(
            try JSONValue(
                parsing: test.store.read { db in
                    try String.fetchOne(db, sql: "SELECT document FROM revisions WHERE number = 2")!
                })["_dateline"] == before["_dateline"])
        let name = try #require(StoryName.names(of: podcast()).first { $0.reason.hasPrefix("same-id") }).key
        #expect(keys.contains(name))
        #expect(try storyKeys().contains(name))
    }

    @Test func `what only the reader has changed is no revision, and what the page changes later is`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        // As an earlier version has left it.
        try test.store.write { db in try db.execute(sql: "UPDATE pages SET state = json_remove(state, '$.reader')") }
        let lead = "Ships of more than 90 metres have to anchor outside until then, and the ferries go from Hill Quay."
        #expect(try await look(.read(page(lead + "\n\n" + Self.text)), after: 20).isEmpty)
        let changed = (lead + "\n\n" + Self.text).replacing("123", with: "125")
        #expect(try await look(.read(page(changed)), after: 40).map(\.kind) == [.revised])
    }

    @Test func `facts that an older version took away come back with the feed's next document`() async throws {
        let feed = try claimFeed()
        try await test.record([podcast()], of: feed)
        try await look(.read(page()))
        let (whole, keys) = (try document(), try storyKeys())
        let name = try #require(StoryName.names(of: podcast()).first { $0.reason.hasPrefix("same-id") }).key
        try test.store.write { db in
            try db.execute(sql: "UPDATE revisions SET document = json_remove(document, '$._dateline')")
            try db.execute(sql: "DROP INDEX pages_lacking_facts; ALTER TABLE pages DROP COLUMN lacks_facts")
            try db.execute(sql: "UPDATE feeds SET state = '{\"etag\":\"x\",\"body_hash\":\"y\",\"failures\":1}'")
            try Schema.askForLostFacts(db)
            #expect(try String.fetchOne(db, sql: "SELECT state FROM feeds") == #"{"failures":1}"#, "asked for whole")
            try db.execute(sql: "UPDATE story_items SET keys = ?", arguments: [Array(keys.subtracting([name])).data])
        }
        let events = try await test.record([podcast()], of: feed, after: 60)
        #expect(events.isEmpty, "nothing is told")
        #expect(try document() == whole)
        #expect(try storyKeys() == keys)
        #expect(try test.store.read { db in try Int.fetchOne(db, sql: "SELECT sum(lacks_facts) FROM pages") } == 0)
    }

    @Test func `a page that goes back and forth is kept twice, not again and again`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        var counts: [Int] = []
        for turn in 0..<12 {
            var page = page()
            // The same words in other tags, as two servers of one site give them.
            page.contentHTML = page.contentHTML! + (turn % 2 == 0 ? "<p></p>" : "<br>")
            try await look(.read(page), after: Double(turn) * 20)
            counts.append(try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM texts")! })
        }
        #expect(counts.last == counts[3], "\(counts)")
    }

    @Test func `so is a teaser`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        var counts: [Int] = []
        for turn in 0..<12 {
            var other = teaser()
            other.contentText =
                turn % 2 == 0 ? "Ships must keep away from Tern Bay…" : "The harbour of Tern Bay will stay closed…"
            other.contentHTML = "<p>\(other.contentText!)</p>"
            try await test.record([other], of: feed, after: Double(turn) * 20)
            counts.append(try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM texts")! })
        }
        #expect(counts.last == counts[3], "\(counts)")
    }

    // MARK: - Which pages

    @Test(arguments: [(PagePolicy.never, false, false), (.auto, true, false), (.always, true, true)])
    func `the policy says which pages are read`(policy: PagePolicy, teasers: Bool, wholeTexts: Bool) async throws {
        let feed = try claimFeed(policy)
        var whole = teaser("whole")
        whole.contentText = String(repeating: "A sentence of a text that is not cut short. ", count: 20)
        (whole.contentHTML, whole.url) = (nil, "http://other.test/whole")
        try await test.record([teaser(), whole], of: feed)
        let urls = try due()
        #expect(urls.contains("http://gazette.test/harbour") == teasers)
        #expect(urls.contains("http://other.test/whole") == wholeTexts)
    }

    @Test func `one page of a host is claimed at a time, and by one process`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser("a"), teaser("b")], of: feed)
        #expect(try test.store.claimPages(limit: 9, busyHosts: [], for: .seconds(60), at: test.now).count == 1)
        #expect(
            try test.store.claimPages(limit: 9, busyHosts: ["gazette.test"], for: .seconds(60), at: test.now).isEmpty)
        let rest = try test.store.claimPages(limit: 9, busyHosts: [], for: .seconds(60), at: test.now)
        #expect(rest.count == 1)
        #expect(try test.store.claimPages(limit: 9, busyHosts: [], for: .seconds(60), at: test.now).isEmpty)
        try test.store.release(pages: rest.map(\.item))
        #expect(try due() == rest.map(\.url))
    }

    // MARK: - What reading comes to

    @Test func `the page's text takes the place of a teaser without a revision`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        #expect(try await look(.read(page())).isEmpty)
        let held = try #require(try test.store.findItem("http://gazette.test/harbour"))
        #expect(held.item?["content_text"]?.string == Self.text)
        #expect(held.item?.revision == 1)
        #expect(held.page?["publisher"]?.string == "Tern Gazette")
    }

    @Test func `the feed's teaser is compared with its teaser`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        #expect(try await test.record([teaser()], of: feed, after: 5).isEmpty)
        var other = teaser()
        other.contentText = "Ships must keep away from Tern Bay…"
        other.contentHTML = nil
        // A new teaser is no revision of the text; it brings the page forward.
        #expect(try await test.record([other], of: feed, after: 6).isEmpty)
        #expect(try due(after: 6) == ["http://gazette.test/harbour"])
        other.title = "Harbour opened"
        let events = try await test.record([other], of: feed, after: 7)
        #expect(events.map(\.kind) == [.revised])
        #expect(events.first?.item?["content_text"]?.string == Self.text)
    }

    @Test func `a change of the page is one revision by the page's clock`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        let modified = test.now.addingTimeInterval(3600)
        let changed = page(Self.text.replacing("123", with: "132"), modified: modified)
        let events = try await look(.read(changed), after: 7200)
        #expect(events.map(\.kind) == [.revised])
        #expect(events.first?.weight == "material")
        #expect(events.first?.clock == "page")
        #expect(events.first?.page?["publisher"]?.string == "Tern Gazette")
        #expect(events.first?.item?["date_modified"]?.string == modified.rfc3339)
        #expect(try await look(.read(changed), after: 7300).isEmpty)
        #expect(try await test.record([teaser()], of: feed, after: 7400).isEmpty)
    }

    @Test(arguments: [(1200.0, "http"), (-1200, "seen"), (8000, "seen")])
    func `where the page is silent, the server's clock counts`(modified: TimeInterval, clock: String) async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        let events = try await look(
            .read(page(Self.text.replacing("123", with: "132"))), after: 7200,
            lastModified: test.now.addingTimeInterval(modified))
        #expect(events.map { $0.clock } == [clock])
        let expected = test.now.addingTimeInterval(clock == "http" ? modified : 7200)
        #expect(events.first?.item?["date_modified"]?.string == expected.rfc3339)
    }

    @Test func `what is no word about the article changes nothing`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        try await look(.read(page()))
        #expect(try await look(.nothing, after: 20).isEmpty)
        #expect(try await look(.unchanged, after: 40).isEmpty)
        let notice = page(String(repeating: "Please wait while we check that you are no robot at all. ", count: 9))
        #expect(try await look(.read(notice), after: 60).isEmpty)
        let teaser = page(String(Self.text.prefix(40)))
        #expect(try await look(.read(teaser), after: 80).isEmpty)
        let held = try #require(try test.store.findItem("http://gazette.test/harbour"))
        #expect(held.item?["content_text"]?.string == Self.text)
    }

    @Test func `a whole text of the feed is not told of twice`() async throws {
        let feed = try claimFeed(.always)
        func entry(_ text: String) -> Item {
            var entry = item("harbour", text: text)
            entry.url = "http://gazette.test/harbour"
            return entry
        }
        let long = Self.text + "\n\n" + String(repeating: "There was more to tell of it. ", count: 20)
        let changed = long.replacing("123", with: "132")
        try await test.record([entry(long)], of: feed)
        try await look(.read(page(long)))
        // The page changes first: the feed is given its time.
        #expect(try await look(.read(page(changed)), after: 20).isEmpty)
        #expect(try await test.record([entry(changed)], of: feed, after: 30).map(\.kind) == [.revised])
        #expect(try await test.record([], of: feed, after: 40).isEmpty)
        #expect(try await look(.read(page(changed)), after: 60).isEmpty)
        let late = changed.replacing("two million", with: "three million")
        #expect(try await look(.read(page(late)), after: 80).map(\.kind) == [.revised])
    }

    @Test func `what stands on other pages of the site is its frame`() async throws {
        let feed = try claimFeed()
        let names = ["harbour", "gulls", "market", "ferry"]
        try await test.record(names.map(teaser), of: feed)
        func framed(_ name: String, _ notice: String) -> ArticlePage {
            page(Self.text.replacing("Tern Bay", with: name) + "\n\n" + notice)
        }
        for name in names {
            try await look(.read(framed(name, "Win one of 12 tickets for the regatta in our great prize draw.")))
        }
        var events: [Event] = []
        for name in names {
            // In the order in which they are due, which is that of the first look.
            events += try await look(
                .read(framed(name, "The regatta is over: see 48 pictures of its boats in our gallery.")), after: 30)
        }
        #expect(events.isEmpty)
    }

    @Test func `a page that is gone withdraws its item once`() async throws {
        let feed = try claimFeed()
        try await test.record([teaser()], of: feed)
        #expect(try await look(.gone).map(\.kind) == [.withdrawn])
        #expect(try due(after: 1000).isEmpty)
        #expect(try await test.record([teaser()], of: feed, after: 20).isEmpty)
    }

    @Test func `rules are kept until they expire`() throws {
        #expect(try test.store.robots(of: "http://gazette.test", at: test.now) == nil)
        try test.store.keepRobots("User-agent: *\n", of: "http://gazette.test", until: test.now.addingTimeInterval(60))
        #expect(try test.store.robots(of: "http://gazette.test", at: test.now) == "User-agent: *\n")
        #expect(try test.store.robots(of: "http://gazette.test", at: test.now.addingTimeInterval(61)) == nil)
    }
}
