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
    let reader: DocumentReader

    package init(fetcher: Fetcher, recorder: Recorder, clock: WallClock, reader: DocumentReader = DocumentReader()) {
        (self.fetcher, self.recorder, self.clock, self.reader) = (fetcher, recorder, clock, reader)
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
        var share: DocumentShare?
        var answer = await ask(feed, at: clock.now, share: &share)
        if case .failed(.webPage(naming: let url?)) = answer {
            (feed.state.move.address, feed.state.move.since) = (url, clock.now)
            answer = await ask(feed, at: clock.now, share: &share)
        }
        defer { withExtendedLifetime(share) {} }
        let now = clock.now
        let check = CheckResult(feed: feed, at: now, document: answer.document) { [feed, answer] newItems in
            plan(after: answer, feed.state, of: feed.subscription, newItems: newItems, at: now)
        }
        return Outcome(feed: feed, events: try await recorder.record(check), failure: answer.failure)
    }
}
