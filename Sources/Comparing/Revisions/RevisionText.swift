import FeedModel

/// What a reader sees of an item, without its furniture, in a form in which equal means looks the same.
struct ReadableItem: Equatable {
    var title: String
    var content: [Block]
    var summary: [Block]
    var authors: [String]
    var attachments: [String]

    init(_ item: Item) {
        let whole = readable(item.title ?? "")
        let rest = withoutMeters(whole)
        title = rest.isEmpty ? whole : rest
        content = withoutFurniture(item.contentHTML.map(blocks(ofHTML:)) ?? item.contentText.map(blocks(ofText:)) ?? [])
        summary = withoutFurniture(item.summary.map(blocks(ofText:)) ?? [])
        authors = item.authors.compactMap { $0.name.map(readableName) }.filter { !$0.isEmpty }.sorted()
        attachments = item.attachments.filter { !isImage($0) }.map { fileName($0.url) }.sorted()
    }

    /// The content, or the summary where there is none.
    var text: [Block] { content.isEmpty ? summary : content }

    var titleHash: Int64? { title.isEmpty ? nil : stableHash(title) }

    var textHash: Int64? {
        guard !text.isEmpty else { return nil }
        var hash = StableHash()
        hash.combine(letters(text))
        return hash.value
    }

    var fingerprint: Int64 {
        var hash = StableHash()
        for part in [Array(title.utf8), letters(content), letters(summary)] { hash.combine(part) }
        for line in authors + [""] + attachments { hash.combine(line) }
        return hash.value
    }
}

/// All but the spaces: how words are set in lines and paragraphs is no change.
func letters(_ blocks: some Sequence<Block>) -> [UInt8] {
    var letters: [UInt8] = []
    for block in blocks {
        for byte in block.text.utf8 where byte != UInt8(ascii: " ") { letters.append(byte) }
    }
    return letters
}

/// "By JANE DOE" and "Jane Doe" are one name.
private func readableName(_ name: String) -> String {
    let name = readable(name).lowercased()
    return name.hasPrefix("by ") ? String(name.dropFirst(3)) : name
}

/// Pictures are cut, scaled and signed anew all the time.
private func isImage(_ attachment: Attachment) -> Bool {
    if let type = attachment.mimeType { return type.lowercased().hasPrefix("image/") }
    let path = fileName(attachment.url)
    return [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].contains { path.hasSuffix($0) }
}

/// A podcast's files are handed out by changing hosts with signed addresses: the file's name stays.
private func fileName(_ url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    let name = path.split(separator: "/").last ?? path
    return (name.utf8.count >= 12 ? name : Substring(canonicalLink(String(path)))).lowercased()
}
