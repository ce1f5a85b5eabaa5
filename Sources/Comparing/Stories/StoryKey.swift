/// Under what an item is found: four words in a row of its text, or one of its names, as a hash of 56 bits; and of the
/// words beside it, in the low eight bits, what stands before and behind the four.
///
/// Many texts share four words ("for the first time"), and all that do would have to be read and compared. A copy has
/// one of their neighbours as well; of the others, seven in eight have not.
package struct StoryKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    init(shingle hash: UInt64, before: StoryWord?, after: StoryWord?) {
        let context = Self.fourBits(before) << 4 | Self.fourBits(after)
        rawValue = Int64(bitPattern: hash & ~0xFF | context)
    }

    /// Zero for the end of a text.
    private static func fourBits(_ word: StoryWord?) -> UInt64 {
        word.map { 1 + UInt64((UInt32($0) &* 0x9E37_79B1) >> 16) % 15 } ?? 0
    }

    /// Without the neighbours: what is looked up.
    package var hash: UInt64 { UInt64(bitPattern: rawValue) >> 8 }

    /// Whether two keys of one hash have a neighbour in common, or one of them has none to compare.
    func agrees(with other: StoryKey) -> Bool {
        let (ours, theirs) = (UInt8(truncatingIfNeeded: rawValue), UInt8(truncatingIfNeeded: other.rawValue))
        if ours == 0 || theirs == 0 { return true }
        let isBefore = ours >> 4 == theirs >> 4 && ours >> 4 != 0
        return isBefore || ours & 0xF == theirs & 0xF && ours & 0xF != 0
    }
}

/// An item as it is found under a key.
package struct StoryPosting: Hashable, Sendable {
    package let item: Int64
    /// The item's own, with its neighbours.
    package let key: StoryKey

    package init(item: Int64, key: StoryKey) { (self.item, self.key) = (item, key) }
}
