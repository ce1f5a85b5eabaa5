import Comparing
import FeedModel
import Fetching
import Foundation
import Parsing
import Storing
import TextKit

/// What came of asking for a feed.
struct Answer {
    var outcome: FetchOutcome
    /// Of what was read, to be held until it has been kept; nil where nothing is to be kept.
    var share: DocumentReservation?
    /// Who answered, or what, when it may be somebody in the place of all hosts.
    var stranger: String?
}

extension Pipeline {
    /// Asks for a feed as its schedule says, and judges whether what came is the feed.
    func fetch(_ feed: ClaimedFeed, at now: Date) async -> Answer {
        if let reason = feed.state.refusal(at: now) { return Answer(outcome: .notAsked(reason: reason)) }
        do {
            let response: Response
            if isFile(feed.subscription.url) {
                response = try readFile(feed.subscription.url)
            } else {
                var request = Request(feed, at: now)
                if isToBeReadAgain(feed) { request.validators = Validators() }
                response = try await fetcher.fetch(request)
            }
            return await read(response, of: feed, at: now)
        } catch let error as FetchError {
            return Answer(outcome: .failed(.fetching(error)))
        } catch {
            return Answer(
                outcome: .failed(.unreadable("cannot be read: \((error as? CocoaError).map(words(of:)) ?? "\(error)")"))
            )
        }
    }

    /// Reads what a server has answered, on a thread of the reader's.
    func read(_ response: Response, of feed: ClaimedFeed, at now: Date) async -> Answer {
        if response.isUnchanged { return Answer(outcome: .unchanged(response, bodyHash: feed.state.bodyHash)) }
        let read = await reader.read(response.body.count, of: feed.id) { budget in
            do throws(CheckFailure) {
                return try judge(response, of: feed, at: now, within: budget)
            } catch {
                return FetchOutcome.failed(error)
            }
        }
        guard let read else { return Answer(outcome: .postponed) }
        // Where nothing of it is kept, whose failure it is may take a while to be known.
        var answer = Answer(outcome: read.value, share: read.value.document == nil ? nil : read.share)
        if case .failed(let failure) = read.value {
            let url = feed.state.move.address ?? feed.subscription.url
            answer.stranger = Self.stranger(in: response, askedAt: url, failure)
        }
        return answer
    }

    /// Entries of its last document were left, and more of them would be read today.
    private func isToBeReadAgain(_ feed: ClaimedFeed) -> Bool {
        feed.state.overlongLimit.map { reader.limits.items <= 0 || reader.limits.items > $0 } ?? false
    }

    /// On a thread of the reader's.
    /// - Throws: `CheckFailure` for what is not the feed: nothing of it is kept, its validators least of all.
    private func judge(
        _ response: Response, of feed: ClaimedFeed, at now: Date, within budget: ReadingBudget
    ) throws(CheckFailure) -> FetchOutcome {
        let hash = String(UInt64(bitPattern: stableHash(response.body)), radix: 36)
        if hash == feed.state.bodyHash, !feed.state.wantsHistory(of: feed.subscription), !isToBeReadAgain(feed) {
            return .unchanged(response, bodyHash: hash)
        }
        var response = response
        var document: Feed
        do throws(ParseError) {
            document = try parseFeed(
                response.body, at: response.url, contentType: response.contentType, within: budget)
        } catch {
            throw error == .webPage
                ? .webPage(naming: feedNamed(by: response, of: feed, within: budget)) : .unreadable(error.description)
        }
        if document.isTruncated {
            let failure = CheckFailure.cutOff(bodyHash: hash)
            guard feed.state.believes(failure, at: now) else { throw failure }
            response.validators = Validators()
        }
        if !response.isDelta, !feed.state.identity.fits(document) {
            let failure = CheckFailure.anotherFeed(document)
            guard feed.state.believes(failure, at: now) else { throw failure }
        }
        if response.isDelta { document.isComplete = nil }
        response.body = []  // read, and not needed any more
        return .changed(document, response, bodyHash: hash)
    }

    /// Who it is if it is not the feed's host: a hotspot leads all addresses to its own, or shows one page under all.
    private static func stranger(in response: Response, askedAt url: String, _ failure: CheckFailure) -> String? {
        let answered = site(of: response.url)
        if answered != site(of: url) { return answered }
        if case .webPage = failure { return String(UInt64(bitPattern: stableHash(response.body)), radix: 36) }
        return nil
    }

    /// A person may have subscribed to a page that names its feed. Never looked for where a feed has been before: a
    /// parked domain's page names feeds as well.
    private func feedNamed(by response: Response, of feed: ClaimedFeed, within budget: ReadingBudget) -> String? {
        guard feed.state.lastSuccess == nil, feed.state.move.address == nil else { return nil }
        let found = discoverFeeds(
            inPage: response.body, at: response.url, contentType: response.contentType, within: budget)
        return found.first {
            $0.url.hasPrefix("http") && $0.url != response.url && $0.url != feed.state.move.rejected
        }?.url
    }

    /// Only `dateline fetch FILE` asks for a file; the configuration takes addresses of the web alone.
    func isFile(_ url: String) -> Bool { url.hasPrefix("file://") }

    private func readFile(_ url: String) throws -> Response {
        guard let path = URL(string: url)?.path else { throw CocoaError(.fileReadInvalidFileName) }
        let bytes =
            path == "/dev/stdin"
            ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
        return Response(url: url, status: 200, body: Array(bytes))
    }
}

extension Request {
    /// What a subscription's settings, and the schedule's view of where and how it is asked, come to.
    init(_ feed: ClaimedFeed, at now: Date) {
        let subscription = feed.subscription
        let ask = ConditionalRequest(feed.state, of: subscription, at: now)
        self.init(url: subscription.url)
        validators = ask.validators
        settings = subscription.request
        if !feed.state.usesHTTP2(at: now) { settings.usesHTTP2 = false }
        if ask.url != url { move(to: ask.url) }
    }
}
