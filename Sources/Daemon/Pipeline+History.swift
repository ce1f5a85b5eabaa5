import FeedModel
import Fetching
import Foundation
import Parsing
import Storing

extension Pipeline {
    /// Reads an older page of a feed (RFC 5005), and keeps what the store does not know of it.
    /// - Throws: what the store throws.
    func readHistory(_ page: String, of feed: ClaimedFeed) async throws -> Outcome {
        var share: DocumentReservation?
        let answer = await askForHistory(page, of: feed, share: &share)
        defer { withExtendedLifetime(share) {} }
        if case .failed(let failure) = answer {
            let trace = failure.trace(askedAt: page, stranger: nil)
            guard await network.judge(feed.id, trace, wasWell: feed.state.failures == 0, cause: "\(failure)") == .theirs
            else {
                let events = try await keep(nil, .init(always: .init(state: feed.state)), of: feed, at: clock.now)
                    .events
                return Outcome(feed: feed, events: events, failure: nil, hadNoNetwork: true)
            }
        }
        let now = clock.now
        let plan = plan(afterHistory: answer, feed.state, at: now)
        let (events, _) = try await keep(answer.document, isHistory: true, .init(always: plan), of: feed, at: now)
        guard case .failed(let failure) = answer else { return Outcome(feed: feed, events: events, failure: nil) }
        return Outcome(feed: feed, events: events, failure: "its older page \(page): \(failure)")
    }

    private func askForHistory(_ page: String, of feed: ClaimedFeed, share: inout DocumentReservation?) async
        -> HistoryAnswer
    {
        do throws(FetchError) {
            var request = Request(feed, at: clock.now)
            request.validators = Validators()
            request.move(to: page)
            let response = try await fetcher.fetch(request)
            let read = await reader.read(response.body.count, of: feed.id) { budget in
                judge(response, of: feed, within: budget)
            }
            guard let read else { return .failed(.unreadable(FetchOutcome.postponed.failure ?? "")) }
            share = read.share
            return read.value
        } catch {
            return .failed(.fetching(error))
        }
    }

    private func judge(_ response: Response, of feed: ClaimedFeed, within budget: ReadingBudget) -> HistoryAnswer {
        do throws(ParseError) {
            let document = try parseFeed(
                response.body, at: response.url, contentType: response.contentType, within: budget)
            if document.isTruncated { return .failed(.cutOff(bodyHash: "")) }
            return feed.state.identity.fits(document)
                ? .page(document) : .failed(.anotherFeed(document))
        } catch {
            return .failed(.unreadable("\(error)"))
        }
    }
}
