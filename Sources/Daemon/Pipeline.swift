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
    /// Enough that a commit holds several documents, and few enough for any memory.
    let desk = Desk(seats: 12)

    package init(fetcher: Fetcher, recorder: Recorder, clock: WallClock, network: NetworkWatch = NetworkWatch()) {
        (self.fetcher, self.recorder, self.clock, self.network) = (fetcher, recorder, clock, network)
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
        var isSeated = false
        var stranger: String?
        var answer = await ask(feed, at: clock.now, isSeated: &isSeated, &stranger)
        if case .failed(.webPage(naming: let url?)) = answer {
            (feed.state.move.address, feed.state.move.since) = (url, clock.now)
            answer = await ask(feed, at: clock.now, isSeated: &isSeated, &stranger)
        }
        if isSeated, answer.document == nil {
            await desk.leave()
            isSeated = false
        }
        defer { if isSeated { Task { await desk.leave() } } }
        answer = await judge(answer, of: feed, stranger)
        let now = clock.now
        let check = CheckResult(feed: feed, at: now, document: answer.document) { [feed, answer] newItems in
            plan(after: answer, feed.state, of: feed.subscription, newItems: newItems, at: now)
        }
        var outcome = Outcome(feed: feed, events: try await recorder.record(check), failure: answer.failure)
        if case .noNetwork = answer { outcome.hadNoNetwork = true }
        return outcome
    }

    /// Waits until it is known whether a failure is the feed's or our own network's.
    private func judge(_ answer: CheckAnswer, of feed: ClaimedFeed, _ stranger: String?) async -> CheckAnswer {
        let url = feed.state.move.address ?? feed.subscription.url
        var trace: NetworkTrace?
        switch answer {
        case .changed, .unchanged: if !isFile(url) { trace = .answer }
        case .failed(let failure): if !isFile(url) { trace = failure.trace(askedAt: url, stranger: stranger) }
        case .notAsked, .noNetwork: break
        }
        let wasWell = feed.state.failures == 0 && feed.state.lastSuccess != nil
        let verdict = await network.judge(feed.id, trace, wasWell: wasWell, cause: answer.failure ?? "")
        return verdict == .theirs ? answer : .noNetwork(isCertain: verdict == .ours)
    }
}
