/// Under what an item is found: four words in a row of its text, or one of its names, as a hash of 48 bits. Of words the
/// low sixteen bits tell which stand before and behind them; of a name they are more of the hash.
///
/// Many texts share four words ("for the first time"), and all that do would have to be read and compared. A copy has
/// one of their neighbours as well; hardly any other has.
package struct ItemKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    init(shingle hash: UInt64, before: StoryWord?, after: StoryWord?) {
        let neighbours = UInt64(Self.byte(before)) << 8 | UInt64(Self.byte(after))
        rawValue = Int64(bitPattern: hash & ~0xFFFF | neighbours)
    }

    /// Zero for the end of a text.
    private static func byte(_ word: StoryWord?) -> UInt8 {
        word.map { UInt8(1 + ((UInt32($0) &* 0x9E37_79B1) >> 16) % 255) } ?? 0
    }

    /// Without the neighbours: what is looked up.
    package var hash: UInt64 { UInt64(bitPattern: rawValue) >> 16 }

    private var before: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
    private var after: UInt8 { UInt8(truncatingIfNeeded: rawValue) }

    /// Whether two keys of one hash have a neighbour in common, or one of them has none to compare.
    /// - Parameter both: both neighbours are asked for, as far as there are any.
    func agrees(with other: ItemKey, onBothSides both: Bool) -> Bool {
        let isBefore = before == other.before, isAfter = after == other.after
        let (noBefore, noAfter) = (before == 0 || other.before == 0, after == 0 || other.after == 0)
        if noBefore && noAfter { return true }
        return both ? (isBefore || noBefore) && (isAfter || noAfter) : isBefore && !noBefore || isAfter && !noAfter
    }
}

/// An item as it is found under a key.
package struct ItemPosting: Hashable, Sendable {
    package let item: Int64
    /// The item's own, with its neighbours.
    package let key: ItemKey

    package init(item: Int64, key: ItemKey) { (self.item, self.key) = (item, key) }
}
