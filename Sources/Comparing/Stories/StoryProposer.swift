/// The story of an item as it was found before the item is kept, beside whoever writes.
///
/// It holds as long as nothing has changed that it rests on: its site's `furniture`, what the index has under `keys`, and `items`.
/// Whoever keeps the item makes sure of that, and else decides again.
package struct StoryProposal: Sendable {
    /// Its own among those that were proposed together.
    package let place: Int
    /// The text without its site's furniture.
    package let sketch: Sketch
    /// Of items before it by the numbers that `StoryProposer.number` gives; their stories likewise.
    package var decision: StoryDecision
    /// Which units of the text were taken for furniture of its site.
    package let furniture: [Bool]

    /// Under which the index was asked.
    package var keys: [ItemKey] { decision.lookedUp }

    /// With which the item was compared: a change of their stories, texts or dates may make another decision of it.
    package var items: some Sequence<Int64> { decision.compared.lazy.map(\.item) }

    init(_ place: Int, _ sketch: Sketch, _ decision: StoryDecision, _ furniture: [Bool]) {
        (self.place, self.sketch, self.decision, self.furniture) = (place, sketch, decision, furniture)
    }

    fileprivate var keptSketch: Sketch {
        var kept = sketch
        kept.isCollection = kept.isCollection || decision.isCollection
        return kept
    }
}

/// A site as the store keeps it.
package struct StorySite: Sendable {
    package let number: Int64
    package var frame: Frame

    package init(number: Int64, frame: Frame) { (self.number, self.frame) = (number, frame) }
}

/// Finds the stories of new items before any of them is kept.
package enum StoryProposer {
    /// The number of the item at `place` in proposals, and of its story where it begins one. They are behind those that a
    /// store gives, and in their order: of equals the older is taken.
    package static func number(at place: Int) -> Int64 { firstNumber + Int64(place) }

    /// Where an item of that number stands among them; nil for the number of one that is held.
    package static func place(of number: Int64) -> Int? {
        number < firstNumber ? nil : Int(number - firstNumber)
    }

    private static let firstNumber: Int64 = 1 << 56

    /// - Parameter readings: in the order in which the items are kept. Each is found by those behind it.
    /// - Parameter held: of one snapshot of the store. It is asked for all of them together first.
    /// - Parameter site: of a host, in that snapshot; nil where nothing of it is held.
    package static func propose(
        _ readings: [StoryReading], in held: any StoryIndex, site: (String) throws -> StorySite?
    ) throws -> [StoryProposal] {
        var sites: [String: StorySite] = [:]
        for host in Set(readings.map(\.host)) {
            // Nothing that is held is of a new one.
            sites[host] = try site(host) ?? StorySite(number: -1 - Int64(sites.count), frame: Frame())
        }
        var index = StoryOverlay(held)
        // As if each were of a story of its own, which most are: what those before it show to be furniture is known then.
        var frames = sites.mapValues(\.frame)
        let first = readings.enumerated().map { place, reading in
            let furniture = reading.text.furniture(in: frames[reading.host]!)
            frames[reading.host]!.learn(reading.text.frameKeys, story: number(at: place))
            return (furniture: furniture, sketch: reading.sketch(leavingOut: furniture))
        }
        try held.prepare(zip(readings, first).map { StoryLookup($0, $1.sketch) })
        try index.prefetch(zip(readings, first).flatMap { $0.names.map(\.key) + StoryFinder.keys(of: $1.sketch) })
        return try zip(readings, first).enumerated().map { place, read in
            let (reading, first) = read
            var site = sites[reading.host]!
            let furniture = reading.text.furniture(in: site.frame)
            // Those before it that are copies of each other have shown less.
            let sketch = furniture == first.furniture ? first.sketch : reading.sketch(leavingOut: furniture)
            let decision = try StoryFinder().decide(
                sketch, of: reading.text, names: reading.names, site: site.number, printing: reading.printing, in: index
            )
            let (number, proposal) = (number(at: place), StoryProposal(place, sketch, decision, furniture))
            let story = decision.story ?? number
            index.add(
                StoryMember(
                    item: number, story: story, site: site.number, sketch: proposal.keptSketch, credit: reading.credit),
                under: decision.keys, reading.printing)
            site.frame.learn(reading.text.frameKeys, story: story)
            sites[reading.host] = site
            return proposal
        }
    }
}

extension StoryDecision {
    /// With the numbers that items and stories have got.
    package func renumbered(item: (Int64) -> Int64, story number: (Int64) -> Int64) -> StoryDecision {
        var decision = self
        decision.story = story.map(number)
        decision.bridged = bridged.map(number).sorted()
        decision.match?.item = item(match!.item)
        for place in compared.indices { decision.compared[place].item = item(compared[place].item) }
        return decision
    }
}

/// What is held, and in front of it items that are not kept yet.
struct StoryOverlay: StoryIndex {
    private let base: any StoryIndex
    /// What the base has under keys that were asked for already.
    private var known: [ItemKey: [ItemPosting]?] = [:]
    private var postings: [UInt64: [ItemPosting]] = [:]
    private var members: [Int64: StoryMember] = [:]
    private var printings: [Int64: StoryPrinting] = [:]

    init(_ base: any StoryIndex) { self.base = base }

    /// Asks for what is to be asked for, at once.
    mutating func prefetch(_ keys: [ItemKey]) throws {
        known = try Dictionary(zip(keys, base.postings(under: keys)), uniquingKeysWith: { first, _ in first })
    }

    mutating func add(_ member: StoryMember, under keys: [ItemKey], _ printing: StoryPrinting) {
        for key in keys { postings[key.hash, default: []].append(ItemPosting(item: member.item, key: key)) }
        members[member.item] = member
        printings[member.item] = printing
    }

    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?] {
        // A site's furniture may have turned out to be such, so that other words are looked up.
        let others = keys.filter { known[$0] == nil }
        var found = try others.isEmpty ? [] : base.postings(under: others)[...]
        let held = keys.map { key in known[key] ?? found.removeFirst() }
        guard !postings.isEmpty else { return held }
        return zip(keys, held).map { key, held in
            guard let held, let own = postings[key.hash] else { return held }
            return held.count + own.count < StoryFinder.commonFrom ? held + own : nil
        }
    }

    func isHeld(_ item: Int64, under key: ItemKey) throws -> Bool {
        guard members[item] != nil else { return try base.isHeld(item, under: key) }
        return postings[key.hash]?.contains(ItemPosting(item: item, key: key)) ?? false
    }

    func members(_ items: [Int64]) throws -> [StoryMember] {
        let own = items.compactMap { members[$0] }
        if own.count == items.count { return own }
        return try own + base.members(own.isEmpty ? items : items.filter { members[$0] == nil })
    }

    func printings(_ items: [Int64]) throws -> [Int64: StoryPrinting] {
        let held = items.filter { members[$0] == nil }
        var found = try held.isEmpty ? [:] : base.printings(held)
        for item in items { if let own = printings[item] { found[item] = own } }
        return found
    }
}
