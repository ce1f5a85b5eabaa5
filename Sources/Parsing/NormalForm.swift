import FeedModel
import Foundation
import TextKit

extension Feed {
    /// Puts what people read into Normalization Form C (Unicode Standard Annex 15). Addresses and ids stay as they
    /// came: they are keys, and servers tell the two forms apart.
    mutating func composeTexts() {
        compose(&title)
        compose(&description)
        compose(&rights)
        composeName(&publisher)
        composeName(&webmaster)
        if var own = image {
            compose(&own.title)
            image = own
        }
        composeNames(&authors)
        composeNames(&contributors)
        composeLabels(&categories)
        for index in items.indices { items[index].composeTexts() }
    }
}

extension Item {
    fileprivate mutating func composeTexts() {
        compose(&title)
        compose(&summary)
        compose(&contentText)
        composeHTML(&contentHTML)
        compose(&rights)
        composeName(&publisher)
        if var own = source {
            compose(&own.title)
            source = own
        }
        composeNames(&authors)
        composeNames(&contributors)
        composeLabels(&categories)
        for index in tags.indices { tags[index] = composed(tags[index]) }
        for index in attachments.indices { compose(&attachments[index].title) }
        for index in chapters.indices { compose(&chapters[index].title) }
    }
}

extension ArticlePage {
    /// As `Feed.composeTexts`: an item's text may be its page's, and is compared with its feed's.
    mutating func composeTexts() {
        compose(&title)
        compose(&contentText)
        composeHTML(&contentHTML)
        compose(&publisher)
        composeNames(&authors)
    }
}

private func compose(_ text: inout String?) {
    if let old = text { text = composed(old) }
}

private func composeName(_ person: inout Person?) {
    guard var own = person else { return }
    compose(&own.name)
    person = own
}

private func composeNames(_ people: inout [Person]) {
    for index in people.indices { compose(&people[index].name) }
}

private func composeLabels(_ categories: inout [Category]) {
    for index in categories.indices { compose(&categories[index].label) }
}

private func composed(_ text: String) -> String { composing(text, isHTML: false) ?? text }

/// Composes the text between tags: attributes hold addresses.
private func composeHTML(_ html: inout String?) {
    if let old = html, let new = composing(old, isHTML: true) { html = new }
}

/// The text with those of its characters composed that may need it; nil where none does. Only the few around a mark
/// are looked at closely: hardly a text has any, and a run of them begins and ends at a letter of ASCII, before which
/// nothing composes. It is made stream-safe first: composing sorts marks, which must not be without end.
/// - Parameter isHTML: sanitized, so that `<` and `>` stand for nothing but a tag's beginning and end.
private func composing(_ text: String, isHTML: Bool) -> String? {
    var text = text
    return text.withUTF8 { bytes in
        var out: [UInt8] = []
        var (copied, at, isInTag, tagsReadTo) = (0, 0, false, 0)
        while let place = firstMark(bytes, from: at) {
            var (start, end) = (place, place)
            while start > copied, bytes[start - 1] >= 0x80 { start -= 1 }
            while end < bytes.count, bytes[end] >= 0x80 { end += 1 }
            at = end
            if isHTML {
                for byte in bytes[tagsReadTo..<start] where byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") {
                    isInTag = byte == UInt8(ascii: "<")
                }
                tagsReadTo = start
                if isInTag { continue }
            }
            // The letter that a mark stands on; a tag's end is none.
            if start > copied, !(isHTML && bytes[start - 1] == UInt8(ascii: ">")) { start -= 1 }
            out.append(contentsOf: bytes[copied..<start])
            let run = UnsafeBufferPointer(rebasing: bytes[start..<end])
            appendComposed(String(decoding: streamSafe(run) ?? Array(run), as: UTF8.self), into: &out)
            copied = end
        }
        guard copied > 0 else { return nil }
        out.append(contentsOf: bytes[copied...])
        return String(decoding: out, as: UTF8.self)
    }
}

/// In pieces, since Foundation moves all that is left of a text each time that two of its characters become one.
private func appendComposed(_ run: String, into out: inout [UInt8]) {
    guard run.utf8.count > pieceLength else {
        return out.append(contentsOf: run.precomposedStringWithCanonicalMapping.utf8)
    }
    let scalars = run.unicodeScalars
    var (start, at, length) = (scalars.startIndex, scalars.startIndex, 0)
    while at < scalars.endIndex {
        if length >= pieceLength, beginsAnew(scalars[at]) {
            out.append(contentsOf: String(scalars[start..<at]).precomposedStringWithCanonicalMapping.utf8)
            (start, length) = (at, 0)
        }
        length += UTF8.width(scalars[at])
        at = scalars.index(after: at)
    }
    out.append(contentsOf: String(scalars[start...]).precomposedStringWithCanonicalMapping.utf8)
}

private let pieceLength = 256

/// Whether a character composes with none before it: no mark, and no vowel or final of Hangul.
private func beginsAnew(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x34F: return true
    case 0x1160...0x11FF: return false
    default:
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: return true
        }
    }
}

/// The first place of a character that may not be its own composed form, or that may compose with the one before it. It
/// goes by the bytes of UTF-8 and passes whole scripts: most text never costs more than this look.
private func firstMark(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var at = start
    while at < bytes.count {
        if raw.isASCII32(at: at) {
            at += 32
            continue
        }
        if at + 8 <= bytes.count {
            let ascii = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)).leadingASCII
            at += ascii
            if ascii == 8 { continue }
        }
        let lead = bytes[at]
        // U+0300, the first combining mark, begins with CC.
        guard lead >= 0xCC else {
            at += 1
            continue
        }
        let (second, third) = (at + 1 < bytes.count ? bytes[at + 1] : 0, at + 2 < bytes.count ? bytes[at + 2] : 0)
        if isCombiningOrSingleton(lead, second, third) { return at }
        at += lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }
    return nil
}

/// Whether a character that begins with these bytes may be a mark, compose with one, or have another form. Scripts in
/// which marks are common are always taken for such.
private func isCombiningOrSingleton(_ lead: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch lead {
    case 0xCE: second == 0x87  // Greek letters; U+0387
    case 0xCF...0xD1, 0xD3...0xD5, 0xDA: false  // Greek, Cyrillic, Armenian, Arabic
    case 0xD2: second < 0x8A  // Cyrillic; its marks
    case 0xD6: second >= 0x91  // Hebrew marks
    case 0xD7: second < 0x90
    case 0xD8: second < 0xA0 && second >= 0x90  // Arabic marks
    case 0xD9: (0x8B...0x9F).contains(second) || second == 0xB0
    case 0xDB: (0x96...0xAD).contains(second)
    case 0xE1: !(0xB8...0xBB).contains(second)  // Vietnamese letters
    case 0xE2:
        switch second {
        case 0x80: third < 0x82  // punctuation; two spaces that have another form
        case 0x84: (0xA6...0xAB).contains(third)  // Ohm, Kelvin, Angstrom
        case 0x8C: third == 0xA9 || third == 0xAA
        case 0x83: third >= 0x90
        case 0xAB, 0xB3, 0xB5, 0xB7: true
        default: false
        }
    case 0xE3: (second == 0x82 && (third == 0x99 || third == 0x9A)) || (second == 0x80 && third >= 0xAA && third < 0xB0)
    case 0xE4...0xE9, 0xEB...0xEE: false  // East Asia
    case 0xEA: second < 0xB0
    case 0xEF: (0xA4...0xAD).contains(second) || (second == 0xB8 && third >= 0xA0)
    case 0xF0: second != 0x9F  // emoji
    default: true
    }
}
