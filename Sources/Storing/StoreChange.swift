import FeedModel

/// What the store takes in: all of it in one way, and from there into the log.
package indirect enum StoreChange: Sendable {
    case feed(FeedUpdate)
    case page(PageUpdate)
    /// A person's correction of stories.
    case stories(StoryCorrection)

    /// How many entries there are to keep.
    package var size: Int { if case .feed(let update) = self { update.document?.items.count ?? 0 } else { 1 } }

    /// Nothing is lost with it that is not found again.
    package var isFoundAgain: Bool {
        guard case .feed(let update) = self else { return false }
        return update.document == nil && update.plans.withoutNewItems.isFoundAgain
    }
}
