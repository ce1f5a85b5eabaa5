import FeedModel

/// What one document shows of its feed's names and dates, beside what is known of the feed: whether they are its
/// entries' own, or were made for this answer.
struct DocumentHabit {
    /// Another guid is another entry, as far as nothing else says that it is the same one.
    private(set) var keepsGuids = false
    /// Another guid says nothing.
    private(set) var makesGuids = false
    /// Another link says nothing: a session in it, a new host.
    private(set) var makesLinks = false
    /// Another date says nothing: all of them are when the document was made.
    private(set) var makesDates = false

    /// Of fewer entries than these, what they have in common may be chance.
    private static let enough = 2, enoughWithoutDates = 3

    init() {}

    init(_ feed: Feed, _ keys: [IdentityKeys], held: [HeldItem], habit: FeedHabit) {
        makesDates = Self.areMade(feed.items.compactMap(\.identityDate))
        let found = Findings(
            feed, keys, last: held.filter { $0.position != nil && !$0.isTombstone }, makesDates: makesDates)

        let isAllNew = found.keptGuids == 0 && found.keptLinks == 0 && !habit.keepsGuids
        if isAllNew, found.redated >= Self.enoughWithoutDates, found.redated * 2 >= keys.count {
            (makesGuids, makesLinks, makesDates) = (true, true, true)
            return
        }
        makesGuids =
            found.keptGuids == 0 && (found.changedGuids >= Self.enough || habit.guid == .changesEachFetch)
            || found.shiftedGuids > 0 || habit.guid == .positional || habit.guid == .constant
        makesLinks = found.keptLinks == 0 && found.changedLinks >= Self.enough
        keepsGuids = !makesGuids && (habit.keepsGuids || found.keptGuids > 0)
    }

    /// All the same, or of one minute.
    private static func areMade(_ dates: [Int64]) -> Bool {
        guard dates.count >= enough, let first = dates.min(), let last = dates.max() else { return false }
        return first == last || dates.count > enough && last <= first.addingReportingOverflow(60_000).partialValue
    }

    /// How many of the entries have the words of an item of the last document, and what became of their names. Only words
    /// that stand once in both count.
    private struct Findings {
        var keptGuids = 0, changedGuids = 0, shiftedGuids = 0, keptLinks = 0, changedLinks = 0
        /// Those with another guid, another link and another date.
        var redated = 0

        init() {}

        init(_ feed: Feed, _ keys: [IdentityKeys], last: [HeldItem], makesDates: Bool) {
            let entries = singles(keys.map(\.wording)), items = singles(last.map(\.keys.wording))
            let itemsByGuid = singles(last.map(\.keys.guid))
            for (entry, key) in keys.enumerated() {
                guard let guid = key.guid, let index = itemsByGuid[guid] else { continue }
                let wording = last[index].keys.wording
                if wording == key.wording {
                    keptGuids += 1
                } else if items[wording] == index, let other = entries[wording], other != entry,
                    keys[other].guid != guid
                {
                    shiftedGuids += 1
                }
            }
            for (wording, entry) in entries {
                guard let index = items[wording] else { continue }
                let (new, old) = (keys[entry], last[index].keys)
                let isRedated = !makesDates && agreement(last[index], feed.items[entry]) == .other
                let (guid, link) = (agreement(old.guid, new.guid), agreement(old.link, new.link))
                if guid == .other, !isRedated || link == .same { changedGuids += 1 }
                if link == .same { keptLinks += 1 }
                if link == .other, !isRedated { changedLinks += 1 }
                if guid == .other, link != .same, isRedated { redated += 1 }
            }
        }
    }
}

func agreement(_ old: String?, _ new: String?) -> Agreement {
    guard let old, let new else { return .silent }
    return old == new ? .same : .other
}

/// The places of those that stand in `values` once.
private func singles<Value: Hashable>(_ values: [Value?]) -> [Value: Int] {
    var places: [Value: Int] = [:]
    for (place, value) in values.enumerated() {
        guard let value else { continue }
        places[value] = places[value] == nil ? place : -1
    }
    return places.filter { $0.value >= 0 }
}
