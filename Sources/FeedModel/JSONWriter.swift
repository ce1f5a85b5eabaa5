extension JSONValue {
    /// Compact JSON in UTF-8, on one line: what a log line needs.
    package var encoded: String { String(decoding: encodedBytes, as: UTF8.self) }

    package var encodedBytes: [UInt8] {
        var out: [UInt8] = []
        encode(to: &out)
        return out
    }

    /// Appends what `encoded` is.
    package func encode(to out: inout [UInt8]) { write(to: &out, indent: nil) }

    /// For people: two spaces a level.
    package var pretty: String {
        var out: [UInt8] = []
        write(to: &out, indent: 0)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8], indent: Int?) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): out.append(contentsOf: String(value).utf8)
        // JSON has no word for infinity and not-a-number (RFC 8259, 6).
        case .double(let value): out.append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
        case .string(let value): writeString(value, to: &out)
        case .array(let values):
            writeList(values, "[", "]", to: &out, indent: indent) { value, out, indent in
                value.write(to: &out, indent: indent)
            }
        case .object(let object):
            writeList(object.members, "{", "}", to: &out, indent: indent) { member, out, indent in
                writeString(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                if indent != nil { out.append(UInt8(ascii: " ")) }
                member.value.write(to: &out, indent: indent)
            }
        }
    }
}

private func writeList<Element>(
    _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, to out: inout [UInt8], indent: Int?,
    _ write: (Element, inout [UInt8], Int?) -> Void
) {
    let inner = indent.map { $0 + 1 }
    out.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        if let inner { newline(inner, to: &out) }
        write(element, &out, inner)
    }
    if let indent, !elements.isEmpty { newline(indent, to: &out) }
    out.append(UInt8(ascii: close))
}

private func newline(_ level: Int, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
}

private let hexDigits = Array("0123456789abcdef".utf8)

/// Escapes what JSON must escape (RFC 8259, 7), and what it may hold but ends a line, or is obeyed by terminals: DEL, C1
/// controls, and the line separators U+2028 and U+2029.
private func writeString(_ string: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    // Runs without anything to escape are copied whole: texts are long and escapes rare.
    let copied: Void? = unsafe string.utf8.withContiguousStorageIfAvailable { bytes in
        var start = 0
        var index = 0
        let count = bytes.count
        while index < count {
            // Eight bytes at a time.
            while index + 8 <= count {
                let word = unsafe UnsafeRawPointer(bytes.baseAddress! + index).loadUnaligned(as: UInt64.self)
                let places = placesToEscape(UInt64(littleEndian: word))
                index += places.trailingZeroBitCount / 8
                if places != 0 { break }
            }
            guard index < count else { break }
            let byte = unsafe bytes[index]
            if byte < 0x7F, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            // Strings are valid UTF-8: what a first byte announces is there.
            let length: Int
            switch byte {
            case 0xC2 where unsafe bytes[index + 1] < 0xA0: length = 2
            case 0xE2 where unsafe bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8: length = 3
            case 0x80...:
                index += 1
                continue
            default: length = 1
            }
            unsafe out.append(contentsOf: bytes[start..<index])
            switch length {
            case 1: writeEscape(byte, to: &out)
            case 2: unsafe writeEscape(code: UInt16(bytes[index + 1]), to: &out)
            default: unsafe writeEscape(code: 0x2000 | UInt16(bytes[index + 2] & 0x3F), to: &out)
            }
            index += length
            start = index
        }
        unsafe out.append(contentsOf: bytes[start...])
    }
    if copied == nil {
        var native = string
        native.makeContiguousUTF8()
        out.removeLast()
        return writeString(native, to: &out)
    }
    out.append(UInt8(ascii: "\""))
}

/// Of eight bytes, the low one first, the high bit of the first that must be escaped or may begin a character that must;
/// of those behind it, perhaps of others too.
@inline(__always)
private func placesToEscape(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // The high bit of each byte that is `byte`.
    func places(of byte: UInt64) -> UInt64 {
        let differs = word ^ (byte &* ones)
        return (differs &- ones) & ~differs
    }
    let controls = (word &- (0x20 &* ones)) & ~word
    let others = places(of: 0x22) | places(of: 0x5C) | places(of: 0x7F) | places(of: 0xC2) | places(of: 0xE2)
    return (controls | others) & 0x8080_8080_8080_8080
}

private func writeEscape(_ byte: UInt8, to out: inout [UInt8]) {
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x0A: letter = UInt8(ascii: "n")
    case 0x0D: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    default: return writeEscape(code: UInt16(byte), to: &out)
    }
    out.append(UInt8(ascii: "\\"))
    out.append(letter)
}

private func writeEscape(code: UInt16, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\\"))
    out.append(UInt8(ascii: "u"))
    for shift in [12, 8, 4, 0] { out.append(hexDigits[Int(code >> UInt16(shift)) & 15]) }
}
