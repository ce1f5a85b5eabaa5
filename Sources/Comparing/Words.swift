/// The words and signs of a text: `3.5`, `U.S.`, `don't` and `teaser-only` are one word each, a sign stands alone,
/// and so does each character of a script that sets no spaces.
func words(_ text: some StringProtocol) -> [Substring] { Array(WordSequence(text)) }

/// The words of a text as they are asked for: whether a line is furniture shows at its first words.
struct WordSequence: Sequence, IteratorProtocol {
    private let text: Substring
    private let scalars: Substring.UnicodeScalarView
    private var at: String.Index

    init(_ text: some StringProtocol) {
        self.text = Substring(text)
        scalars = self.text.unicodeScalars
        at = scalars.startIndex
    }

    mutating func next() -> Substring? {
        while at < scalars.endIndex, isSpace(scalars[at]) { at = scalars.index(after: at) }
        guard at < scalars.endIndex else { return nil }
        let start = at
        let first = scalars[at]
        at = scalars.index(after: at)
        if isWordPart(first) && !standsAlone(first) {
            while at < scalars.endIndex {
                let scalar = scalars[at]
                let next = scalars.index(after: at)
                if isWordPart(scalar), !standsAlone(scalar) {
                    at = next
                    continue
                }
                guard joinsWords(scalar), next < scalars.endIndex, isWordPart(scalars[next]) else { break }
                at = next
            }
        }
        return text[start..<at]
    }
}

private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
}

func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
        return (0x61...0x7A).contains(scalar.value | 0x20) || (0x30...0x39).contains(scalar.value)
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
}

private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isLetterOrNumber(scalar) || scalar.value >= 0x80 && scalar.properties.generalCategory == .nonspacingMark
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
