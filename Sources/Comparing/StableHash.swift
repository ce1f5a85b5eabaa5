/// A 64-bit hash that is the same in every process and on every machine, since it is kept in the store.
///
/// FNV-1a over eight bytes at a time, with a final mix. Not against an adversary: who can choose both texts can
/// make them collide, and gains that his own feed hides his own edit.
struct StableHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ bytes: some Sequence<UInt8>) {
        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte)
            count &+= 1
            if count & 7 == 0 { mix(word) }
        }
        mix(word)
        mix(count)
    }

    mutating func combine(_ text: String) { combine(text.utf8) }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 29
    }

    var value: Int64 { Int64(bitPattern: state ^ state >> 32) }
}

package func stableHash(_ text: String) -> Int64 {
    var hash = StableHash()
    hash.combine(text)
    return hash.value
}

package func stableHash(_ bytes: some Sequence<UInt8>) -> Int64 {
    var hash = StableHash()
    hash.combine(bytes)
    return hash.value
}
