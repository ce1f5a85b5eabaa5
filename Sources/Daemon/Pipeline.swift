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

    package init(
        fetcher: Fetcher, recorder: Recorder, clock: WallClock, network: NetworkWatch = NetworkWatch(),
        reader: DocumentReader = DocumentReader()
    ) {
        (self.fetcher, self.recorder, self.clock, self.network, self.reader) = (
            fetcher, recorder, clock, network, reader
        )
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
    }

    /// Fetches a feed, reads it, and keeps what is new.
    /// - Throws: what the store throws. What the server does wrong is an outcome.
    package func check(_ feed: ClaimedFeed) async throws -> Outcome {
        if feed.subscription.readsHistory, let page = feed.state.historyPage(at: clock.now) {
            return try await readHistory(page, of: feed)
        }
        var feed = feed
        var share: DocumentReservation?
        var stranger: String?
        var answer = await ask(feed, at: clock.now, share: &share, &stranger)
        if case .failed(.webPage(naming: let url?)) = answer {
            (feed.state.move.address, feed.state.move.since) = (url, clock.now)
            answer = await ask(feed, at: clock.now, share: &share, &stranger)
        }
        // Nothing of it is kept, and whose failure it is may take a while to be known.
        if answer.document == nil { share = nil }
        defer { withExtendedLifetime(share) {} }
        answer = await judge(answer, of: feed, stranger)
        return try await keep(answer, of: feed)
    }

    /// Keeps a document that has been asked for already, as a check of its feed.
    /// - Throws: what the store throws.
    package func keep(_ response: Response, of feed: ClaimedFeed) async throws -> Outcome {
        var share: DocumentReservation?
        var stranger: String?
        let answer = await read(response, of: feed, at: clock.now, share: &share, &stranger)
        defer { withExtendedLifetime(share) {} }
        return try await keep(answer, of: feed)
    }

    private func keep(_ answer: FetchOutcome, of feed: ClaimedFeed) async throws -> Outcome {
        let now = clock.now
        let check = FeedUpdate(feed: feed, at: now, document: answer.document) { newItems in
            plan(after: answer, feed.state, of: feed.subscription, newItems: newItems, at: now)
        }
        var outcome = Outcome(feed: feed, events: try await recorder.record(check), failure: answer.failure)
        if case .noNetwork = answer { outcome.hadNoNetwork = true }
        return outcome
    }

    /// Waits until it is known whether a failure is the feed's or our own network's.
    private func judge(_ answer: FetchOutcome, of feed: ClaimedFeed, _ stranger: String?) async -> FetchOutcome {
        let url = feed.state.move.address ?? feed.subscription.url
        var trace: NetworkTrace?
        switch answer {
        case .changed, .unchanged: if !isFile(url) { trace = .answer }
        case .failed(let failure): if !isFile(url) { trace = failure.trace(askedAt: url, stranger: stranger) }
        case .postponed: trace = .answer
        case .notAsked, .noNetwork: break
        }
        let wasWell = feed.state.failures == 0 && feed.state.lastSuccess != nil
        let verdict = await network.judge(feed.id, trace, wasWell: wasWell, cause: answer.failure ?? "")
        return verdict == .theirs ? answer : .noNetwork(isCertain: verdict == .ours)
    }
}
