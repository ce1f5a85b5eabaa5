import Testing

@testable import Following

@Suite struct SHA256Tests {
    /// FIPS 180-4's examples, and lengths around the end of a block.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `hashes are those of the standard`(_ text: String, _ hash: String) {
        #expect(SHA256.hexadecimal(SHA256.hash(Array(text.utf8))) == hash)
    }

    @Test func `each length around the end of a block has another hash`() {
        let hashes = (54...130).map { SHA256.hash([UInt8](repeating: 0x61, count: $0)) }
        #expect(Set(hashes).count == 77 && hashes.allSatisfy { $0.count == 32 })
    }

    /// RFC 4231, test cases 2 and 6.
    @Test func `codes are those of RFC 4231`() {
        func code(_ text: String, _ key: [UInt8]) -> String {
            SHA256.hexadecimal(SHA256.code(of: Array(text.utf8), by: key))
        }
        #expect(
            code("what do ya want for nothing?", Array("Jefe".utf8))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            code("Test Using Larger Than Block-Size Key - Hash Key First", [UInt8](repeating: 0xaa, count: 131))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}
