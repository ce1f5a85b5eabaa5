import TextKit

/// A document's text in UTF-8, and how it came to be read so.
struct DecodedText: Sendable {
    var bytes: [UInt8]
    /// In lower case.
    var encoding: String
    /// One sentence each.
    var warnings: [String] = []
    /// Bytes that meant nothing and were replaced, or an encoding that is not the one declared.
    var isRepaired = false
    /// There is nothing in it for `repairCharacters`.
    var isClean = false
}

/// What kind of declaration a document's text may carry.
enum Markup { case xml, html }

/// Reads bytes as text. Whose word counts (RFC 7303, 3; WHATWG Encoding, 6): the byte-order mark, then the
/// `Content-Type` header, then the document's own declaration, then UTF-8. A label that the bytes belie is
/// passed over for the next one.
func decode(_ bytes: [UInt8], contentType: String? = nil, as markup: Markup = .xml) -> DecodedText {
    if let (encoding, length) = byteOrderMark(of: bytes) {
        var decoded = decode(bytes[length...], as: encoding) ?? DecodedText(bytes: bytes, encoding: "utf-8")
        if decoded.isRepaired {
            decoded.warnings.append("the byte-order mark says \(encoding.name), which some bytes are not")
        }
        return decoded
    }
    let detected = unmarkedUnicode(bytes)
    var warnings: [String] = []
    var candidates: [Encoding] = []
    func consider(_ label: String?, _ whose: String) {
        guard let label, !label.isEmpty else { return }
        guard let encoding = Encoding(label: label) else {
            warnings.append("\(whose) names an unknown encoding, \"\(label.prefix(40))\"")
            return
        }
        if let detected, encoding.isASCIISuperset { return candidates.append(detected) }
        // Bytes that could be read up to the declaration are no UTF-16, whatever it says.
        if detected == nil, case .utf16 = encoding.form, markup == .html || whose != contentTypeOwner { return }
        candidates.append(encoding)
    }
    consider(contentType.flatMap(charset(ofContentType:)), contentTypeOwner)
    let declared = detected == nil ? declaredEncoding(bytes, markup) : nil
    consider(declared, markup == .xml ? "the XML declaration" : "the page's meta element")
    if let detected { candidates.append(detected) }
    let hadUnknownLabel = !warnings.isEmpty && candidates.isEmpty
    if detected == nil, let label = candidates.first, label != .utf8,
        isPlainlyUTF8(bytes, labelled: label, speaksForUTF8: candidates.contains(.utf8))
    {
        warnings.append("the text is not \(label.name), as declared: read as utf-8")
        return bestReading(of: bytes, [.utf8], warnings, isRepaired: true)
    }
    candidates.append(.utf8)
    return bestReading(of: bytes, candidates, warnings, isRepaired: hadUnknownLabel)
}

private let contentTypeOwner = "the Content-Type header"

/// Whether bytes with a label of another encoding are UTF-8 all the same, which what is written in another one hardly
/// ever is by chance. A server's default label says nothing of the document.
/// - Parameter speaksForUTF8: a second label says so.
private func isPlainlyUTF8(_ bytes: [UInt8], labelled label: Encoding, speaksForUTF8: Bool) -> Bool {
    guard label.isASCIISuperset, bytes.contains(where: { $0 >= 0x80 }), UnicodeDecoder.inspect(bytes[...]).isUTF8 else {
        return false
    }
    if speaksForUTF8 { return true }
    // A capital letter with an accent before a quotation mark looks like a character of two bytes ("CAFÉ…"), a letter
    // with a tilde or circumflex before a sign, as the Latin ones in UTF-8 do, like none of any language.
    let trails = bytes.count { $0 & 0xC0 == 0x80 }
    guard case .singleByte = label.form else { return trails >= 6 }
    return trails >= 4 || bytes.contains { $0 == 0xC2 || $0 == 0xC3 || $0 >= 0xE0 }
}

private func bestReading(
    of bytes: [UInt8], _ candidates: [Encoding], _ warnings: [String], isRepaired: Bool
) -> DecodedText {
    var first: (encoding: Encoding, decoded: DecodedText)?
    for encoding in candidates where first?.encoding != encoding {
        guard var decoded = decode(bytes[...], as: encoding) else { continue }
        if !decoded.isRepaired {
            decoded.warnings = warnings
            decoded.isRepaired = isRepaired
            if let first {
                decoded.isRepaired = true
                decoded.warnings.append("the text is not \(first.encoding.name), as declared: read as \(encoding.name)")
            }
            return decoded
        }
        if first == nil { first = (encoding, decoded) }
    }
    // No declared encoding fits. Text that says nothing of itself is more likely of another encoding.
    if let first, first.encoding == .utf8, !isMostlyUTF8(first.decoded.bytes), !isCutUTF8(bytes),
        let guess = guessEncoding(bytes),
        var decoded = decode(bytes[...], as: guess)
    {
        decoded.warnings = warnings + ["the text is not UTF-8, and says no other encoding: taken for \(guess.name)"]
        decoded.isRepaired = true
        return decoded
    }
    // UTF-8 is among the candidates and can always be repaired.
    var repaired = first!
    repaired.decoded.warnings = warnings + ["bytes that are not \(repaired.encoding.name) were replaced by U+FFFD"]
    return repaired.decoded
}

/// A few damaged bytes make UTF-8 no other encoding; in text of another one, hardly any character is one of UTF-8 too.
private func isMostlyUTF8(_ repaired: [UInt8]) -> Bool {
    var (characters, replacements) = (0, 0)
    for index in repaired.indices where repaired[index] >= 0xC2 {
        characters += 1
        if repaired[index...].starts(with: [0xEF, 0xBF, 0xBD]) { replacements += 1 }
    }
    return characters > replacements * 2
}

/// Whether all mistakes are characters of which the end is missing: programs that cut a text after so many bytes leave
/// them. A lone first byte is no sign of it, since in single-byte encodings every letter looks like one.
private func isCutUTF8(_ bytes: [UInt8]) -> Bool {
    var (known, bare, at) = (0, 0, 0)
    while at < bytes.count {
        let lead = bytes[at]
        at += 1
        guard lead >= 0x80 else { continue }
        let length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1
        guard (0xC2...0xF4).contains(lead) else { return false }
        var trails = 0
        while trails < length, at < bytes.count, bytes[at] & 0xC0 == 0x80 { (trails, at) = (trails + 1, at + 1) }
        if trails > 0 { known += 1 } else { bare += 1 }
    }
    return known > 0 && bare <= known
}

private func decode(_ bytes: ArraySlice<UInt8>, as encoding: Encoding) -> DecodedText? {
    let result: (text: [UInt8], repairs: Int)?
    switch encoding.form {
    case .utf8:
        let (isUTF8, isClean) = UnicodeDecoder.inspect(bytes)
        if isUTF8 { return DecodedText(bytes: Array(bytes), encoding: encoding.name, isClean: isClean) }
        result = UnicodeDecoder.repairUTF8(bytes)
    case .utf16(let isBigEndian): result = UnicodeDecoder.decodeUTF16(bytes, isBigEndian: isBigEndian)
    case .utf32(let isBigEndian): result = UnicodeDecoder.decodeUTF32(bytes, isBigEndian: isBigEndian)
    case .singleByte(let index): result = SingleByteDecoder.decode(bytes, table: index)
    case .multiByte(let name): result = MultiByteDecoder.decode(bytes, iconv: name)
    }
    guard let (text, repairs) = result else { return nil }
    let isClean = UnicodeDecoder.inspect(text[...]).isClean
    return DecodedText(bytes: text, encoding: encoding.name, isRepaired: repairs > 0, isClean: isClean)
}

private func byteOrderMark(of bytes: [UInt8]) -> (Encoding, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0x00, 0x00, 0xFE, 0xFF]) { return (.utf32BE, 4) }
    if bytes.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return (.utf32LE, 4) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BE, 2) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LE, 2) }
    return nil
}

/// UTF-16, UTF-32 or EBCDIC, known by how "<" and what follows it look (XML 1.0, appendix F).
private func unmarkedUnicode(_ bytes: [UInt8]) -> Encoding? {
    guard bytes.count >= 4 else { return nil }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0, 0, 0, 0x3C): return .utf32BE
    case (0x3C, 0, 0, 0): return .utf32LE
    case (0, 0x3C, 0, _): return .utf16BE
    case (0x3C, 0, _, 0): return .utf16LE
    case (0x4C, 0x6F, 0xA7, 0x94): return ebcdic(bytes)
    default: return nil
    }
}

/// The declaration of an EBCDIC document is in letters that all its code pages share.
private func ebcdic(_ bytes: [UInt8]) -> Encoding? {
    guard let common = Encoding(label: "cp037"), let start = decode(bytes.prefix(400), as: common) else { return nil }
    let label = declaredEncoding(start.bytes, .xml)
    return label.flatMap(Encoding.init(label:)).flatMap { $0.isASCIISuperset ? nil : $0 } ?? common
}

/// `charset` of a `Content-Type` header, with or without quotes of either kind.
func charset(ofContentType header: String) -> String? {
    let bytes = Array(header.utf8)
    guard var at = bytes.firstIndex(of: "charset" as StaticString, in: bytes.indices) else { return nil }
    at += 7
    while at < bytes.count, bytes[at].isSpace { at += 1 }
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { return nil }
    at += 1
    let isQuoteOrSpace = { (byte: UInt8) in byte.isSpace || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    while at < bytes.count, isQuoteOrSpace(bytes[at]) { at += 1 }
    let start = at
    while at < bytes.count, !isQuoteOrSpace(bytes[at]), bytes[at] != UInt8(ascii: ";") { at += 1 }
    return at > start ? bytes.string(start..<at) : nil
}

/// The label in the XML declaration, or in a `meta` element near the start of a page.
private func declaredEncoding(_ bytes: [UInt8], _ markup: Markup) -> String? {
    // What programs print before the feed may be long.
    let head = 0..<min(bytes.count, markup == .xml ? 16_384 : 1024)
    if let declaration = bytes.firstIndex(of: "<?xml" as StaticString, in: head) {
        let end = bytes.firstIndex(of: UInt8(ascii: ">"), in: declaration..<head.upperBound) ?? head.upperBound
        if let at = bytes.firstIndex(of: "encoding" as StaticString, in: declaration..<end) {
            return quotedValue(bytes, at + 8..<end)
        }
    }
    guard markup == .html else { return nil }
    var tokenizer = HTMLTokenizer(bytes, 0..<min(bytes.count, 4096))
    while let token = tokenizer.next() {
        guard case .startTag(.meta) = token else { continue }
        if let charset = tokenizer.value("charset") { return charset }
        if let content = tokenizer.value("content"), let charset = charset(ofContentType: content) { return charset }
    }
    return nil
}

/// The value after `=`, in quotes of either kind.
private func quotedValue(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
    guard let open = range.first(where: { bytes[$0] == UInt8(ascii: "\"") || bytes[$0] == UInt8(ascii: "'") }),
        let close = bytes.firstIndex(of: bytes[open], in: open + 1..<range.upperBound)
    else { return nil }
    return String(decoding: bytes[bytes.trimmingSpace(open + 1..<close)], as: UTF8.self)
}
