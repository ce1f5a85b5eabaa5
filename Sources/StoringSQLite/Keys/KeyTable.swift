import Comparing

/// A hash table of keys and items in pages of a file, behind the file's first page, which tells of it.
///
/// Linear hashing (Litwin 1980): pages are split one by one, in turn, as the table fills, so that it never has to be
/// written anew to grow.
struct KeyTable: ~Copyable {
    let file: RandomAccessFile
    /// As it is in the file, since `open` or `clear`.
    private(set) var header = KeyHeader(identity: 0, seed: 0, pageCount: fewestPages)
    /// Pages that were read since the last transaction, each at its number's remainder: the names of a feed's entries are
    /// looked up, and the keys of each of its items, and then it is put there.
    private var pages = [KeyPage](repeating: KeyPage(), count: pagesKept)
    private var numbers = [UInt64?](repeating: nil, count: pagesKept)
    /// Whether a page is other than in the file: many keys of one transaction are of one page.
    private var isChanged = [Bool](repeating: false, count: pagesKept)
    private static let pagesKept = 1024
    /// Keys that were made common to make room for others.
    private var madeCommon: [UInt64] = []

    private static let fewestPages: UInt64 = 64
    /// Postings: a page with more of them lets the table grow by one. By then pages are half full on the average.
    private static let crowded = 292
    /// With how many postings a page on the average a table is made anew at most.
    private static let roomy = 240

    init(file: consuming RandomAccessFile) { self.file = file }

    /// Reads the table as the last writer left it; other processes may have written. Whoever writes first draws another
    /// generation, so that pages are as they were read where the header is.
    /// - Throws: `KeyFileDamage` where it is not whole, as all else here where a page is not.
    mutating func open() throws {
        let last = header
        do { header = try KeyHeader(of: file) } catch {
            forgetPages()
            throw error
        }
        if header != last { forgetPages() }
        guard try header.pageCount < 1 << 40 && file.size >= Self.offset(header.pageCount) else {
            throw KeyFileDamage()
        }
    }

    /// Empties the table.
    /// - Parameter count: how many postings are to come, by `add(_:)`.
    mutating func clear(identity: Int64, for count: Int) throws {
        forgetPages()
        // A power of two: all pages get as many.
        var pageCount = Self.fewestPages
        while Int(pageCount) * Self.roomy < count { pageCount *= 2 }
        try file.resize(to: 0)
        header = KeyHeader(identity: identity, seed: .random(in: .min ... .max), pageCount: pageCount)
        try header.write(to: file)
        for number in 0..<pageCount {
            var empty = KeyPage()
            try empty.write(to: file, at: Self.offset(number), salt: salt(number))
        }
    }

    /// Reads all of it.
    /// - Throws: `KeyFileDamage` where a page is not as it was written, twice: another process may have been writing it.
    mutating func check() throws {
        for number in 0..<header.pageCount {
            do { _ = try read(number) } catch is KeyFileDamage { _ = try read(number) }
        }
    }

    mutating func update(_ change: (inout KeyHeader) -> Void) throws {
        change(&header)
        try header.write(to: file)
    }

    /// Writes the pages that have changed.
    mutating func flush() throws { for place in isChanged.indices where isChanged[place] { try write(place) } }

    /// Waits until all is on the disk.
    mutating func synchronize() throws {
        try flush()
        do { try file.synchronize() } catch {
            // What was not written counts as written from now on, and the next time nothing is said of it.
            try? file.resize(to: 0)
            throw error
        }
    }

    /// What is found under a key, whatever its neighbours; nil where too many items have it.
    mutating func postings(under key: ItemKey) throws -> [ItemPosting]? {
        pages[try read(page(of: key))].postings(under: key)
    }

    mutating func add(_ item: UInt32, under key: ItemKey) throws {
        var place = try read(page(of: key))
        var change = pages[place].add(item, under: key, limit: StoryFinder.commonFrom)
        // Its turn to be split comes before all others have had theirs.
        var turns = Self.round(of: header.pageCount)
        while change == .full, turns > 0 {
            try grow()
            turns -= 1
            place = try read(page(of: key))
            change = pages[place].add(item, under: key, limit: StoryFinder.commonFrom)
        }
        keep(change, at: place)
        if case .madeCommon(let hash) = change { madeCommon.append(hash) }
        if change != .none, pages[place].count > Self.crowded { try grow() }
    }

    /// The keys that were made common to make room for others since the last time, by `ItemKey.hash`.
    mutating func takeMadeCommon() -> [UInt64] {
        defer { madeCommon = [] }
        return madeCommon
    }

    mutating func remove(_ item: UInt32, under key: ItemKey) throws {
        let place = try read(page(of: key))
        let change = pages[place].remove(item, under: key)
        keep(change, at: place)
    }

    /// Adds many at once, in the order of pages: each page is read and written once for all that go there. The table
    /// grows only where one is full.
    mutating func add(_ postings: [(item: UInt32, key: ItemKey)]) throws {
        var batch: [(page: UInt64, item: UInt32, key: ItemKey)] = []
        batch.reserveCapacity(postings.count)
        for posting in postings { batch.append((page(of: posting.key), posting.item, posting.key)) }
        batch.sort { ($0.page, $0.item) < ($1.page, $1.item) }
        var surplus: [(item: UInt32, key: ItemKey)] = []
        var next = 0
        while next < batch.count {
            let number = batch[next].page
            let place = try read(number)
            while next < batch.count, batch[next].page == number {
                let change = pages[place].add(batch[next].item, under: batch[next].key, limit: StoryFinder.commonFrom)
                if change == .full { surplus.append((batch[next].item, batch[next].key)) }
                next += 1
            }
            keep(.changed, at: place)
        }
        for posting in surplus { try add(posting.item, under: posting.key) }
    }

    /// The next page in turn gives half of its postings to a new one. In this order, so that none is missing where the
    /// process is killed in between; what is in both then goes from the old page at its next turn.
    private mutating func grow() throws {
        let (new, old) = (header.pageCount, header.pageCount - Self.round(of: header.pageCount))
        let place = try read(old)
        let seed = header.seed
        func isOf(_ page: UInt64, _ key: ItemKey) -> Bool { Self.page(Self.mix(key, seed), of: new + 1) == page }
        var moved = pages[place].filtered { isOf(new, $0) }
        try moved.write(to: file, at: Self.offset(new), salt: salt(new))
        try update { $0.pageCount += 1 }
        pages[place] = pages[place].filtered { isOf(old, $0) }
        keep(.changed, at: place)
    }

    // MARK: - Where a key is

    func page(of key: ItemKey) -> UInt64 { Self.page(Self.mix(key, header.seed), of: header.pageCount) }

    private static func mix(_ key: ItemKey, _ seed: UInt64) -> UInt64 {
        var hash = (key.hash ^ seed) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }

    private static func page(_ hash: UInt64, of pageCount: UInt64) -> UInt64 {
        // A power of two.
        let round = round(of: pageCount)
        let page = hash & (2 * round - 1)
        return page < pageCount ? page : hash & (round - 1)
    }

    /// How many pages there were when the turn began that pages are split in now.
    private static func round(of pageCount: UInt64) -> UInt64 { 1 << (63 - UInt64(pageCount.leadingZeroBitCount)) }

    // MARK: - Pages

    /// Where a page begins, and where a file of so many pages ends.
    private static func offset(_ page: UInt64) -> Int { Int(page + 1) * KeyPage.byteCount }

    /// What makes a page's checksum that of this page of this file.
    private func salt(_ number: UInt64) -> UInt64 { header.seed ^ (number &+ 1) &* 0xBF58_476D_1CE4_E5B9 }

    /// - Returns: the page's place among `pages`.
    private mutating func read(_ number: UInt64) throws -> Int {
        let place = Int(number % UInt64(pages.count))
        guard numbers[place] != number else { return place }
        if isChanged[place] { try write(place) }
        numbers[place] = nil
        try pages[place].read(from: file, at: Self.offset(number), salt: salt(number))
        numbers[place] = number
        return place
    }

    private mutating func keep(_ change: KeyPage.Change, at place: Int) {
        switch change {
        case .changed, .madeCommon: isChanged[place] = true
        case .none, .full: break
        }
    }

    private mutating func write(_ place: Int) throws {
        isChanged[place] = false
        guard let number = numbers[place] else { return }
        // Until it is written, it is not known what the file has.
        numbers[place] = nil
        try pages[place].write(to: file, at: Self.offset(number), salt: salt(number))
        numbers[place] = number
    }

    /// The next that are asked for are read from the file, and what was not written is not.
    mutating func forgetPages() {
        for place in numbers.indices { (numbers[place], isChanged[place]) = (nil, false) }
    }
}
