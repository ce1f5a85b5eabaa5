import FeedModel
import FoundationEssentials
import Testing

@testable import Comparing

/// What all entries of a document have in common must not make each of them be weighed against each.
@Suite struct IdentityCostTests {
    enum Shared: CaseIterable { case guid, link, title, text, all }

    /// - Parameter round: names that are not shared are other ones in each.
    private func document(_ count: Int, _ shared: Shared, round: Int) -> [Item] {
        (0..<count).map { number in
            let own = "\(round)-\(number)"
            var item = Item(id: shared == .guid || shared == .all ? "name" : "name-\(own)")
            item.hasOwnID = true
            item.url = "https://feed.test/" + (shared == .link || shared == .all ? "page" : "page/\(own)")
            item.title = shared == .title || shared == .all ? "The title" : "The title of \(own) alone"
            item.contentText = shared == .text || shared == .all ? "The text" : "The text of \(own) and of no other"
            item.datePublished = noon + Double(round * count + number)
            return item
        }
    }

    /// Pairs weighed and texts asked for when a document comes that shares nothing else with the one before.
    private func work(_ count: Int, _ shared: Shared) -> (pairs: Int, texts: Int, repeats: Int) {
        let before = document(count, shared, round: 0), after = document(count, shared, round: 1)
        let held = zip(1..., before).map { number, item in
            var held = HeldItem(number: Int64(number), keys: IdentityKeys(of: item))
            (held.position, held.published) = (number - 1, item.datePublished)
            return held
        }
        var feed = Feed(format: .rss20)
        feed.items = after
        var texts = 0
        var matching = IdentityMatching(feed: feed, keys: after.map(IdentityKeys.init), held: held, habit: FeedHabit())
        matching.run { number in
            texts += 1
            return before[Int(number) - 1]
        }
        _ = matching.learnt(FeedHabit())
        return (matching.pairsWeighed, texts, matching.repeats.count { $0 != nil })
    }

    @Test(arguments: Shared.allCases)
    func `ten thousand entries that share a name are weighed against a few each`(_ shared: Shared) {
        let found = work(10_000, shared)
        #expect(found.pairs <= 10_000 * 40)
        #expect(found.texts <= 10_000)
        // They are looked up beside one another too: as repetitions, where guid and words are the same.
        #expect(found.repeats == (shared == .all ? 9_999 : 0))
    }
}
