import FeedModel
import Foundation

/// Items that are made from real texts: each story's words are exchanged for others by a rule of its own, so that stories
/// have the shape of real ones and share no text; every fourth item is a copy, cut or framed, of one of the last 5,000
/// stories. Each site has furniture of its own.
struct MadeItems {
    private(set) var made = 0
    var random = SplitMix(state: 1)
    private let lines: [[Substring]]
    private let begin: Date
    private var recent: [(seed: UInt64, line: Int)] = []

    /// - Parameter path: of items, one a line, with `content_text`.
    init(texts path: String, begin: Date) throws {
        lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            try JSONValue(parsing: String(line)).object?["content_text"]?.string
        }.map { $0.split(separator: "\n").filter { $0.utf8.count > 60 } }.filter { $0.count >= 3 }
        self.begin = begin
    }

    /// So many are held already.
    mutating func goOn(after made: Int) {
        self.made = made
        random = SplitMix(state: UInt64(made) + 1)
    }

    mutating func next(of site: Int) -> Item {
        made += 1
        let isCopy = recent.count > 100 && random.next() % 4 == 0
        let story =
            isCopy
            ? recent[Int(random.next() % UInt64(recent.count))]
            : (seed: random.next(), line: Int(random.next() % UInt64(lines.count)))
        if !isCopy {
            if recent.count < 5000 { recent.append(story) } else { recent[Int(random.next() % 5000)] = story }
        }
        var text = lines[story.line].map { exchanged($0, story.seed) }
        if isCopy, random.next() % 2 == 0 { text = Array(text.prefix(max(2, text.count / 2))) }
        text += (0..<3).map { "Site \(site) asks its readers to see page \($0) of their handbook." }
        var item = Item(id: "https://site\(site).test/news/story-\(made)")
        item.hasOwnID = true
        item.url = item.id
        item.title = String(text[0].prefix(60))
        item.contentText = text.joined(separator: "\n")
        item.datePublished = begin.addingTimeInterval(Double(made))
        return item
    }

    /// Every longer word becomes another, the same for the same word of a story.
    private func exchanged(_ line: Substring, _ seed: UInt64) -> String {
        line.split(separator: " ").map { word in
            guard word.utf8.count > 3 else { return String(word) }
            var hash = seed
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            // Words of a language come back: some 20,000 of them, by Zipf's law more or less.
            let rank = Int(pow(20_000, Double(hash >> 11) / Double(1 << 53)))
            return "w" + letters(rank)
        }.joined(separator: " ")
    }
}

/// The number in base 26.
private func letters(_ number: Int) -> String {
    (number < 26 ? "" : letters(number / 26)) + String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(number % 26)))
}
