/// Stream-Safe Text (Unicode Standard Annex 15, 13): after thirty combining marks in a row a U+034F COMBINING GRAPHEME
/// JOINER, which nobody sees, ends the run. No text of any language has so many; but where marks of several kinds take
/// turns, whoever compares, hashes or composes a text sorts the run, by methods that are quadratic.
/// - Parameter bytes: UTF-8.
/// - Returns: nil where it is so already, which it nearly always is.
package func streamSafe(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var copied = 0
    var at = 0
    while let run = nextRun(bytes, from: at) {
        at = run.upperBound
        var marks = 0
        var place = run.lowerBound
        for scalar in String(decoding: bytes[run], as: UTF8.self).unicodeScalars {
            let count = markCount(scalar)
            if marks + count > runLimit {
                out += bytes[copied..<place]
                out += [0xCD, 0x8F]
                copied = place
                marks = 0
            }
            marks = count == 0 ? 0 : marks + count
            place = min(place + UTF8.width(scalar), run.upperBound)
        }
    }
    guard copied > 0 else { return nil }
    return out + bytes[copied...]
}

package func streamSafe(_ text: String) -> String {
    var text = text
    return text.withUTF8 { streamSafe($0).map { String(decoding: $0, as: UTF8.self) } } ?? text
}

private let runLimit = 30

/// The next bytes beyond ASCII that are enough for so many marks.
private func nextRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    let raw = UnsafeRawBufferPointer(bytes)
    var at = start
    while at < raw.count {
        // Most text is of ASCII.
        while at + 8 <= raw.count,
            raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            at += 8
        }
        while at < raw.count, raw[at] < 0x80 { at += 1 }
        let first = at
        while at < raw.count, raw[at] >= 0x80 { at += 1 }
        if at - first > runLimit { return first..<at }
    }
    return nil
}

/// How many marks a character begins with when it is taken apart.
private func markCount(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x300: 0
    // Two marks each, the Tibetan ones without a class of their own.
    case 0x344, 0xF73, 0xF75, 0xF81: 2
    default: scalar.properties.canonicalCombiningClass == .notReordered ? 0 : 1
    }
}
