import FeedModel
import Foundation
import Testing
import TextKit

@testable import Comparing

/// What is proposed for a document's items together is what each gets when they come one after the other.
@Suite struct StoryProposerTests {
    struct Entry: Sendable {
        var title: String
        var text: String
        var link: String
        var day: Int64?
    }

    struct Document: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var held: [Entry] = []
        let entries: [Entry]
    }

    static let documents: [Document] = [
        Document(testDescription: "nothing", entries: []),
        Document(testDescription: "three stories", entries: [harbour(1), election(2), whale(3)]),
        Document(testDescription: "a story twice", entries: [harbour(1), whale(2), harbour(3)]),
        Document(
            testDescription: "copies of what is held", held: [harbour(1), election(2)],
            entries: [election(3), harbour(4), harbour(5)]),
        Document(
            testDescription: "furniture that is learnt on the way",
            entries: (1...8).map { entry($0, "Story \($0)", furnished(Copy.harbour, $0)) }),
        Document(
            testDescription: "furniture that was half learnt",
            held: (1...2).map { entry($0, "\($0)", furnished("", $0)) },
            entries: (3...6).map { entry($0, "\($0)", furnished("", $0)) }),
        Document(
            testDescription: "issues under one template",
            entries: (1...6).map { entry($0, "Weather \($0)", Copy.weather("Town \($0)", $0, 9 + $0, 2 * $0)) }),
        Document(
            testDescription: "a bridge between two that are held",
            held: [entry(1, "Harbour", first(Copy.harbour)), entry(2, "Lock gates", last(Copy.harbour))],
            entries: [harbour(3), harbour(4)]),
        Document(
            testDescription: "one address twice", entries: [harbour(1), entry(1, "Another", Copy.whale), election(2)]),
    ]

    @Test(arguments: documents) func `each is placed as if those before it were kept`(_ document: Document) throws {
        var index = InMemoryStoryIndex()
        for entry in document.held { try put(entry, into: &index) }
        let proposals = try StoryProposer.propose(
            document.entries.map(Self.reading), in: index, site: { index.site($0) })
        var numbers: [(item: Int64, story: Int64)] = []
        for (entry, proposal) in zip(document.entries, proposals) {
            let story = try put(entry, into: &index)
            let decision = try #require(index.decisions.last)
            numbers.append((Int64(index.decisions.count), story))
            func real(_ number: Int64) -> (item: Int64, story: Int64) {
                StoryProposer.place(of: number).map { numbers[$0] } ?? (number, number)
            }
            let proposed = proposal.decision.renumbered(item: { real($0).item }, story: { real($0).story })
            #expect(proposed.story == decision.story)
            #expect(proposed.bridged == decision.bridged)
            #expect(proposed.match?.item == decision.match?.item)
            #expect(proposed.keys == decision.keys && proposed.lookedUp == decision.lookedUp)
            #expect(proposed.compared.map(\.item) == decision.compared.map(\.item))
            #expect(proposed.isCollection == decision.isCollection)
        }
        #expect(proposals.count == document.entries.count)
    }

    @Test func `the numbers of proposals are behind those of a store, in their order`() {
        let numbers = (0..<3).map(StoryProposer.number)
        #expect(numbers == numbers.sorted() && numbers[0] > 1 << 40)
        #expect(numbers.map(StoryProposer.place) == [0, 1, 2])
        #expect(StoryProposer.place(of: 7) == nil)
    }

    @Test func `what is not another's is asked for at once`() throws {
        let index = CountingIndex()
        _ = try StoryProposer.propose(Self.documents[1].entries.map(Self.reading), in: index, site: { _ in nil })
        #expect(index.asked.count == 1, "the furniture is none, and all keys are known beforehand")
        #expect(Set(index.asked[0]).count > 3 * 8, "the names and shingles of all three")
    }

    // MARK: - Entries

    private static func entry(_ number: Int, _ title: String, _ text: String) -> Entry {
        Entry(
            title: title, text: text, link: "https://courier.test/2026/03/story-number-\(number)",
            day: Int64(number) * 86_400_000)
    }
    private static func harbour(_ number: Int) -> Entry { entry(number, "Harbour of Ostvik to close", Copy.harbour) }
    private static func election(_ number: Int) -> Entry { entry(number, "Marhavn has a mayor", Copy.election) }
    private static func whale(_ number: Int) -> Entry { entry(number, "A whale finds the sea", Copy.whale) }

    private static func furnished(_ text: String, _ number: Int) -> String {
        text
            + "\nIt was the \(["first", "second", "third"][number % 3]) thing that number\(number * 7919) did at place\(number * 104_729) "
            + "under way\(number * 1299) with hand\(number * 15485) and foot\(number * 863).\n" + Copy.furniture
    }
    private static func first(_ text: String) -> String {
        text.split(separator: "\n").prefix(3).joined(separator: "\n")
    }
    private static func last(_ text: String) -> String {
        text.split(separator: "\n").dropFirst(3).joined(separator: "\n")
    }

    private static func reading(_ entry: Entry) -> StoryReading {
        var item = Item(id: entry.link)
        (item.title, item.contentText, item.url) = (entry.title, entry.text, entry.link)
        item.datePublished = entry.day.map { Date(timeIntervalSince1970: Double($0) / 1000) }
        let feed = FeedReference(id: stableHash("courier.test/"), url: "https://courier.test/feed")
        return StoryReading(of: item, in: feed, reader: WireReader(), at: Date(timeIntervalSince1970: 1_780_000_000))
    }

    @discardableResult
    private func put(_ entry: Entry, into index: inout InMemoryStoryIndex) throws -> Int64 {
        try index.put("courier.test", entry.title, entry.text, day: entry.day, link: entry.link)
    }
}

private final class CountingIndex: StoryIndex {
    private(set) var asked: [[ItemKey]] = []

    func postings(under keys: [ItemKey]) -> [[ItemPosting]?] {
        asked.append(keys)
        return keys.map { _ in [] }
    }
    func keys(of items: [Int64]) -> [Int64: [ItemKey]] { [:] }
    func members(_ items: [Int64]) -> [StoryMember] { [] }
}
