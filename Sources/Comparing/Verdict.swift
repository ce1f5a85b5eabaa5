import FeedModel
import FoundationEssentials

/// What an entry is to the items held of its feed.
package enum Verdict: Equatable, Sendable {
    /// An article that the feed did not have.
    case new
    /// The item that is held under `number`, and nothing that a reader could see is different: the text that is
    /// held stays. The store keeps the entry's keys and dates.
    case unchanged(number: Int64)
    /// The same item with a change that a reader could see; the store keeps `Revision.item`.
    case revised(number: Int64, Revision)
    /// The same as another entry of this document, by its place in it.
    case repeated(ofEntry: Int)
}

/// What a feed's document says, entry by entry, against what is held.
package struct Comparison: Sendable {
    /// One for each entry, in the document's order.
    package var verdicts: [Verdict]
    package var habit: FeedHabit
}

/// Finds each entry of `feed` among the items held, and tells what changed.
/// - Parameter keys: of the entries of `feed`: `IdentityKeys.of`. `held` was looked up by them.
/// - Parameter held: every item held of this feed that shares a guid, link, title or text with an entry, and all
///   items of its last document.
/// - Parameter text: the text that is kept of an item, by its number. Asked for only where fingerprints differ.
package func compare(
    _ feed: Feed, keys: [IdentityKeys], with held: [HeldItem], habit: FeedHabit, at now: Date,
    text: (Int64) throws -> Item
) rethrows -> Comparison {
    var matching = IdentityMatching(feed: feed, keys: keys, held: held, habit: habit)
    try matching.run(text: text)
    // With the text that is held, which is read once: a second reading may fail in the midst of the verdicts.
    var changes: [Int: (from: Item, difference: ItemDifference)] = [:]
    for (entry, match) in matching.matches.enumerated() {
        guard let old = match.map({ held[$0] }), !old.isTombstone, keys[entry].fingerprint != old.keys.fingerprint
        else { continue }
        let oldText = try text(old.number)
        let difference = ItemDifference(
            from: ReadableItem(oldText), to: ReadableItem(feed.items[entry]),
            elapsed: old.textSeen.map { now.timeIntervalSince($0) })
        if !difference.changed.isEmpty { changes[entry] = (oldText, difference) }
    }
    let frame = RevisionFrame(changes.values.map(\.difference), in: feed.items.map(ReadableItem.init))
    let verdicts = matching.matches.enumerated().map { entry, match -> Verdict in
        guard let old = match.map({ held[$0] }) else {
            return matching.repeats[entry].map { .repeated(ofEntry: $0) } ?? .new
        }
        guard let change = changes[entry],
            let revision = Revision(
                frame.without(change.difference), from: change.from, to: feed.items[entry], at: now)
        else { return .unchanged(number: old.number) }
        return .revised(number: old.number, revision)
    }
    return Comparison(verdicts: verdicts, habit: matching.learnt(habit))
}
