import Glibc

/// The classes of ASCII bytes that the formats speak of.
extension UInt8 {
    /// White space of HTML; XML has no form feed, but its repair leaves none.
    @inlinable package var isSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 || self == 0x0C
    }
    @inlinable package var isDigit: Bool { self &- 0x30 < 10 }
    @inlinable package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// A letter in lower case; any other byte as it is.
    @inlinable package var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
    /// The value of a hexadecimal digit.
    @inlinable package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes from `at` on are all of ASCII, 32 of them: nearly all that most texts consist of.
    @inlinable @inline(__always)
    package func isASCII32(at: Int) -> Bool {
        guard at + 32 <= count else { return false }
        let words = loadUnaligned(fromByteOffset: at, as: SIMD4<UInt64>.self)
        return (words[0] | words[1] | words[2] | words[3]) & 0x8080_8080_8080_8080 == 0
    }
}

extension UInt64 {
    /// Of eight bytes, the first one lowest, how many come before one that is not ASCII.
    @inlinable @inline(__always)
    package var leadingASCII: Int { (self & 0x8080_8080_8080_8080).trailingZeroBitCount / 8 }

    /// Of eight bytes in memory, the high bits of those that are `byte`, the first one lowest. Behind the first, a byte
    /// that differs from it by one may be taken for it.
    @inlinable @inline(__always)
    package func places(of byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let differs = UInt64(littleEndian: self) ^ (UInt64(byte) &* ones)
        return (differs &- ones) & ~differs & 0x8080_8080_8080_8080
    }

    /// Of eight bytes, letters of ASCII in lower case.
    @inlinable @inline(__always)
    package var lowercasedASCII: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = self & (0x7F &* ones)
        let isUpper = (low &+ (0x3F &* ones)) & ~(low &+ (0x25 &* ones)) & ~self & (0x80 &* ones)
        return self | isUpper >> 2
    }

    /// Of eight bytes in memory, the high bits of those that are less than 0x20, the first one lowest. Behind the first, a
    /// space may be taken for one.
    @inline(__always)
    @inlinable package var controls: UInt64 {
        let word = UInt64(littleEndian: self)
        return (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
    }
}

extension [UInt8] {
    /// The eight bytes from `at` on, the first one lowest; zero for those behind the end.
    @inlinable @inline(__always)
    package func word(at: Int) -> UInt64 {
        withUnsafeBytes { bytes in
            if at + 8 <= bytes.count {
                return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            }
            return bytes[at...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The last place of `byte` in `range`, looked for from its end.
    @inlinable package func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        withUnsafeBufferPointer { buffer in
            var at = range.upperBound
            while at > range.lowerBound {
                at -= 1
                if buffer[at] == byte { return at }
            }
            return nil
        }
    }

    /// The first place of `byte` in `range`. By `memchr`, which reads many bytes at once.
    @inlinable package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        withUnsafeBufferPointer { buffer in
            let part = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[range])
            guard let start = part.baseAddress, let found = memchr(start, Int32(byte), part.count) else { return nil }
            return range.lowerBound + (UnsafeRawPointer(found) - start)
        }
    }

    @inlinable package func trimmingSpace(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isSpace { start += 1 }
        while end > start, self[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    /// Whether `word`, in lower case, stands at `place` in whatever case.
    @inlinable package func hasWord(_ word: StaticString, at place: Int) -> Bool {
        guard place >= 0, place + word.utf8CodeUnitCount <= count else { return false }
        for index in 0..<word.utf8CodeUnitCount where self[place + index].lowercased != word.utf8Start[index] {
            return false
        }
        return true
    }

    /// Whether `range` is `word`, which is in lower case, in whatever case.
    @inlinable package func equals(_ word: StaticString, in range: Range<Int>) -> Bool {
        range.count == word.utf8CodeUnitCount && hasWord(word, at: range.lowerBound)
    }

    /// The first place in `range` at which `word`, in lower case, stands in whatever case.
    @inlinable package func firstIndex(of word: StaticString, in range: Range<Int>) -> Int? {
        let last = range.upperBound - word.utf8CodeUnitCount
        var place = range.lowerBound
        while place <= last {
            if hasWord(word, at: place) { return place }
            place += 1
        }
        return nil
    }

    /// A part of text that `decode` gave, so that it is UTF-8 and nobody needs to look again; cut at ASCII bytes.
    @inlinable package func string(_ range: Range<Int>) -> String {
        withUnsafeBufferPointer { String(copying: UTF8Span(unchecked: UnsafeBufferPointer(rebasing: $0[range]).span)) }
    }

    /// As `string`, and stream-safe: for what will be compared, hashed or composed.
    package func safeString(_ range: Range<Int>) -> String {
        withUnsafeBufferPointer { buffer in
            let part = UnsafeBufferPointer(rebasing: buffer[range])
            if let safe = streamSafe(part) { return String(decoding: safe, as: UTF8.self) }
            return String(copying: UTF8Span(unchecked: part.span))
        }
    }

    /// Appends a part of other bytes by one copy of memory, which `+=` over a slice is not.
    @inlinable package mutating func append(_ other: [UInt8], _ range: Range<Int>) {
        other.withUnsafeBufferPointer { append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
    }

    @inlinable package mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a scalar in UTF-8.
    @inlinable package mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 { append(UInt8(scalar.value)) } else { append(contentsOf: UTF8.encode(scalar)!) }
    }
}
