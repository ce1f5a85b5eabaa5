/// What is kept of an item to compare it with all that come later: its words as numbers, and under which keys it is
/// found.
package struct Sketch: Equatable, Sendable {
    let title: [StoryWord]
    /// The story text; the title where there is none.
    let words: [StoryWord]
    /// A live blog, or what was found to be a roundup: it quotes stories and is none of them.
    package var isCollection: Bool
    /// Of the dateline.
    let date: WireDate?

    init(title: [StoryWord], words: [StoryWord], isCollection: Bool = false, date: WireDate? = nil) {
        self.title = Array(title.prefix(40))
        self.words = Array(words.prefix(Self.longest))
        (self.isCollection, self.date) = (isCollection, date)
    }

    /// Of the story text.
    package var wordCount: Int { words.count }

    /// In words: beyond them a text is not read for comparing.
    private static let longest = 2000
    /// Words in a shingle.
    static let shingle = 4

    /// Each four words in a row, as one number.
    var shingles: [UInt64] {
        guard words.count >= Self.shingle else { return [] }
        var row = UInt64(words[0]) << 32 | UInt64(words[1]) << 16 | UInt64(words[2])
        return words.dropFirst(Self.shingle - 1).map {
            row = row << 16 | UInt64($0)
            return row
        }
    }

    /// Under what the item is found: of all its shingles those whose hash is lowest, so that of two texts that share
    /// a part the same shingles are taken from it; and likewise of the opening alone, for copies that are cut short.
    package var keys: [Int64] {
        let hashes = shingles.map(mixed)
        let body = lowest(Self.bodyKeys, of: hashes)
        let opening = lowest(Self.openingKeys, of: hashes.prefix(Self.opening))
        return Set(body + opening).map { Int64(bitPattern: $0) }.sorted()
    }

    private static let bodyKeys = 10
    private static let openingKeys = 6
    /// In words.
    private static let opening = 40
}

private func mixed(_ shingle: UInt64) -> UInt64 {
    var hash = (shingle ^ shingle >> 32) &* 0xD6E8_FEB8_6659_FD93
    hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ hash >> 32
}

private func lowest(_ count: Int, of hashes: some Sequence<UInt64>) -> [UInt64] {
    var found: [UInt64] = []
    found.reserveCapacity(count + 1)
    for hash in hashes where found.count < count || hash < found[count - 1] {
        let place = found.firstIndex { $0 >= hash } ?? found.count
        if place < found.count, found[place] == hash { continue }
        found.insert(hash, at: place)
        if found.count > count { found.removeLast() }
    }
    return found
}

// MARK: - As the store keeps it

extension Sketch {
    /// Two bytes a word, and five before them.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = [1, isCollection ? 1 : 0, UInt8(date?.month ?? 0), UInt8(date?.day ?? 0), UInt8(title.count)]
        bytes.reserveCapacity(5 + 2 * (title.count + words.count))
        for word in title { bytes.append(littleEndian: UInt64(word), count: 2) }
        for word in words { bytes.append(littleEndian: UInt64(word), count: 2) }
        return bytes
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [StoryWord] {
        let bytes = bytes.span
        var words: [StoryWord] = []
        words.reserveCapacity(bytes.count / 2)
        for at in 0..<bytes.count / 2 { words.append(StoryWord(bytes[2 * at]) | StoryWord(bytes[2 * at + 1]) << 8) }
        return words
    }

    /// Nil for bytes of another form.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= 5, bytes[0] == 1, bytes.count >= 5 + 2 * Int(bytes[4]) else { return nil }
        let start = 5 + 2 * Int(bytes[4])
        title = Self.words(bytes[5..<start])
        words = Self.words(bytes[start...])
        isCollection = bytes[1] == 1
        date = bytes[2] == 0 ? nil : WireDate(month: Int(bytes[2]), day: Int(bytes[3]))
    }
}
