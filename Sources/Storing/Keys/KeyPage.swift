import Comparing

/// A page of an `ItemKeyFile`: up to 341 postings, and zeros behind them.
///
/// A posting is three words of 32 bits: the lower half of a key, in which its neighbours are, the upper half, and the
/// number of an item that is found under it, which is never zero.
struct KeyPage {
    static let byteCount = 4096
    private static let wordsEach = 3
    static let capacity = byteCount / 4 / wordsEach
    /// In place of an item: the key is common, so many have it that they are not worth naming.
    static let tooMany = UInt32.max

    enum Change: Equatable {
        case none
        /// Nothing was written, since there is no room.
        case full
        /// One posting was written, at this place.
        case posting(Int)
        case whole
    }

    private(set) var words = [UInt32](repeating: 0, count: byteCount / 4)

    /// The words of the posting at `place`.
    static func range(_ place: Int) -> Range<Int> { place * wordsEach..<(place + 1) * wordsEach }

    private func key(_ place: Int) -> ItemKey {
        let start = place * Self.wordsEach
        return ItemKey(rawValue: Int64(bitPattern: UInt64(words[start + 1]) << 32 | UInt64(words[start])))
    }

    private func item(_ place: Int) -> UInt32 { words[place * Self.wordsEach + 2] }

    private mutating func set(_ place: Int, _ key: ItemKey, _ item: UInt32) {
        let start = place * Self.wordsEach
        words[start] = UInt32(truncatingIfNeeded: key.rawValue)
        words[start + 1] = UInt32(truncatingIfNeeded: key.rawValue >> 32)
        words[start + 2] = item
    }

    /// How many postings are in use.
    var count: Int {
        var (low, high) = (0, Self.capacity)
        while low < high {
            let middle = (low + high) / 2
            if item(middle) == 0 { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// What is found under `key`, whatever its neighbours; nil where it is common.
    func postings(under key: ItemKey) -> [ItemPosting]? {
        var postings: [ItemPosting] = []
        for place in places(of: key) {
            guard item(place) != Self.tooMany else { return nil }
            postings.append(ItemPosting(item: Int64(item(place)), key: self.key(place)))
        }
        return postings
    }

    private func places(of key: ItemKey) -> [Int] {
        let (upper, lower) = (UInt32(truncatingIfNeeded: key.hash >> 16), UInt32(truncatingIfNeeded: key.hash << 16))
        let (words, end) = (words.span, count * Self.wordsEach)
        var places: [Int] = []
        var at = 0
        while at < end {
            if words[at + 1] == upper, words[at] & 0xFFFF_0000 == lower { places.append(at / Self.wordsEach) }
            at += Self.wordsEach
        }
        return places
    }

    /// - Parameter limit: from so many postings on the key is common.
    mutating func add(_ item: UInt32, under key: ItemKey, limit: Int) -> Change {
        let places = places(of: key)
        let isThere = places.contains { self.item($0) == Self.tooMany || self.item($0) == item && self.key($0) == key }
        if isThere { return .none }
        if places.count + 1 >= limit {
            makeCommon(key.hash)
            return .whole
        }
        let place = count
        guard place < Self.capacity else {
            // What many items share says least of each, and is what fills a page; without such the table must grow.
            let counts = (0..<place).reduce(into: [:]) { $0[self.key($1).hash, default: 0] += 1 }
            guard let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), most.value >= StoryFinder.manyFrom else {
                return .full
            }
            makeCommon(most.key)
            if most.key != key.hash { _ = add(item, under: key, limit: limit) }
            return .whole
        }
        set(place, key, item)
        return .posting(place)
    }

    mutating func remove(_ item: UInt32, under key: ItemKey) -> Change {
        guard let place = places(of: key).first(where: { self.item($0) == item && self.key($0) == key }) else { return .none }
        keep((0..<count).filter { $0 != place })
        return .whole
    }

    private mutating func makeCommon(_ hash: UInt64) {
        keep((0..<count).filter { key($0).hash != hash })
        set(count, ItemKey(rawValue: Int64(bitPattern: hash << 16)), Self.tooMany)
    }

    /// The page with those postings alone whose keys belong there.
    func filtered(_ belongs: (ItemKey) -> Bool) -> KeyPage {
        var page = self
        page.keep((0..<count).filter { belongs(key($0)) })
        return page
    }

    private mutating func keep(_ places: [Int]) {
        let kept = places.flatMap { words[Self.range($0)] }
        words = kept + [UInt32](repeating: 0, count: words.count - kept.count)
    }

    mutating func read(from file: borrowing RandomAccessFile, at offset: Int) throws {
        try file.read(into: &words, at: offset)
    }
}
