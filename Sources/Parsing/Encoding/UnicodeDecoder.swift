import TextKit

/// Decodes the encodings of Unicode.
enum UnicodeDecoder {
    /// With U+FFFD for what is not UTF-8. Halves of UTF-16, each written as three bytes (CESU-8), become the character
    /// that they make.
    static func repairUTF8(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], repairs: Int) {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 16)
        var repairs = 0
        var start = bytes.startIndex
        while let surrogate = bytes[start...].indices.first(where: { half(bytes, $0) != nil }) {
            repairs += repairPart(bytes[start..<surrogate], into: &out) + 1
            let first = half(bytes, surrogate)!
            start = surrogate + 3
            if let low = half(bytes, start), let scalar = surrogatePair(first, low) {
                out.append(scalar)
                start += 3
            } else {
                out += [0xEF, 0xBF, 0xBD]
            }
        }
        repairs += repairPart(bytes[start...], into: &out)
        return (out, repairs)
    }

    /// Half a surrogate pair in three bytes.
    private static func half(_ bytes: ArraySlice<UInt8>, _ at: Int) -> UInt32? {
        guard at < bytes.endIndex, bytes[at] == 0xED, at + 2 < bytes.endIndex, bytes[at + 1] >= 0xA0,
            bytes[at + 1] < 0xC0, bytes[at + 2] & 0xC0 == 0x80
        else { return nil }
        return 0xD000 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
    }

    private static func repairPart(_ bytes: ArraySlice<UInt8>, into out: inout [UInt8]) -> Int {
        var repairs = 0
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        loop: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): out.append(contentsOf: scalar)
            case .emptyInput: break loop
            case .error:
                out += [0xEF, 0xBF, 0xBD]
                repairs += 1
            }
        }
        return repairs
    }

    /// What one pass finds: whether the bytes are UTF-8 (Unicode, table 3-7), and, where they are, whether they are
    /// also free of what `DecodedText.repairCharacters` repairs. ASCII, which is nearly all there is, goes by eight
    /// bytes at a time.
    static func inspect(_ bytes: ArraySlice<UInt8>) -> (isUTF8: Bool, isClean: Bool) {
        bytes.withUnsafeBytes { bytes in
            var isClean = true
            var at = 0
            while at < bytes.count {
                if bytes.isASCII32(at: at) {
                    for offset in stride(from: at, to: at + 32, by: 8) {
                        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                        if hasControl(word), hasForbiddenControl(word) { isClean = false }
                    }
                    at += 32
                    continue
                }
                if at + 8 <= bytes.count {
                    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                    let ascii = word.leadingASCII
                    // What follows the first character that is not ASCII counts as spaces.
                    let rest: UInt64 = ascii == 8 ? 0 : ~0 << UInt64(ascii * 8)
                    if hasForbiddenControl(word & ~rest | 0x2020_2020_2020_2020 & rest) { isClean = false }
                    at += ascii
                    if ascii == 8 { continue }
                }
                let (length, isForbidden) = character(bytes, at)
                guard length > 0 else { return (false, false) }
                if isForbidden { isClean = false }
                at += length
            }
            return (true, isClean)
        }
    }

    /// Whether one of eight bytes, all of ASCII, is less than 0x20.
    @inline(__always)
    private static func hasControl(_ word: UInt64) -> Bool {
        (word &- 0x2020_2020_2020_2020) & 0x8080_8080_8080_8080 != 0
    }

    /// Whether one of eight bytes, all of ASCII, is a control character other than tab, line feed and carriage return.
    /// Each sum has a byte's high bit set where the byte is at least 0x20, or is not the one compared with.
    @inline(__always)
    private static func hasForbiddenControl(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let isLarge = word &+ (0x60 &* ones)
        func differs(from byte: UInt64) -> UInt64 { (word ^ (byte &* ones)) &+ (0x7F &* ones) }
        let differs = differs(from: 0x09) & differs(from: 0x0A) & differs(from: 0x0D)
        return ~isLarge & differs & 0x8080_8080_8080_8080 != 0
    }

    /// The length of the character at `at`, 0 where it is none in UTF-8, and whether XML forbids it or nobody means it.
    private static func character(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> (length: Int, isForbidden: Bool) {
        let lead = bytes[at]
        if lead < 0x80 { return (1, lead < 0x20 && lead != 0x09 && lead != 0x0A && lead != 0x0D) }
        func byte(_ offset: Int) -> UInt8 { at + offset < bytes.count ? bytes[at + offset] : 0 }
        let second = byte(1)
        let hasThird = byte(2) & 0xC0 == 0x80
        switch lead {
        case 0xC2...0xDF: return (second & 0xC0 == 0x80 ? 2 : 0, lead == 0xC2 && second < 0xA0)
        case 0xE0: return ((0xA0...0xBF).contains(second) && hasThird ? 3 : 0, false)
        case 0xED: return ((0x80...0x9F).contains(second) && hasThird ? 3 : 0, false)
        case 0xE1...0xEF:
            return (second & 0xC0 == 0x80 && hasThird ? 3 : 0, lead == 0xEF && second == 0xBF && byte(2) >= 0xBE)
        case 0xF0...0xF4:
            let seconds: ClosedRange<UInt8> = lead == 0xF0 ? 0x90...0xBF : lead == 0xF4 ? 0x80...0x8F : 0x80...0xBF
            return (seconds.contains(second) && hasThird && byte(3) & 0xC0 == 0x80 ? 4 : 0, false)
        default: return (0, false)
        }
    }

    static func decodeUTF16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> (text: [UInt8], repairs: Int) {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var repairs = 0
        var high: UInt32?
        var at = bytes.startIndex
        while at + 1 < bytes.endIndex {
            let (first, second) = (UInt32(bytes[at]), UInt32(bytes[at + 1]))
            let unit = isBigEndian ? first << 8 | second : second << 8 | first
            at += 2
            if let lead = high {
                high = nil
                if unit & 0xFC00 == 0xDC00 {
                    out.append(Unicode.Scalar(0x10000 + (lead & 0x3FF) << 10 + unit & 0x3FF) ?? "\u{FFFD}")
                    continue
                }
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
            if unit & 0xFC00 == 0xD800 {
                high = unit
            } else if let scalar = Unicode.Scalar(unit) {
                out.append(scalar)
            } else {
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
        }
        if high != nil || at < bytes.endIndex {
            out.append("\u{FFFD}" as Unicode.Scalar)
            repairs += 1
        }
        return (out, repairs)
    }

    static func decodeUTF32(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> (text: [UInt8], repairs: Int) {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count / 2)
        var repairs = 0
        var at = bytes.startIndex
        while at + 3 < bytes.endIndex {
            var value: UInt32 = 0
            for offset in 0..<4 { value = value << 8 | UInt32(bytes[isBigEndian ? at + offset : at + 3 - offset]) }
            at += 4
            if let scalar = Unicode.Scalar(value) {
                out.append(scalar)
            } else {
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
        }
        if at < bytes.endIndex { repairs += 1 }
        return (out, repairs)
    }
}
