import Comparing
import FeedModel
import FoundationEssentials
import Testing

/// Texts of held items come from a store, which may fail at any of them.
@Suite struct ThrowingTextTests {
    private struct Trouble: Error {}

    private func item(_ name: String, _ text: String) -> Item {
        var item = Item(id: name)
        (item.hasOwnID, item.url, item.title) = (true, "http://feed.test/\(name)", "Title of \(name)")
        item.contentText = text
        return item
    }

    /// - Parameter failing: at which of the texts that are asked for reading fails.
    /// - Returns: the verdicts, and how many texts were asked for.
    private func compareRevised(failing: Int?) throws -> (verdicts: [Verdict], asked: Int) {
        let names = ["a", "b", "c"]
        let old = names.map {
            item($0, "The harbour of \($0) closes for eleven weeks from May while its gates are replaced.")
        }
        let new = names.map {
            item($0, "The harbour of \($0) closes for twelve weeks from June while its gates are replaced.")
        }
        let held = IdentityKeys.of(old, last: []).enumerated().map { HeldItem(number: Int64($0 + 1), keys: $1) }
        var feed = Feed(format: .rss20)
        feed.items = new
        var asked = 0
        let comparison = try compare(
            feed, keys: IdentityKeys.of(new, last: held), with: held, habit: FeedHabit(), at: noon
        ) { number in
            asked += 1
            if asked == failing { throw Trouble() }
            return old[Int(number) - 1]
        }
        return (comparison.verdicts, asked)
    }

    @Test func `a text that cannot be read ends the comparison, whichever it is`() throws {
        let asked = try compareRevised(failing: nil).asked
        for failing in 1...asked {
            #expect(throws: Trouble.self) { try compareRevised(failing: failing) }
        }
        // And the opposite: where all can be read, all are revised.
        #expect(
            try compareRevised(failing: asked + 1).verdicts.allSatisfy { if case .revised = $0 { true } else { false } }
        )
    }

    @Test func `once it is known what changed, no text is read again`() throws {
        #expect(try compareRevised(failing: nil).asked == 3)
    }
}
