/// Appends `range` of `bytes` as HTML and XML write text: signs that would mean markup as references.
/// - Parameter quotes: the double quote too, as within an attribute.
package func escapeHTML(_ bytes: [UInt8], _ range: Range<Int>, quotes: Bool = false, into out: inout [UInt8]) {
    var copied = range.lowerBound
    for at in range {
        let reference: StaticString
        switch bytes[at] {
        case UInt8(ascii: "&"): reference = "&amp;"
        case UInt8(ascii: "<"): reference = "&lt;"
        case UInt8(ascii: ">"): reference = "&gt;"
        case UInt8(ascii: "\"") where quotes: reference = "&quot;"
        default: continue
        }
        out.append(bytes, copied..<at)
        out.append(reference)
        copied = at + 1
    }
    out.append(bytes, copied..<range.upperBound)
}

/// As within an attribute.
package func escapingHTML(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    escapeHTML(bytes, bytes.indices, quotes: true, into: &out)
    return String(decoding: out, as: UTF8.self)
}
