/// Tells a page that was written so from one that has become something else.
///
/// A sum over the pieces of a page, each of sixteen bytes: a piece is mixed with its place, its halves are multiplied,
/// and the product's 128 bits are folded to 64 (as wyhash does). A sum, so that changing one piece costs two
/// multiplications in place of 256; CRC-32C is as fast only where the processor has it and one asks for it in its
/// own language. Of pages that chance has made, one in four thousand million is taken for right.
enum PageChecksum {
    /// A part of the sum.
    /// - Parameter place: of the piece among its page's.
    static func piece(_ place: Int, _ first: UInt64, _ second: UInt64) -> UInt64 {
        let key = UInt64(truncatingIfNeeded: place &+ 1) &* 0x9E37_79B9_7F4A_7C15
        let product = (first ^ key).multipliedFullWidth(by: second ^ key ^ 0xD6E8_FEB8_6659_FD93)
        return product.low ^ product.high
    }

    /// - Parameter salt: of the page, so that it counts at its own place of its own file alone.
    static func seal(_ sum: UInt64, salt: UInt64) -> UInt64 {
        var hash = (sum ^ salt) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }
}
