/// Of the items of one story one alone: its original where that is among those that are asked for, else the first.
package struct OnceAStory {
    private var found: [(item: Int64, original: Int64?)] = []
    private var stories: Set<Int64> = []
    private let limit: Int

    package init(limit: Int?) { self.limit = limit ?? .max }

    package var isFull: Bool { found.count >= limit }

    /// In the order that was asked for.
    /// - Parameter original: of the story.
    package mutating func take(_ item: Int64, story: Int64?, original: Int64?) {
        if let story, !stories.insert(story).inserted { return }
        found.append((item, original))
    }

    /// Of which it must be known whether they are among those that are asked for.
    package var originals: [Int64] { found.compactMap { $0.original == $0.item ? nil : $0.original } }

    /// - Parameter held: those of `originals` that are.
    package func items(held: Set<Int64>) -> [Int64] {
        found.map { item, original in original.flatMap { held.contains($0) ? $0 : nil } ?? item }
    }
}
