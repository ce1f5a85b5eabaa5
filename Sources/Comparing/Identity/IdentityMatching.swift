import FeedModel

/// Finds the entries of one document among the items held, by evidence: guid, link, title, text and date. Each held
/// item is given to one entry at most, the best supported pairs first, so that a guid that went on to a neighbour
/// does not take its old article along.
struct IdentityMatching {
    private let feed: Feed
    private let keys: [IdentityKeys]
    private let held: [HeldItem]
    private let habit: FeedHabit
    private let entryIndex: KeyIndex
    private let heldIndex: KeyIndex
    private var readables: [Int: ReadableItem] = [:]
    private var heldReadables: [Int: ReadableItem] = [:]
    /// Indices into `held`, by entry.
    private(set) var matches: [Int?]

    init(feed: Feed, keys: [IdentityKeys], held: [HeldItem], habit: FeedHabit) {
        (self.feed, self.keys, self.held, self.habit) = (feed, keys, held, habit)
        (entryIndex, heldIndex) = (KeyIndex(keys), KeyIndex(held.map(\.keys)))
        matches = Array(repeating: nil, count: feed.items.count)
    }

    private struct Pair {
        var entry: Int
        var held: Int
        var score: Int
    }

    mutating func run(text: (Int64) throws -> Item) rethrows {
        var taken = Set<Int>()
        for (entry, key) in keys.enumerated() {
            if let index = heldIndex.untouched(key, held), taken.insert(index).inserted { matches[entry] = index }
        }
        var pairs: [Pair] = []
        for entry in keys.indices where matches[entry] == nil {
            for index in heldIndex.candidates(keys[entry], held) where !taken.contains(index) {
                if let score = try score(entry, index, text: text) {
                    pairs.append(Pair(entry: entry, held: index, score: score))
                }
            }
        }
        for pair in pairs.sorted(by: { ($1.score, $0.entry, $0.held) < ($0.score, $1.entry, $1.held) })
        where matches[pair.entry] == nil && taken.insert(pair.held).inserted {
            matches[pair.entry] = pair.held
        }
    }

    /// How well the two go together; nil when they are different articles.
    private mutating func score(_ entry: Int, _ index: Int, text: (Int64) throws -> Item) rethrows -> Int? {
        let (new, old) = (keys[entry], held[index].keys)
        let sameGuid = new.guid == old.guid && identifies(new.guid, \.guids)
        let sameLink = new.link == old.link && identifies(new.link, \.links)
        let sameTitle = new.titleHash != nil && new.titleHash == old.titleHash
        let sameText = new.textHash != nil && new.textHash == old.textHash
        let score =
            (sameGuid ? 4 : 0) + (sameLink ? 4 : 0) + (sameTitle ? 4 : 0) + (sameText ? 6 : 0)
            + (sameGuid && new.link == old.link ? 2 : 0) + (held[index].position != nil ? 1 : 0)
        if held[index].isTombstone { return sameGuid || sameLink || sameText ? score : nil }
        if sameGuid && new.link == old.link && (sameTitle || sameText) { return score + 20 }
        if sameText && (sameGuid || sameLink) { return score + 10 }

        let likeness = Likeness(try heldReadable(index, text: text), readable(entry))
        let published = feed.items[entry].datePublished
        let datesAgree = published == nil || held[index].published == nil || published == held[index].published
        let isDated = published != nil && datesAgree && held[index].published != nil
        let isSame =
            if sameGuid && new.link == old.link {
                likeness.text.map { $0 >= 0.1 } ?? true || likeness.title >= 0.3 || isDated
            } else if sameGuid || sameLink {
                // The title of a daily column comes back under the same address, over another text.
                likeness.text.map { $0 >= 0.2 } ?? (likeness.title >= 0.3)
                    || likeness.title >= 0.5 && (!sameTitle || sameGuid || datesAgree)
            } else if sameTitle && sameText {
                datesAgree || likeness.words >= 60 || habit.guid == .changesEachFetch
            } else if sameText {
                isOnly(new.textHash) && likeness.words >= (datesAgree ? 12 : 60)
            } else if let texts = likeness.text {
                texts >= (datesAgree ? 0.5 : 0.8)
            } else {
                isDated || datesAgree && held[index].position != nil && (new.link == nil || old.link == nil)
            }
        return isSame ? score + Int((likeness.text ?? 0) * 5) : nil
    }

    /// A name that several entries share, in this document or over time, names none of them.
    private func identifies(_ name: String?, _ names: KeyPath<KeyIndex, [String: [Int]]>) -> Bool {
        guard let name else { return false }
        return entryIndex[keyPath: names][name]?.count == 1 && heldIndex[keyPath: names][name]?.count ?? 0 <= 2
    }

    /// Whether the text is nobody else's: a feed may say the same sentence under every headline.
    private func isOnly(_ textHash: Int64?) -> Bool {
        guard let textHash else { return false }
        return entryIndex.texts[textHash]?.count == 1 && heldIndex.texts[textHash]?.count ?? 0 <= 1
    }

    private mutating func readable(_ entry: Int) -> ReadableItem {
        if let known = readables[entry] { return known }
        let readable = ReadableItem(feed.items[entry])
        readables[entry] = readable
        return readable
    }

    private mutating func heldReadable(_ index: Int, text: (Int64) throws -> Item) rethrows -> ReadableItem {
        if let known = heldReadables[index] { return known }
        let readable = ReadableItem(try text(held[index].number))
        heldReadables[index] = readable
        return readable
    }

    /// Another entry of the document that is the same article as this one: one that was found, or an earlier one.
    func alike(_ entry: Int) -> Int? {
        let key = keys[entry]
        let others = [
            key.guid.flatMap { entryIndex.guids[$0] }, key.link.flatMap { entryIndex.links[$0] },
            key.textHash.flatMap { entryIndex.texts[$0] },
        ]
        return others.compactMap(\.self).joined().sorted().first { other in
            guard other != entry, other < entry || matches[other] != nil else { return false }
            if key.textHash != nil, key.fingerprint == keys[other].fingerprint { return true }
            let sameName =
                key.link != nil && key.link == keys[other].link || key.guid != nil && key.guid == keys[other].guid
            let sameTitle = key.titleHash == keys[other].titleHash
            return sameName && key.textHash == keys[other].textHash && (key.textHash != nil || sameTitle)
        }
    }

    /// `habit` with what this document shows of the feed's guids.
    func learnt(_ habit: FeedHabit) -> FeedHabit {
        var found = FeedHabit()
        let isShared = entryIndex.guids.values.contains { entries in
            entries.count > 1 && Set(entries.map { keys[$0].link }).count > 1
                && Set(entries.map { keys[$0].textHash ?? keys[$0].titleHash }).count > 1
        }
        if isShared { found.shared = 1 }
        for (entry, match) in matches.enumerated() {
            guard let guid = keys[entry].guid, entryIndex.guids[guid]?.count == 1 else { continue }
            if let match {
                if held[match].keys.guid == guid { found.kept += 1 } else { found.changed += 1 }
            }
            if let others = heldIndex.guids[guid], match.map({ !others.contains($0) }) ?? true {
                if others.contains(where: matches.contains) { found.shifted += 1 } else { found.reused += 1 }
            }
        }
        return habit.adding(found)
    }
}

/// Where each key of several entries or items stands.
struct KeyIndex {
    private(set) var guids: [String: [Int]] = [:]
    private(set) var links: [String: [Int]] = [:]
    private(set) var titles: [Int64: [Int]] = [:]
    private(set) var texts: [Int64: [Int]] = [:]
    private var fingerprints: [Int64: [Int]] = [:]

    init(_ keys: [IdentityKeys]) {
        for (index, key) in keys.enumerated() {
            if let guid = key.guid { guids[guid, default: []].append(index) }
            if let link = key.link { links[link, default: []].append(index) }
            if let title = key.titleHash { titles[title, default: []].append(index) }
            if let text = key.textHash { texts[text, default: []].append(index) }
            fingerprints[key.fingerprint, default: []].append(index)
        }
    }

    /// The item that has all of `key`'s names and looks the same.
    func untouched(_ key: IdentityKeys, _ held: [HeldItem]) -> Int? {
        guard key.titleHash != nil || key.textHash != nil else { return nil }
        return fingerprints[key.fingerprint]?.first { held[$0].keys.guid == key.guid && held[$0].keys.link == key.link }
    }

    /// The items that share a key: of each key's, the newest few, since feeds that use one guid, or one title, for
    /// everything would otherwise make every entry a candidate for every item that they ever had.
    func candidates(_ key: IdentityKeys, _ held: [HeldItem]) -> [Int] {
        let lists = [
            key.guid.flatMap { guids[$0] }, key.link.flatMap { links[$0] }, key.titleHash.flatMap { titles[$0] },
            key.textHash.flatMap { texts[$0] },
        ]
        return Set(lists.compactMap(\.self).flatMap { newest($0, held) }).sorted()
    }

    private func newest(_ indices: [Int], _ held: [HeldItem]) -> ArraySlice<Int> {
        indices.count <= 8 ? indices[...] : indices.sorted { held[$0].number < held[$1].number }.suffix(8)
    }
}
