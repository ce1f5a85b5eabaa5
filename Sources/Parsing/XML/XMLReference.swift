import TextKit

/// `&name;`, `&#1;` or `&#x1;` with its semicolon, without which it is none in XML.
struct XMLReference {
    enum Kind {
        case named(Range<Int>)
        case number(UInt32)
    }
    let kind: Kind
    let start: Int
    let end: Int

    /// - Parameter at: the place of an ampersand.
    init?(_ bytes: [UInt8], at: Int, end limit: Int) {
        start = at
        var place = at + 1
        let stop = min(limit, at + 40)
        while place < stop, bytes[place] != UInt8(ascii: ";") {
            let byte = bytes[place]
            guard
                byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") || byte >= 0x80
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            else { return nil }
            place += 1
        }
        guard place < stop, place > at + 1 else { return nil }
        end = place + 1
        guard bytes[at + 1] == UInt8(ascii: "#") else {
            guard !bytes[at + 1].isDigit else { return nil }
            kind = .named(at + 1..<place)
            return
        }
        let isHexadecimal = bytes[at + 2] | 0x20 == UInt8(ascii: "x")
        let digits = bytes[(at + (isHexadecimal ? 3 : 2))..<place]
        var value: UInt32 = 0
        for byte in digits {
            guard let digit = byte.hexValue, isHexadecimal || digit < 10 else { return nil }
            value = value > 0x10FFFF ? value : value * (isHexadecimal ? 16 : 10) + UInt32(digit)
        }
        guard !digits.isEmpty else { return nil }
        kind = .number(value)
    }

    /// Appends what the reference stands for, HTML's names included; false when nobody knows.
    func append(from bytes: [UInt8], into out: inout [UInt8]) -> Bool {
        switch kind {
        case .number(let value):
            let scalar = CharacterReference.scalar(numbered: value)
            if isXMLCharacter(scalar.value) { out.append(scalar) }
        case .named(let name):
            // In XML the names are those of XHTML's DTD, which differs from HTML in these two.
            if name.count == 4, bytes.equals("lang", in: name) || bytes.equals("rang", in: name) {
                out.append(bytes[name.lowerBound] == UInt8(ascii: "l") ? "\u{2329}" : "\u{232A}" as Unicode.Scalar)
                return true
            }
            let length = out.count
            let next = CharacterReference.read(bytes, at: name.lowerBound - 1, end: end, inAttribute: false, into: &out)
            guard next == end else {
                out.removeLast(out.count - length)
                return false
            }
        }
        return true
    }
}
