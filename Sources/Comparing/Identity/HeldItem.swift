import struct FoundationEssentials.Date

/// An item as the store holds it, without its text, which is asked for only when it is needed.
package struct HeldItem: Equatable, Sendable {
    package var number: Int64
    /// Those of the entry as it was last seen, which is not always the text that is kept: see `Verdict.unchanged`.
    package var keys: IdentityKeys
    /// The number of the newest revision.
    package var revision = 1
    /// Its place in the feed's last document; nil when it was not in it.
    package var position: Int?
    /// Pruned or deleted: known, so that it does not come back as new, but without a text.
    package var isTombstone = false
    /// A person's rule has dropped it, and nothing was told of it.
    package var isDropped = false
    /// When the text that is kept came.
    package var textSeen: Date?
    package var published: Date?
    package var modified: Date?

    package init(number: Int64, keys: IdentityKeys) { (self.number, self.keys) = (number, keys) }
}
