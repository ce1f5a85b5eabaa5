import FeedModel
import Foundation
import Testing

@testable import Storing
@testable import StoringPostgres

/// Of the same content both engines print the same.
@Suite struct SameAnswerTests {
    private let stores: [SharedStore]

    init() throws { stores = try Engine.allCases.map { try SharedStore($0) } }

    private func live(_ rounds: Int) async throws {
        var life = Life()
        for round in 0..<rounds {
            let now = stores[0].now + Double(round) * 4000
            for document in life.all() { for store in stores { try await store.take(document, at: now) } }
        }
    }

    private func expectSame(
        _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation,
        _ answer: (any SharedStore.Parts) throws -> [JSONObject]
    ) throws {
        let answers = try stores.map { try answer($0.store).map { JSONValue.object($0).encoded } }
        #expect(answers[0] == answers[1], "\(what)", sourceLocation: sourceLocation)
        #expect(!answers[0].isEmpty, "\(what)", sourceLocation: sourceLocation)
    }

    @Test func `lists of items, whatever they are asked for`() async throws {
        try await live(25)
        let now = stores[0].now
        let queries: [(String, (inout ItemQuery) -> Void)] = [
            ("all", { _ in }), ("published", { $0.order = .published }), ("few", { $0.limit = 3 }),
            ("once", { $0.onceAStory = true }), ("few once", { ($0.onceAStory, $0.limit) = (true, 5) }),
            ("one feed once", { ($0.onceAStory, $0.feeds) = (true, [2]) }), ("revised", { $0.isRevised = true }),
            ("material", { ($0.isRevised, $0.weight) = (true, "material") }),
            ("revised lately", { ($0.isRevised, $0.since) = (true, now + 40_000) }),
            ("since", { ($0.since, $0.until) = (now + 20_000, now + 60_000) }), ("story", { $0.story = 2 }),
            ("words", { $0.words = "told AND NOT title:2" }),
            ("words once", { ($0.words, $0.onceAStory) = ("said", true) }),
            ("address", { $0.words = "url:site1 -feed:2.xml" }),
        ]
        for (name, change) in queries {
            var query = ItemQuery()
            change(&query)
            try expectSame(name) { store in
                var lines: [JSONObject] = []
                try store.forEachItem(query) { lines.append($0.json) }
                return lines
            }
        }
        try expectSame("titled") { try $0.items(titled: "told for").map(\.json) }
        try expectSame("revisions") { store in try (1...20).flatMap { try store.revisions(of: $0).map(\.json) } }
        try expectSame("one") { store in
            let names = ["7", item("entry-3").id, "http://site1.test/entry-2", "none"]
            return try names.map { try store.findItem($0)?.json ?? JSONObject() }
        }
        try expectSame("feeds") { try $0.feeds().map(\.json) + $0.feeds(matching: "FEED 1").map(\.json) }
    }

    @Test func `a list is read in a few questions, however long it is`() async throws {
        let postgres = stores[1].postgres
        try await stores[1].record((0..<250).map { item("n\($0)") }, of: stores[1].feed())
        var count = 0
        try postgres.forEachItem(ItemQuery()) { _ in count += 1 }
        #expect(count == 250)
        // A cursor has more than it gives at once.
        let numbers = try postgres.read { transaction in
            var numbers: [Int] = []
            try transaction.forEachRow("SELECT n FROM generate_series(1::bigint, $1) AS n", .init([12_001])) { row in
                numbers.append(row[0])
                return true
            }
            return numbers
        }
        #expect(numbers == Array(1...12_001))
    }

    @Test func `lists of stories, and each of them`() async throws {
        try await live(25)
        let now = stores[0].now
        for order in StoryQuery.Order.allCases {
            for (limit, feeds) in [(nil, 1), (3, 1), (nil, 2), (2, 2)] {
                var query = StoryQuery(since: now)
                (query.order, query.limit, query.feeds) = (order, limit, feeds)
                try expectSame("\(order) \(limit ?? 0) \(feeds)") { try $0.stories(query).map(\.json) }
            }
            var query = StoryQuery(since: now + 40_000)
            (query.order, query.until) = (order, now + 60_000)
            try expectSame("\(order) in a span") { try $0.stories(query).map(\.json) }
        }
        var figures = try stores.map { try $0.store.figures(at: now + 200_000) }
        #expect(figures.map(\.workers.count) == [0, 1], "one has workers, of which the store itself is one")
        figures[1].workers = []
        #expect(figures[0] == figures[1] && figures[0].stories > 0 && figures[0].feedsDue == 3)
        try expectSame("each") { store in try (1...40).compactMap { try store.story($0)?.json } }
        try expectSame("of items") { store in try (1...40).compactMap { try store.story(ofItem: $0)?.json } }
        let items = Array(1...80).map(Int64.init)
        #expect(try stores[0].store.copies(beside: items) == stores[1].store.copies(beside: items))
        let matches = try stores.map { try $0.store.storyMatches(of: items).mapValues { "\($0)" } }
        #expect(matches[0] == matches[1] && !matches[0].isEmpty)
        let why = try stores.map { test in try items.map { "\(String(describing: try test.store.whyStory($0)))" } }
        #expect(why[0] == why[1])
    }

    @Test func `what is published`() async throws {
        try await live(20)
        let (now, all) = (stores[0].now, Array(1...60).map(Int64.init))
        func expectEqual<T: Equatable>(
            sourceLocation: SourceLocation = #_sourceLocation, _ answer: (any SharedStore.Parts) throws -> T
        ) throws {
            let answers = try stores.map { try answer($0.store) }
            #expect(answers[0] == answers[1], sourceLocation: sourceLocation)
        }
        var query = PublicationQuery()
        try expectEqual { try $0.outlines(query) }
        try expectEqual { try $0.outlines(query, of: [3, 9]) }
        query.words = "told title:2"
        try expectEqual { try $0.outlines(query) }
        query.tag = "none"
        try expectEqual { try $0.outlines(query) }
        #expect(try !stores[1].store.outlines(PublicationQuery()).isEmpty)
        for excerpt in [nil, 20] {
            try expectEqual { store in
                try store.published(all.reversed(), excerpt: excerpt).map { item in
                    "\(item.number) \(item.feed) \(item.feedPage ?? "") \(item.feedID ?? "") \(item.revision) "
                        + "\(item.firstSeen) \(item.key) \(item.similarity ?? 0) \(item.agency ?? "") "
                        + JSONValue.object(item.json).encoded
                }
            }
        }
        for (seq, feeds) in [(0, []), (40, []), (60, [1]), (1000, [2])] as [(Int64, [Int64])] {
            try expectEqual { store in
                let touched = try store.touched(after: seq, feeds: feeds)
                return [touched.items.sorted(), [touched.seq, Int64(touched.held), Int64(touched.arrived)]]
            }
        }
        try expectEqual { try $0.firstSeen(all).sorted() }
        try expectEqual { try $0.items(firstSeenOn: now).sorted() }
        try expectEqual { try $0.feedMarks() }
        try expectEqual { try $0.dailyItems(of: [1, 3], 7, until: now + 86_400) }
        try expectEqual { store in
            let counts = try store.dailyCounts(7, until: now + 86_400)
            return ["\(counts.first) \(counts.count)"] + counts.byName.keys.sorted().map { "\($0) \(counts[$0])" }
        }
    }
}
