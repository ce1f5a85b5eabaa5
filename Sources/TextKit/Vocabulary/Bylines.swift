/// What stands before the name in a byline, as houses set it in front of a text.
private let bylineStarts = ["By ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door ", "Av "].map { Array($0.utf8) }

/// The name of a byline.
package func withoutBy(_ byline: Substring) -> Substring {
    guard let first = byline.utf8.first, "BVPDA".utf8.contains(first) else { return byline }
    for start in bylineStarts where byline.utf8.starts(with: start) {
        return byline[byline.utf8.index(byline.startIndex, offsetBy: start.count)...]
    }
    return byline
}

/// A name that ought to stand alone. People are called Von and Di, so that only English is taken off.
package func nameWithoutBy(_ name: String) -> String {
    name.prefix(3).lowercased() == "by " ? String(name.dropFirst(3)) : name
}
