import TextKit

/// `text` in a form in which equal means looks the same: one space between words, straight quotes, one kind of
/// dash, nothing invisible. For comparing only.
func readable(_ text: some StringProtocol) -> String { readable(Substring(text).utf8.span) }

/// - Parameter bytes: of UTF-8 that is valid.
func readable(_ bytes: Span<UInt8>) -> String {
    guard bytes.count > 0 else { return "" }
    var at = endOfPlainText(bytes, from: 0)
    // Most lines of most texts.
    if at == bytes.count, bytes[at - 1] != space { return bytes.string }
    var writer = ReadableWriter(capacity: bytes.count)
    writer.append(plain: bytes.extracting(0..<at))
    while at < bytes.count {
        let end = endOfPlainText(bytes, from: at)
        if end > at {
            writer.append(plain: bytes.extracting(at..<end))
            at = end
            continue
        }
        let (value, length) = bytes.scalar(at: at)
        if value < 0x80 {
            writer.append(ascii: UInt8(value))
        } else {
            writer.append(wide: Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        at += length
    }
    return writer.finish()
}

/// Where words with one space between them end that are written as they are: nearly all of a text.
private func endOfPlainText(_ bytes: Span<UInt8>, from start: Int) -> Int {
    guard bytes[start] != space else { return start }
    let plain = plainBytes
    var end = start
    var isAfterSpace = false
    while end < bytes.count {
        let byte = bytes[end]
        guard byte < 0x80, (byte < 0x40 ? plain.low : plain.high) >> UInt64(byte & 0x3F) & 1 == 1 else {
            return end
        }
        let isSpace = byte == space
        if isSpace && isAfterSpace { return end }
        isAfterSpace = isSpace
        end += 1
    }
    return end
}

/// A bit for each byte of ASCII that stays as it is.
private let plainBytes: (low: UInt64, high: UInt64) = {
    var (low, high) = (UInt64(0), UInt64(0))
    for range: ClosedRange<UInt64> in [space64...space64, 0x22...0x24, 0x26...0x2C, 0x2E...0x39, 0x3C...0x3E] {
        for byte in range { low |= 1 << byte }
    }
    for range: ClosedRange<UInt64> in [0x40...0x5F, 0x61...0x7E] { for byte in range { high |= 1 << (byte - 0x40) } }
    return (low, high)
}()
private let space64 = UInt64(space)

private struct ReadableWriter {
    private var result: [UInt8] = []
    /// French sets a space after «, which becomes a quote like any other here.
    private var skipsSpace = false

    init(capacity: Int) { result.reserveCapacity(capacity) }

    consuming func finish() -> String {
        while result.last == space { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    mutating func append(plain bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe result.append(contentsOf: $0) }
        skipsSpace = false
    }

    mutating func append(ascii byte: UInt8) {
        switch byte {
        case 0...space:
            if let last = result.last, last != space, !skipsSpace { result.append(space) }
            return
        // Two hyphens are a typewriter's dash.
        case hyphen where result.last == hyphen:
            result.removeLast()
            appendDash()
        case UInt8(ascii: "`"): result.append(apostrophe)
        // French sets a space before these.
        case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "%"):
            if result.last == space { result.removeLast() }
            result.append(byte)
        default: result.append(byte)
        }
        skipsSpace = false
    }

    mutating func append(wide scalar: Unicode.Scalar) {
        switch scalar {
        case "\u{2018}"..."\u{201B}", "\u{2032}", "\u{00B4}", "\u{2039}", "\u{203A}", "\u{02BC}":
            append(ascii: apostrophe)
        case "\u{00AB}":
            append(ascii: quote)
            skipsSpace = true
        case "\u{00BB}":
            if result.last == space { result.removeLast() }
            append(ascii: quote)
        case "\u{201C}"..."\u{201F}", "\u{2033}": append(ascii: quote)
        case "\u{2010}"..."\u{2013}", "\u{2212}": append(ascii: hyphen)
        case "\u{2014}", "\u{2015}": appendDash()
        case "\u{2026}": result += [0x2E, 0x2E, 0x2E]
        // Letters with accents, Greek and Cyrillic: looking up their properties would cost more than all the rest.
        case "\u{00C0}"..."\u{02BB}", "\u{0370}"..."\u{052F}":
            result += UTF8.encode(scalar)!
            skipsSpace = false
        default:
            if scalar.properties.isWhitespace {
                append(ascii: space)
            } else if !scalar.properties.isDefaultIgnorableCodePoint {
                result += UTF8.encode(scalar)!
                skipsSpace = false
            }
        }
    }

    /// A dash has spaces in one house's style and none in another's.
    private mutating func appendDash() {
        append(ascii: space)
        result += [hyphen, space]
    }
}

let space = UInt8(ascii: " ")
private let hyphen = UInt8(ascii: "-")
private let quote = UInt8(ascii: "\"")
private let apostrophe = UInt8(ascii: "'")
