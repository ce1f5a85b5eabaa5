import FeedModel
import Foundation

/// Three feeds whose entries come, go, are edited and copied, and what happens beside each of their turns.
struct Life {
    struct Document {
        let url: String
        var feed: Feed
    }

    enum Change {
        /// Of the entry that the turn has found edited.
        case page(of: String, version: Int)
        case pageGone(of: String)
        case turn(Document)
        case split
        case join
    }

    private struct Entry {
        let name: String
        /// Whose words it has.
        var words: String
        var version = 0
    }

    private var feeds: [[Entry]] = Array(repeating: [], count: 3)
    private var made = 0
    private var state: UInt64 = 42

    private mutating func below(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    mutating func next() -> (Document, Change) {
        let feed = below(3)
        let other = (feed + 1 + below(2)) % 3
        let edited = step(feed)
        let change: Change
        switch below(10) {
        case 0..<6: change = .page(of: edited, version: below(3))
        case 6: change = .pageGone(of: edited)
        case 7: change = below(2) == 0 ? .split : .join
        default:
            _ = step(other)
            change = .turn(document(other))
        }
        return (document(feed), change)
    }

    /// One of each feed.
    mutating func all() -> [Document] {
        (0..<3).map { feed in
            _ = step(feed)
            return document(feed)
        }
    }

    /// - Returns: the guid of the entry that is edited.
    private mutating func step(_ feed: Int) -> String {
        made += 1
        let all = feeds.flatMap(\.self)
        let isCopy = below(3) == 0 && !all.isEmpty
        feeds[feed].insert(
            Entry(name: "entry-\(made)", words: isCopy ? all[below(all.count)].words : "words-\(made)"), at: 0)
        if feeds[feed].count > 6 { feeds[feed].remove(at: below(7)) }
        let edited = below(feeds[feed].count)
        feeds[feed][edited].version += 1
        return item(feeds[feed][edited].name).id
    }

    private func document(_ feed: Int) -> Document {
        var document = Feed(format: .rss20)
        document.title = "Feed \(feed)"
        document.items = feeds[feed].map { entry in
            var item = item(entry.name, text: Self.text(entry.words, entry.version))
            item.title! += ", told for the \(entry.version / 2 + 1). time"
            item.url = "http://site\(feed).test/\(entry.name)"
            return item
        }
        return Document(url: "http://feed\(feed).test/all.xml", feed: document)
    }

    /// Fifty that no other text has.
    static func words(_ name: String) -> String {
        let seed = name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }
        return (0..<50).map { "word\(abs(seed &* ($0 + 3) &* 7919) % 99_991)" }.joined(separator: " ")
    }

    static func text(_ words: String, _ version: Int) -> String {
        Self.words(words)
            + " and \(version) of them, it was said on Monday."
    }
}
