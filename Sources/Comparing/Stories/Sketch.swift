import TextKit

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
    /// Which agency it credits, as a number of seven bits; zero for none.
    private(set) var agency: UInt8 = 0

    init(title: [StoryWord], words: [StoryWord], isCollection: Bool = false, date: WireDate? = nil) {
        self.title = Array(title.prefix(40))
        self.words = Array(words.prefix(Self.longest))
        (self.isCollection, self.date) = (isCollection, date)
    }

    /// - Parameter agency: its id, where one is credited or has printed it itself.
    package mutating func credit(_ agency: some StringProtocol) {
        self.agency = UInt8(1 + UInt64(bitPattern: stableHash(String(agency))) % 127)
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
        var shingles = [UInt64](repeating: 0, count: words.count - Self.shingle + 1)
        var row = UInt64(words[0]) << 32 | UInt64(words[1]) << 16 | UInt64(words[2])
        for at in shingles.indices {
            row = row << 16 | UInt64(words[at + Self.shingle - 1])
            shingles[at] = row
        }
        return shingles
    }

    /// Under what the item is found: of all its shingles those whose hash is lowest, so that of two texts that share
    /// a part the same shingles are taken from it; and likewise of the opening alone, for copies that are cut short.
    package var keys: [ItemKey] {
        var hashes = shingles
        for at in hashes.indices { hashes[at] = mixed(hashes[at]) }
        let places = lowest(Self.bodyKeys, of: hashes[...]) + lowest(Self.openingKeys, of: hashes.prefix(Self.opening))
        return Set(places).map { place in
            let end = place + Self.shingle
            return ItemKey(
                shingle: hashes[place], before: place > 0 ? words[place - 1] : nil,
                after: end < words.count ? words[end] : nil)
        }.sorted { $0.rawValue < $1.rawValue }
    }

    private static let bodyKeys = 8
    private static let openingKeys = 4
    /// In words.
    private static let opening = 40
}

private func mixed(_ shingle: UInt64) -> UInt64 {
    var hash = (shingle ^ shingle >> 32) &* 0xD6E8_FEB8_6659_FD93
    hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ hash >> 32
}

/// The places of the lowest hashes, of equal ones the first.
private func lowest(_ count: Int, of hashes: ArraySlice<UInt64>) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count + 1)
    for at in hashes.indices where places.count < count || hashes[at] < hashes[places[count - 1]] {
        let rank = places.firstIndex { hashes[$0] >= hashes[at] } ?? places.count
        if rank < places.count, hashes[places[rank]] == hashes[at] { continue }
        places.insert(at, at: rank)
        if places.count > count { places.removeLast() }
    }
    return places
}

// MARK: - As the store keeps it

extension Sketch {
    /// Two bytes a word, and five before them.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = [
            1, agency << 1 | (isCollection ? 1 : 0), UInt8(date?.month ?? 0), UInt8(date?.day ?? 0), UInt8(title.count),
        ]
        bytes.reserveCapacity(5 + 2 * (title.count + words.count))
        title.appendLittleEndian(to: &bytes)
        words.appendLittleEndian(to: &bytes)
        return bytes
    }

    package init?(bytes: [UInt8]) { self.init(bytes: bytes.span) }

    /// Nil for bytes of another form.
    package init?(bytes: Span<UInt8>) {
        guard bytes.count >= 5, bytes[0] == 1, bytes.count >= 5 + 2 * Int(bytes[4]) else { return nil }
        let start = 5 + 2 * Int(bytes[4])
        title = [StoryWord](littleEndian: bytes.extracting(5..<start))
        words = [StoryWord](littleEndian: bytes.extracting(start..<bytes.count))
        (isCollection, agency) = (bytes[1] & 1 == 1, bytes[1] >> 1)
        date = bytes[2] == 0 ? nil : WireDate(month: Int(bytes[2]), day: Int(bytes[3]))
    }
}
