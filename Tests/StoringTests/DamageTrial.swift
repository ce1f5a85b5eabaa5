import Foundation
import Testing

@testable import Storing
@testable import StoringSQLite

/// What may become of a file of keys that other programs, disks and copies have been at.
struct DamageTrial: CustomTestStringConvertible, Sendable {
    typealias Change = @Sendable (inout [UInt8], inout SeededGenerator) -> Void
    let testDescription: String
    private let change: Change

    init(_ name: String, _ change: @escaping Change) { (testDescription, self.change) = (name, change) }

    func callAsFunction(_ path: String) throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var random = SeededGenerator(state: 1)
        change(&bytes, &random)
        // In place, as a disk or another program would: who has it open sees it.
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data(bytes))
        try handle.truncate(atOffset: UInt64(bytes.count))
    }

    /// Some of what the file says is other, or gone.
    static let harmful: [DamageTrial] = ofHeader + ofPages
    static let ofHeader: [DamageTrial] = fields + counts
    static let ofPages: [DamageTrial] = flips + zeros + pages + cuts

    /// The file says what it said.
    static let harmless: [DamageTrial] = [
        DamageTrial("nothing") { _, _ in },
        DamageTrial("more behind the end") { bytes, random in bytes += random.bytes(100_000) },
        DamageTrial("a page behind the last, where a kill was") { bytes, _ in bytes += bytes[page(1)] },
        DamageTrial("the unused part of the first page") { bytes, _ in fill(&bytes, 72..<4096, 0xAB) },
    ]

    private static let flips: [DamageTrial] = [1, 10, 100, 1000, 10_000].map { (count: Int) in
        DamageTrial("\(count) bits flipped") { bytes, random in
            for _ in 0..<count {
                let at = Int.random(in: 4096..<bytes.count, using: &random)
                bytes[at] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            }
        }
    }

    private static let zeros: [DamageTrial] = [1, 10, 50, 100].map { (percent: Int) in
        DamageTrial("\(percent) % of pages are zeros") { bytes, random in
            let all = Array(1..<bytes.count / 4096).shuffled(using: &random)
            for number in all.prefix(max(1, all.count * percent / 100)) { fill(&bytes, page(number), 0) }
        }
    }

    static let allOnes = DamageTrial("all ones") { bytes, _ in fill(&bytes, 4096..<bytes.count, 0xFF) }

    private static let pages: [DamageTrial] = [
        DamageTrial("a page at random") { bytes, random in bytes.replaceSubrange(page(1), with: random.bytes(4096)) },
        DamageTrial("pages at random") { bytes, random in bytes = bytes[..<4096] + random.bytes(bytes.count - 4096) },
        allOnes,
        DamageTrial("halves exchanged") { bytes, _ in
            let middle = page(bytes.count / 8192).lowerBound
            let (first, second) = (bytes[4096..<middle], bytes[middle...])
            bytes = Array(bytes[..<4096] + second + first)
        },
        DamageTrial("two pages exchanged") { bytes, _ in
            let (first, second) = (bytes[page(1)], bytes[page(2)])
            bytes.replaceSubrange(page(1), with: second)
            bytes.replaceSubrange(page(2), with: first)
        },
        DamageTrial("another page's copy") { bytes, _ in bytes.replaceSubrange(page(1), with: bytes[page(2)]) },
        DamageTrial("one page everywhere") { bytes, _ in
            let first = bytes[page(1)]
            for number in 2..<bytes.count / 4096 { bytes.replaceSubrange(page(number), with: first) }
        },
        DamageTrial("half a page is zeros") { bytes, _ in fill(&bytes, 4096..<6144, 0) },
        DamageTrial("another's sector") { bytes, _ in bytes.replaceSubrange(4096..<4608, with: bytes[8192..<8704]) },
        DamageTrial("all moved by a byte") { bytes, _ in bytes.insert(0, at: 4096) },
        DamageTrial("no checksums") { bytes, _ in
            for number in 1..<bytes.count / 4096 { fill(&bytes, page(number).suffix(4), 0) }
        },
        DamageTrial("the header is zeros") { bytes, _ in fill(&bytes, 0..<72, 0) },
        DamageTrial("as an older version left it") { bytes, _ in bytes[0] -= 1 },
    ]

    /// Of eight bytes: the form, the store's number, the seed, how many pages, the status, the boot, two generations,
    /// and the check value.
    private static let fields: [DamageTrial] = (0..<9).flatMap { (field: Int) in
        [0, 31, 63].map { (bit: Int) in
            DamageTrial("bit \(bit) of field \(field) of the header") { bytes, _ in
                bytes[8 * field + bit / 8] ^= UInt8(1) << UInt8(bit % 8)
            }
        }
    }

    private static let counts: [DamageTrial] = [1, 32, 1 << 39, UInt64.max].map { (count: UInt64) in
        DamageTrial("\(count) pages by the header") { bytes, _ in
            for byte in 0..<8 { bytes[24 + byte] = UInt8(truncatingIfNeeded: count >> UInt64(8 * byte)) }
        }
    }

    private static let cuts: [DamageTrial] =
        [0, 1, 47, 72, 4096, 100_000].map { (size: Int) in
            DamageTrial("cut to \(size) bytes") { bytes, _ in bytes = Array(bytes.prefix(size)) }
        } + [
            DamageTrial("a byte cut off") { bytes, _ in bytes.removeLast() },
            DamageTrial("all of it at random") { bytes, random in bytes = random.bytes(bytes.count) },
            DamageTrial("a text") { bytes, _ in bytes = Array("this is not the file of keys\n".utf8) },
        ]

    private static func page(_ number: Int) -> Range<Int> { number * 4096..<(number + 1) * 4096 }

    private static func fill(_ bytes: inout [UInt8], _ range: Range<Int>, _ byte: UInt8) {
        bytes.replaceSubrange(range, with: [UInt8](repeating: byte, count: range.count))
    }
}

/// SplitMix64: the same each time.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var hash = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes.append(UInt8(truncatingIfNeeded: next())) }
        return bytes
    }
}
