import Comparing
import FeedModel
import Foundation
import Testing

@testable import Storing

/// Copies, stories and a person's corrections, in both engines.
@Suite struct SharedStoryTests {
    private let text = """
        OSTVIK, Mar 3 (Reuters) - The harbour of Ostvik will close for eleven weeks from May while engineers replace the \
        northern lock gates, the port authority said on Tuesday, a decision that shipping firms called a heavy blow.
        The gates date from 1931 and were damaged in January, when the ferry Solveig struck them in thick fog. Nobody was hurt.
        Ostvik handled 4.2 million tonnes of cargo last year, most of it timber and fertiliser, and employs about 900 people.
        The shipping firm Nordlys said it would send its vessels to Marhavn, a detour of 140 kilometres that adds 9 hours to a trip.
        (Reporting by Tove Lind; Editing by Karl Moe)
        """
    private var half: String { text.split(separator: "\n").prefix(2).joined(separator: "\n") }
    private var framed: String {
        "Share\nListen to this article\n\(text)\nOur handbook tells how the prices of this paper are made."
    }

    private func entry(_ name: String, _ title: String, _ text: String, host: String) -> Item {
        var item = item(name, text: text)
        item.url = "https://\(host)/news/2026/\(name)"
        item.title = title
        return item
    }

    /// Three feeds: a page around the story, a half of it under another headline, the agency's own.
    private func three(_ test: SharedStore) async throws -> [Event] {
        let page = try await test.record(
            [entry("page", "Ostvik harbour to close", framed, host: "review.test")],
            of: test.feed("http://review.test/a.xml"))
        let part = try await test.record(
            [entry("half", "Shippers fear for spring", half, host: "courier.test")],
            of: test.feed("http://courier.test/a.xml"), after: 60)
        let own = try await test.record(
            [entry("own", "Ostvik harbour to close", text, host: "reuters.com")],
            of: test.feed("http://reuters.com/a.xml"), after: 120)
        return page + part + own
    }

    @Test(arguments: Engine.allCases)
    func `copies are told as such, and the agency's own becomes the original`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let events = try await three(test)
        #expect(events.map(\.kind) == [.new, .duplicate, .duplicate, .regrouped])
        #expect(events.map { $0.story } == [1, 1, 1, 1])
        #expect(events[1].original == 1)
        #expect(events[1].similarity == 1)
        #expect(events[1].reasons.contains("wire-credit:reuters/03-03"))
        #expect(events[2].original == nil)
        #expect(events[3].item?.number == 1)
        #expect(events[3].regroupedFrom?.original == 1)
        #expect(events[3].original == 3)
        let wire = events[1].wire
        #expect(wire?["agency"]?.string == "Reuters")
        #expect(wire?["dateline"]?["place"]?.string == "OSTVIK")
    }

    @Test(arguments: Engine.allCases)
    func `episodes under one blurb are told as new, and stories of their own`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        func episode(_ number: Int) -> Item {
            var item = entry("episode-\(number)", "Episode \(number)", half, host: "show.test")
            item.datePublished = test.now.addingTimeInterval(Double(number) * 86_400)
            return item
        }
        let first = try await test.record([episode(2), episode(1), episode(0)], of: test.feed())
        let second = try await test.record([episode(4), episode(3), episode(2)], of: test.feed(), after: 60)
        #expect((first + second).map(\.kind) == [.new, .new, .new, .new, .new])
        #expect(Set((first + second).map { $0.story }).count == 5)
    }

    @Test(arguments: Engine.allCases)
    func `an article that its feed lists twice on one date is told as a copy`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        let two = ["one", "two"].map { name in
            var item = entry(name, "Ostvik harbour to close", half, host: "paper.test")
            item.datePublished = test.now
            return item
        }
        let events = try await test.record(two, of: test.feed())
        #expect(events.map(\.kind) == [.new, .duplicate])
    }

    @Test(arguments: Engine.allCases)
    func `why tells what was compared`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        let why = try #require(try test.store.whyStory(2))
        #expect(why.story == 1 && why.members == 3 && why.original == 3)
        #expect(why.similarity == 1)
        #expect(why.match?.item.item?.number == 1)
        #expect(why.match?.lines.contains { $0.name == "containment" } == true)
        #expect(try test.store.whyStory(99) == nil)
    }

    @Test(arguments: Engine.allCases)
    func `a story tells who prints the text as it was before its correction`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        let corrected = text.replacingOccurrences(of: "1931", with: "1913")
        let feed = try test.store.claim(
            .only(["http://reuters.com/a.xml"]), limit: 1, for: .seconds(60), at: test.now + 9000)[0]
        let events = try await test.record(
            [entry("own", "Ostvik harbour to close", corrected, host: "reuters.com")], of: feed, after: 9000)
        #expect(events.map(\.kind) == [.revised])
        #expect(events.first?.story == 1)
        let story = try #require(try test.store.story(1))
        #expect(story.original == 3 && story.revision == 2)
        #expect(story.members.map(\.item) == [3, 1, 2])
        #expect(story.members.map(\.prints) == [nil, 1, 1])
    }

    @Test(arguments: Engine.allCases)
    func `what a person has split stays split`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        let events = try await test.record(.stories(.split([2], at: test.now)))
        #expect(events.map(\.kind) == [.regrouped])
        #expect(events.first?.regroupedFrom?.story == 1)
        let own = try #require(events.first?.story)
        // A whole copy is near to both.
        let more = try await test.record(
            [entry("more", "Harbour", text, host: "gazette.test")], of: test.feed("http://gazette.test/a.xml"),
            after: 300)
        #expect(more.map(\.kind) == [.duplicate])
        #expect(try test.store.story(Int64(own))?.members.map(\.item) == [2])
        let reopened = try test.reopened()
        #expect(try reopened.story(Int64(own))?.members.map(\.item) == [2])
    }

    @Test(arguments: Engine.allCases)
    func `a split and a join outlive a thousand arrivals and a restart`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        let whale = item(
            "whale", text: "A whale that had circled the inner fjord for nine days swam back to the open sea on Monday."
        )
        _ = try await test.record([whale], of: test.feed("http://fjord.test/a.xml"), after: 200)
        _ = try await test.record(.stories(.split([2], at: test.now)))
        _ = try await test.record(.stories(.join([1, 2], at: test.now)))
        for round in 0..<20 {
            let feed = try test.feed("http://site\(round).test/a.xml")
            let items = (0..<50).map { place in
                let number = round * 50 + place
                // Whole and half copies, which are near to both parts of what was split; and others.
                let text =
                    place == 0
                    ? text
                    : place == 1 ? half : (0..<40).map { "w\((number * 41 + $0 * 7919) % 5000)" }.joined(separator: " ")
                return entry("n\(number)", "Title \(number)", text, host: "site\(round).test")
            }
            try await test.record(items, of: feed, after: 1000 + Double(round))
        }
        let reopened = try test.reopened()
        func story(_ item: Int64) throws -> Int64? { try reopened.whyStory(item)?.story }
        #expect(try story(1) != story(2))
        #expect(try story(1) == story(4))
        #expect(try story(1) == story(3))
        let sizes = try [1, 2].map { try reopened.whyStory($0)!.members }
        #expect(sizes.reduce(0, +) == 44)
    }

    @Test(arguments: Engine.allCases)
    func `what a person has joined is one story, and may be split again`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        let other = item(
            "other", text: "A whale that had circled the inner fjord for nine days swam back to the open sea on Monday."
        )
        let events = try await test.record([other], of: test.feed("http://fjord.test/a.xml"), after: 200)
        let story = try #require(events.first?.story)
        let joined = try await test.record(.stories(.join([Int64(story), 1], at: test.now)))
        #expect(joined.map(\.kind) == [.regrouped])
        #expect(try test.store.story(1)?.members.count == 4)
        #expect(try test.store.story(Int64(story)) == nil)
        _ = try await test.record(.stories(.split([4], at: test.now)))
        #expect(try test.store.story(1)?.members.count == 3)
    }

    @Test(arguments: Engine.allCases)
    func `corrections that mean nothing are refused`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        await #expect(throws: StoryError.noItem(9)) { try await test.record(.stories(.split([9], at: test.now))) }
        await #expect(throws: StoryError.wholeStory(1)) {
            try await test.record(.stories(.split([1, 2, 3], at: test.now)))
        }
        await #expect(throws: StoryError.noStory(7)) {
            try await test.record(.stories(.join([1, 7], at: test.now)))
        }
        await #expect(throws: StoryError.oneStory) {
            try await test.record(.stories(.join([1, 1], at: test.now)))
        }
    }

    @Test(arguments: Engine.allCases)
    func `one address in two feeds is one article`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        var one = item("one", text: "Short teaser of the harbour.")
        one.url = "https://review.test/2026/03/ostvik-harbour-closes?utm_source=a"
        var two = item("two", text: "Another teaser, for the front page.")
        two.url = "http://www.review.test/2026/03/ostvik-harbour-closes"
        _ = try await test.record([one], of: test.feed("http://review.test/a.xml"))
        let events = try await test.record([two], of: test.feed("http://review.test/b.xml"))
        #expect(events.map(\.kind) == [.duplicate])
        #expect(
            events.first?.reasons.first
                == "canonical-url:review.test/2026/03/ostvik-harbour-closes")
    }

    @Test(arguments: Engine.allCases)
    func `items lists a story once`(_ engine: Engine) async throws {
        let test = try SharedStore(engine)
        _ = try await three(test)
        var query = ItemQuery()
        query.onceAStory = true
        var items: [Int64?] = []
        try test.store.forEachItem(query) { event in
            items.append(event.item?.number)
            let copies = try test.store.copies(beside: [event])
            #expect(copies == [3: 2])
        }
        #expect(items == [3])
    }
}
