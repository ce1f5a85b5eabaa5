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
        let answer = await ask(feed)
        let now = clock.now
        let check = CheckResult(feed: feed, at: now, document: answer.document) { newItems in
            plan(after: answer, of: feed, newItems: newItems, at: now)
        }
        return Outcome(feed: feed, events: try await recorder.record(check), failure: answer.failure)
    }

    private func ask(_ feed: ClaimedFeed) async -> CheckAnswer {
        var request = Request(feed.subscription)
        request.validators = feed.state.validators
        do {
            let response = try await isFile(request.url) ? readFile(request.url) : fetcher.fetch(request)
            if response.isUnchanged { return .unchanged(response, bodyHash: feed.state.bodyHash) }
            let hash = String(UInt64(bitPattern: stableHash(response.body)), radix: 16)
            if hash == feed.state.bodyHash { return .unchanged(response, bodyHash: hash) }
            return .changed(try parse(response), response, bodyHash: hash)
        } catch let error as FetchError {
            return .failed(error.description)
        } catch let error as ParseError {
            return .failed(error.description)
        } catch {
            return .failed("cannot be read: \(error.localizedDescription)")
        }
    }

    /// Only `dateline fetch FILE` asks for a file; the configuration takes addresses of the web alone.
    private func isFile(_ url: String) -> Bool { url.hasPrefix("file://") }

    private func readFile(_ url: String) throws -> Response {
        guard let path = URL(string: url)?.path else { throw CocoaError(.fileReadInvalidFileName) }
        let bytes =
            path == "/dev/stdin"
            ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
        return Response(url: url, status: 200, body: Array(bytes), validators: Validators())
    }

    private func parse(_ response: Response) throws(ParseError) -> Feed {
        try parseFeed(response.body, at: response.url, contentType: response.contentType)
    }
}

extension Request {
    init(_ subscription: Subscription) {
        self.init(url: subscription.url)
        headers = subscription.headers
        credentials = subscription.credentials
        proxy = subscription.proxy
        authorityFile = subscription.authorityFile
        acceptsAnyCertificate = subscription.acceptsAnyCertificate
        userAgent = subscription.userAgent
    }
}
