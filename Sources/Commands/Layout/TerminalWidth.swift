import FeedModel

/// How many columns of a terminal a text takes, as xterm and those after it count: 2 for what is wide in East Asian
/// scripts and for emoji, 0 for marks that are put upon others.
func columns(of text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
}

func columns(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if first.value < 0x300, scalars.count == 1 { return 1 }
    // One picture, of however many scalars: joined, with a skin, a flag, or asked for by variation selector 16.
    let isPicture = scalars.contains {
        $0.value == 0xFE0F || $0.value == 0x200D || $0.properties.isEmojiModifier || isRegional($0)
    }
    if isPicture, scalars.count > 1, first.properties.isEmoji { return 2 }
    return scalars.reduce(0) { $0 + columns(of: $1) }
}

private func columns(of scalar: Unicode.Scalar) -> Int {
    // The soft hyphen is shown.
    if scalar.value == 0xAD { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and finals of Hangul join the syllable before.
    if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return 0 }
    if scalar.properties.isEmojiPresentation, !isRegional(scalar) { return 2 }
    return wideScalars.contains { $0.contains(scalar.value) } ? 2 : 1
}

private func isRegional(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }

/// W and F of UAX 11 (EastAsianWidth.txt of Unicode 15), besides emoji; blocks that have little else are taken whole.
private let wideScalars: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
]

/// At most `width` columns: what is longer ends with "…".
func cut(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    var (result, left) = ("", width - 1)
    for character in text {
        left -= columns(of: character)
        if left < 0 { break }
        result.append(character)
    }
    return width > 0 ? result + "…" : ""
}

/// On one line, and cut or filled to `width` columns.
func column(_ text: String, _ width: Int) -> String {
    let text = cut(onOneLine(text), to: width)
    return text + String(repeating: " ", count: max(0, width - columns(of: text)))
}

/// A number at the right of its column, whole whatever its width.
func numberColumn(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
}
