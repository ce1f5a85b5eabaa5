import FeedModel
import Foundation

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
        for index in authors.indices { compose(&authors[index].name) }
        for index in contributors.indices { compose(&contributors[index].name) }
        for index in categories.indices { compose(&categories[index].label) }
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
        for index in authors.indices { compose(&authors[index].name) }
        for index in contributors.indices { compose(&contributors[index].name) }
        for index in categories.indices { compose(&categories[index].label) }
        for index in tags.indices { tags[index] = composed(tags[index]) }
        for index in attachments.indices { compose(&attachments[index].title) }
        for index in chapters.indices { compose(&chapters[index].title) }
    }
}

private func compose(_ text: inout String?) {
    guard let old = text, mayBeDecomposed(old) else { return }
    text = old.precomposedStringWithCanonicalMapping
}

private func composeName(_ person: inout Person?) {
    guard var own = person else { return }
    compose(&own.name)
    person = own
}

private func composed(_ text: String) -> String {
    mayBeDecomposed(text) ? text.precomposedStringWithCanonicalMapping : text
}

/// Composes the text between tags: attributes hold addresses. In sanitized HTML `<` stands for nothing but a tag's
/// beginning, and `>` outside of quotes for its end.
private func composeHTML(_ html: inout String?) {
    guard let old = html, mayBeDecomposed(old) else { return }
    var (result, rest) = ("", old[...])
    while let start = rest.unicodeScalars.firstIndex(of: "<") {
        result += composed(String(rest[..<start]))
        var isQuoted = false
        let end = rest.unicodeScalars[start...].firstIndex { scalar in
            if scalar == "\"" { isQuoted.toggle() }
            return scalar == ">" && !isQuoted
        }
        let next = end.map { rest.unicodeScalars.index(after: $0) } ?? rest.endIndex
        result.unicodeScalars += rest.unicodeScalars[start..<next]
        rest = rest[next...]
    }
    html = result + composed(String(rest))
}

/// A quick check: false when the text consists of characters that are their own composed form and that nothing
/// composes with. Whole scripts pass by their ranges: most text never costs more than this look.
private func mayBeDecomposed(_ text: String) -> Bool {
    // U+0300, the first combining mark, begins with this byte.
    guard text.utf8.contains(where: { $0 >= 0xCC }) else { return false }
    return text.unicodeScalars.contains { scalar in
        switch scalar.value {
        case ..<0x300, 0x388...0x482, 0x48A...0x590: false  // Latin, Greek, Cyrillic, Armenian
        case 0x5D0...0x60F, 0x620...0x64A, 0x660...0x66F, 0x671...0x6D5: false  // Hebrew and Arabic letters
        case 0x1E00...0x1EFF, 0x2002...0x206F, 0x20A0...0x20CF: false  // Vietnamese, punctuation, currencies
        case 0x3000...0x3098, 0x309B...0x9FFF, 0xAC00...0xD7A3, 0xFF00...0xFFEF: false  // East Asia
        case 0x1F000...0x1FAFF: false  // emoji
        default: true
        }
    }
}
