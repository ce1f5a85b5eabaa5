/// Decodes encodings of one byte a character.
enum SingleByteDecoder {
    /// The scalars of all 256 bytes.
    private static func scalars(_ index: Int) -> [Unicode.Scalar] {
        let text = singleByteTables[index].characters.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        let listed = Array(text.unicodeScalars)
        return listed.count == 256 ? listed : (0..<128).map { Unicode.Scalar(UInt8($0)) } + listed
    }

    static func isASCIISuperset(_ index: Int) -> Bool {
        let text = singleByteTables[index].characters.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        return text.unicodeScalars.count == 128
    }

    static func decode(_ bytes: ArraySlice<UInt8>, table index: Int) -> (text: [UInt8], repairs: Int) {
        let encoded = scalars(index).map { Array(UTF8.encode($0)!) }
        let unknown = Array("\u{FFFD}".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 4)
        var repairs = 0
        for byte in bytes {
            let text = encoded[Int(byte)]
            if text.count == 1 {
                out.append(text[0])
            } else {
                out += text
                if text == unknown { repairs += 1 }
            }
        }
        return (out, repairs)
    }
}
