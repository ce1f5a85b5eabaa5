import Testing

@testable import Following

@Suite struct MessageCodeTests {
    /// RFC 4231, test cases 2 and 6.
    @Test func `codes are those of RFC 4231`() {
        #expect(
            messageCode(of: Array("what do ya want for nothing?".utf8), by: Array("Jefe".utf8))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            messageCode(
                of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                by: [UInt8](repeating: 0xaa, count: 131))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(messageCode(of: [], by: []).count == 64)
    }
}
