/// `text` in a form in which equal means looks the same: one space between words, straight quotes, one kind of
/// dash, nothing invisible. For comparing only.
func readable(_ text: some StringProtocol) -> String {
    let text = Substring(text)
    let bytes = text.utf8.span
    var writer = ReadableWriter(capacity: bytes.count)
    var at = 0
    while at < bytes.count {
        let (value, length) = bytes.scalar(at: at)
        if value < 0x80 { writer.append(ascii: UInt8(value)) } else { writer.append(wide: Unicode.Scalar(value) ?? "\u{FFFD}") }
        at += length
    }
    return writer.finish()
}

private struct ReadableWriter {
    private var result: [UInt8] = []
    /// French sets a space after «, which becomes a quote like any other here.
    private var skipsSpace = false

    init(capacity: Int) { result.reserveCapacity(capacity) }

    consuming func finish() -> String {
        while result.last == space { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
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
