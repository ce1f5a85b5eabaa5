import FeedModel
import TextKit

/// Finds the entries of one document among the items held, by evidence: guid, link, title, text and date. Each held
/// item is given to one entry at most, the best supported pairs first, so that a guid that went on to a neighbour
/// does not take its old article along.
///
/// Of `n` entries and items it takes time in proportion to `n`, however many of them share a name or their words.
struct IdentityMatching {
    private let feed: Feed
    private let keys: [IdentityKeys]
    private let held: [HeldItem]
    private let habit: FeedHabit
    private let entryIndex: KeyIndex
    private let heldIndex: HeldIndex
    private var document = DocumentHabit()
    private var readables = ReadableCache()
    private var heldReadables = ReadableCache()
    /// The wordings that stand under several dates, here or in what is held.
    private var series: Set<Int64> = []
    /// Indices into `held`, by entry.
    private(set) var matches: [Int?]
    /// The entry that it repeats, by entry.
    private(set) var repeats: [Int?]
    /// How many pairs of an entry and an item were looked at beyond their names.
    private(set) var pairsWeighed = 0

    init(feed: Feed, keys: [IdentityKeys], held: [HeldItem], habit: FeedHabit) {
        (self.feed, self.keys, self.held, self.habit) = (feed, keys, held, habit)
        (entryIndex, heldIndex) = (KeyIndex(keys), HeldIndex(held))
        matches = Array(repeating: nil, count: feed.items.count)
        repeats = matches
    }

    private struct Pair {
        var entry: Int
        var held: Int
        var score: Int
    }

    mutating func run(text: (Int64) throws -> Item) rethrows {
        var isFree = [Bool](repeating: true, count: held.count)
        func take(_ index: Int) -> Bool {
            defer { isFree[index] = false }
            return isFree[index]
        }
        var untouched = UntouchedItems(held)
        for (entry, key) in keys.enumerated() {
            guard let index = untouched.take(key, date: feed.items[entry].identityDate) else { continue }
            matches[entry] = index
            isFree[index] = false
        }
        guard matches.contains(nil) else { return }
        document = DocumentHabit(feed, keys, held: held, habit: habit)
        findSeries()
        let counts = Dictionary(keys.map { ($0.untouched, 1) }, uniquingKeysWith: +)
        for (entry, key) in keys.enumerated() where matches[entry] == nil {
            // Of several that look the same, another date is another entry.
            let isOnly = counts[key.untouched] == 1 && untouched.count(key) == 1
            guard
                let index = untouched.take(
                    key, isRedated: isOnly || document.makesDates, date: feed.items[entry].identityDate)
            else { continue }
            matches[entry] = index
            isFree[index] = false
        }

        var pairs: [Pair] = []
        for entry in keys.indices where matches[entry] == nil {
            for index in heldIndex.candidates(keys[entry], date: feed.items[entry].identityDate) where isFree[index] {
                if let score = try score(entry, index, text: text) {
                    pairs.append(Pair(entry: entry, held: index, score: score))
                }
            }
        }
        for pair in pairs.sorted(by: { ($1.score, $0.entry, $0.held) < ($0.score, $1.entry, $1.held) })
        where matches[pair.entry] == nil && take(pair.held) {
            matches[pair.entry] = pair.held
        }
        findRepeats()
    }

    private mutating func findSeries() {
        guard !document.makesDates else { return }
        var dates: [Int64: Int64] = [:]
        func note(_ key: IdentityKeys, _ date: Int64?) {
            guard let date else { return }
            if let other = dates.updateValue(date, forKey: key.wording), other != date { series.insert(key.wording) }
        }
        for (entry, key) in keys.enumerated() { note(key, feed.items[entry].identityDate) }
        // What is in the document now may have had another date before, and is none of several for that.
        dates = [:]
        for item in held { note(item.keys, item.date) }
    }

    private mutating func findRepeats() {
        guard matches.contains(nil) else { return }
        var known = IdentityRepeats(feed, keys, index: entryIndex, makesGuids: document.makesGuids)
        for entry in keys.indices where matches[entry] != nil { known.note(entry) }
        for entry in keys.indices where matches[entry] == nil {
            repeats[entry] = known.original(of: entry)
            if repeats[entry] == nil { known.note(entry) }
        }
    }

    /// How well the two go together; nil when they are different articles.
    private mutating func score(_ entry: Int, _ index: Int, text: (Int64) throws -> Item) rethrows -> Int? {
        pairsWeighed += 1
        let (new, old) = (keys[entry], held[index].keys)
        let names = relation(entry, index)
        let (sameGuid, sameLink) = (names.guid == .same, names.link == .same)
        let sameTitle = names.isSameTitle
        let sameText = new.textHash != nil && new.textHash == old.textHash
        let score =
            (sameGuid ? 4 : 0) + (sameLink ? 4 : 0) + (sameTitle ? 4 : 0) + (sameText ? 6 : 0)
            + (sameGuid && names.isOneLink ? 2 : 0) + (names.date == .same ? 3 : 0)
            + (held[index].position != nil ? 1 : 0)
        let areApart = try names.tellsApart(document) {
            guard !held[index].isTombstone else { return false }
            let (files, heldFiles) = (feed.items[entry].fileNames, try heldReadable(index, text: text).attachments)
            return !files.isEmpty && !heldFiles.isEmpty && files != heldFiles
        }
        if areApart { return nil }
        if held[index].isTombstone {
            let isHeadline = sameTitle && new.textHash == nil && old.textHash == nil
            return sameGuid || sameLink || sameText || isHeadline && isSameHeadline(names, new, old) ? score : nil
        }
        if sameGuid && names.isOneLink && (sameTitle || sameText) { return score + 20 }
        if sameText && (sameGuid || sameLink) { return score + 10 }
        if isNamed(names, isHeadline: new.textHash == nil && old.textHash == nil) { return score + 10 }

        let likeness = Likeness(try heldReadable(index, text: text), readable(entry))
        let (datesAgree, isDated) = (names.date != .other, names.date == .same)
        let isSame =
            if sameGuid && names.isOneLink {
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

    /// Whether the names alone say that they are one: a guid whose date stayed, or the link of a headline that has
    /// nothing else.
    private func isNamed(_ names: IdentityRelation, isHeadline: Bool) -> Bool {
        if names.guid == .same { return names.date == .same && !document.makesGuids }
        guard isHeadline, names.link == .same else { return false }
        return names.date == .same || names.guid == .silent && (names.date == .silent || names.isOnePage)
    }

    /// Whether a title that has no text is that of a tombstone, which has no neighbours to tell by: a date is the same, or
    /// neither has anything beside the title, and no dates speak against it.
    private func isSameHeadline(_ names: IdentityRelation, _ new: IdentityKeys, _ old: IdentityKeys) -> Bool {
        if names.date == .same { return true }
        return names.date == .silent && [new.guid, new.link, old.guid, old.link].allSatisfy { $0 == nil }
    }

    private func relation(_ entry: Int, _ index: Int) -> IdentityRelation {
        let (new, old) = (keys[entry], held[index].keys)
        var guid = agreement(old.guid, new.guid)
        if guid == .same, !identifies(new.guid, \.guids) { guid = .silent }
        if guid == .other,
            document.makesGuids || isShared(old.guid) || isShared(new.guid) || isOneAddress(old.guid, new.guid)
        {
            guid = .silent
        }
        var link = agreement(old.link, new.link)
        if link == .same, !identifies(new.link, \.links) { link = .silent }
        if link == .other, document.makesLinks { link = .silent }
        return IdentityRelation(
            guid: guid, link: link, date: document.makesDates ? .silent : agreement(held[index], feed.items[entry]),
            isOneLink: new.link == old.link,
            isOnePage: link == .same && new.link.map(leadsToPage) ?? false, isSeries: series.contains(new.wording),
            isSameTitle: new.titleHash != nil && new.titleHash == old.titleHash,
            hasFiles: !feed.items[entry].fileNames.isEmpty)
    }

    /// A name that several entries share, in this document or over time, names none of them.
    private func identifies(_ name: String?, _ names: KeyPath<KeyIndex, [String: [Int]]>) -> Bool {
        guard let name else { return false }
        return entryIndex[keyPath: names][name]?.count == 1 && heldIndex.keys[keyPath: names][name]?.count ?? 0 <= 2
    }

    private func isShared(_ guid: String?) -> Bool { guid.map { entryIndex.guids[$0]?.count ?? 0 > 1 } ?? false }

    /// `https:` for `http:`, or a fragment that counts an article's versions.
    private func isOneAddress(_ guid: String?, _ other: String?) -> Bool {
        guard let guid, let other, guid.isAddress, other.isAddress else { return false }
        return canonicalLink(guid) == canonicalLink(other)
    }

    /// Whether the text is nobody else's: a feed may say the same sentence under every headline.
    private func isOnly(_ textHash: Int64?) -> Bool {
        guard let textHash else { return false }
        return entryIndex.texts[textHash]?.count == 1 && heldIndex.keys.texts[textHash]?.count ?? 0 <= 1
    }

    private mutating func readable(_ entry: Int) -> ReadableItem {
        let item = feed.items[entry]
        return readables.item(entry) { ReadableItem(item) }
    }

    private mutating func heldReadable(_ index: Int, text: (Int64) throws -> Item) rethrows -> ReadableItem {
        let number = held[index].number
        return try heldReadables.item(index) { ReadableItem(try text(number)) }
    }

    /// `habit` with what this document shows of the feed's guids.
    func learnt(_ habit: FeedHabit) -> FeedHabit {
        var found = FeedHabit()
        let isShared = entryIndex.guids.values.contains { entries in
            entries.count > 1 && Set(entries.map { keys[$0].link }).count > 1
                && Set(entries.map { keys[$0].textHash ?? keys[$0].titleHash }).count > 1
        }
        if isShared { found.shared = 1 }
        let matched = Set(matches.compactMap(\.self))
        for (entry, match) in matches.enumerated() {
            guard let guid = keys[entry].guid, entryIndex.guids[guid]?.count == 1 else { continue }
            if let match {
                if held[match].keys.guid == guid { found.kept += 1 } else { found.changed += 1 }
            }
            if let others = heldIndex.keys.guids[guid], match.map({ !others.contains($0) }) ?? true {
                if others.contains(where: matched.contains) { found.shifted += 1 } else { found.reused += 1 }
            }
        }
        return habit.adding(found)
    }
}
