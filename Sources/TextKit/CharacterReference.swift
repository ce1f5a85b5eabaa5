/// `&name;`, `&#8217;` and `&#x2019;`, as the HTML standard reads them.
package enum CharacterReference {
    private struct Named: Sendable {
        var scalars: [Unicode.Scalar]
        var needsSemicolon: Bool
    }

    private static let (names, named): (NameIndex, [Named]) = {
        let text = entityTable.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        var names: [(name: String, value: Named)] = []
        for word in text.utf8.split(whereSeparator: \.isSpace) {
            let parts = word.split(separator: UInt8(ascii: "="))
            let isLegacy = parts[0].last == UInt8(ascii: "!")
            let scalars = parts[1].split(separator: UInt8(ascii: ",")).compactMap { digits in
                Unicode.Scalar(digits.reduce(0) { $0 << 4 + UInt32($1.hexValue ?? 0) })
            }
            let name = String(decoding: isLegacy ? parts[0].dropLast() : parts[0][...], as: UTF8.self)
            names.append((name, Named(scalars: scalars, needsSemicolon: !isLegacy)))
        }
        return (NameIndex(names.map(\.name), ignoringCase: false), names.map(\.value))
    }()

    private static let longestName = 31

    /// Reads the reference at `bytes[place]`, which is an ampersand, and appends what it stands for to `out`.
    /// - Parameter inAttribute: where "&copy=1" is no reference.
    /// - Returns: the place after it; nil, and nothing appended, when it is a bare ampersand.
    package static func read(_ bytes: [UInt8], at place: Int, end: Int, inAttribute: Bool, into out: inout [UInt8])
        -> Int?
    {
        guard place + 1 < end else { return nil }
        if bytes[place + 1] == UInt8(ascii: "#") { return readNumber(bytes, at: place + 2, end: end, into: &out) }
        if let common = readCommon(bytes, at: place + 1, end: end, into: &out) { return common }
        var nameEnd = place + 1
        while nameEnd < end, nameEnd - place <= longestName, bytes[nameEnd].isLetter || bytes[nameEnd].isDigit {
            nameEnd += 1
        }
        if nameEnd < end, bytes[nameEnd] == UInt8(ascii: ";"), let number = names.find(bytes, place + 1..<nameEnd) {
            for scalar in named[number].scalars { out.append(scalar) }
            return nameEnd + 1
        }
        // Without a semicolon, the longest name that history allows.
        var length = min(nameEnd - place - 1, 6)
        while length >= 2 {
            let stop = place + 1 + length
            if let entity = names.find(bytes, place + 1..<stop).map({ named[$0] }), !entity.needsSemicolon {
                if inAttribute, stop < end,
                    bytes[stop] == UInt8(ascii: "=") || bytes[stop].isLetter || bytes[stop].isDigit
                {
                    return nil
                }
                for scalar in entity.scalars { out.append(scalar) }
                return stop
            }
            length -= 1
        }
        return nil
    }

    /// The references that nearly all texts keep to, without the table.
    private static func readCommon(_ bytes: [UInt8], at place: Int, end: Int, into out: inout [UInt8]) -> Int? {
        func stands(_ name: StaticString) -> Bool {
            guard place + name.utf8CodeUnitCount <= end else { return false }
            for index in 0..<name.utf8CodeUnitCount where bytes[place + index] != name.utf8Start[index] { return false }
            return true
        }
        switch bytes[place] {
        case UInt8(ascii: "a") where stands("amp;"): out.append(UInt8(ascii: "&")); return place + 4
        case UInt8(ascii: "l") where stands("lt;"): out.append(UInt8(ascii: "<")); return place + 3
        case UInt8(ascii: "g") where stands("gt;"): out.append(UInt8(ascii: ">")); return place + 3
        case UInt8(ascii: "q") where stands("quot;"): out.append(UInt8(ascii: "\"")); return place + 5
        case UInt8(ascii: "n") where stands("nbsp;"): out += [0xC2, 0xA0]; return place + 5
        default: return nil
        }
    }

    private static func readNumber(_ bytes: [UInt8], at place: Int, end: Int, into out: inout [UInt8]) -> Int? {
        guard let (value, next) = number(bytes, at: place, end: end) else { return nil }
        // Programs that know UTF-16 alone write a character as its two halves.
        if value & 0xFFFF_FC00 == 0xD800, next + 1 < end, bytes[next] == UInt8(ascii: "&"),
            bytes[next + 1] == UInt8(ascii: "#"), let (low, pairEnd) = number(bytes, at: next + 2, end: end),
            let scalar = surrogatePair(value, low)
        {
            out.append(scalar)
            return pairEnd
        }
        out.append(scalar(numbered: value))
        return next
    }

    /// The digits behind "&#", and the place behind them and their semicolon.
    private static func number(_ bytes: [UInt8], at place: Int, end: Int) -> (value: UInt32, end: Int)? {
        var at = place
        var value: UInt32 = 0
        let isHexadecimal = at < end && bytes[at] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { at += 1 }
        let start = at
        while at < end, let digit = bytes[at].hexValue, isHexadecimal || digit < 10 {
            value = value > 0x10FFFF ? value : value * (isHexadecimal ? 16 : 10) + UInt32(digit)
            at += 1
        }
        guard at > start else { return nil }
        return (value, at < end && bytes[at] == UInt8(ascii: ";") ? at + 1 : at)
    }

    /// Numbers of C1 control characters are meant as windows-1252, since that is how they came about.
    package static func scalar(numbered value: UInt32) -> Unicode.Scalar {
        if (0x80..<0xA0).contains(value) { return windows1252[Int(value - 0x80)] }
        if value < 0x20, value != 0x0A, value != 0x09, value != 0x0D { return "\u{FFFD}" }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static let windows1252: [Unicode.Scalar] = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

    /// Reads what was encoded twice or more often ("&amp;nbsp;"), but for `<` and `>`: who encodes those twice means to
    /// show them.
    package static func decodeAgain(_ text: inout [UInt8]) {
        guard text.firstIndex(of: UInt8(ascii: "&"), in: text.indices) != nil else { return }
        var out: [UInt8] = []
        var at = 0
        while let ampersand = text.firstIndex(of: UInt8(ascii: "&"), in: at..<text.count) {
            out.append(text, at..<ampersand)
            let length = out.count
            guard let next = read(text, at: ampersand, end: text.count, inAttribute: true, into: &out),
                text[next - 1] == UInt8(ascii: ";"), out.count != length + 1 || !isAngle(out[length])
            else {
                out.removeLast(out.count - length)
                out.append(UInt8(ascii: "&"))
                at = ampersand + 1
                continue
            }
            at = next
            if out.count == length + 1, out[length] == UInt8(ascii: "&") {
                // It may begin a reference in its turn.
                out.removeLast()
                at -= 1
                text[at] = UInt8(ascii: "&")
            }
        }
        out.append(text, at..<text.count)
        text = out
    }

    private static func isAngle(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") }

    /// Appends `range` of `bytes` with its references read.
    package static func decode(
        _ bytes: [UInt8], _ range: Range<Int>, inAttribute: Bool = false, into out: inout [UInt8]
    ) {
        var at = range.lowerBound
        while let ampersand = bytes.firstIndex(of: UInt8(ascii: "&"), in: at..<range.upperBound) {
            out.append(bytes, at..<ampersand)
            if let next = read(bytes, at: ampersand, end: range.upperBound, inAttribute: inAttribute, into: &out) {
                at = next
            } else {
                out.append(UInt8(ascii: "&"))
                at = ampersand + 1
            }
        }
        out.append(bytes, at..<range.upperBound)
    }
}

/// The character that two halves of UTF-16 make; nil where they are none.
package func surrogatePair(_ high: UInt32, _ low: UInt32) -> Unicode.Scalar? {
    guard high & 0xFFFF_FC00 == 0xD800, low & 0xFFFF_FC00 == 0xDC00 else { return nil }
    return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
}
