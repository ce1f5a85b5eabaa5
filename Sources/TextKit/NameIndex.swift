/// Finds the number of a name, which stands as bytes in a document: no string is made for it, and eight bytes are hashed
/// and compared at once.
package struct NameIndex: Sendable {
    private struct Slot: Sendable {
        /// Where its name stands in `words`.
        var start = 0
        /// Of the name, in bytes.
        var length = 0
        var number = -1
    }
    private var slots: [Slot]
    private var words: [UInt64] = []
    /// In bytes: of longer names nobody needs the hash.
    private var longest = 0
    private let ignoresCase: Bool

    /// - Parameter ignoringCase: of ASCII letters.
    package init(_ names: [String], ignoringCase: Bool = true) {
        ignoresCase = ignoringCase
        slots = Array(repeating: Slot(), count: 1 << (Int.bitWidth - (names.count * 2).leadingZeroBitCount))
        for (number, name) in names.enumerated() { insert(Array(name.utf8), number) }
    }

    private mutating func insert(_ name: [UInt8], _ number: Int) {
        longest = max(longest, name.count)
        var place = hash(name, name.indices) & (slots.count - 1)
        while slots[place].number >= 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(start: words.count, length: name.count, number: number)
        for at in stride(from: 0, to: name.count, by: 8) { words.append(word(name, at, name.count)) }
    }

    /// Up to eight bytes of a name; zero for those behind its end.
    private func word(_ bytes: [UInt8], _ at: Int, _ end: Int) -> UInt64 {
        let word = bytes.word(at: at) & (~0 >> UInt64(max(0, 64 - 8 * (end - at))))
        return ignoresCase ? word.lowercasedASCII : word
    }

    private func hash(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var hash = UInt64(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            hash = (hash ^ word(bytes, at, range.upperBound)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            at += 8
        }
        return Int(truncatingIfNeeded: hash)
    }

    /// Of names that are given twice, the first; nil for one that is not.
    package func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.count <= longest else { return nil }
        var place = hash(bytes, range) & (slots.count - 1)
        while slots[place].number >= 0 {
            if matches(slots[place], bytes, range) { return slots[place].number }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    private func matches(_ slot: Slot, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard slot.length == range.count else { return false }
        var (at, place) = (range.lowerBound, slot.start)
        while at < range.upperBound {
            if words[place] != word(bytes, at, range.upperBound) { return false }
            (at, place) = (at + 8, place + 1)
        }
        return true
    }
}
