/// Says at little cost that none of a list of names stands in a text, which is so of nearly all texts that are asked.
/// Where it says that one may, the text has to be read.
struct NameFilter: Sendable {
    private var isFirstWord = [Bool](repeating: false, count: 1 << 16)
    private var names: Set<UInt64> = []
    /// In words.
    private var longest = 0

    /// - Parameter names: of words with one space between them.
    init(_ names: some Sequence<String>) {
        for name in names {
            // Of ASCII the case makes no difference; other letters are written in one of these ways.
            let lower = name.lowercased()
            for form in [name, lower, name.uppercased(), lower.prefix(1).uppercased() + lower.dropFirst()] {
                insert(form.utf8.span)
            }
        }
    }

    private mutating func insert(_ bytes: Span<UInt8>) {
        var (at, count) = (0, 0)
        guard var name = Self.word(bytes, &at) else { return }
        isFirstWord[Self.place(name)] = true
        repeat { count += 1 } while Self.extend(&name, bytes, &at)
        names.insert(name)
        longest = max(longest, count)
    }

    func mayBeIn(_ text: Substring) -> Bool {
        let bytes = text.utf8.span
        var at = 0
        while let word = Self.word(bytes, &at) {
            guard isFirstWord[Self.place(word)] else { continue }
            var (name, end, count) = (word, at, 1)
            repeat {
                if names.contains(name) { return true }
                count += 1
            } while count <= longest && Self.extend(&name, bytes, &end)
        }
        return false
    }

    private static func extend(_ name: inout UInt64, _ bytes: Span<UInt8>, _ at: inout Int) -> Bool {
        guard let next = word(bytes, &at) else { return false }
        name = (name ^ next) &* 0x9E37_79B9_7F4A_7C15
        return true
    }

    /// The hash of the next word, and the place behind it; nil at the end.
    private static func word(_ bytes: Span<UInt8>, _ at: inout Int) -> UInt64? {
        while at < bytes.count {
            let length = separator(bytes, at)
            if length == 0 { break }
            at += length
        }
        guard at < bytes.count else { return nil }
        var hash = fnvStart
        while at < bytes.count, separator(bytes, at) == 0 {
            hash = fnv(hash, bytes[at].lowercased)
            at += 1
        }
        return hash
    }

    /// The length of what parts words at `at`: ASCII, and the ranges of Unicode in which punctuation, symbols and
    /// pictures stand; zero for a byte of a word.
    private static func separator(_ bytes: Span<UInt8>, _ at: Int) -> Int {
        let byte = bytes[at]
        switch byte {
        case 0..<0x80: return byte.isLetter || byte.isDigit ? 0 : 1
        case 0xC2: return 2
        case 0xE2, 0xEF: return 3
        case 0xE3: return at + 1 < bytes.count && bytes[at + 1] == 0x80 ? 3 : 0
        case 0xF0...: return 4
        default: return 0
        }
    }

    private static func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & 0xFFFF }
}
