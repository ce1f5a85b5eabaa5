/// What the first page of an `ItemKeyFile` tells of it: numbers of eight bytes, and a check value over them.
struct KeyHeader: Equatable {
    enum Status: UInt64 {
        /// Not all keys are in it yet.
        case beingMade
        /// All that was written is on the disk.
        case atRest
        case inUse
    }

    /// The store's number.
    var identity: Int64
    /// Drawn anew each time that the file is made. Keys are mixed with it, so that nobody who writes texts can fill one
    /// page of every store, and checksums, so that no page of another file is right in this one.
    var seed: UInt64
    var pageCount: UInt64
    var status = Status.beingMade
    /// Of which start of the machine `inUse` speaks, and of which file there, since a copy that is made in the midst of a
    /// transaction may have the one page as it was and the other as it is; zero where that is not known.
    var boot: UInt64 = 0
    /// The store's `generation` with the last transaction that wrote, and without it: that may have been rolled back.
    var generation: Int64 = 0
    var previous: Int64 = 0

    init(identity: Int64, seed: UInt64, pageCount: UInt64) {
        (self.identity, self.seed, self.pageCount) = (identity, seed, pageCount)
    }

    /// Whether the file is that of a store, and as new. It is one transaction ahead where that was rolled back.
    func isOf(_ identity: Int64, _ generation: Int64) -> Bool {
        status != .beingMade && self.identity == identity && [self.generation, previous].contains(generation)
    }

    /// - Throws: `KeyFileDamage` where the file begins with anything else.
    init(of file: borrowing RandomAccessFile) throws {
        var words = [UInt64](repeating: 0, count: Self.count + 1)
        try file.read(into: &words, at: 0)
        let check = words.removeLast()
        guard words[0] == Self.form, Self.check(words) == check, let status = Status(rawValue: words[4]) else {
            throw KeyFileDamage()
        }
        self.init(identity: Int64(bitPattern: words[1]), seed: words[2], pageCount: words[3])
        (self.status, boot) = (status, words[5])
        (generation, previous) = (Int64(bitPattern: words[6]), Int64(bitPattern: words[7]))
    }

    /// In one piece of fewer bytes than a disk writes at once.
    func write(to file: borrowing RandomAccessFile) throws {
        var words = [
            Self.form, UInt64(bitPattern: identity), seed, pageCount, status.rawValue, boot,
            UInt64(bitPattern: generation), UInt64(bitPattern: previous),
        ]
        words.append(Self.check(words))
        try file.write(words[...], at: 0)
    }

    private static func check(_ words: [UInt64]) -> UInt64 {
        let pieces = stride(from: 0, to: count, by: 2).map { PageChecksum.piece($0, words[$0], words[$0 + 1]) }
        return PageChecksum.seal(pieces.reduce(0, &+), salt: 0)
    }

    private static let count = 8
    /// "dateline", and the third form: pages have checksums.
    private static let form: UInt64 = 0x6461_7465_6C69_6E65 &+ 3
}
