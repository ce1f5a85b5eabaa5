import Comparing
import FeedModel
import FoundationEssentials

/// A feed and what is held of it, as the store would hold it, for fetching round after round.
struct HeldFeed {
    /// How many entries of one document were what.
    struct Counts: Equatable, CustomStringConvertible {
        var new = 0, revised = 0, unchanged = 0, repeated = 0
        var description: String { "new \(new), revised \(revised), unchanged \(unchanged), repeated \(repeated)" }
    }

    private(set) var held: [HeldItem] = []
    private(set) var texts: [Int64: Item] = [:]
    private(set) var habit = FeedHabit()
    private(set) var verdicts: [Verdict] = []
    /// How often the text of a held item was asked for.
    private(set) var textsRead = 0

    init(_ items: [Item] = []) {
        if !items.isEmpty { fetch(items) }
    }

    @discardableResult mutating func fetch(_ items: [Item], at now: Date = noon) -> Counts {
        var feed = Feed(format: .rss20)
        feed.items = items
        let last = held.filter { $0.position != nil }
        let keys = IdentityKeys.of(items, last: last)
        var reads = 0
        let comparison = compare(feed, keys: keys, with: held, habit: habit, at: now) { number in
            reads += 1
            return texts[number] ?? Item(id: "")
        }
        (habit, verdicts, textsRead) = (comparison.habit, comparison.verdicts, textsRead + reads)
        for index in held.indices { held[index].position = nil }
        var counts = Counts()
        for (entry, verdict) in comparison.verdicts.enumerated() {
            switch verdict {
            case .new:
                counts.new += 1
                let number = Int64(held.count + 1)
                held.append(HeldItem(number: number, keys: keys[entry]))
                texts[number] = items[entry]
                held[Int(number) - 1].textSeen = now
                keep(number, keys[entry], items[entry], at: entry)
            case .unchanged(let number):
                counts.unchanged += 1
                keep(number, keys[entry], items[entry], at: entry)
            case .revised(let number, let revision):
                counts.revised += 1
                texts[number] = revision.item
                held[Int(number) - 1].textSeen = now
                keep(number, keys[entry], items[entry], at: entry)
            case .repeated: counts.repeated += 1
            }
        }
        return counts
    }

    mutating func bury(_ number: Int64) {
        held[Int(number) - 1].isTombstone = true
        texts[number] = nil
    }

    private mutating func keep(_ number: Int64, _ keys: IdentityKeys, _ item: Item, at position: Int) {
        let index = Int(number) - 1
        held[index].keys = keys
        held[index].position = position
        (held[index].published, held[index].modified) = (item.datePublished, item.dateModified)
    }
}

let noon = Date(timeIntervalSince1970: 1_760_000_000)

/// An article unlike every other with another number: its words are drawn by it.
func article(_ number: Int) -> Item {
    var seed = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
    func word() -> String {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return vocabulary[Int(seed >> 33) % vocabulary.count]
    }
    func sentence(_ count: Int) -> String {
        let text = (0..<count).map { _ in word() }.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
    var item = Item(id: "https://feed.test/\(number)/\(word())-\(word())")
    item.hasOwnID = true
    item.url = item.id
    item.title = sentence(7)
    let sentences = (0..<8).map { _ in sentence(14) + "." }
    item.contentHTML = sentences.map { "<p>\($0)</p>" }.joined()
    item.contentText = sentences.joined(separator: "\n\n")
    item.datePublished = noon - Double(number) * 3600
    return item
}

private let vocabulary = """
    harbour tramway orchard reservoir library quarry observatory market hall council mayor ferry bridge valley miners
    teachers farmers voters judges nurses sailors reopened flooded closed won lost sold rebuilt burned doubled fell rose
    before after during against under over without near beyond across early late again never often slowly twice quietly
    bright cold narrow public private local national distant empty crowded ancient modern wooden stone winter summer
    budget election strike storm harvest festival inquiry verdict treaty census drought railway museum hospital school
    """.split(whereSeparator: \.isWhitespace).map(String.init)

extension Item {
    /// The same item with another text.
    func with(html: String) -> Item {
        var item = self
        item.contentHTML = html
        item.contentText = html.split(separator: "<").map { $0.drop { $0 != ">" }.dropFirst() }
            .filter { !$0.isEmpty }.joined(separator: "\n")
        return item
    }

    /// The same item with a paragraph more.
    func adding(_ html: String) -> Item { with(html: (contentHTML ?? "") + html) }

    func changing(_ change: (inout Item) -> Void) -> Item {
        var item = self
        change(&item)
        return item
    }
}
