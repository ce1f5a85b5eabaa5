import FeedModel
import Foundation
import GRDB
import Testing

@testable import Storing
@testable import StoringSQLite

@Suite struct RecordTests {
    @Test func `each entry is told once, the oldest first`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let first = try await test.record([item("b"), item("a")], of: feed)
        #expect(first.map(\.kind) == [.new, .new])
        #expect(first.map { $0.item?["title"]?.string } == ["The title of a", "The title of b"])
        #expect(try await test.record([item("b"), item("a")], of: feed).isEmpty)
        let third = try await test.record([item("c"), item("b"), item("a")], of: feed)
        #expect(third.map { $0.item?["title"]?.string } == ["The title of c"])
    }

    @Test func `numbers grow by one over feeds and kinds of events`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record(
            [item("a", text: "Four people died in the flood, the ministry said on Monday.")], of: feed)
        let revised = item("a", text: "Three people died in the flood, the ministry said on Monday.")
        try await test.record([revised, item("b")], of: feed, after: 3600)
        let events = try test.store.events(after: 0)
        #expect(events.map(\.seq) == Array(1...Int64(events.count)))
        #expect(events.map(\.kind) == [.feedAdded, .new, .new, .revised])
    }

    @Test func `an event reads the same from the store as when it was told`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let told = try await test.record([item("a")], of: feed)
        var revised = item("a", text: "Now the entry says something that it did not say before, in other words.")
        revised.dateModified = test.now
        let toldLater = try await test.record([revised], of: feed, after: 60)
        #expect(toldLater.map(\.kind) == [.revised])
        let read = try test.store.events(after: told[0].seq - 1)
        #expect(
            read.map { JSONValue.object($0.json).encoded }
                == (told + toldLater).map { JSONValue.object($0.json).encoded })
    }

    @Test func `a feed that fails takes nothing along and leaves no gap`() async throws {
        let test = try TestStore()
        let good = try test.claim("http://feed.test/good.xml")
        let bad = try test.claim("http://feed.test/bad.xml")
        // No such feed: the foreign key refuses its items.
        let missing = ClaimedFeed(
            id: 999, host: bad.host, subscription: bad.subscription, state: bad.state, title: nil)
        let results = try await test.store.record([
            .feed(TestStore.check([item("x")], of: missing, at: test.now)),
            .feed(TestStore.check([item("a")], of: good, at: test.now)),
        ])
        #expect(throws: (any Error).self) { try results[0].get() }
        #expect(try results[1].get().map(\.seq) == [3])  // behind two feed-added
        #expect(try test.store.events(after: 0).count == 3)
    }

    @Test func `the same text is kept once`() async throws {
        let test = try TestStore()
        let text = "A press release that two feeds carry without a single change of a word in it."
        try await test.record([item("a", text: text)], of: test.claim("http://feed.test/1.xml"))
        try await test.record([item("b", text: text)], of: test.claim("http://other.test/2.xml"))
        let bodies = try test.store.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM texts WHERE body = ?", arguments: [text])
        }
        #expect(bodies == 1)
    }

    @Test func `a new store, and one that is as it was left, open without a word`() throws {
        let test = try TestStore()
        test.store.settle()
        let said = Said()
        _ = try SQLiteStore(path: test.store.path, announce: said.append)
        _ = try SQLiteStore(path: test.folder.appendingPathComponent("new.db").path, announce: said.append)
        #expect(said.lines == [])
    }

    @Test func `a text that comes back, or that a copy has, is kept once`() async throws {
        let test = try TestStore()
        var words = (0..<90).map { "word\($0 * 7919 % 1013)" }
        let first = words.joined(separator: " ")
        words.replaceSubrange(40..<50, with: (0..<12).map { "correction\($0)" })
        let second = words.joined(separator: " ")
        let feed = try test.claim("http://one.test/a.xml")
        var kinds: [EventKind] = []
        for text in [first, second, first] {
            kinds += try await test.record([item("one", text: text)], of: feed).map(\.kind)
        }
        #expect(kinds == [.new, .revised, .revised])
        let copy = try await test.record([item("two", text: first)], of: test.claim("http://two.test/a.xml"))
        #expect(copy.map(\.kind) == [.duplicate])
        #expect(try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM revisions") } == 4)
        let bodies = try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM texts") }
        #expect(bodies == 4, "two with their tags, two without")
    }

    @Test func `an item that had left its feed is known again by its guid, its address or its text`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func away() async throws { _ = try await test.record([item("other")], of: feed) }
        let text = (0..<90).map { "word\($0)" }.joined(separator: " ")
        var entry = item("one", text: text)
        let before = try await test.record([entry], of: feed)
        try await away()
        entry.url = "http://feed.test/moved/one"
        let byGuid = try await test.record([entry], of: feed)
        try await away()
        entry.id = "tag:feed.test,2026:one"
        let byAddress = try await test.record([entry], of: feed)
        try await away()
        (entry.id, entry.url) = ("tag:feed.test,2027:one", "http://feed.test/moved/again/one")
        let byText = try await test.record([entry], of: feed)
        try await away()
        entry.contentText = text + " and more"
        entry.contentHTML = nil
        let byNewNames = try await test.record([entry], of: feed)
        #expect(before.map(\.kind) == [.new])
        #expect(byGuid + byAddress + byText == [])
        #expect(byNewNames.map(\.kind) == [.revised])
        #expect(byNewNames.first?.item?.number == before.first?.item?.number)
    }

    @Test func `an entry that was moved, and comes from the old place again, is no second item`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func entry(_ host: String, _ text: String) -> Item {
            var entry = item("story", text: text)
            (entry.id, entry.url) = ("http://\(host)/?p=1", "http://\(host)/2026/story")
            return entry
        }
        let text = (0..<80).map { "word\($0)" }.joined(separator: " ")
        var kinds = try await test.record([entry("old.test", text), item("other")], of: feed).map(\.kind)
        #expect(kinds == [.new, .new])
        _ = try await test.record([entry("new.test", text + " one"), item("other")], of: feed)
        _ = try await test.record([item("other")], of: feed)
        // The names it has no more are not only in the index.
        try FileManager.default.removeItem(atPath: test.store.path + "-keys")
        kinds = try await test.record([entry("old.test", text), item("other")], of: feed).map(\.kind)
        #expect(!kinds.contains(.new) && !kinds.contains(.duplicate))
    }

    @Test func `a title that comes twice, without a name, is told once each`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func entry(_ day: Int) -> Item {
            var entry = Item(id: "")
            entry.title = "Water level: 3 m"
            entry.datePublished = Date(timeIntervalSince1970: 1_700_000_000 + Double(day) * 86_400)
            return entry
        }
        var news: [Int] = []
        for days in [[1, 0], [1], [1, 0], [1], [1, 0]] {
            news.append(try await test.record(days.map(entry), of: feed).count { $0.kind == .new })
        }
        #expect(news[0] == 2 && news[3...] == [0, 0], "\(news)")
    }

    @Test func `a text without tags is kept once`() async throws {
        let test = try TestStore()
        var entry = item("a", text: "A plain description without any tags in it, as many feeds have.")
        entry.contentHTML = entry.contentText
        try await test.record([entry], of: test.claim())
        #expect(try test.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM texts") } == 1)
    }

    @Test func `an address that many items had, few of them the newest, names none`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func entry(_ name: String, at address: String, title: String) -> Item {
            var entry = item(name)
            (entry.url, entry.title) = ("http://feed.test/\(address)", title)
            return entry
        }
        for week in 0..<75 {
            // From then on its title would do where the address names it.
            let title = week < 68 ? "Alpha\(week) beta\(week) gamma\(week)" : "Newsletter \(week)"
            let letter = try await test.record([entry("letter\(week)x", at: "newsletter", title: title)], of: feed)
            #expect(letter.map(\.kind) == [.new], "week \(week)")
            try await test.record(
                (0..<40).map { entry("a\(week)x\($0)", at: "\(week)/\($0)", title: "Article \($0)") }, of: feed)
        }
    }

    @Test func `a guid that a feed gives to everything names nothing, however often`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func entry(_ number: Int) -> Item {
            var entry = item("entry\(number)")
            entry.id = "the same"
            entry.url = nil
            entry.title = "The daily report of day \(number)"
            return entry
        }
        for number in stride(from: 0, to: 72, by: 3) {
            let news = try await test.record((number..<number + 3).map(entry), of: feed)
            #expect(news.map(\.kind) == [.new, .new, .new], "\(number)")
        }
        for number in 72..<75 {
            #expect(try await test.record([entry(number)], of: feed).map(\.kind) == [.new], "\(number)")
        }
        let again = try await test.record([entry(70)], of: feed)
        #expect(again == [])
    }

    @Test func `a new date over the same text moves the date and makes no event`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        let events = try await test.record([item("a")], of: feed)
        var redated = item("a")
        redated.dateModified = test.now.addingTimeInterval(86_400)
        #expect(try await test.record([redated], of: feed, after: 90_000).isEmpty)
        let held = try #require(try test.store.findItem("\(events[0].item!.number)"))
        #expect(held.item?["date_modified"]?.string == redated.dateModified?.rfc3339)
    }

    @Test func `an item is found by its words, before and after a revision`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        try await test.record(
            [item("a", text: "Elephants cross the river at dawn while the village sleeps.")], of: feed)
        try await test.record(
            [item("a", text: "Giraffes cross the river at dawn while the village sleeps, it was corrected.")], of: feed,
            after: 60)
        func found(_ words: String) throws -> Int {
            var query = ItemQuery()
            query.words = words
            var count = 0
            try test.store.forEachItem(query) { _ in count += 1 }
            return count
        }
        #expect(try found("elephants") == 0)
        #expect(try found("giraffes river") == 1)
        #expect(try found("\"the village\" -elephants") == 1)
        #expect(try found("gira*") == 1)
        #expect(try found("village -giraffes") == 0)
        // What no query can be is told, and never by SQLite.
        #expect(throws: SearchMistake.self) { try found("AND OR ( NEAR \"") }
        #expect(try found("and or near + ^ : {}") == 0)
    }

    @Test func `what a feed's first document lists is told as old, and what comes later as new`() async throws {
        let test = try TestStore()
        let feed = try test.claim()
        func old(_ events: [Event]) -> [Bool] { events.map { $0.facts["backlog"]?.bool ?? false } }
        #expect(old(try await test.record([item("a"), item("b")], of: feed)) == [true, true])
        #expect(old(try await test.record([item("c"), item("a"), item("b")], of: feed)) == [false])
        // A copy by another feed, whose first document it is, and then one more.
        let other = try test.claim("http://other.test/b.xml")
        let text = item("c").contentText
        #expect(old(try await test.record([item("d", text: text)], of: other)) == [true])
        #expect(old(try await test.record([item("e", text: text)], of: other)) == [false])
        // An older page of the feed, asked for later.
        let page = TestStore.check([item("older")], of: feed, at: test.now)
        let older = FeedUpdate(
            feed: page.feed, at: page.at, document: page.document, isHistory: true, plans: page.plans)
        #expect(old(try await test.store.take(older)) == [true])
        // An empty one counts too.
        let empty = try test.claim("http://empty.test/c.xml")
        _ = try await test.record([], of: empty)
        #expect(old(try await test.record([item("f")], of: empty)) == [false])
    }
}
