import FeedModel

/// Finds the entries of one document among the items held, by evidence: guid, link, title and text. Each held item
/// is given to one entry at most, the best supported pairs first, so that a guid that went on to a neighbour does
/// not take its old article along.
struct IdentityMatching {
    private let feed: Feed
    private let keys: [IdentityKeys]
    private let held: [HeldItem]
    private let habit: FeedHabit
    private var readables: [ReadableItem] = []
    /// Indices into `held`, by entry.
    private(set) var matches: [Int?]
    private var found = FeedHabit()

    init(feed: Feed, keys: [IdentityKeys], held: [HeldItem], habit: FeedHabit) {
        (self.feed, self.keys, self.held, self.habit) = (feed, keys, held, habit)
        matches = Array(repeating: nil, count: feed.items.count)
    }

    private struct Pair { var entry: Int, held: Int, score: Int }

    mutating func run(text: (Int64) throws -> Item) rethrows {
        let guids = counts(keys.map(\.guid))
        let links = counts(keys.map(\.link))
        if guids.values.contains(where: { $0 > 1 }) && Set(keys.map(\.link)).count > 1 {
            for (guid, count) in guids where count > 1 {
                let members = keys.filter { $0.guid == guid }
                if Set(members.map(\.link)).count > 1 || Set(members.map(\.titleHash)).count > 1 && count > 2 {
                    found.shared += 1
                    break
                }
            }
        }
        var byGuid: [String: [Int]] = [:]
        var byLink: [String: [Int]] = [:]
        var byTitle: [Int64: [Int]] = [:]
        var byText: [Int64: [Int]] = [:]
        for (index, item) in held.enumerated() {
            if let key = item.keys.guid { byGuid[key, default: []].append(index) }
            if let key = item.keys.link { byLink[key, default: []].append(index) }
            if let key = item.keys.titleHash { byTitle[key, default: []].append(index) }
            if let key = item.keys.textHash { byText[key, default: []].append(index) }
        }
        var pairs: [Pair] = []
        for (entry, key) in keys.enumerated() {
            var candidates = Set<Int>()
            if let guid = key.guid, guids[guid]! == 1 { candidates.formUnion(byGuid[guid] ?? []) }
            if let link = key.link, links[link]! == 1 { candidates.formUnion(byLink[link] ?? []) }
            if let title = key.titleHash { candidates.formUnion(byTitle[title] ?? []) }
            if let hash = key.textHash { candidates.formUnion(byText[hash] ?? []) }
            for index in candidates.sorted() {
                if let score = try score(entry, index, guids: guids, links: links, text: text) {
                    pairs.append(Pair(entry: entry, held: index, score: score))
                }
            }
        }
        var taken = Set<Int>()
        for pair in pairs.sorted(by: { ($1.score, $0.entry, $0.held) < ($0.score, $1.entry, $1.held) })
        where matches[pair.entry] == nil && !taken.contains(pair.held) {
            matches[pair.entry] = pair.held
            taken.insert(pair.held)
        }
        learn(byGuid)
    }

    /// How well the two go together; nil when they are different articles.
    private func score(
        _ entry: Int, _ index: Int, guids: [String: Int], links: [String: Int], text: (Int64) throws -> Item
    ) rethrows -> Int? {
        let (new, old) = (keys[entry], held[index].keys)
        let sameGuid = new.guid != nil && new.guid == old.guid && guids[new.guid!] == 1
        let sameLink = new.link != nil && new.link == old.link && links[new.link!] == 1
        let sameTitle = new.titleHash != nil && new.titleHash == old.titleHash
        let sameText = new.textHash != nil && new.textHash == old.textHash
        var score = (sameGuid ? 4 : 0) + (sameLink ? 4 : 0) + (sameTitle ? 4 : 0) + (sameText ? 6 : 0)
        if held[index].position != nil { score += 1 }
        if new.guid == old.guid && new.link == old.link { score += 2 }
        if sameText && (sameTitle || sameGuid || sameLink) { return score + 10 }
        if sameTitle && (sameGuid || sameLink) { return score + 8 }
        if held[index].isTombstone { return sameGuid || sameLink || sameText ? score : nil }
        let likeness = likeness(
            ReadableItem(try text(held[index].number)), ReadableItem(feed.items[entry]))
        if sameText { return likeness.words >= 12 ? score : nil }
        if sameGuid || sameLink {
            let texts = likeness.text ?? 0
            let titles = likeness.title
            if likeness.text == nil { return sameGuid && sameLink || titles >= 0.3 ? score : nil }
            return texts >= 0.2 || titles >= 0.3 ? score + Int(texts * 5) : nil
        }
        // Only the title is the same.
        if let texts = likeness.text { return texts >= 0.5 ? score + Int(texts * 5) : nil }
        return feed.items[entry].datePublished != nil && feed.items[entry].datePublished == held[index].published
            ? score : nil
    }

    /// The first entry before this one that is the same article.
    func firstAlike(_ entry: Int) -> Int? {
        let key = keys[entry]
        return (0..<entry).first { other in
            let earlier = keys[other]
            let sameText = key.textHash == earlier.textHash
            let sameTitle = key.titleHash == earlier.titleHash
            if key.fingerprint == earlier.fingerprint && key.textHash != nil { return true }
            return (key.link != nil && key.link == earlier.link || key.guid != nil && key.guid == earlier.guid)
                && (sameText && (key.textHash != nil || sameTitle))
        }
    }

    private mutating func learn(_ byGuid: [String: [Int]]) {
        for (entry, match) in matches.enumerated() {
            guard let guid = keys[entry].guid else { continue }
            if let match {
                if held[match].keys.guid == guid { found.kept += 1 } else { found.changed += 1 }
            }
            if let other = byGuid[guid]?.first, match != other {
                if matches.contains(other) { found.shifted += 1 } else { found.reused += 1 }
            }
        }
    }

    /// Counts are halved as they grow, so that a feed can lose a habit.
    func learnt(_ habit: FeedHabit) -> FeedHabit {
        var sum = habit
        sum.kept += found.kept
        sum.changed += found.changed
        sum.reused += found.reused
        sum.shared += found.shared
        sum.shifted += found.shifted
        if sum.kept + sum.changed > 1000 {
            (sum.kept, sum.changed, sum.reused) = (sum.kept / 2, sum.changed / 2, sum.reused / 2)
            (sum.shared, sum.shifted) = (sum.shared / 2, sum.shifted / 2)
        }
        return sum
    }
}

private func counts(_ keys: [String?]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for case let key? in keys { counts[key, default: 0] += 1 }
    return counts
}

/// How much two items have in common, 0…1 each: words of the titles, runs of three words of the shorter text. Two
/// articles of one paper share a third of their words and hardly a run of three.
private func likeness(_ old: ReadableItem, _ new: ReadableItem) -> (title: Double, text: Double?, words: Int) {
    let title = containment(titleWords(old.title), titleWords(new.title))
    let (before, after) = (textWords(old.text), textWords(new.text))
    guard !before.isEmpty, !after.isEmpty else { return (title, nil, 0) }
    return (title, containment(runs(before), runs(after)), min(before.count, after.count))
}

private func containment(_ left: Set<Int64>, _ right: Set<Int64>) -> Double {
    let (short, long) = left.count < right.count ? (left, right) : (right, left)
    return short.isEmpty ? 0 : Double(short.count { long.contains($0) }) / Double(short.count)
}

/// Those that carry a headline's meaning: short words are mostly grammar.
private func titleWords(_ title: String) -> Set<Int64> {
    let all = words(title).filter { $0.first!.isLetter || $0.first!.isNumber }
    let long = all.filter { $0.count >= 4 || $0.first!.isNumber || $0.first!.isUppercase }
    return Set((long.count >= 3 ? long : all).map { stableHash($0.lowercased()) })
}

private func textWords(_ text: [Block]) -> [Int64] {
    text.flatMap { words($0.text) }.filter { $0.first!.isLetter || $0.first!.isNumber }.map { stableHash(String($0)) }
}

private func runs(_ words: [Int64]) -> Set<Int64> {
    guard words.count >= 3 else { return Set(words) }
    var runs = Set<Int64>(minimumCapacity: words.count)
    for end in 2..<words.count {
        let start = words[end - 2] &* 31
        runs.insert((start &+ words[end - 1]) &* 17 &+ words[end])
    }
    return runs
}
