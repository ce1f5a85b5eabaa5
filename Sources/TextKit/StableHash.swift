/// FNV-1a: of no bytes, and of one more.
package let fnvStart: UInt64 = 0xCBF2_9CE4_8422_2325
@inlinable package func fnv(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

@inlinable package func fnv(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for at in bytes.indices { hash = fnv(hash, bytes[at]) }
    return hash
}

/// A 64-bit hash that is the same in every process and on every machine, since it is kept in the store.
///
/// FNV-1a over eight bytes at a time, with a final mix. Not against an adversary: who can choose both texts can
/// make them collide, and gains that his own feed hides his own edit.
package struct StableHash: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// Bodies are hashed whole at every check, so eight bytes are read at once.
    package mutating func combine(_ bytes: Span<UInt8>) {
        let raw = bytes.bytes
        let words = raw.byteCount & ~7
        for offset in stride(from: 0, to: words, by: 8) {
            mix(UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
        var rest: UInt64 = 0
        for offset in words..<raw.byteCount {
            rest = rest << 8 | UInt64(raw.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
        mix(rest)
        mix(UInt64(raw.byteCount))
    }

    package mutating func combine(_ bytes: [UInt8]) { combine(bytes.span) }

    package mutating func combine(_ text: String) { combine(text.utf8.span) }

    package mutating func combine(_ number: Int64) { mix(UInt64(bitPattern: number)) }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 29
    }

    package var value: Int64 { Int64(bitPattern: state ^ state >> 32) }
}

package func stableHash(_ text: String) -> Int64 {
    var hash = StableHash()
    hash.combine(text)
    return hash.value
}

package func stableHash(_ bytes: [UInt8]) -> Int64 {
    var hash = StableHash()
    hash.combine(bytes)
    return hash.value
}

/// Two hashes of a text as 32 hexadecimal digits: a name that no two texts share by chance.
package func stableDigits(_ text: String) -> String {
    ["1\n", "2\n"].map { prefix in
        let digits = String(UInt64(bitPattern: stableHash(prefix + text)), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
}
