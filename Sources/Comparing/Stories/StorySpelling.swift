// Variants of one word that editors of different houses write, folded as far as it pays: British and American
// spelling, numbers in words and in digits. A fold that goes too far costs nothing but a meeting of two words.

/// `labour` and `labor`, `travelled` and `traveled`, `realise` and `realize`, `centre` and `center`, `defence` and
/// `defense`, `programme` and `program`.
func foldSpelling(_ word: inout [UInt8]) {
    let isLong = word.count > 5
    var end = 0
    for index in word.indices {
        var byte = word[index]
        if byte == UInt8(ascii: "z") { byte = UInt8(ascii: "s") }
        if isLong, end > 0 {
            if byte == UInt8(ascii: "l"), word[end - 1] == byte { continue }
            if byte == UInt8(ascii: "r"), end > 1, word[end - 1] == UInt8(ascii: "u"), word[end - 2] == UInt8(ascii: "o") {
                end -= 1
            }
        }
        word[end] = byte
        end += 1
    }
    word.removeSubrange(end...)
    guard isLong, end > 4 else { return }
    if word.ends(with: "tre") { word.replace(last: 2, with: "er") }
    if word.ends(with: "nce") { word.replace(last: 2, with: "se") }
    if word.ends(with: "amme") { word.replace(last: 2, with: "") }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool {
        count >= text.utf8.count && self[(count - text.utf8.count)...].elementsEqual(text.utf8)
    }

    fileprivate mutating func replace(last length: Int, with text: String) {
        removeLast(length)
        append(contentsOf: text.utf8)
    }
}

func fnv(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
}

let percentHash = fnv("%".utf8)
let perHash = fnv("per".utf8)
let centHash = fnv("cent".utf8)

/// By the hash of the folded word.
let synonyms: [UInt64: (hash: UInt64, isNumber: Bool)] = {
    let units = [
        ("percent", "%"), ("million", "m"), ("mln", "m"), ("milion", "m"), ("bilion", "bn"), ("billion", "bn"), ("bln", "bn"),
        ("trilion", "tn"), ("trln", "tn"),
    ]
    let numbers = [
        "sero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ]
    var table: [UInt64: (hash: UInt64, isNumber: Bool)] = [:]
    for (word, unit) in units { table[fnv(word.utf8)] = (fnv(unit.utf8), false) }
    for (value, word) in numbers.enumerated() { table[fnv(word.utf8)] = (fnv("\(value)".utf8), true) }
    return table
}()
