import TextKit

// Variants of one word that editors of different houses write, folded as far as it pays: British and American
// spelling, numbers in words and in digits. A fold that goes too far costs nothing but a meeting of two words.

/// Folds a word of small letters in place: `labour` and `labor`, `travelled` and `traveled`, `realise` and `realize`,
/// `centre` and `center`, `defence` and `defense`, `programme` and `program`.
/// - Parameter count: its bytes; what stands behind them is no part of it.
/// - Returns: how many bytes are left of it.
func foldSpelling(_ word: inout MutableSpan<UInt8>, _ count: Int) -> Int {
    let isLong = count > 5
    var end = 0
    for index in 0..<count {
        var byte = word[index]
        if byte == UInt8(ascii: "z") { byte = UInt8(ascii: "s") }
        if isLong, end > 0 {
            if byte == UInt8(ascii: "l"), word[end - 1] == byte { continue }
            if byte == UInt8(ascii: "r"), end > 1, word[end - 1] == UInt8(ascii: "u"),
                word[end - 2] == UInt8(ascii: "o")
            {
                end -= 1
            }
        }
        word[end] = byte
        end += 1
    }
    guard isLong, end > 4, word[end - 1] == UInt8(ascii: "e") else { return end }
    switch (word[end - 3], word[end - 2]) {
    case (UInt8(ascii: "t"), UInt8(ascii: "r")): (word[end - 2], word[end - 1]) = (UInt8(ascii: "e"), UInt8(ascii: "r"))
    case (UInt8(ascii: "n"), UInt8(ascii: "c")): word[end - 2] = UInt8(ascii: "s")
    case (UInt8(ascii: "m"), UInt8(ascii: "m")) where word[end - 4] == UInt8(ascii: "a"): end -= 2
    default: break
    }
    return end
}

private func fnv(_ text: String) -> UInt64 { fnv(text.utf8.span) }

let percentHash = fnv("%")
let perHash = fnv("per")
let centHash = fnv("cent")

/// What stands for a word in whatever spelling.
struct Synonym {
    let hash: UInt64
    let isNumber: Bool

    /// Of the folded word that has the hash `hash`. Asked for each word of each text: one byte of the hash tells of
    /// nearly all of them that they have none.
    static func of(_ hash: UInt64) -> Synonym? { mayHave[Int(hash & 0xFF)] ? all[hash] : nil }

    private static let all: [UInt64: Synonym] = {
        let units = [
            ("percent", "%"), ("million", "m"), ("mln", "m"), ("milion", "m"), ("bilion", "bn"), ("billion", "bn"),
            ("bln", "bn"), ("trilion", "tn"), ("trln", "tn"),
        ]
        let numbers = [
            "sero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        ]
        var table: [UInt64: Synonym] = [:]
        for (word, unit) in units { table[fnv(word)] = Synonym(hash: fnv(unit), isNumber: false) }
        for (value, word) in numbers.enumerated() { table[fnv(word)] = Synonym(hash: fnv("\(value)"), isNumber: true) }
        return table
    }()

    private static let mayHave: [Bool] = {
        var mayHave = [Bool](repeating: false, count: 256)
        for hash in all.keys { mayHave[Int(hash & 0xFF)] = true }
        return mayHave
    }()
}
