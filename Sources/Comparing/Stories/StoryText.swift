import FeedModel
import TextKit

/// What is compared of an item: its words without the credit, which is read off it, and without the site's frame.
package struct StoryText: Sendable {
    package let credit: WireCredit
    /// What `Frame.learn` is told once the item's story is known: a key for each of `units`.
    package let frameKeys: [UInt32]
    private let headline: [StoryWord]
    private let words: [StoryWord]
    private let units: [Range<Int>]
    private let isRunning: Bool
    /// As it came.
    private let source: String

    /// - Parameter agency: whom the page's markup credits.
    package init(of item: Item, creditedTo agency: String? = nil, reader: WireReader) {
        let title = item.title ?? ""
        let text = item.contentText ?? item.summary ?? ""
        let (lines, credit) = reader.read(
            lines: text.lines, title: title, authors: item.authors.compactMap(\.name),
            source: agency ?? item.source?.title)
        let body = StoryWords(lines)
        self.credit = credit
        (headline, words, units) = (StoryWords(title).words, body.words, SiteNotice.storyUnits(of: body))
        frameKeys = units.map { frameKey(body.words[$0]) }
        source = text
        isRunning = Comparing.isRunning(title: title)
    }

    /// Which of its units are furniture of the item's site.
    package func furniture(in frame: Frame) -> [Bool] { frameKeys.map(frame.isFurniture) }

    /// - Parameter frame: of the item's site.
    package func sketch(without frame: Frame) -> Sketch { sketch(leavingOut: furniture(in: frame)) }

    /// - Parameter furniture: for each unit, whether it is.
    func sketch(leavingOut furniture: [Bool]) -> Sketch {
        var story: [StoryWord] = []
        story.reserveCapacity(words.count)
        for (unit, isFurniture) in zip(units, furniture) where !isFurniture {
            // A page's text often begins with its headline.
            if story.isEmpty, words[unit].elementsEqual(headline) { continue }
            story += words[unit]
        }
        return Sketch(
            title: headline, words: story.isEmpty ? headline : story, isCollection: isRunning, date: credit.date)
    }
}

extension StoryText {
    /// The words that the text writes with a capital wherever they stand. Worked out when it is asked for.
    var names: Set<StoryWord> {
        var (names, others) = ("", "")
        for word in source.split(whereSeparator: { !$0.isLetter }) {
            if word.first!.isUppercase { names += word + " " } else { others += word + " " }
        }
        return Set(StoryWords(names).words).subtracting(StoryWords(others).words)
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
