import TextKit

/// A word of a story, as a number: 16 bits, so that a text of 500 words is kept for comparing in 1 kB.
///
/// Numbers have a range of their own, since two issues of one table differ in little else. Two words may share a
/// number; four words in a row (`shingle`) hardly ever do.
typealias StoryWord = UInt16

extension StoryWord {
    private static let firstNumber: StoryWord = 0xC000

    var isNumber: Bool { self >= Self.firstNumber }
    /// Any number whatever: what templates have in its place.
    static let anyNumber: StoryWord = .max

    fileprivate init(hash: UInt64, isNumber: Bool) {
        let mixed = (hash ^ hash >> 31) &* 0x9E37_79B9_7F4A_7C15 >> 24
        self =
            isNumber
            ? Self.firstNumber + StoryWord(mixed % UInt64(Self.anyNumber - Self.firstNumber))
            : StoryWord(mixed % UInt64(Self.firstNumber))
    }
}

/// The words of a text in the form that copies share: without case, typography, invisible characters, escapes that
/// were left in, and the commonest variants of spelling and of numbers.
struct StoryWords {
    private(set) var words: [StoryWord] = []
    /// The ends of lines, and within long lines of sentences, as indices into `words`.
    private(set) var units: [Range<Int>] = []

    private let bytes: [UInt8]
    private var at = 0
    private var word: [UInt8] = []
    /// Room for the word that `readPlainWord` reads.
    private var plainWord = [UInt8](repeating: 0, count: longestPlainWord)
    /// Of `word`, where it has begun.
    private var kind = Kind.letters
    private var lastApostrophe: Int?
    private var isInitials = false
    /// The character before, of a script that sets no spaces.
    private var lone: UInt32?
    private var sentenceEnds: [Int] = []
    private var lineStart = 0

    private enum Kind { case letters, number }

    init(_ text: String) { self.init([text[...]]) }

    init(_ lines: [Substring]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 1 })
        for line in lines {
            unsafe line.utf8.withContiguousStorageIfAvailable { unsafe bytes.append(contentsOf: $0) }
            bytes.append(0x0A)
        }
        self.bytes = bytes
        words.reserveCapacity(bytes.count / 5)
        word.reserveCapacity(32)
        while at < bytes.count { if !readPlainWord(), !readLetter(bytes[at]) { readCharacter() } }
    }

    /// Most words of most texts: an ASCII letter and what follows it of letters and digits, up to a sign that can't belong
    /// to a word.
    private mutating func readPlainWord() -> Bool {
        guard word.isEmpty, bytes[at].isLetter else { return false }
        var end = at + 1
        while end < bytes.count, bytes[end].isLetter || bytes[end].isDigit { end += 1 }
        guard end < bytes.count, end - at <= Self.longestPlainWord else { return false }
        switch bytes[end] {
        // What ends a sentence or a line must find the word unfinished, and of initials the first.
        case UInt8(ascii: "."): if end - at == 1 { return false }
        case 0x21, 0x3F, 0x0D, UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "&"), 0x80...: return false
        default: break
        }
        let hash = Self.hashOfPlainWord(bytes, at..<end, &plainWord)
        emit(letters: hash)
        at = end
        lone = nil
        return true
    }

    /// Of its folded letters.
    /// - Parameter room: of `longestPlainWord` bytes.
    private static func hashOfPlainWord(_ bytes: [UInt8], _ range: Range<Int>, _ room: inout [UInt8]) -> UInt64 {
        // What is folded in a short word is `z` alone.
        guard range.count > 5 else {
            var hash = fnvStart
            for index in range {
                let letter = bytes[index] | 0x20
                hash = fnv(hash, letter == UInt8(ascii: "z") ? UInt8(ascii: "s") : letter)
            }
            return hash
        }
        var letters = room.mutableSpan
        for index in range { letters[index - range.lowerBound] = bytes[index] | 0x20 }
        let length = foldSpelling(&letters, range.count)
        return fnv(letters.span.extracting(first: length))
    }

    /// In bytes.
    private static let longestPlainWord = 64

    /// Most of most texts: ASCII letters, and the spaces between their words.
    private mutating func readLetter(_ byte: UInt8) -> Bool {
        if byte.isLetter {
            if kind == .number, !word.isEmpty { endWord() }
            kind = .letters
            word.append(byte | 0x20)
        } else if byte == 0x20 {
            endWord()
        } else {
            return false
        }
        lone = nil
        at += 1
        return true
    }

    private mutating func readCharacter() {
        let (value, length) = character(at: at)
        at += length
        if value != 0x27 && value != 0x2E && word.isEmpty && value < 0x41 && value != 0x0A && value != 0x25
            && !(0x30...0x39).contains(value)
        {
            return lone = nil
        }
        switch classify(value) {
        case .letter(let lower):
            if kind == .number && !word.isEmpty { endWord() }
            if word.isEmpty { kind = .letters }
            append(lower)
        case .digit(let digit):
            if word.isEmpty { kind = .number }
            append(UInt32(0x30 + digit))
        case .lone:
            endWord()
            if let lone { emit(hash: UInt64(lone) << 21 | UInt64(value), isNumber: false) }
            lone = value
            return
        case .apostrophe:
            if !word.isEmpty, isLetter(at) { lastApostrophe = word.count } else { endWord() }
        case .stop: readStop(value)
        case .separatorInNumber:
            guard kind == .number, !word.isEmpty, at < bytes.count, bytes[at].isDigit else {
                return endWord()
            }
            // A comma groups digits; a colon is of a time or a result.
            if value == 0x3A { word.append(0x3A) }
        case .percent:
            endWord()
            emit(hash: percentHash, isNumber: false)
        case .newline: endLine()
        case .invisible: return
        case .other: endWord()
        }
        lone = nil
    }

    /// A full stop ends a sentence, parts the digits of a number, or belongs to initials: `U.S.` is `us`.
    private mutating func readStop(_ value: UInt32) {
        let next = at < bytes.count ? bytes[at] : 0x20
        if value == 0x2E, !word.isEmpty {
            if kind == .number, next.isDigit { return word.append(0x2E) }
            let isShort = word.count == 1 || isInitials
            if isShort, kind == .letters, next.isLetter, at + 1 >= bytes.count || !bytes[at + 1].isLetter {
                return isInitials = true
            }
        }
        let wasInitials = isInitials
        endWord()
        let isFollowedBySpace = value > 0x7F || next <= 0x20 || next == 0x22 || next == 0x29 || next > 0x7F
        if !wasInitials && isFollowedBySpace && words.count > sentenceEnds.last ?? 0 {
            sentenceEnds.append(words.count)
        }
    }

    private mutating func append(_ value: UInt32) {
        if value < 0x80 { return word.append(UInt8(value)) }
        if value < 0x800 { return word.append(contentsOf: [UInt8(0xC0 | value >> 6), UInt8(0x80 | value & 0x3F)]) }
        word.append(contentsOf: [
            UInt8(0xE0 | value >> 12 & 0x0F), UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F),
        ])
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        if let mark = lastApostrophe, word.count == mark + 1, word[mark] == UInt8(ascii: "s") { word.removeLast() }
        var length = word.count
        if kind == .letters {
            var letters = word.mutableSpan
            length = foldSpelling(&letters, length)
        }
        let hash = fnv(word.span.extracting(first: length))
        if kind == .letters { emit(letters: hash) } else { emit(hash: hash, isNumber: true) }
        word.removeAll(keepingCapacity: true)
        lastApostrophe = nil
        isInitials = false
    }

    /// - Parameter hash: of a word of folded letters.
    private mutating func emit(letters hash: UInt64) {
        if let synonym = Synonym.of(hash) {
            emit(hash: synonym.hash, isNumber: synonym.isNumber)
        } else if hash == centHash, words.last == StoryWord(hash: perHash, isNumber: false) {
            words[words.count - 1] = StoryWord(hash: percentHash, isNumber: false)
        } else {
            emit(hash: hash, isNumber: false)
        }
    }

    private mutating func emit(hash: UInt64, isNumber: Bool) { words.append(StoryWord(hash: hash, isNumber: isNumber)) }

    /// Short lines are one unit; long ones are cut at their sentences, and what has none where its own words say,
    /// so that furniture is found again at whatever place of a line it stands.
    private mutating func endLine() {
        endWord()
        defer {
            lineStart = words.count
            sentenceEnds.removeAll(keepingCapacity: true)
        }
        guard words.count > lineStart else { return }
        guard words.count - lineStart > Self.longUnit else { return units.append(lineStart..<words.count) }
        var start = lineStart
        sentenceEnds.append(words.count)
        for end in sentenceEnds where end > start {
            if end - start > Self.longUnit {
                for cut in start + 4..<end where words[cut - 1] % 6 == 0 && cut - start >= 4 {
                    units.append(start..<cut)
                    start = cut
                }
            }
            if end > start { units.append(start..<end) }
            start = end
        }
    }

    /// In words.
    private static let longUnit = 40
}

// MARK: - Characters

extension StoryWords {
    private enum Class {
        case letter(UInt32), digit(UInt8), lone, apostrophe, stop, separatorInNumber, percent, newline, invisible, other
    }

    /// The character at `index`, an escape that was left in the text read as what it stands for.
    private func character(at index: Int) -> (value: UInt32, length: Int) {
        let byte = bytes[index]
        if byte < 0x80 { return byte == UInt8(ascii: "&") ? escape(at: index) : (UInt32(byte), 1) }
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return (0x20, 1) }
        var value = UInt32(byte) & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return (value, length)
    }

    /// "&amp;" included, and what was escaped several times: "&amp;amp;lt;".
    private func escape(at index: Int) -> (value: UInt32, length: Int) {
        var start = index
        while bytes[(start + 1)...].starts(with: "amp;".utf8) { start += 4 }
        var character: [UInt8] = []
        guard
            let end = CharacterReference.read(
                bytes, at: start, end: bytes.count, inAttribute: false, into: &character),
            bytes[end - 1] == UInt8(ascii: ";")
        else { return (0x26, start + 1 - index) }
        return (character.span.scalar(at: 0).value, end - index)
    }

    private func isLetter(_ index: Int) -> Bool {
        guard index < bytes.count, case .letter = classify(character(at: index).value) else { return false }
        return true
    }

    private func classify(_ value: UInt32) -> Class {
        switch value {
        case 0x61...0x7A: return .letter(value)
        case 0x41...0x5A: return .letter(value + 0x20)
        case 0x30...0x39: return .digit(UInt8(value - 0x30))
        case 0x27, 0x2018, 0x2019, 0x02BC, 0x60, 0xB4: return .apostrophe
        case 0x2E, 0x21, 0x3F, 0x0964, 0x3002, 0xFF01, 0xFF1F, 0x061F, 0x06D4: return .stop
        case 0x2C, 0x3A: return .separatorInNumber
        case 0x25, 0x066A: return .percent
        case 0x0A, 0x0D, 0x2028, 0x2029: return .newline
        case 0...0x7F: return .other
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFE00...0xFE0F, 0xFEFF: return .invisible
        case 0xC0...0xDE where value != 0xD7: return .letter(value + 0x20)
        case 0xDF...0xFF where value != 0xF7: return .letter(value)
        case 0x100...0x17F: return .letter(value | 1)
        case 0x180...0x36F: return .letter(value)
        case 0x391...0x3A9, 0x410...0x42F: return .letter(value + 0x20)
        case 0x400...0x40F: return .letter(value + 0x50)
        case 0x370...0x58F: return .letter(value)
        case 0x660...0x669: return .digit(UInt8(value - 0x660))
        case 0x6F0...0x6F9: return .digit(UInt8(value - 0x6F0))
        case 0x966...0x96F: return .digit(UInt8(value - 0x966))
        case 0x9E6...0x9EF: return .digit(UInt8(value - 0x9E6))
        case 0x60C, 0x61B, 0x965: return .other
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: return .lone
        case 0x590...0x1FFF: return .letter(value)
        case 0x2000...0x2BFF, 0x3000...0x303F, 0xFE10...0xFE6F: return .other
        case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF: return .lone
        case 0x2C00...0xD7FF: return .letter(value)
        case 0xFF01...0xFF5E: return classify(value - 0xFEE0)
        case 0x20000...0x3FFFF: return .lone
        default: return .other
        }
    }
}
