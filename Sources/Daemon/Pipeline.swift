import Comparing
import FeedModel
import Fetching
import Foundation
import Parsing
import Storing

/// One feed's turn, from request to log. The order of the stages is written here and nowhere else.
package struct Pipeline: Sendable {
    let fetcher: Fetcher
    let recorder: Recorder
    let clock: WallClock
    let network: NetworkWatch
    let reader: DocumentReader
    let filters: ItemFilters

    package init(
        fetcher: Fetcher, recorder: Recorder, clock: WallClock, network: NetworkWatch = NetworkWatch(),
        reader: DocumentReader = DocumentReader(), filters: ItemFilters = ItemFilters()
    ) {
        (self.fetcher, self.recorder, self.clock, self.network, self.reader) = (
            fetcher, recorder, clock, network, reader
        )
        self.filters = filters
    }

    /// What a check came to.
    package struct Outcome: Sendable {
        package let feed: ClaimedFeed
        /// What is news, in the order of the log.
        package let events: [Event]
        /// Why the feed could not be read, in words; nil when it could.
        package let failure: String?
        /// It could not be asked for want of a network: no failure of the feed, which stays due.
        package var hadNoNetwork = false
        /// Filters whose regular expressions took too long.
        package var stoppedFilters: [DroppingRule] = []
    }

    /// Fetches a feed, reads it, and keeps what is new.
    /// - Throws: what the store throws. What the server does wrong is an outcome.
    package func check(_ feed: ClaimedFeed) async throws -> Outcome {
        if feed.subscription.readsHistory, let page = feed.state.historyPage(at: clock.now) {
            return try await readHistory(page, of: feed)
        }
        var feed = feed
        var answer = await fetch(feed, at: clock.now)
        if case .failed(.webPage(naming: let url?)) = answer.outcome {
            (feed.state.move.address, feed.state.move.since) = (url, clock.now)
            answer = await fetch(feed, at: clock.now)
        }
        answer.outcome = await judge(answer, of: feed)
        return try await take(answer, of: feed)
    }

    /// Keeps a document that has been asked for already, as a check of its feed.
    /// - Throws: what the store throws.
    package func keep(_ response: Response, of feed: ClaimedFeed) async throws -> Outcome {
        try await take(await read(response, of: feed, at: clock.now), of: feed)
    }

    private func take(_ answer: Answer, of feed: ClaimedFeed) async throws -> Outcome {
        defer { withExtendedLifetime(answer) {} }
        let (outcome, now) = (answer.outcome, clock.now)
        let plans = plans(after: outcome, feed.state, of: feed.subscription, at: now)
        let kept = try await keep(outcome.document, plans, of: feed, at: now)
        return Outcome(
            feed: feed, events: kept.events, failure: outcome.failure, hadNoNetwork: outcome.isForNetwork,
            stoppedFilters: kept.stoppedFilters)
    }

    /// Compares what was read with what is held, and brings what is news into the store and the log.
    func keep(
        _ document: Feed?, isHistory: Bool = false, _ plans: FeedUpdate.Plans, of feed: ClaimedFeed, at now: Date
    ) async throws -> (events: [Event], stoppedFilters: [DroppingRule]) {
        var update = FeedUpdate(feed: feed, at: now, document: document, isHistory: isHistory, plans: plans)
        if let document {
            update.filters = filters.rules(for: update.reference, tags: feed.subscription.tags)
            update.comparison = try await recorder.store.compare(
                document, isHistory: isHistory, of: feed, filters: update.filters, at: now)
        }
        return (try await recorder.write(.feed(update)), update.comparison?.stoppedRules ?? [])
    }

    /// Waits until it is known whether a failure is the feed's or our own network's.
    private func judge(_ answer: Answer, of feed: ClaimedFeed) async -> FetchOutcome {
        let (outcome, url) = (answer.outcome, feed.state.move.address ?? feed.subscription.url)
        var trace: NetworkTrace?
        switch outcome {
        case .changed, .unchanged: if !isFile(url) { trace = .answer }
        case .failed(let failure): if !isFile(url) { trace = failure.trace(askedAt: url, stranger: answer.stranger) }
        case .postponed: trace = .answer
        case .notAsked, .noNetwork: break
        }
        let wasWell = feed.state.failures == 0 && feed.state.lastSuccess != nil
        let verdict = await network.judge(feed.id, trace, wasWell: wasWell, cause: outcome.failure ?? "")
        return verdict == .theirs ? outcome : .noNetwork(isCertain: verdict == .ours)
    }
}
