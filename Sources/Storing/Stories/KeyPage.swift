/// A page of a `StoryKeyFile`: up to 512 postings of eight bytes, the first unused one of which is zero, as all
/// behind it are.
///
/// A posting is a tag of 32 bits, which stands for a key, and the number of an item that is found under it. The item
/// 0 stands for more than are worth naming: the key is common.
struct KeyPage {
    static let capacity = 512
    static let byteCount = 8 * capacity

    enum Change: Equatable {
        case none
        /// One posting was written, at this place.
        case posting(Int)
        case whole
    }

    var postings = [UInt64](repeating: 0, count: capacity)

    private static func posting(_ tag: UInt32, _ item: UInt32) -> UInt64 { UInt64(tag) << 32 | UInt64(item) }

    /// How many postings are in use.
    var count: Int {
        var (low, high) = (0, Self.capacity)
        while low < high {
            let middle = (low + high) / 2
            if postings[middle] == 0 { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The items under `tag`; nil where it is common.
    func items(under tag: UInt32) -> [UInt32]? {
        var items: [UInt32] = []
        let span = postings.span
        for place in 0..<count where UInt32(span[place] >> 32) == tag {
            let posting = span[place]
            guard UInt32(truncatingIfNeeded: posting) > 0 else { return nil }
            items.append(UInt32(truncatingIfNeeded: posting))
        }
        return items
    }

    /// - Parameter limit: from so many items on the tag is common.
    mutating func add(_ item: UInt32, under tag: UInt32, limit: Int) -> Change {
        guard let items = items(under: tag), !items.contains(item) else { return .none }
        if items.count + 1 >= limit {
            makeCommon(tag)
            return .whole
        }
        let place = count
        guard place < Self.capacity else {
            // What most items share says least of each. Where no two share anything, the new one is the one too many.
            let tags = postings.reduce(into: [:]) { $0[UInt32($1 >> 32), default: 0] += 1 }
            guard let most = tags.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), most.value > 1 else { return .none }
            makeCommon(most.key)
            return most.key == tag ? .whole : add(item, under: tag, limit: limit) == .none ? .none : .whole
        }
        postings[place] = Self.posting(tag, item)
        return .posting(place)
    }

    mutating func remove(_ item: UInt32, under tag: UInt32) -> Change {
        guard let place = postings.firstIndex(of: Self.posting(tag, item)) else { return .none }
        keep(postings[..<place] + postings[(place + 1)...])
        return .whole
    }

    private mutating func makeCommon(_ tag: UInt32) {
        keep(postings.filter { UInt32($0 >> 32) != tag && $0 != 0 } + [Self.posting(tag, 0)])
    }

    /// Takes out the postings whose tag is marked by `isMoved`.
    mutating func split(where isMoved: (UInt32) -> Bool) -> KeyPage {
        var moved = KeyPage()
        let used = postings[..<count]
        moved.keep(used.filter { isMoved(UInt32($0 >> 32)) })
        keep(used.filter { !isMoved(UInt32($0 >> 32)) })
        return moved
    }

    private mutating func keep(_ some: some Collection<UInt64>) {
        postings = some + [UInt64](repeating: 0, count: Self.capacity - some.count)
    }
}
