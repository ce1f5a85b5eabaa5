import Comparing
import FeedModel

/// What a document says against what is held of its feed, with all of it made ready that can be before it is kept.
///
/// Found out beside whoever writes, on any core. The transaction that keeps it first makes sure that what was read still
/// holds (`Basis`), and else finds it out again.
package struct FeedComparison: Sendable {
    /// Behind a pointer, as what else goes from stage to stage: a copy of it is of some thirty fields.
    package indirect enum Entry: Sendable {
        case new(IdentityKeys, NewItem)
        /// Nothing that a reader could see is different: its names and dates may be.
        case unchanged(HeldItem, IdentityKeys)
        case revised(HeldItem, IdentityKeys, Comparing.Revision, StoryReading)
        /// Of an item that had been dropped, and is so again, or is told now.
        case revisedDropped(HeldItem, IdentityKeys, Comparing.Revision, Fate)
        case repeated
        /// It has been pruned; its names, where the feed has changed what it says of it.
        case pruned(Int64, IdentityKeys?)
    }

    /// What becomes of an item that was not told before.
    package indirect enum Fate: Sendable {
        case told(StoryReading)
        case dropped(DroppingRule)
    }

    package struct NewItem: Sendable {
        package let fate: Fate
        package let json: JSONObject
        /// As a row of `revisions` has it.
        package let document: String
        /// Under which it is found in its feed.
        package let names: [ItemKey]

        package init(fate: Fate, json: JSONObject, document: String, names: [ItemKey]) {
            (self.fate, self.json, self.document, self.names) = (fate, json, document, names)
        }
    }

    /// In the document's order.
    package var entries: [Entry]
    /// As a row of `feeds` has it.
    package let habit: String
    package let basis: Basis
    /// What the last document listed although it has been pruned.
    package let listedPruned: [Int64]
    /// Rules that could not be told of some of the items: their regular expressions took too long.
    package let stoppedRules: [DroppingRule]

    package init(
        entries: [Entry], habit: String, basis: Basis, listedPruned: [Int64], stoppedRules: [DroppingRule] = []
    ) {
        (self.entries, self.habit, self.basis, self.listedPruned) = (entries, habit, basis, listedPruned)
        self.stoppedRules = stoppedRules
    }

    /// What was read. Nobody else takes in documents of a feed while its lease lasts; its articles' pages are read beside.
    package struct Basis: Equatable, Sendable {
        package let entries: String
        package let habit: String
        package let items: [Int64]
        /// Each revision and each withdrawal of the items adds to it, and the first time that a page's text stands.
        package let changes: Int64

        package init(entries: String, habit: String, items: [Int64], changes: Int64) {
            (self.entries, self.habit, self.items, self.changes) = (entries, habit, items, changes)
        }
    }
}
