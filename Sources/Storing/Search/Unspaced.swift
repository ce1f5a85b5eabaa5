import Foundation

// Chinese, Japanese, Thai and others write words without blanks, which FTS5 takes for one long word. Texts that have such
// words are indexed a second time, in `search_unspaced`, with each stretch of these scripts in pairs of characters:
// 台風接近 as "台風 風接 接近 近". The last stands alone too, so that a search for one character finds it. All else of the
// text is as it was, so that a query is answered from that one index.
//
// What is taken out of the index has to be said as it was put in: this must stay as it is, once stores hold it.

/// - Returns: nil where the text has no such scripts.
package func pairedText(_ text: String?) -> String? {
    guard let text, mayBeUnspaced(text), text.unicodeScalars.contains(where: isUnspaced) else { return nil }
    return paired(text, isQuery: false).text
}

/// Whether it has a byte that such characters begin with in UTF-8: most texts have none, and that is soon seen. What begins
/// with E2 are quotation marks, dashes and symbols.
private func mayBeUnspaced(_ text: String) -> Bool {
    func isLead(_ byte: UInt8) -> Bool { byte >= 0xE0 && byte != 0xE2 }
    let found = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe $0.contains(where: isLead) }
    return found ?? text.utf8.contains(where: isLead)
}

/// A phrase to look for in what `pairedText` has made.
/// - Returns: `isPrefix`: its last word is the beginning of one.
package func pairedPhrase(_ phrase: String) -> (text: String, isPrefix: Bool) {
    // A mark behind the last word would make that the end of its stretch.
    let scalars = Array(phrase.unicodeScalars)
    let end = scalars.lastIndex { $0.properties.isAlphabetic || $0.properties.numericType != nil || isUnspaced($0) }
    let trimmed = String(String.UnicodeScalarView(scalars[...(end ?? scalars.endIndex - 1)]))
    return paired(trimmed, isQuery: true)
}

private func paired(_ text: String, isQuery: Bool) -> (text: String, isPrefix: Bool) {
    var result = String.UnicodeScalarView()
    var stretch: [Unicode.Scalar] = []
    var isPrefix = false
    func endStretch(isLast: Bool) {
        guard !stretch.isEmpty else { return }
        result.append(" ")
        for (first, second) in zip(stretch, stretch.dropFirst()) {
            result.append(contentsOf: [first, second, " "])
        }
        // In a query, more may follow.
        if !isLast || stretch.count == 1 { result.append(contentsOf: [stretch[stretch.count - 1], " "]) }
        isPrefix = isLast && stretch.count == 1
        stretch = []
    }
    for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
        if isUnspaced(scalar) {
            stretch.append(scalar)
        } else if !scalar.properties.isVariationSelector, scalar.value != 0x200B {
            endStretch(isLast: false)
            result.append(scalar)
        }
    }
    endStretch(isLast: isQuery)
    return (String(result), isPrefix)
}

/// Letters and marks of scripts without blanks between words, and Hangul, which joins particles to its words.
private func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x0E00 else { return false }
    switch scalar.value {
    // Thai, Lao; Myanmar; Khmer.
    case 0x0E01...0x0E3A, 0x0E40...0x0E4E, 0x0E81...0x0ECE, 0x0EDC...0x0EDF, 0x1000...0x103F, 0x1050...0x108F,
        0x1780...0x17D3:
        return true
    case 0x3005...0x3007, 0x3041...0x3096, 0x3099...0x309A, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF,
        0x3105...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFD:
        return true
    default: return false
    }
}
