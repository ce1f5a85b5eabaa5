import FeedModel
import TextKit

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
        attachments = item.fileNames
    }

    /// The content, or the summary where there is none.
    var text: [Block] { content.isEmpty ? summary : content }

    /// Of the title and of the text, where there are any, and of everything.
    var hashes: (title: Int64?, text: Int64?, whole: Int64) {
        let (content, summary) = (letters(content), letters(summary))
        var whole = StableHash()
        whole.combine(title)
        whole.combine(content)
        whole.combine(summary)
        for line in authors + [""] + attachments { whole.combine(line) }
        return (
            title.isEmpty ? nil : stableHash(title),
            text.isEmpty ? nil : stableHash(self.content.isEmpty ? summary : content), whole.value
        )
    }
}

/// All but the spaces: how words are set in lines and paragraphs is no change.
func letters(_ blocks: some Sequence<Block>) -> [UInt8] {
    var letters = [UInt8](repeating: 0, count: blocks.reduce(0) { $0 + $1.text.utf8.count })
    var rest = letters.mutableSpan
    var count = 0
    for block in blocks {
        let bytes = block.text.utf8.span
        for at in bytes.indices {
            rest[count] = bytes[at]
            count += bytes[at] == space ? 0 : 1
        }
    }
    letters.removeLast(letters.count - count)
    return letters
}

extension Item {
    /// Of all that comes with it but pictures, in order.
    var fileNames: [String] { attachments.filter { !isImage($0) }.map { fileName($0.url) }.sorted() }
}

/// "By JANE DOE" and "Jane Doe" are one name.
private func readableName(_ name: String) -> String {
    nameWithoutBy(readable(name).lowercased())
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
