import FeedModel

/// What is compared of an item: its words without the site's frame and without the credit, which is read off it.
package struct StoryText: Sendable {
    package let sketch: Sketch
    package let credit: WireCredit
    /// What `Frame.learn` is told once the item's story is known.
    package let frameKeys: [UInt32]

    /// - Parameter agency: whom the page's markup credits.
    /// - Parameter frame: of the item's site.
    package init(of item: Item, creditedTo agency: String? = nil, frame: Frame, reader: WireReader) {
        let title = item.title ?? ""
        let text = item.contentText ?? item.summary ?? ""
        let (lines, credit) = reader.read(
            lines: text.lines, title: title, authors: item.authors.compactMap(\.name),
            source: agency ?? item.source?.title)
        self.credit = credit

        let headline = StoryWords(title).words
        let body = StoryWords(lines)
        frameKeys = body.units.map { frameKey(body.words[$0]) }
        var words: [StoryWord] = []
        words.reserveCapacity(body.words.count)
        for (unit, key) in zip(body.units, frameKeys) where !frame.isFurniture(key) {
            // A page's text often begins with its headline.
            if words.isEmpty, body.words[unit].elementsEqual(headline) { continue }
            words += body.words[unit]
        }
        sketch = Sketch(
            title: headline, words: words.isEmpty ? headline : words, isCollection: isRunning(title: title),
            date: credit.date)
    }
}

/// Whether the title says that the text goes on: a live blog quotes stories whole and is none of them.
func isRunning(title: String) -> Bool {
    let bytes = title.utf8.span
    let mayRun = (0..<max(0, bytes.count - 2)).contains { runningParts.mayStart(bytes.extracting($0..<bytes.count)) }
    guard mayRun else { return false }
    let lower = title.lowercased()
    if runningTitles.contains(where: lower.contains(bytes:)) { return true }
    return runningStarts.contains { start in
        guard lower.utf8.starts(with: start) else { return false }
        let rest = lower.utf8.dropFirst(start.count).drop { $0 == 0x20 }
        return rest.first.map(":-|,".utf8.contains) ?? false || dashes.contains(where: rest.starts)
    }
}

private let dashes = ["–", "—"].map { Array($0.utf8) }
private let runningTitles = [
    "live blog", "liveblog", "live updates", "live-updates", "as it happened", "live ticker", "liveticker",
    "live-ticker",
    "minuto a minuto", "minute par minute", "minuto per minuto", "en direct", "en directo", "en vivo", "ao vivo",
    "in diretta",
    "latest updates:", "live coverage", "онлайн-трансляция", "relacja na żywo",
].map { Array($0.utf8) }
private let runningStarts = ["live", "direct", "directo", "diretta", "ticker", "онлайн", "na żywo"].map {
    Array($0.utf8)
}
private let runningParts = WordStarts(
    (runningTitles + runningStarts).map { firstThreeBytes(of: String(decoding: $0, as: UTF8.self)) })
