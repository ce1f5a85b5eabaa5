/// The words and signs of a text: `3.5`, `U.S.`, `don't` and `teaser-only` are one word each, a sign stands alone,
/// and so does each character of a script that sets no spaces.
func words(_ text: some StringProtocol) -> [Substring] {
    var words: [Substring] = []
    let text = Substring(text)
    let scalars = text.unicodeScalars
    var at = scalars.startIndex
    while at < scalars.endIndex {
        let scalar = scalars[at]
        guard !scalar.properties.isWhitespace else {
            at = scalars.index(after: at)
            continue
        }
        let start = at
        at = scalars.index(after: at)
        if isWordPart(scalar) && !standsAlone(scalar) {
            while at < scalars.endIndex {
                if isWordPart(scalars[at]), !standsAlone(scalars[at]) {
                    at = scalars.index(after: at)
                    continue
                }
                let next = scalars.index(after: at)
                guard joinsWords(scalars[at]), next < scalars.endIndex, isWordPart(scalars[next]) else { break }
                at = next
            }
        }
        words.append(text[start..<at])
    }
    return words
}

private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
        return (0x61...0x7A).contains(scalar.value | 0x20) || (0x30...0x39).contains(scalar.value)
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark
}

private func joinsWords(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", ",", "'", "-", ":", "/", "’", "_", "@": true
    default: false
    }
}

/// Thai to Khmer, kana, Han.
private func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF,
        0x20000...0x3FFFF:
        true
    default: false
    }
}
