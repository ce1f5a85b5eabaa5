/// Which texts some items have, as far as it is known.
struct HeldTexts {
    /// Items of which all texts are known that have one of `hashes`.
    private var items: Set<Int64> = []
    private var hashes: Set<Int64> = []
    /// Items that were added here: all of their texts are known.
    private var added: Set<Int64> = []
    private var owned: [Int64: Set<Int64>] = [:]
    /// Hashes of which all texts of pages are known, and those.
    private var pageHashes: Set<Int64> = []
    private var pageTexts: Set<Int64> = []
    private var bodies: [Int64: [(id: Int64, body: String)]] = [:]

    mutating func take(
        _ asked: [Int64], _ askedHashes: [Int64], _ found: [(item: Int64, id: Int64, hash: Int64, body: String)]
    ) {
        items = Set(asked)
        hashes = Set(askedHashes)
        for text in found {
            owned[text.item, default: []].insert(text.id)
            keep(text.id, text.hash, text.body)
        }
    }

    mutating func take(_ askedHashes: [Int64], ofPages found: [(id: Int64, hash: Int64, body: String)]) {
        pageHashes = Set(askedHashes)
        for text in found {
            pageTexts.insert(text.id)
            keep(text.id, text.hash, text.body)
        }
    }

    private mutating func keep(_ id: Int64, _ hash: Int64, _ body: String) {
        if bodies[hash, default: []].contains(where: { $0.id == id }) { return }
        bodies[hash, default: []].append((id, body))
    }

    /// A new item, without texts so far.
    mutating func add(item: Int64) { added.insert(item) }

    mutating func add(_ id: Int64, _ hash: Int64, _ body: String, isPage: Bool) {
        keep(id, hash, body)
        if isPage { pageTexts.insert(id) }
    }

    mutating func give(_ texts: [Int64?], to item: Int64) {
        if added.contains(item) || items.contains(item) { owned[item, default: []].formUnion(texts.compactMap(\.self)) }
    }

    /// The first of the texts of these items that is `body`; nil where that is not known.
    /// - Parameter isPage: or of any page.
    func find(_ body: String, _ hash: Int64, of items: [Int64], isPage: Bool) -> Int64?? {
        let areKnown = items.allSatisfy { added.contains($0) || self.items.contains($0) && hashes.contains(hash) }
        guard areKnown, !isPage || pageHashes.contains(hash) else { return nil }
        let same = bodies[hash, default: []].filter { $0.body.encoded == body.encoded }.map(\.id)
        return .some(
            same.filter { id in
                isPage && pageTexts.contains(id) || items.contains { owned[$0]?.contains(id) ?? false }
            }.min())
    }
}
