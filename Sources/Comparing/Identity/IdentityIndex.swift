import TextKit

/// Where each key of several entries or items stands.
struct KeyIndex {
    private(set) var guids: [String: [Int]] = [:]
    private(set) var links: [String: [Int]] = [:]
    private(set) var titles: [Int64: [Int]] = [:]
    private(set) var texts: [Int64: [Int]] = [:]

    /// - Parameter order: in which the indices are to stand under each key; that of `keys` where it is left out.
    init(_ keys: [IdentityKeys], order: [Int]? = nil) {
        for index in order ?? Array(keys.indices) {
            let key = keys[index]
            if let guid = key.guid { guids[guid, default: []].append(index) }
            if let link = key.link { links[link, default: []].append(index) }
            if let title = key.titleHash { titles[title, default: []].append(index) }
            if let text = key.textHash { texts[text, default: []].append(index) }
        }
    }
}

/// What is held, by all by which an entry may be found in it.
struct HeldIndex {
    let keys: KeyIndex
    /// Of one wording and date: feeds that say the same again and again tell it apart by the date alone.
    private var dated: [Int64: [Int]] = [:]

    init(_ held: [HeldItem]) {
        // The newest last.
        let order = held.indices.sorted { held[$0].number < held[$1].number }
        keys = KeyIndex(held.map(\.keys), order: order)
        for index in order {
            if let date = held[index].date { dated[held[index].keys.wording(at: date), default: []].append(index) }
        }
    }

    /// The items that share a key: of each key's, the newest few, since feeds that use one guid, or one title, for
    /// everything would otherwise make every entry a candidate for every item that they ever had.
    func candidates(_ key: IdentityKeys, date: Int64?) -> [Int] {
        let lists = [
            key.guid.flatMap { keys.guids[$0] }, key.link.flatMap { keys.links[$0] },
            key.titleHash.flatMap { keys.titles[$0] }, key.textHash.flatMap { keys.texts[$0] },
            date.flatMap { dated[key.wording(at: $0)] },
        ]
        return Set(lists.compactMap(\.self).flatMap { $0.suffix(Self.mostOfOneKey) }).sorted()
    }

    private static let mostOfOneKey = 8
}

extension IdentityKeys {
    /// Of title and text; the same for all that a reader would take for the same words.
    var wording: Int64 {
        var hash = StableHash()
        hash.combine(titleHash ?? 0)
        hash.combine(textHash ?? 0)
        return hash.value
    }

    fileprivate func wording(at date: Int64) -> Int64 {
        var hash = StableHash()
        hash.combine(wording)
        hash.combine(date)
        return hash.value
    }

    /// Of all by which an entry is seen to be as it was, but for its date.
    var untouched: Int64 {
        var hash = StableHash()
        hash.combine(fingerprint)
        hash.combine(guid == nil ? 0 : 1)
        hash.combine(guid ?? "")
        hash.combine(link == nil ? 0 : 1)
        hash.combine(link ?? "")
        return hash.value
    }
}
