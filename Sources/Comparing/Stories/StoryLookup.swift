/// By what the story of an item is looked for.
package struct StoryLookup: Sendable {
    /// Of its names.
    package let names: [ItemKey]
    /// Of its text.
    package let keys: [ItemKey]

    package init(_ reading: StoryReading, _ sketch: Sketch) { self.init(reading.names.map(\.key), sketch) }

    init(_ names: [ItemKey], _ sketch: Sketch) { (self.names, keys) = (names, StoryFinder.keys(of: sketch)) }

    /// The items that `StoryFinder.decide` asks for.
    /// - Parameter names: what the index has under each of the names; `keys` likewise.
    package func candidates(names: [[ItemPosting]?], keys found: [[ItemPosting]?]) -> [Int64] {
        names.flatMap { $0?.map(\.item) ?? [] } + StoryFinder.likeliest(keys, found)
    }
}

extension StoryFinder {
    /// The items that share most of these keys. Of equals the older, so that the answer does not depend on the order of a
    /// table.
    /// - Parameter found: what the index has under each key.
    static func likeliest(_ keys: [ItemKey], _ found: [[ItemPosting]?]) -> [Int64] {
        var weights: [Int64: Double] = [:]
        for (key, postings) in zip(keys, found) {
            guard let postings else { continue }
            for posting in postings where posting.key.agrees(with: key, onBothSides: postings.count >= manyFrom) {
                weights[posting.item, default: 0] += 1 / Double(postings.count + 3)
            }
        }
        return weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(mostCompared).map(\.key)
    }
}
