import TextKit

/// `text` on one line for a terminal, standard error or the journal: a title, an address or a file's name must not move
/// the cursor, rename the window, begin a line of its own, or turn around what follows it. Controls (C0, DEL, C1) and line
/// separators become blanks; marks of direction, which have no width, go. Joiners stay: scripts need them.
package func onOneLine(_ text: String) -> String {
    guard needsCleaning(text) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isDirectionMark(scalar) { clean.append(isControl(scalar) ? " " : scalar) }
    return String(clean)
}

/// Like `onOneLine`, but with the line breaks and tabs that the text is laid out by: those of our own.
package func inLines(_ text: String) -> String {
    guard needsCleaning(text) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { onOneLine(String($0)) }.joined(
            separator: "\t")
    }.joined(separator: "\n")
}

/// Nearly no text does, and most are ASCII.
private func needsCleaning(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return false }
    return text.unicodeScalars.contains { isControl($0) || isDirectionMark($0) }
}

/// A sentence for standard error, the journal or `last_error`, which may name what a server, a feed or a person made up:
/// on one line, without logins, and no longer than can be read, words as long as a host name of 3,000 letters neither.
package func messageLine(_ sentence: String, limit: Int = 1000) -> String {
    let line = withoutLogins(in: onOneLine(sentence))
    guard line.utf8.count > longestWord else { return line }
    return shortened(
        line.split(separator: " ", omittingEmptySubsequences: false).map { shortened($0, to: longestWord) }
            .joined(separator: " "), to: limit)
}

/// Addresses of feeds are shorter, as a rule.
private let longestWord = 200

/// At most `limit` scalars, the end of what is longer left out.
package func shortened(_ text: some StringProtocol, to limit: Int) -> String {
    // A character can be as long as its sender likes, too: scalars are counted.
    guard text.utf8.count > limit else { return String(text) }
    let scalars = text.unicodeScalars.prefix(limit)
    return scalars.endIndex == text.endIndex ? String(text) : String(String.UnicodeScalarView(scalars)) + "…"
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
    default: false
    }
}

/// Marks, embeddings, overrides and isolates (UAX 9).
package func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}
