/// Finds the number of a name, which stands as bytes in a document: no string is made for it.
package struct NameIndex: Sendable {
    private struct Slot: Sendable {
        var key = 0..<0
        var number = -1
    }
    private var slots: [Slot]
    private var keys: [UInt8] = []
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
        let start = keys.count
        keys += ignoresCase ? name.map(\.lowercased) : name
        longest = max(longest, name.count)
        var place = name.withUnsafeBufferPointer(hash) & (slots.count - 1)
        while slots[place].number >= 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(key: start..<keys.count, number: number)
    }

    /// FNV-1a.
    private func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(ignoresCase ? byte.lowercased : byte)) &* 16_777_619 }
        return Int(hash ^ (hash >> 15))
    }

    /// Of names that are given twice, the first; nil for one that is not.
    package func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.count <= longest else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            let name = UnsafeBufferPointer(rebasing: bytes[range])
            var place = hash(name) & (slots.count - 1)
            while slots[place].number >= 0 {
                if matches(slots[place].key, name) { return slots[place].number }
                place = (place + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    private func matches(_ key: Range<Int>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard key.count == name.count else { return false }
        for offset in 0..<key.count {
            let byte = name[offset]
            if (ignoresCase ? byte.lowercased : byte) != keys[key.lowerBound + offset] { return false }
        }
        return true
    }
}
