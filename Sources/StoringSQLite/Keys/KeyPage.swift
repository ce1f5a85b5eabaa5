import Comparing

/// A page of an `ItemKeyFile`: up to 341 postings, zeros behind them, and a checksum in its last four bytes.
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
        /// Nothing was changed, since there is no room.
        case full
        case changed
        /// A key was made common to make room: its `ItemKey.hash`.
        case madeCommon(UInt64)
    }

    private var words = [UInt32](repeating: 0, count: byteCount / 4)
    /// The first word that is other than in the file.
    private var firstChange = 0
    /// See `PageChecksum`. The checksum itself is zero but while it is read or written.
    private var sum = sumOfNothing

    private static let checksumWord = byteCount / 4 - 1
    private static let pieces = byteCount / 16
    private static let sumOfNothing = (0..<pieces).reduce(0) { $0 &+ PageChecksum.piece($1, 0, 0) }

    private func key(_ place: Int) -> ItemKey {
        let start = place * Self.wordsEach
        return ItemKey(rawValue: Int64(bitPattern: UInt64(words[start + 1]) << 32 | UInt64(words[start])))
    }

    private func item(_ place: Int) -> UInt32 { words[place * Self.wordsEach + 2] }

    private mutating func append(_ key: ItemKey, _ item: UInt32) {
        let start = count * Self.wordsEach
        count += 1
        // It lies in two pieces at most.
        let (first, last) = (start / 4, (start + 2) / 4)
        sum = sum &- piece(first) &- (last == first ? 0 : piece(last))
        words[start] = UInt32(truncatingIfNeeded: key.rawValue)
        words[start + 1] = UInt32(truncatingIfNeeded: key.rawValue >> 32)
        words[start + 2] = item
        firstChange = min(firstChange, start)
        sum = sum &+ piece(first) &+ (last == first ? 0 : piece(last))
    }

    /// How many postings are in use.
    private(set) var count = 0

    private var countInUse: Int {
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
        var isCommon = false
        forEachPlace(of: key) { place in
            isCommon = isCommon || item(place) == Self.tooMany
            if postings.isEmpty { postings.reserveCapacity(StoryFinder.manyFrom) }
            postings.append(ItemPosting(item: Int64(item(place)), key: self.key(place)))
        }
        return isCommon ? nil : postings
    }

    @inline(__always)
    private func forEachPlace(of key: ItemKey, _ body: (Int) -> Void) {
        let (upper, lower) = (UInt32(truncatingIfNeeded: key.hash >> 16), UInt32(truncatingIfNeeded: key.hash << 16))
        let end = count * Self.wordsEach
        // Half a page for each key that is looked up, and once more where it is added: no bounds are checked.
        unsafe words.withUnsafeBufferPointer { words in
            var at = 1
            while at < end {
                if unsafe words[at] == upper, unsafe words[at - 1] & 0xFFFF_0000 == lower { body(at / Self.wordsEach) }
                at &+= Self.wordsEach
            }
        }
    }

    /// - Parameter limit: from so many postings on the key is common.
    mutating func add(_ item: UInt32, under key: ItemKey, limit: Int) -> Change {
        var (others, isThere) = (0, false)
        forEachPlace(of: key) { place in
            others += 1
            isThere = isThere || self.item(place) == Self.tooMany || self.item(place) == item && self.key(place) == key
        }
        if isThere { return .none }
        if others + 1 >= limit {
            makeCommon(key.hash)
            return .changed
        }
        let place = count
        guard place < Self.capacity else {
            // What many items share says least of each, and is what fills a page; without such the table must grow.
            let counts = (0..<place).reduce(into: [:]) { $0[self.key($1).hash, default: 0] += 1 }
            guard let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
                most.value >= StoryFinder.manyFrom
            else {
                return .full
            }
            makeCommon(most.key)
            if most.key != key.hash { _ = add(item, under: key, limit: limit) }
            return .madeCommon(most.key)
        }
        append(key, item)
        return .changed
    }

    mutating func remove(_ item: UInt32, under key: ItemKey) -> Change {
        let others = (0..<count).filter { self.item($0) != item || self.key($0) != key }
        guard others.count < count else { return .none }
        keep(others)
        return .changed
    }

    private mutating func makeCommon(_ hash: UInt64) {
        keep((0..<count).filter { key($0).hash != hash })
        append(ItemKey(rawValue: Int64(bitPattern: hash << 16)), Self.tooMany)
    }

    /// The page with those postings alone whose keys belong there.
    func filtered(_ belongs: (ItemKey) -> Bool) -> KeyPage {
        var page = self
        page.keep((0..<count).filter { belongs(key($0)) })
        return page
    }

    private mutating func keep(_ places: [Int]) {
        let kept = places.flatMap { words[$0 * Self.wordsEach..<($0 + 1) * Self.wordsEach] }
        words = kept + [UInt32](repeating: 0, count: words.count - kept.count)
        count = places.count
        firstChange = 0
        sum = computedSum
    }

    // MARK: - In the file

    /// - Parameter salt: the page's own, see `PageChecksum`.
    /// - Throws: `KeyFileDamage` where the page is not as it was written.
    mutating func read(from file: borrowing RandomAccessFile, at offset: Int, salt: UInt64) throws {
        try file.read(into: &words, at: offset)
        let checksum = words[Self.checksumWord]
        words[Self.checksumWord] = 0
        sum = computedSum
        guard checksum == self.checksum(salt) else { throw KeyFileDamage() }
        count = countInUse
        firstChange = Self.checksumWord
    }

    /// From the first word that has changed to the checksum at the end, at once: it goes into the system's memory of the
    /// file as a whole, so that a kill leaves the old page there or the new one.
    mutating func write(to file: borrowing RandomAccessFile, at offset: Int, salt: UInt64) throws {
        words[Self.checksumWord] = checksum(salt)
        defer { words[Self.checksumWord] = 0 }
        try file.write(words[firstChange...], at: offset + 4 * firstChange)
        firstChange = Self.checksumWord
    }

    private func checksum(_ salt: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: PageChecksum.seal(sum, salt: salt)) }

    private func piece(_ place: Int) -> UInt64 {
        func pair(_ at: Int) -> UInt64 { UInt64(words[at + 1]) << 32 | UInt64(words[at]) }
        return PageChecksum.piece(place, pair(4 * place), pair(4 * place + 2))
    }

    /// As of the pieces, from two words at once: it is asked for with each page that is read.
    private var computedSum: UInt64 {
        unsafe words.withUnsafeBytes { bytes in
            var sum: UInt64 = 0
            for place in 0..<Self.pieces {
                let first = unsafe bytes.load(fromByteOffset: 16 * place, as: UInt64.self)
                let second = unsafe bytes.load(fromByteOffset: 16 * place + 8, as: UInt64.self)
                sum &+= PageChecksum.piece(place, UInt64(littleEndian: first), UInt64(littleEndian: second))
            }
            return sum
        }
    }
}
