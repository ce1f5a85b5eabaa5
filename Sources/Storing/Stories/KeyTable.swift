import Comparing

/// A hash table of keys and items in pages of a file, behind the file's first page.
///
/// Linear hashing (Litwin 1980): pages are split one by one, in turn, as the table fills, so that it never has to be
/// written anew to grow.
struct KeyTable: ~Copyable {
    let file: RandomAccessFile
    /// What keys are mixed with, so that nobody who writes texts can fill one page of every store.
    var seed: UInt64 = 0
    private(set) var pageCount = fewestPages
    /// The page that was read last.
    private var page = KeyPage()

    private static let fewestPages: UInt64 = 64
    /// Postings: a page with more of them lets the table grow by one. By then pages are half full on the average.
    private static let crowded = 440
    /// How many keys fill a page on the average.
    private static let usualKeys = 256

    init(file: consuming RandomAccessFile) { self.file = file }

    /// Takes notice of what other processes have written.
    mutating func refresh() throws {
        let pages = try file.size / KeyPage.byteCount
        guard pages > Self.fewestPages else { throw file.cutShort }
        pageCount = UInt64(pages - 1)
    }

    /// Empties the table.
    /// - Parameter keyCount: how many keys it shall take without growing.
    mutating func clear(for keyCount: Int) throws {
        try file.resize(to: 0)
        pageCount = max(Self.fewestPages, UInt64(keyCount / Self.usualKeys))
        try file.resize(to: Int(pageCount + 1) * KeyPage.byteCount)
    }

    /// What is found under a key; nil where too many items have it.
    mutating func items(under key: Int64) throws -> [Int64]? {
        let slot = Slot(key, seed)
        try read(slot.page(of: pageCount))
        return page.items(under: slot.tag)?.map(Int64.init)
    }

    mutating func add(_ item: UInt32, under key: Int64) throws {
        let slot = Slot(key, seed)
        let number = slot.page(of: pageCount)
        try read(number)
        try write(page.add(item, under: slot.tag, limit: StoryFinder.commonFrom), to: number)
        if page.count > Self.crowded { try grow() }
    }

    mutating func remove(_ item: UInt32, under key: Int64) throws {
        let slot = Slot(key, seed)
        let number = slot.page(of: pageCount)
        try read(number)
        try write(page.remove(item, under: slot.tag), to: number)
    }

    /// Adds many at once, in the order of pages: each page is read and written once for all that go there.
    mutating func add(_ postings: [(item: UInt32, key: Int64)]) throws {
        var batch = postings.map { posting in
            let slot = Slot(posting.key, seed)
            return (page: slot.page(of: pageCount), tag: slot.tag, item: posting.item)
        }
        batch.sort { ($0.page, $0.item) < ($1.page, $1.item) }
        var next = 0
        while next < batch.count {
            let number = batch[next].page
            try read(number)
            while next < batch.count, batch[next].page == number {
                _ = page.add(batch[next].item, under: batch[next].tag, limit: StoryFinder.commonFrom)
                next += 1
            }
            try write(.whole, to: number)
        }
    }

    /// The next page in turn gives half of its postings to a new one. Where the process is killed in between, they are
    /// in both, and go from the old one at its next turn.
    private mutating func grow() throws {
        let round = Slot.round(of: pageCount)
        let (old, new) = (pageCount - round, pageCount)
        try read(old)
        let moved = page.split { Slot.page($0, low: old, of: new + 1) == new }
        try file.write(moved.postings, at: Self.offset(new))
        try write(.whole, to: old)
        pageCount += 1
    }

    /// Where the postings of a key are.
    private struct Slot {
        private let low: UInt64
        let tag: UInt32

        init(_ key: Int64, _ seed: UInt64) {
            var hash = (UInt64(bitPattern: key) ^ seed) &* 0x9E37_79B9_7F4A_7C15
            hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
            low = hash % KeyTable.fewestPages
            // No tag is zero, since an unused posting is.
            tag = max(UInt32(truncatingIfNeeded: hash / KeyTable.fewestPages), 1)
        }

        func page(of pageCount: UInt64) -> UInt64 { Self.page(tag, low: low, of: pageCount) }

        /// - Parameter low: a page of the same tag, or any number that agrees with it in its lowest bits.
        static func page(_ tag: UInt32, low: UInt64, of pageCount: UInt64) -> UInt64 {
            let hash = UInt64(tag) * KeyTable.fewestPages + low % KeyTable.fewestPages
            let round = round(of: pageCount)
            let page = hash % (2 * round)
            return page < pageCount ? page : hash % round
        }

        /// How many pages there were when the turn began that pages are split in now.
        static func round(of pageCount: UInt64) -> UInt64 { 1 << (63 - pageCount.leadingZeroBitCount) }
    }

    // MARK: - Pages

    private static func offset(_ page: UInt64) -> Int { Int(page + 1) * KeyPage.byteCount }

    private mutating func read(_ number: UInt64) throws {
        try file.read(into: &page.postings, at: Self.offset(number))
    }

    private func write(_ change: KeyPage.Change, to number: UInt64) throws {
        switch change {
        case .none: return
        case .whole: try file.write(page.postings, at: Self.offset(number))
        case .posting(let place): try file.writeWord(page.postings[place], at: Self.offset(number) + 8 * place)
        }
    }
}
