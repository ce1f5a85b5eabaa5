import Comparing
import FeedModel
import Fetching
import Foundation
import Parsing
import Storing

extension Pipeline {
    /// Asks for a feed as its schedule says, and judges whether what came is the feed.
    /// - Parameter isSeated: set when the answer is a document, which is read at the desk.
    func ask(_ feed: ClaimedFeed, at now: Date, isSeated: inout Bool) async -> CheckAnswer {
        if let reason = feed.state.refusal(at: now) { return .notAsked(reason: reason) }
        do {
            if isFile(feed.subscription.url) { return try read(readFile(feed.subscription.url), of: feed, at: now) }
            let response = try await fetcher.fetch(Request(feed, at: now))
            if !response.isUnchanged, !isSeated {
                await desk.sitDown()
                isSeated = true
            }
            return try read(response, of: feed, at: now)
        } catch let error as FetchError {
            return .failed(.fetching(error))
        } catch let failure as CheckFailure {
            return .failed(failure)
        } catch {
            return .failed(.unreadable("cannot be read: \(error.localizedDescription)"))
        }
    }

    /// - Throws: `CheckFailure` for what is not the feed: nothing of it is kept, its validators least of all.
    func read(_ response: Response, of feed: ClaimedFeed, at now: Date) throws(CheckFailure) -> CheckAnswer {
        if response.isUnchanged { return .unchanged(response, bodyHash: feed.state.bodyHash) }
        let hash = String(UInt64(bitPattern: stableHash(response.body)), radix: 36)
        if hash == feed.state.bodyHash, !feed.state.wantsHistory(of: feed.subscription) { return .unchanged(response, bodyHash: hash) }
        var response = response
        var document: Feed
        do throws(ParseError) {
            document = try parseFeed(response.body, at: response.url, contentType: response.contentType)
        } catch {
            throw error == .webPage
                ? .webPage(naming: feedNamed(by: response, of: feed)) : .unreadable(error.description)
        }
        if !document.isWellFormed, endsEarly(response.body) {
            let failure = CheckFailure.cutOff(bodyHash: hash)
            guard feed.state.believes(failure, at: now) else { throw failure }
            response.validators = Validators()
        }
        if !response.isDelta, !feed.state.identity.fits(document) {
            let failure = CheckFailure.anotherFeed(title: document.title)
            guard feed.state.believes(failure, at: now) else { throw failure }
        }
        if response.isDelta { document.isComplete = nil }
        response.body = []  // read, and not needed any more
        return .changed(document, response, bodyHash: hash)
    }

    /// A person may have subscribed to a page that names its feed. Never looked for where a feed has been before: a
    /// parked domain's page names feeds as well.
    private func feedNamed(by response: Response, of feed: ClaimedFeed) -> String? {
        guard feed.state.lastSuccess == nil, feed.state.move.address == nil else { return nil }
        let found = discoverFeeds(inPage: response.body, at: response.url, contentType: response.contentType)
        return found.first {
            $0.url.hasPrefix("http") && $0.url != response.url && $0.url != feed.state.move.rejected
        }?.url
    }

    /// Only `dateline fetch FILE` asks for a file; the configuration takes addresses of the web alone.
    private func isFile(_ url: String) -> Bool { url.hasPrefix("file://") }

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
        let ask = Ask(feed.state, of: subscription, at: now)
        self.init(url: subscription.url)
        validators = ask.validators
        headers = subscription.headers
        credentials = subscription.credentials
        proxy = subscription.proxy
        authorityFile = subscription.authorityFile
        acceptsAnyCertificate = subscription.acceptsAnyCertificate
        userAgent = subscription.userAgent
        takesBodyAsItComes = feed.state.isMislabelled
        if ask.url != url { move(to: ask.url) }
    }
}

/// True when the root element of an XML document is never closed. Other documents say so by themselves.
func endsEarly(_ body: [UInt8]) -> Bool {
    // UTF-16 and UTF-32: not worth a reading of their own.
    if body.prefix(4).contains(0) { return false }
    var start = body.startIndex
    while let open = body[start...].firstIndex(of: UInt8(ascii: "<")), open + 1 < body.endIndex {
        let next = body[open + 1]
        if body[open...].starts(with: "<!--".utf8) {
            guard let end = body[open...].firstRange(of: Array("-->".utf8)) else { return true }
            start = end.upperBound
            continue
        }
        guard next == UInt8(ascii: "?") || next == UInt8(ascii: "!") else {
            let name = body[(open + 1)...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
            return !containsBackwards(Array("</".utf8) + name, in: body)
        }
        start = open + 1
    }
    return false
}

/// Looked for from the end, where it nearly always is.
private func containsBackwards(_ pattern: [UInt8], in body: [UInt8]) -> Bool {
    guard pattern.count <= body.count else { return false }
    return (0...(body.count - pattern.count)).reversed().contains { body[$0...].starts(with: pattern) }
}
