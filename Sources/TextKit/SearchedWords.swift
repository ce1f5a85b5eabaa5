import Foundation

/// The words of a text as the full-text search has them (FTS5's `unicode61`): letters and digits, of either case, without the
/// accents of Latin letters.
package struct SearchedWords: Equatable, Sendable {
    /// Each word behind a blank, and one behind the last.
    private var bytes: [UInt8] = [0x20]
    /// A bit for each kind of word that stands in it. Most words that are looked for are in no text, and this says so
    /// without reading it.
    private var kinds = [UInt64](repeating: 0, count: 128)

    /// Of the word that is being read.
    private var wordStart = 1

    package init(_ text: String) {
        bytes.reserveCapacity(text.utf8.count + 2)
        var text = text
        text.withUTF8 { append($0) }
        endWord()
    }

    package var isEmpty: Bool { bytes.count == 1 }

    /// In their order.
    package var words: [ArraySlice<UInt8>] { bytes.split(separator: 0x20) }

    /// Whether these words stand in it, one behind the other.
    /// - Parameter isPrefix: the last need only begin so.
    package func contains(_ phrase: SearchedWords, isPrefix: Bool = false) -> Bool {
        let wanted = phrase.bytes.dropLast(isPrefix && !phrase.isEmpty ? 1 : 0)
        guard wanted.count > 1 else { return true }
        if let end = wanted.dropFirst().firstIndex(of: 0x20), !has(kind(of: wanted[1..<end])) { return false }
        return wanted.withUnsafeBytes { wanted in
            bytes.withUnsafeBytes { text in
                // Both begin with the blank before a word.
                var at = 0
                while at + wanted.count <= text.count {
                    if text[at] == 0x20, text[at + 1] == wanted[1],
                        memcmp(text.baseAddress! + at, wanted.baseAddress!, wanted.count) == 0
                    {
                        return true
                    }
                    at += 1
                }
                return false
            }
        }
    }

    private mutating func endWord() {
        guard bytes.count > wordStart else { return }
        let kind = kind(of: bytes[wordStart...])
        kinds[kind / 64] |= 1 << UInt64(kind % 64)
        bytes.append(0x20)
        wordStart = bytes.count
    }

    private func has(_ kind: Int) -> Bool { kinds[kind / 64] >> UInt64(kind % 64) & 1 == 1 }

    /// FNV-1a, as far as it is wanted.
    private func kind(of word: ArraySlice<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash >> 16) % (kinds.count * 64)
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while at < text.count {
            let byte = text[at]
            if byte < 0x80 {
                byte.isLetter || byte.isDigit ? bytes.append(byte.lowercased) : endWord()
                at += 1
                continue
            }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            let scalar = UTF8.decode(UTF8.EncodedScalar(text[at..<min(at + length, text.count)]))
            switch letters.fold(scalar) {
            case .separator: endWord()
            case .nothing: break
            case .letter(let letter): bytes.append(letter)
            }
            at += length
        }
    }
}

private let letters = Letters()

/// What each character is to the search.
private struct Letters {
    enum Fold {
        case separator
        /// An accent that stands alone.
        case nothing
        case letter(Unicode.Scalar)
    }

    /// The alphabets, which are asked for most.
    private let known: [Fold] = (0..<0x2000).map { Unicode.Scalar($0).map(Letters.fold) ?? .separator }

    func fold(_ scalar: Unicode.Scalar) -> Fold {
        scalar.value < known.count ? known[Int(scalar.value)] : Self.fold(scalar)
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Fold {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse, .spacingMark, .enclosingMark:
            break
        case .nonspacingMark:
            if (0x300...0x36F).contains(scalar.value) { return .nothing }
        default: return .separator
        }
        if scalar.value >= 0x80, scalar.value < 0x2000,
            let base = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first, base.isASCII
        {
            return .letter(Unicode.Scalar(UInt8(base.value).lowercased))
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return .letter(lower.count == 1 ? lower.first! : scalar)
    }
}
