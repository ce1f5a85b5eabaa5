import FeedModel
import Foundation
import Testing

@testable import Storing

/// Days after the first.
let day: TimeInterval = 86400

/// What is pruned, and what is known again of it, in both engines.
@Suite struct SharedRetentionTests {
    private func rules(_ change: (inout Retention) -> Void) -> RetentionSettings {
        var settings = RetentionSettings()
        change(&settings.rules)
        return settings
    }
    private var monthly: RetentionSettings { rules { $0.itemsFor = .seconds(30 * 86400) } }

    private func kinds(_ events: [Event]) -> [EventKind] { events.map(\.kind) }

    /// No item, text or event of what was pruned is there, and the store names nothing that is not there.
    private func expectWhole(_ test: SharedStore, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try test.store.checkRows() == [], sourceLocation: sourceLocation)
        #expect(try test.store.checkKeys() == [], sourceLocation: sourceLocation)
        try test.checkSearch(sourceLocation: sourceLocation)
        let unused = try test.numbers(
            """
            SELECT count(*) FROM texts WHERE id NOT IN (
              SELECT html FROM revisions WHERE html IS NOT NULL
              UNION SELECT text FROM revisions WHERE text IS NOT NULL
              UNION SELECT html FROM pages WHERE html IS NOT NULL UNION SELECT text FROM pages WHERE text IS NOT NULL
              UNION SELECT entry_html FROM pages WHERE entry_html IS NOT NULL
              UNION SELECT entry_text FROM pages WHERE entry_text IS NOT NULL)
            """)
        #expect(unused == [0], sourceLocation: sourceLocation)
    }

    // MARK: Items

    @Test(arguments: Engine.allCases)
    func `what was pruned and is listed still, or again, is not new`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let (a, b) = (item("a"), item("b"))
        try await test.record([a, b], of: feed)
        #expect(try test.prune(monthly, after: 40 * day).items == 2)
        #expect(try test.store.itemCount() == 0)
        try expectWhole(test)
        // As it was; gone for a while and back; in another place.
        #expect(try await test.record([a, b], of: feed, after: 41 * day).isEmpty)
        #expect(try await test.record([], of: feed, after: 42 * day).isEmpty)
        #expect(try await test.record([b, a], of: feed, after: 43 * day).isEmpty)
        #expect(try await test.record([item("c"), b], of: feed, after: 44 * day).map(\.kind) == [.new])
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `what is not past its time stays, and is told when it changes`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a")], of: feed)
        #expect(try test.prune(monthly, after: 29 * day).isEmpty)
        let changed = try await test.record(
            [item("a", text: "Other words than before, and many of them, so that a reader would see it at once.")],
            of: feed, after: 29 * day)
        #expect(kinds(changed) == [.revised])
        // Its time begins anew with the change.
        #expect(try test.prune(monthly, after: 40 * day).isEmpty)
        #expect(try test.prune(monthly, after: 60 * day).items == 1)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases, ["text", "link", "guid", "title and date"])
    func `a pruned item that its feed changes is not told again`(_ engine: Engine, _ what: String) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a"), item("b")], of: feed)
        try test.prune(monthly, after: 40 * day)
        var changed = item("a")
        switch what {
        case "text": changed.contentText = "A correction: \(changed.contentText!)"
        case "link": changed.url = "http://feed.test/elsewhere"
        case "guid": changed.id = "tag:feed.test,2026:other"
        default: (changed.title, changed.datePublished) = ("Another title", test.now)
        }
        #expect(try await test.record([changed, item("b")], of: feed, after: 41 * day).isEmpty)
        #expect(try await test.record([changed, item("b")], of: feed, after: 42 * day).isEmpty)
        // Known by what it was called last, too.
        #expect(try await test.record([], of: feed, after: 43 * day).isEmpty)
        #expect(try await test.record([changed], of: feed, after: 44 * day).isEmpty)
        try expectWhole(test)
    }

    /// An entry that has a title alone.
    private func headline(_ title: String, _ date: Date? = nil, guid: String? = nil, link: String? = nil) -> Item {
        var entry = Item(id: guid ?? title)
        (entry.hasOwnID, entry.title, entry.url, entry.datePublished) = (guid != nil, title, link, date)
        return entry
    }

    @Test(arguments: Engine.allCases, ["as it was", "with an author", "dated", "dated, and with a link now"])
    func `a pruned headline that has nothing else is known again`(_ engine: Engine, _ what: String) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        var entry = headline("The harbour freezes over", what.hasPrefix("dated") ? test.now : nil)
        try await test.record([entry, item("b")], of: feed)
        #expect(try test.prune(monthly, after: 40 * day).items == 2)
        switch what {
        case "with an author": entry.authors = [Person(name: "Ann")]
        case "dated, and with a link now": entry.url = "http://feed.test/harbour"
        default: break
        }
        if what != "with an author" { #expect(try await test.record([item("b")], of: feed, after: 41 * day).isEmpty) }
        #expect(try await test.record([entry, item("b")], of: feed, after: 42 * day).isEmpty)
        #expect(try await test.record([entry, item("b")], of: feed, after: 43 * day).isEmpty)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `a headline that is not the pruned one is new`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let links = (headline("Traffic", link: "http://feed.test/1"), headline("Traffic", link: "http://feed.test/2"))
        try await test.record([headline("News at six", test.now), links.0, headline("The sea")], of: feed)
        #expect(try test.prune(monthly, after: 40 * day).items == 3)
        try await test.record([item("z")], of: feed, after: 40.5 * day)
        var text = item("c")
        text.title = "The sea"
        let others = [headline("News at six", test.now + 40 * day), links.1, headline("The seas"), text]
        let told = try await test.record(others, of: feed, after: 41 * day)
        #expect(
            told.map { "\($0.kind) \($0.item?.title ?? "")" }.sorted() == others.map { "new \($0.title!)" }.sorted())
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `of many names that an item has had the last are remembered`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        var entry = item("a")
        for turn in 0..<8 {
            entry.url = "http://feed.test/address\(turn)"
            try await test.record([entry, item("b")], of: feed, after: Double(turn))
        }
        try await test.record([item("b")], of: feed, after: 9)
        try test.prune(monthly, after: 40 * day)
        #expect(try test.numbers("SELECT length(former_names) FROM items WHERE id = 2") == [5 * 8])
        // By its guid, and by its last address alone.
        #expect(try await test.record([entry], of: feed, after: 41 * day).isEmpty)
        (entry.hasOwnID, entry.contentText, entry.contentHTML) = (false, "Something else entirely.", nil)
        #expect(try await test.record([entry], of: feed, after: 42 * day).isEmpty)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `another article is new beside a pruned one`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a"), item("b")], of: feed)
        try test.prune(monthly, after: 40 * day)
        var other = item("c")
        // The title of a column.
        other.title = item("a").title
        #expect(kinds(try await test.record([other, item("a")], of: feed, after: 41 * day)) == [.new])
        // A feed that has been seen to give guids again is not believed by them alone.
        let numbers = try test.feed("http://feed.test/numbers.xml")
        func entry(_ guid: String, _ name: String, _ hours: Double) -> Item {
            var entry = item(name)
            (entry.id, entry.datePublished) = (guid, test.now + hours * 3600)
            entry.title = "\(name) \(name.uppercased())\(name)"
            return entry
        }
        try await test.record([entry("1", "ka", 1), entry("2", "kb", 2)], of: numbers)
        for (turn, names) in [("kc", "kd"), ("ke", "kf")].enumerated() {
            let hours = 30 * Double(turn + 1)
            let entries = [entry("1", names.0, hours), entry("2", names.1, hours + 1)]
            #expect(kinds(try await test.record(entries, of: numbers, after: Double(turn + 2) * day)) == [.new, .new])
        }
        let habit = try test.store.feeds(matching: "numbers.xml").map(\.habit)
        #expect(habit[0].contains("given again"))
        try test.prune(monthly, after: 50 * day)
        let next = try await test.record(
            [entry("1", "kg", 1200), entry("2", "kh", 1201)], of: numbers, after: 51 * day)
        #expect(kinds(next) == [.new, .new])
    }

    @Test(arguments: Engine.allCases)
    func `a feed keeps so many items, besides what it lists`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let items = (0..<12).map { item("n\($0)") }
        for count in 1...12 { try await test.record([items[count - 1]], of: feed, after: Double(count)) }
        let listed = [items[11], items[0]]
        try await test.record(listed, of: feed, after: 100)
        #expect(try test.prune(rules { $0.items = 5 }, after: 200).items == 6)
        #expect(try test.store.itemCount() == 6)
        #expect(try await test.record(items.reversed(), of: feed, after: 300).isEmpty)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `what was listed by a feed that nobody reads any more is listed no more`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        try test.store.ensureFeed(Subscription(url: "http://feed.test/by-hand.xml"), at: test.now)
        let feed = try test.store.claim(
            .only(["http://feed.test/by-hand.xml"]), limit: 1, for: .seconds(60), at: test.now)[0]
        try await test.record((0..<5).map { item("n\($0)") }, of: feed)
        #expect(try test.prune(rules { $0.items = 2 }, after: 300 * day).isEmpty)
        #expect(try test.prune(rules { $0.items = 2 }, after: 370 * day).items == 3)
    }

    @Test(arguments: Engine.allCases)
    func `a feed's own rules go before those of all`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        var own = Subscription(url: "http://feed.test/kept.xml")
        (own.retention.itemsFor, own.retention.items) = (.zero, 3)
        _ = try test.store.synchronize([own], removingOthers: false, at: test.now)
        let kept = try test.feed(own)
        for name in ["a", "b", "c", "d", "e"] { try await test.record([item(name)], of: feed) }
        for name in ["f", "g", "h", "i", "j"] { try await test.record([item(name)], of: kept) }
        #expect(try test.prune(monthly, after: 40 * day).items == 5 + 2)
        #expect(try test.store.itemCount() == 3)
    }

    @Test(arguments: Engine.allCases)
    func `without rules nothing is pruned`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a")], of: feed)
        #expect(try test.prune(RetentionSettings(), after: 4000 * day).isEmpty)
        #expect(try !test.store.hasOwnRules())
        #expect(try test.store.itemCount() == 1)
    }

    // MARK: Texts and events

    @Test(arguments: Engine.allCases)
    func `texts of old revisions are pruned, and the newest stays`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        func text(_ number: Int) -> Item {
            item("a", text: "Version \(number) of it, which says again something else than number \(number + 7) did.")
        }
        for number in 0..<4 { try await test.record([text(number)], of: feed, after: Double(number) * 10 * day) }
        let settings = rules { $0.revisionsFor = .seconds(15 * 86400) }
        #expect(try test.prune(settings, after: 31 * day).texts == 1)
        let revisions = try test.store.revisions(of: 1)
        #expect(revisions.map(\.number) == [1, 2, 3, 4])
        #expect(revisions.map { $0.item["content_text"] == nil } == [true, false, false, false])
        #expect(revisions[0].facts["pruned"]?.bool == true)
        #expect(try test.prune(rules { $0.revisions = 1 }, after: 31 * day).texts == 1)
        #expect(try test.store.revisions(of: 1).map { $0.item["content_text"] == nil } == [true, true, false, false])
        #expect(try test.prune(settings, after: 31 * day).isEmpty)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `a text that another item has stays`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let (one, two) = (try test.feed(), try test.feed("http://other.test/b.xml"))
        let text = (0..<60).map { "word\($0 * 37 % 61)" }.joined(separator: " ")
        try await test.record([item("a", text: text)], of: one)
        var copy = item("b", text: text)
        copy.url = "http://other.test/b"
        #expect(kinds(try await test.record([copy], of: two, after: 20 * day)) == [.duplicate])
        #expect(try test.numbers("SELECT count(DISTINCT text) FROM revisions") == [1])
        #expect(try test.prune(monthly, after: 40 * day).items == 1)
        #expect(try test.store.findItem("2")?.item?["content_text"]?.string == text)
        try expectWhole(test)
        #expect(try test.prune(monthly, after: 60 * day).items == 1)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `the last event of each kind stays with its item, and the log's last in any case`(_ engine: Engine)
        async throws
    {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        for number in 0..<4 {
            try await test.record(
                [item("a", text: "Version \(number) of it, which says something else than number \(number + 7) did.")],
                of: feed, after: Double(number) * day)
        }
        // feed-added, new, three revisions.
        #expect(try test.store.lastSeq() == 5)
        #expect(try test.prune(rules { $0.events = 1 }, after: 5 * day).events == 3)
        #expect(try test.store.events(after: 0).map(\.kind) == [.new, .revised])
        #expect(try test.store.prunedTo() == 4)
        #expect(try test.store.findItem("1")?.item?.revision == 4)
        // Not in the log yet: neither it nor what it is of.
        #expect(try test.prune(monthly, loggedTo: 5, after: 90 * day).isEmpty)
        #expect(try test.prune(monthly, loggedTo: 6, after: 90 * day).items == 1)
        try expectWhole(test)
    }

    // MARK: What is left

    @Test(arguments: Engine.allCases)
    func `a late copy finds the story of a pruned item`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let (one, two) = (try test.feed(), try test.feed("http://other.test/b.xml"))
        let text = (0..<120).map { "word\($0 * 37 % 121)" }.joined(separator: " ")
        let first = try await test.record([item("a", text: text), item("z")], of: one)
        let story = first.first { $0.item?.title == "The title of a" }!.facts["story"]
        try test.prune(rules { $0.itemsFor = .seconds(86400) }, after: 20 * day)
        var copy = item("b", text: text)
        copy.url = "http://other.test/b"
        let late = try await test.record([copy], of: two, after: 33 * day)
        #expect(kinds(late) == [.duplicate])
        #expect(late[0].facts["story"] == story)
        let overview = try #require(try test.store.story(Int64(story!.int!)))
        #expect(overview.members.map(\.item) == [overview.original, 3])
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `who follows the log learns of the original that follows one that is forgotten`(_ engine: Engine) async throws
    {
        let test = try SharedStore(engine)
        let text = (0..<120).map { "word\($0 * 37 % 121)" }.joined(separator: " ")
        func copy(_ name: String) -> Item {
            var copy = item(name, text: text)
            copy.url = "http://\(name).test/1"
            return copy
        }
        // The third feed's items are kept.
        var own = Subscription(url: "http://c.test/feed.xml")
        own.retention.itemsFor = .zero
        _ = try test.store.synchronize([own], removingOthers: false, at: test.now)
        for (name, days) in [("a", 0.0), ("b", 20), ("c", 40)] {
            let feed = try name == "c" ? test.feed(own) : test.feed("http://\(name).test/feed.xml")
            try await test.record([copy(name)], of: feed, after: days * day)
        }
        #expect(try test.store.story(1)?.members.map(\.item) == [1, 2, 3])
        let last = try test.store.lastSeq()
        var settings = monthly
        settings.sketchesFor = .seconds(100 * 86400)
        func told(_ days: Double) throws -> [Event] {
            let before = try test.store.lastSeq()
            let step = try test.prune(settings, after: days * day)
            let events = try test.store.events(after: before)
            #expect(step.told == events.count)
            return events
        }
        #expect(try told(31).isEmpty && told(51).isEmpty)
        // The second, of which nothing is held, is the next; then the third is.
        for (days, old, new) in [(132.0, 1, 2), (152.0, 2, nil)] as [(Double, Int, Int?)] {
            let events = try told(days)
            #expect(kinds(events) == [.regrouped] && events.first?.item?.number == 3)
            #expect(events.first?.facts["from"]?["original"]?.int == old)
            #expect(events.first?.facts["original"]?.int == new && events.first?.facts["story"]?.int == 1)
            #expect(try test.store.story(1)?.original == Int64(new ?? 3))
            try expectWhole(test)
        }
        // Nobody is left who could be told of it.
        settings.rules.itemsFor = .seconds(86400)
        own.retention.itemsFor = nil
        _ = try test.store.synchronize([own], removingOthers: false, at: test.now)
        #expect(try told(300).isEmpty && told(500).isEmpty)
        #expect(try test.store.lastSeq() <= last + 2)
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `of a copy that is forgotten nothing is told`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let text = (0..<120).map { "word\($0 * 37 % 121)" }.joined(separator: " ")
        var (original, copy) = (item("a", text: text), item("b", text: text))
        (original.datePublished, copy.datePublished) = (test.now - day, test.now)
        copy.url = "http://b.test/1"
        try await test.record([copy], of: try test.feed("http://b.test/feed.xml"))
        try await test.record([original], of: try test.feed(), after: 20 * day)
        #expect(try test.store.story(1)?.original == 2)
        var settings = monthly
        settings.sketchesFor = .seconds(100 * 86400)
        let steps = try [31.0, 51, 132, 152].map { try test.prune(settings, after: $0 * day) }
        #expect(steps.map(\.items) == [1, 1, 0, 0] && steps.map(\.sketches) == [0, 0, 1, 1])
        #expect(steps.allSatisfy { $0.told == 0 })
        try expectWhole(test)
    }

    @Test(arguments: Engine.allCases)
    func `sketches and tombstones are kept for their time`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        let (a, b) = (item("a"), item("b"))
        try await test.record([a, b], of: feed)
        var settings = monthly
        settings.sketchesFor = .seconds(100 * 86400)
        try test.prune(settings, after: 40 * day)
        try await test.record([b], of: feed, after: 50 * day)
        // From when the feed left it, for that which it left.
        var gone = try test.prune(settings, after: 145 * day)
        #expect(gone.sketches == 1 && gone.tombstones == 0)
        gone = try test.prune(settings, after: 400 * day)
        #expect(gone.sketches == 1 && gone.tombstones == 0)
        // Listed still: more than a year after it was pruned, and gone after one more without it.
        try await test.record([item("c"), b], of: feed, after: 405 * day)
        #expect(try test.prune(settings, after: 416 * day).tombstones == 1)
        try await test.record([item("c")], of: feed, after: 420 * day)
        #expect(try test.prune(settings, after: 780 * day).tombstones == 0)
        #expect(try await test.record([b], of: feed, after: 781 * day).isEmpty)
        try await test.record([item("c")], of: feed, after: 782 * day)
        #expect(try test.prune(settings, after: 1150 * day).tombstones == 1)
        try expectWhole(test)
        let left = try ["stories", "story_items", "items"].flatMap { try test.numbers("SELECT count(*) FROM \($0)") }
        #expect(left == [0, 0, 1])
        // The other one was told last, and is listed still. Nobody remembers this one.
        #expect(kinds(try await test.record([a], of: feed, after: 1151 * day)) == [.new])
    }

    @Test(arguments: Engine.allCases)
    func `a page that is being read keeps its item`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let feed = try test.feed()
        try await test.record([item("a")], of: feed)
        try test.execute("INSERT INTO pages (item, url, host, due_at) VALUES (1, 'http://feed.test/a', 'feed.test', 0)")
        let claimed = try test.store.claimPages(
            of: nil, limit: 1, busyHosts: [], for: .seconds(40 * day + 1), at: test.now)
        #expect(claimed.map(\.item) == [1])
        #expect(try test.prune(monthly, after: 40 * day).isEmpty)
        #expect(try test.prune(monthly, after: 41 * day).items == 1)
        try expectWhole(test)
    }
}

extension SharedStore {
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

    func feed(_ subscription: Subscription) throws -> ClaimedFeed {
        try store.claim(
            .only([subscription.url], notCheckedSince: .distantFuture), limit: 1, for: .seconds(60), at: now)[0]
    }
}
