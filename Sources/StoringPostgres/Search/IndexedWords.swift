import Storing
import TextKit

/// What the index has of an item's newest text.
struct IndexedWords {
    /// As `tsvector` is written.
    let vector: String
    /// The words of the text in their order, with a blank before and behind each, where the vector cannot tell which stand
    /// behind each other: it has positions up to 16,383, and 255 of a word.
    let folded: String?
    /// See `pairedText`.
    let isPaired: Bool

    typealias Word = ArraySlice<UInt8>

    private static let lastPosition = 16_380
    /// Of a word that only stands behind that: next to none.
    private static let beyond = 16_383
    private static let mostPositions = 250
    /// Of words and positions, which are to be less than a mebibyte.
    private static let mostBytes = 1_000_000
    /// In bytes. A longer one is found by its beginning: an index has none of more than some two thousand.
    private static let longestWord = 500

    /// Of what has too many different words for the index, the last are not in it.
    init(title: String?, text: String?) {
        let pairs = (pairedText(title), pairedText(text))
        isPaired = pairs.0 != nil || pairs.1 != nil
        let titleWords = Self.words(pairs.0 ?? title ?? "")
        let textWords = Self.words(pairs.1 ?? text ?? "")
        // No phrase goes from the title into the text.
        let start = titleWords.count + 2
        var places = Places()
        for (place, word) in titleWords.enumerated() { places.add(word, place + 1) }
        for (place, word) in textWords.enumerated() { places.add(word, start + place) }
        places.shorten(textFrom: start)
        vector = places.vector(textFrom: start)
        folded = places.areAllKept ? nil : Self.joined(textWords)
    }

    private static func joined(_ words: [Word]) -> String {
        var bytes: [UInt8] = [0x20]
        for word in words { bytes += word + [0x20] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The words of a text, as both it and queries have them.
    static func words(_ text: String) -> [Word] {
        SearchedWords(text).words.map { word in
            guard word.count > longestWord else { return word }
            var end = word.startIndex + longestWord
            while word[end] & 0xC0 == 0x80 { end -= 1 }
            return word[..<end]
        }
    }

    /// Where words stand.
    private struct Places {
        private var byWord: [Word: [Int]] = [:]
        /// By where they stand first.
        private var order: [Word] = []
        private(set) var areAllKept = true

        mutating func add(_ word: Word, _ place: Int) {
            guard let known = byWord[word] else {
                order.append(word)
                byWord[word] = [place > lastPosition ? beyond : place]
                if place > lastPosition { areAllKept = false }
                return
            }
            guard known.count < mostPositions, place <= lastPosition else { return areAllKept = false }
            byWord[word]!.append(place)
        }

        private func size(_ word: Word) -> Int { word.count + 4 + 2 * byWord[word]!.count }

        mutating func shorten(textFrom start: Int) {
            guard order.reduce(0, { $0 + size($1) }) > mostBytes else { return }
            areAllKept = false
            for word in order {
                let kept = byWord[word]!
                byWord[word] = [kept.first { $0 < start }, kept.first { $0 >= start }].compactMap(\.self)
            }
            var bytes = 0
            order = Array(
                order.prefix { word in
                    bytes += size(word)
                    return bytes <= mostBytes
                })
        }

        func vector(textFrom start: Int) -> String {
            var bytes: [UInt8] = []
            for word in order {
                let marks = byWord[word]!.map { $0 < start ? "\($0)A" : "\($0)" }
                bytes += [0x27] + word + "':\(marks.joined(separator: ",")) ".utf8
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
