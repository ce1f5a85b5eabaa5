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
            let sketch = reading.sketch(leavingOut: furniture)
            return (furniture: furniture, sketch: sketch, lookup: StoryLookup(reading, sketch))
        }
        try held.prepare(first.map(\.lookup))
        try index.prefetch(first.flatMap { $0.lookup.names + $0.lookup.keys })
        return try zip(readings, first).enumerated().map { place, read in
            let (reading, first) = read
            let site = sites[reading.host]!.number
            let furniture = reading.text.furniture(in: sites[reading.host]!.frame)
            // Those before it that are copies of each other have shown less.
            let isAsFirst = furniture == first.furniture
            let sketch = isAsFirst ? first.sketch : reading.sketch(leavingOut: furniture)
            let decision = try StoryFinder().decide(
                sketch, of: reading.text, names: reading.names, lookup: isAsFirst ? first.lookup : nil, site: site,
                printing: reading.printing, in: index)
            let (number, proposal) = (number(at: place), StoryProposal(place, sketch, decision, furniture))
            let story = decision.story ?? number
            index.add(
                StoryMember(
                    item: number, story: story, site: site, printing: reading.printing, sketch: proposal.keptSketch,
                    credit: reading.credit, keys: decision.keys))
            sites[reading.host]!.frame.learn(reading.text.frameKeys, story: story)
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

    init(_ base: any StoryIndex) { self.base = base }

    /// Asks for what is to be asked for, at once.
    mutating func prefetch(_ keys: [ItemKey]) throws {
        known = try Dictionary(zip(keys, base.postings(under: keys)), uniquingKeysWith: { first, _ in first })
    }

    mutating func add(_ member: StoryMember) {
        for key in member.keys { postings[key.hash, default: []].append(ItemPosting(item: member.item, key: key)) }
        members[member.item] = member
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

    func keys(of items: [Int64]) throws -> [Int64: [ItemKey]] {
        let held = items.filter { members[$0] == nil }
        var found = try held.isEmpty ? [:] : base.keys(of: held)
        for item in items { if let own = members[item] { found[item] = own.keys } }
        return found
    }

    func members(_ items: [Int64]) throws -> [StoryMember] {
        let own = items.compactMap { members[$0] }
        if own.count == items.count { return own }
        return try own + base.members(own.isEmpty ? items : items.filter { members[$0] == nil })
    }
}
