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
    /// Enough that a commit holds several documents, and few enough for any memory.
    let desk = Desk(seats: 12)

    package init(fetcher: Fetcher, recorder: Recorder, clock: WallClock) {
        (self.fetcher, self.recorder, self.clock) = (fetcher, recorder, clock)
    }

    /// What a check came to.
    package struct Outcome: Sendable {
        package let feed: ClaimedFeed
        /// What is news, in the order of the log.
        package let events: [Event]
        /// Why the feed could not be read, in words; nil when it could.
        package let failure: String?
    }

    /// Fetches a feed, reads it, and keeps what is new.
    /// - Throws: what the store throws. What the server does wrong is an outcome.
    package func check(_ feed: ClaimedFeed) async throws -> Outcome {
        if feed.subscription.readsHistory, let page = feed.state.historyPage(at: clock.now) {
            return try await readHistory(page, of: feed)
        }
        var feed = feed
        var isSeated = false
        var answer = await ask(feed, at: clock.now, isSeated: &isSeated)
        if case .failed(.webPage(naming: let url?)) = answer {
            (feed.state.move.address, feed.state.move.since) = (url, clock.now)
            answer = await ask(feed, at: clock.now, isSeated: &isSeated)
        }
        defer { if isSeated { Task { await desk.leave() } } }
        return try await keep(answer, of: feed)
    }

    /// Keeps a document that has been asked for already, as a check of its feed.
    /// - Throws: what the store throws.
    package func keep(_ response: Response, of feed: ClaimedFeed) async throws -> Outcome {
        let answer: CheckAnswer
        do throws(CheckFailure) {
            answer = try read(response, of: feed, at: clock.now)
        } catch {
            answer = .failed(error)
        }
        return try await keep(answer, of: feed)
    }

    private func keep(_ answer: CheckAnswer, of feed: ClaimedFeed) async throws -> Outcome {
        let now = clock.now
        let check = CheckResult(feed: feed, at: now, document: answer.document) { newItems in
            plan(after: answer, feed.state, of: feed.subscription, newItems: newItems, at: now)
        }
        return Outcome(feed: feed, events: try await recorder.record(check), failure: answer.failure)
    }
}
