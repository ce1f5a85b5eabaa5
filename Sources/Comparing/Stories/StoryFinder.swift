/// Where stories are kept: what finding one needs to know.
package protocol StoryIndex {
    /// Is told first, of many items together, how their stories will be looked for: to read ahead what `decide` asks for.
    func prepare(_ lookups: [StoryLookup]) throws
    /// What is found under each of `keys`, in no order; nil where it is `StoryFinder.commonFrom` items or more. A hint:
    /// others may be among them, which is why texts are compared, and names looked for among `keys`.
    func postings(under keys: [ItemKey]) throws -> [[ItemPosting]?]
    /// Under which keys those of `items` that are held are to be found.
    func keys(of items: [Int64]) throws -> [Int64: [ItemKey]]
    /// Those of `items` that are held, in no order.
    func members(_ items: [Int64]) throws -> [StoryMember]
}

extension StoryIndex {
    package func prepare(_ lookups: [StoryLookup]) {}
}

/// In which feed an item stands, and under which date.
package struct StoryPrinting: Sendable {
    package var feed: Int64
    /// Milliseconds since 1970: as the feed gives it.
    package var date: Int64?

    package init(feed: Int64, date: Int64?) { (self.feed, self.date) = (feed, date) }
}

/// An item as a member of its story.
package struct StoryMember: Sendable {
    package var item: Int64
    package var story: Int64
    /// A number for where it was printed.
    package var site: Int64
    package var printing: StoryPrinting
    package var sketch: Sketch
    /// See `StoryReading.credit`.
    package var credit: String?
    /// Under which it is to be found.
    package var keys: [ItemKey]

    package init(
        item: Int64, story: Int64, site: Int64, printing: StoryPrinting, sketch: Sketch, credit: String? = nil,
        keys: [ItemKey]
    ) {
        (self.item, self.story, self.site, self.printing) = (item, story, site, printing)
        (self.sketch, self.credit, self.keys) = (sketch, credit, keys)
    }
}

/// To which story an item belongs, and why.
package struct StoryDecision: Sendable {
    /// Nil for the first of a story.
    package var story: Int64?
    /// Of the item that it was compared with last.
    package var match: Match?
    /// Stories that the item shows to be the same as `story`.
    package var bridged: [Int64] = []
    /// The text was found to be a roundup of several stories.
    package var isCollection = false
    /// Under which keys the item is to be found: not those that many items share.
    package var keys: [ItemKey] = []

    /// Under which the index was asked.
    package var lookedUp: [ItemKey] = []
    /// All that the item was compared with, the likeliest first.
    package var compared: [Match] = []

    package struct Match: Sendable {
        package var item: Int64
        package var evidence: StoryEvidence
        /// By which both items are known.
        package var name: StoryName?
        /// The other item's.
        package var credit: String?
    }
}

/// Finds the story of an item among those that are kept, at a cost that does not grow with their number.
package struct StoryFinder {
    /// An item is compared with so many others at most.
    static let mostCompared = 20
    /// A key that so many items share says nothing of any of them: a template, a legal notice.
    package static let commonFrom = 64
    /// Of a key that so many items share both neighbours must agree.
    package static let manyFrom = 8
    /// The copies of one story that are found under one key are enough to find it by.
    static let enoughCopies = 8

    package init() {}

    /// A name that so many items share is a section's, or a home page's.
    static let commonNameFrom = 8

    /// - Parameter site: where the item was printed.
    /// - Parameter printing: likewise, as its feed says.
    /// - Parameter text: of which `sketch` is.
    /// - Parameter lookup: of the sketch and `names`, where it is known.
    package func decide<Index: StoryIndex>(
        _ sketch: Sketch, of text: StoryText? = nil, names: [StoryName] = [], lookup: StoryLookup? = nil, site: Int64,
        printing: StoryPrinting, in index: Index
    ) throws -> StoryDecision {
        var decision = StoryDecision()
        let lookup = lookup ?? StoryLookup(names.map(\.key), sketch)
        let keys = lookup.keys
        decision.lookedUp = lookup.names + keys
        let found = try index.postings(under: keys)
        let holders = try holders(of: lookup.names, in: index)
        let likeliest = Self.likeliest(keys, found)
        let members = try members(Set(holders.lazy.flatMap { $0 ?? [] }).union(likeliest), in: index)
        var known: [Int64: StoryName] = [:]
        for (name, items) in zip(names, holders) {
            guard let items else { continue }
            decision.keys.append(name.key)
            for item in items where known[item] == nil && members[item]?.keys.contains(name.key) ?? false {
                known[item] = name
            }
        }
        let others = likeliest.filter { known[$0] == nil }
        var candidates = compare(
            sketch, site: site, with: (known.keys.sorted() + others).compactMap { members[$0] }, known: known)
        tellIssuesApart(&candidates, printing, hasRecording: names.contains(where: \.isRecording))
        tellTemplatesApart(&candidates, text)
        decision.compared = candidates.map { .init(item: $0.member.item, evidence: $0.evidence, name: $0.name) }
        decision.isCollection = isRoundup(candidates, length: sketch.words.count)
        if !decision.isCollection { join(&decision, candidates) }
        let enough = decision.story == nil ? Self.commonFrom : Self.enoughCopies
        decision.keys += zip(keys, found).compactMap { key, postings in
            postings.map { $0.count < enough } == true ? key : nil
        }
        return decision
    }

    /// The items that each of these names may be of; nil for one that too many have.
    private func holders<Index: StoryIndex>(of names: [ItemKey], in index: Index) throws -> [[Int64]?] {
        var holders = try index.postings(under: names).map { $0?.map(\.item) }
        let crowded = holders.indices.filter { holders[$0]?.count ?? 0 >= Self.commonNameFrom }
        guard !crowded.isEmpty else { return holders }
        // Whether as many have it is known of their keys alone.
        let keys = try index.keys(of: Array(Set(crowded.flatMap { holders[$0]! })))
        for place in crowded {
            let items = holders[place]!.filter { keys[$0]?.contains(names[place]) ?? false }
            holders[place] = items.count < Self.commonNameFrom ? items : nil
        }
        return holders
    }

    private func members<Index: StoryIndex>(_ items: Set<Int64>, in index: Index) throws -> [Int64: StoryMember] {
        guard !items.isEmpty else { return [:] }
        return Dictionary(uniqueKeysWithValues: try index.members(Array(items)).map { ($0.item, $0) })
    }

    /// Under what else than its names an item is looked for.
    static func keys(of sketch: Sketch) -> [ItemKey] { sketch.words.count < StoryWeights.shortest ? [] : sketch.keys }

    struct Candidate {
        let member: StoryMember
        let evidence: StoryEvidence
        /// Of the evidence.
        private let textScore: Double
        let name: StoryName?
        /// It was found to be another story, whatever is alike.
        var isApart = false

        init(member: StoryMember, evidence: StoryEvidence, name: StoryName?) {
            (self.member, self.evidence, self.name) = (member, evidence, name)
            textScore = evidence.score
        }

        /// A name that both have is as good as a text, unless the texts say otherwise: pages change under one address.
        var score: Double {
            if isApart { return -.infinity }
            guard name != nil else { return textScore }
            let areTexts = evidence.innerCount >= 30
            return areTexts && evidence.containment < 0.2 ? -.infinity : max(textScore, 10)
        }
    }

    private func compare(
        _ sketch: Sketch, site: Int64, with members: [StoryMember], known: [Int64: StoryName]
    ) -> [Candidate] {
        guard !members.isEmpty else { return [] }
        let comparer = StoryComparer(sketch)
        return members.map { member in
            let evidence = comparer.evidence(with: member.sketch, sameSite: member.site == site)
            return Candidate(member: member, evidence: evidence, name: known[member.item])
        }
    }

    /// The story of the best match; with a story that is bridged by it. Single links chain: a bridge needs better
    /// evidence than a copy, and that a third of what was compared of the other story agrees.
    private func join(_ decision: inout StoryDecision, _ candidates: [Candidate]) {
        guard let best = candidates.max(by: { ($0.score, $1.member.item) < ($1.score, $0.member.item) }),
            best.score > StoryWeights.copy
        else { return }
        decision.story = best.member.story
        decision.match = .init(
            item: best.member.item, evidence: best.evidence, name: best.name, credit: best.member.credit)
        let stories = Dictionary(grouping: candidates, by: \.member.story)
        let joined = stories[best.member.story] ?? []
        for (story, members) in stories where story != best.member.story {
            let agreeing = members.count { $0.score > StoryWeights.copy }
            let isStrong = members.contains { $0.score > StoryWeights.bridge }
            if isStrong && agreeing * 3 >= members.count && !areIssues(joined, members) {
                decision.bridged.append(story)
            }
        }
        decision.bridged.sort()
    }

    /// Whether the openings of several other stories stand in the text side by side, none of them most of it.
    private func isRoundup(_ candidates: [Candidate], length: Int) -> Bool {
        guard length > 120 else { return false }
        var openings: [(range: Range<Int>, story: Int64)] = []
        for candidate in candidates {
            guard let range = candidate.evidence.quotedOpening else { continue }
            openings.append((range, candidate.member.story))
        }
        openings.sort {
            ($0.range.lowerBound, $0.range.upperBound, $0.story) < ($1.range.lowerBound, $1.range.upperBound, $1.story)
        }
        var quoted: [(range: Range<Int>, story: Int64)] = []
        for opening in openings {
            if opening.range.count * 5 > length * 4 { return false }
            let isApart = quoted.allSatisfy {
                $0.story != opening.story
                    && (opening.range.lowerBound >= $0.range.upperBound - 4
                        || opening.range.upperBound <= $0.range.lowerBound + 4)
            }
            if isApart { quoted.append(opening) }
        }
        let largestShare = candidates.filter { $0.score > StoryWeights.copy }.map(\.evidence.newerShare).max() ?? 0
        return quoted.count >= 3 && largestShare < 0.5 || quoted.count == 2 && largestShare < 0.12
    }
}
