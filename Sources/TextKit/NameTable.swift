/// Finds a value by its name, which stands as bytes in a document: no string is made for it.
@frozen package struct NameTable<Value: Sendable>: Sendable {
    @usableFromInline struct Slot: Sendable {
        @usableFromInline var key = 0..<0
        @usableFromInline var value: Value?
    }
    @usableFromInline var slots: [Slot]
    @usableFromInline var keys: [UInt8] = []
    /// In bytes: of longer names nobody needs the hash.
    @usableFromInline var longest = 0
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
        longest = max(longest, name.count)
        var place = name.withUnsafeBufferPointer(hash) & (slots.count - 1)
        while slots[place].value != nil { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(key: start..<keys.count, value: value)
    }

    /// FNV-1a.
    @inlinable func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(ignoresCase ? byte.lowercased : byte)) &* 16_777_619 }
        return Int(hash ^ (hash >> 15))
    }

    @inlinable package func find(_ bytes: [UInt8], _ range: Range<Int>) -> Value? {
        guard range.count <= longest else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            let name = UnsafeBufferPointer(rebasing: bytes[range])
            var place = hash(name) & (slots.count - 1)
            while let value = slots[place].value {
                if matches(slots[place].key, name) { return value }
                place = (place + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    @inlinable func matches(_ key: Range<Int>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard key.count == name.count else { return false }
        for offset in 0..<key.count {
            let byte = name[offset]
            if (ignoresCase ? byte.lowercased : byte) != keys[key.lowerBound + offset] { return false }
        }
        return true
    }
}
