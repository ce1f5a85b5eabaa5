/// Finds a value by its name, which stands as bytes in a document: no string is made for it.
@frozen package struct NameTable<Value: Sendable>: Sendable {
    @usableFromInline struct Slot: Sendable {
        @usableFromInline var key = 0..<0
        @usableFromInline var value: Value?
    }
    @usableFromInline var slots: [Slot]
    @usableFromInline var keys: [UInt8] = []
    @usableFromInline let ignoresCase: Bool

    /// - Parameter ignoringCase: of ASCII letters.
    package init(_ names: [(name: String, value: Value)], ignoringCase: Bool = true) {
        ignoresCase = ignoringCase
        slots = Array(repeating: Slot(), count: 1 << (Int.bitWidth - (names.count * 2).leadingZeroBitCount))
        for (name, value) in names { insert(Array(name.utf8), value) }
    }

    private mutating func insert(_ name: [UInt8], _ value: Value) {
        let start = keys.count
        keys += ignoresCase ? name.map(\.lowercased) : name
        var place = hash(name, name.indices) & (slots.count - 1)
        while slots[place].value != nil { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(key: start..<keys.count, value: value)
    }

    /// FNV-1a.
    @inlinable func hash(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in range {
            hash = (hash ^ UInt32(ignoresCase ? bytes[index].lowercased : bytes[index])) &* 16_777_619
        }
        return Int(hash ^ (hash >> 15))
    }

    @inlinable package func find(_ bytes: [UInt8], _ range: Range<Int>) -> Value? {
        var place = hash(bytes, range) & (slots.count - 1)
        while let value = slots[place].value {
            if matches(slots[place].key, bytes, range) { return value }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    @inlinable func matches(_ key: Range<Int>, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard key.count == range.count else { return false }
        for offset in 0..<key.count {
            let byte = bytes[range.lowerBound + offset]
            if (ignoresCase ? byte.lowercased : byte) != keys[key.lowerBound + offset] { return false }
        }
        return true
    }
}
