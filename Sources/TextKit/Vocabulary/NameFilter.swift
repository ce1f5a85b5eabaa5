/// Says at little cost that none of a list of names stands in a text, which is so of nearly all texts that are asked.
/// Where it says that one may, the text has to be read.
struct NameFilter: Sendable {
    /// By the first three bytes of their first words.
    private var starts: WordStarts
    /// By the place of a hash: whether it may be of a name, and of the first words of a longer one.
    private var isName = [Bool](repeating: false, count: 1 << 16)
    private var isBeginning = [Bool](repeating: false, count: 1 << 16)
    private var names: Set<UInt64> = []

    /// - Parameter names: of words with one space between them.
    init(_ names: some Sequence<String>) {
        // Of ASCII the case makes no difference; other letters are written in one of these ways.
        let forms = names.flatMap { name in
            let lower = name.lowercased()
            return [name, lower, name.uppercased(), lower.prefix(1).uppercased() + lower.dropFirst()]
        }
        starts = WordStarts(forms.map { Self.start($0.utf8.span, 0) })
        for form in forms { insert(form.utf8.span) }
    }

    private mutating func insert(_ bytes: Span<UInt8>) {
        var at = 0
        guard var name = Self.word(bytes, &at) else { return }
        var beginning = name
        while Self.extend(&name, bytes, &at) {
            isBeginning[Self.place(beginning)] = true
            beginning = name
        }
        isName[Self.place(name)] = true
        names.insert(name)
    }

    func mayBeIn(_ text: Substring) -> Bool {
        let bytes = text.utf8.span
        var at = 0
        while at < bytes.count {
            let gap = Self.separator(bytes, at)
            guard gap == 0 else {
                at += gap
                continue
            }
            if starts.mayHold(Self.start(bytes, at)), isNamed(bytes, at) { return true }
            // Letters are told at once.
            repeat { at += 1 } while at < bytes.count && (bytes[at].isLetter || Self.separator(bytes, at) == 0)
        }
        return false
    }

    /// Whether the words from `at` on may be a name.
    private func isNamed(_ bytes: Span<UInt8>, _ at: Int) -> Bool {
        var end = at
        guard var name = Self.word(bytes, &end) else { return false }
        repeat {
            let place = Self.place(name)
            if isName[place], names.contains(name) { return true }
            guard isBeginning[place] else { return false }
        } while Self.extend(&name, bytes, &end)
        return false
    }

    /// The first three bytes of the word at `at`, fewer of a shorter one.
    private static func start(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
        var (start, end) = (UInt32(0), at)
        while end < bytes.count, end < at + 3, bytes[end].isLetter || separator(bytes, end) == 0 {
            start = start << 8 | UInt32(bytes[end].lowercased)
            end += 1
        }
        return start
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
