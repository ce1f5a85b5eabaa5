// Texts are searched byte by byte, which is many times quicker than by characters, and means the same where what is
// looked for is ASCII or a whole sequence of characters.

extension Substring {
    package func contains(bytes part: [UInt8]) -> Bool { utf8.span.firstIndex(of: part) != nil }

    /// - Parameter part: of ASCII letters and spaces, in lower case.
    package func containsInAnyCase(_ part: [UInt8]) -> Bool { utf8.span.containsInAnyCase(part) }

    /// What is of its first `count` bytes, to whole characters.
    package func prefix(bytes count: Int) -> Substring {
        self[..<(utf8.index(startIndex, offsetBy: count, limitedBy: endIndex) ?? endIndex)]
    }

    /// What is of its last `count` bytes, to whole characters.
    package func suffix(bytes count: Int) -> Substring {
        self[(utf8.index(endIndex, offsetBy: -count, limitedBy: startIndex) ?? startIndex)...]
    }

    /// The index of the byte at `offset`.
    package func index(atByte offset: Int) -> Index { utf8.index(startIndex, offsetBy: offset) }
}

extension String {
    package func contains(bytes part: [UInt8]) -> Bool { utf8.span.firstIndex(of: part) != nil }

    /// The lines that are not empty, trimmed.
    package var lines: [Substring] {
        let bytes = utf8.span
        var lines: [Substring] = []
        var (start, at) = (0, 0)
        while at <= bytes.count {
            if at == bytes.count || bytes[at] <= 0x0D && bytes[at] >= 0x0A {
                if at > start {
                    let line = self[utf8.index(startIndex, offsetBy: start)..<utf8.index(startIndex, offsetBy: at)]
                        .trimmed()
                    if !line.isEmpty { lines.append(line) }
                }
                start = at + 1
            }
            at += 1
        }
        return lines
    }
}

extension Span<UInt8> {
    @inlinable package func firstIndex(of part: [UInt8]) -> Int? {
        guard let first = part.first, count >= part.count else { return nil }
        for at in 0...(count - part.count) where self[at] == first && starts(with: part, at: at) { return at }
        return nil
    }

    /// - Parameter part: of ASCII letters and spaces, in lower case.
    @inlinable package func containsInAnyCase(_ part: [UInt8]) -> Bool {
        guard let first = part.first, count >= part.count else { return false }
        var at = 0
        while at <= count - part.count {
            if self[at] | 0x20 == first {
                var length = 1
                while length < part.count, self[at + length] | 0x20 == part[length] { length += 1 }
                if length == part.count { return true }
            }
            at += 1
        }
        return false
    }

    @inlinable package func starts(with part: [UInt8], at start: Int) -> Bool {
        guard start + part.count <= count else { return false }
        for offset in part.indices where self[start + offset] != part[offset] { return false }
        return true
    }

    /// What it says in UTF-8.
    package var string: String { unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }

    /// The character that begins at `index`, in UTF-8 that is known to be valid.
    @inlinable package func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let byte = self[index]
        if byte < 0x80 { return (UInt32(byte), 1) }
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        guard index + length <= count else { return (0xFFFD, count - index) }
        var value = UInt32(byte) & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(self[index + offset] & 0x3F) }
        return (value, length)
    }
}

// MARK: - Numbers as rows have them

extension [UInt8] {
    /// The lowest `count` bytes of a number, the lowest first.
    @inlinable package mutating func append(littleEndian value: UInt64, count: Int) {
        for byte in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
    }
}

extension [UInt16] {
    /// The numbers that `bytes` hold, the low byte of each first. An odd byte at the end is left.
    package init(littleEndian bytes: Span<UInt8>) {
        self.init(unsafeUninitializedCapacity: bytes.count / 2) { numbers, count in
            count = bytes.count / 2
            bytes.withUnsafeBytes { bytes in
                for at in 0..<count {
                    let number = bytes.loadUnaligned(fromByteOffset: 2 * at, as: UInt16.self)
                    numbers.initializeElement(at: at, to: UInt16(littleEndian: number))
                }
            }
        }
    }

    /// The low byte of each first.
    package func appendLittleEndian(to bytes: inout [UInt8]) {
        var numbers = self
        for at in numbers.indices { numbers[at] = numbers[at].littleEndian }
        numbers.withUnsafeBytes { bytes += $0 }
    }
}
