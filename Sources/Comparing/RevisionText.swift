import FeedModel

/// What a reader sees of an item, in a form in which equal means looks the same.
struct ReadableItem: Equatable {
    var title: String
    /// Paragraphs.
    var content: [String]
    var summary: [String]
    var authors: [String]
    var attachments: [String]

    init(_ item: Item) {
        title = readable(item.title ?? "")
        content = paragraphs(item.contentText)
        summary = paragraphs(item.summary)
        authors = item.authors.compactMap { $0.name.map(readable) }
        attachments = item.attachments.map { canonicalLink($0.url) }
    }

    var titleHash: Int64? { title.isEmpty ? nil : stableHash(title) }

    var textHash: Int64? {
        let text = content.isEmpty ? summary : content
        guard !text.isEmpty else { return nil }
        var hash = StableHash()
        for paragraph in text { hash.combine(paragraph) }
        return hash.value
    }

    var fingerprint: Int64 {
        var hash = StableHash()
        for text in [[title], content, summary, authors, attachments] {
            for line in text { hash.combine(line) }
            hash.combine("\u{1}")
        }
        return hash.value
    }
}

private func paragraphs(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n").map { readable(String($0)) }.filter { !$0.isEmpty }
}

/// One space between words, straight quotes and hyphens, nothing invisible.
func readable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isSpace = true
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\u{00AD}", "\u{200B}"..."\u{200F}", "\u{2060}"..."\u{2064}", "\u{202A}"..."\u{202E}", "\u{FEFF}",
            "\u{180E}", "\u{2066}"..."\u{2069}":
            continue
        case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{2032}", "\u{0060}", "\u{00B4}", "\u{2039}", "\u{203A}":
            result.append("'")
        case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{2033}", "\u{00AB}", "\u{00BB}": result.append("\"")
        case "\u{2010}"..."\u{2015}", "\u{2212}": result.append("-")
        case "\u{2026}": result.append(contentsOf: "...".unicodeScalars)
        default:
            if scalar.properties.isWhitespace {
                if !isSpace { result.append(" ") }
                isSpace = true
                continue
            }
            result.append(scalar)
        }
        isSpace = false
    }
    while result.last == " " { result.removeLast() }
    return String(result)
}
