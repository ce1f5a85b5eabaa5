import Comparing
import FeedModel
import Foundation

/// What a filter would have done to the items of each feed that it is for.
package struct FilterTrials {
    private var judgings: [Int64: FeedFilters.Judging] = [:]
    private var trials: [Int64: FilterTrial] = [:]
    private let examples: Int
    private let wires: WireReader
    private let now: Date

    /// - Parameter feeds: all that there are, with their tags.
    /// - Parameter chosen: of these alone; nil of all that the filter is for.
    /// - Parameter examples: how many of a feed.
    package init(
        _ filter: ItemFilter, of feeds: [(feed: FeedReference, tags: [String])], chosen: [Int64]?, examples: Int,
        wires: WireReader, at now: Date
    ) {
        (self.examples, self.wires, self.now) = (examples, wires, now)
        for (feed, tags) in feeds where chosen?.contains(feed.id) ?? true {
            guard let rules = ItemFilters([filter]).rules(for: feed, tags: tags) else { continue }
            (judgings[feed.id], trials[feed.id]) = (FeedFilters.Judging(rules), FilterTrial(feed: feed))
        }
    }

    package func isFor(_ feed: Int64) -> Bool { trials[feed] != nil }

    /// Items come the newest first.
    package mutating func ask(_ item: Item, _ number: Int64, of feed: Int64) {
        guard var judging = judgings[feed], var trial = trials[feed] else { return }
        let asked = FilteredItem(item, of: judging.filters.feed) { [wires, now, feed = trial.feed] in
            StoryReading(of: item, in: feed, reader: wires, at: now)
        }
        trial.asked += 1
        if judging.judge(asked) != nil {
            trial.dropped += 1
            if trial.examples.count < examples {
                trial.examples.append((number, item.title ?? item.contentText ?? item.url ?? ""))
            }
        }
        trial.wasStopped = !judging.tooLong.isEmpty
        (judgings[feed], trials[feed]) = (judging, trial)
    }

    /// The feeds of which it would have dropped most first.
    package var results: [FilterTrial] {
        trials.values.sorted { ($1.dropped, $0.feed.id) < ($0.dropped, $1.feed.id) }
    }
}
