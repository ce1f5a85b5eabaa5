import FeedModel
import Fetching
import Foundation
import Parsing
import TextKit

/// Finds the feed behind what a person typed: a feed's address, a page's, or a bare host name.
package struct FeedFinder: Sendable {
    /// What was found, read once.
    package struct Finding: Sendable {
        /// Where the feed lives from now on, as its server says.
        package var url: String
        /// Out of the address that was typed; nil where the feed is somebody else's.
        package var credentials: Credentials?
        package var feed: Feed
        /// What it was read from.
        package var response: Response
        /// Other feeds that the page names.
        package var others: [DiscoveredFeed] = []
    }

    /// Where feeds lie on sites that do not name them in their pages, the most usual first.
    private static let usualPlaces = [
        "feed", "feed.xml", "rss", "rss.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default",
    ]

    private let limits: ReadingLimits
    private let fetch: @Sendable (Request) async throws(FetchError) -> Response

    /// - Parameter limits: of what reading each document may cost.
    package init(
        limits: ReadingLimits = ReadingLimits(),
        fetch: @escaping @Sendable (Request) async throws(FetchError) -> Response
    ) {
        (self.limits, self.fetch) = (limits, fetch)
    }

    /// - Throws: `FeedNotFound`, which says what was tried.
    package func find(_ typed: String) async throws(FeedNotFound) -> Finding {
        // Who types no scheme means https, where there is one.
        let typed = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        let addresses = looksLikeAddress(typed) ? [typed] : ["https://" + typed, "http://" + typed]
        var failure: FeedNotFound?
        for address in addresses {
            do throws(FeedNotFound) {
                switch checkAddress(address) {
                case .value(let address):
                    var finding = try await look(at: address)
                    var request = Request(address)
                    request.move(to: finding.url)
                    finding.credentials = request.credentials
                    return finding
                case .wrong(let why): throw FeedNotFound("\(quoted(withoutAnyLogin(address))) \(why)")
                }
            } catch {
                // The first reason is the one that matters: http was the second choice.
                failure = failure ?? error
                if error.serverAnswered { break }
            }
        }
        throw failure ?? FeedNotFound("\(quoted(withoutAnyLogin(typed))) is no address")
    }

    /// - Parameter steps: how often pages may still send on.
    private func look(at address: FeedAddress, steps: Int = 3) async throws(FeedNotFound) -> Finding {
        let url = address.url
        let response: Response
        do {
            response = try await ask(url, of: address, accept: "\(Request.acceptsFeeds), text/html;q=0.2")
        } catch {
            guard case .refused = error else { throw FeedNotFound("\(url): \(error)") }
            // A site without a page at its root may have a feed all the same.
            return try await guess(near: url, WebAddress(url)?.isRoot == true, failing: "\(error)", address)
        }
        do {
            let feed = try read(response)
            return Finding(url: response.permanentURL ?? url, feed: feed, response: response)
        } catch {
            let named = feeds(namedBy: response)
            if named.isEmpty, steps > 0, let next = sentOn(by: response, of: address),
                let finding = try? await look(at: next, steps: steps - 1)
            {
                return finding
            }
            if let finding = await firstReadable(named, of: address) { return finding }
            let reason =
                switch (error, named.isEmpty) {
                case (.webPage, true): "the page names no feed, and there is none in the usual places"
                case (_, false): "the page names \(named.map(\.url).joined(separator: ", ")), which cannot be read"
                default: "\(error)"
                }
            return try await guess(
                near: response.url, error == .webPage || WebAddress(url)?.isRoot == true, failing: reason, address)
        }
    }

    /// By its header, then by its text.
    private func feeds(namedBy page: Response) -> [DiscoveredFeed] {
        let linked = discoverFeeds(inLinks: page.links, at: page.url)
        let named = discoverFeeds(
            inPage: page.body, at: page.url, contentType: page.contentType, within: ReadingBudget(limits))
        return linked + named.filter { feed in !linked.contains { $0.url == feed.url } }
    }

    /// Where a page that is no more than a way on leads. A login goes to its own server alone.
    private func sentOn(by page: Response, of address: FeedAddress) -> FeedAddress? {
        guard
            let target = refreshTarget(
                inPage: page.body, at: page.url, contentType: page.contentType, within: ReadingBudget(limits)),
            case .value(let next) = checkAddress(target)
        else { return nil }
        var request = Request(address)
        request.move(to: target)
        return FeedAddress(url: next.url, credentials: request.credentials)
    }

    /// Looks in the usual places.
    /// - Throws: `reason`, when there is nothing, or when there is no sense in looking.
    private func guess(
        near base: String, _ hasSense: Bool, failing reason: String, _ address: FeedAddress
    ) async throws(FeedNotFound) -> Finding {
        if hasSense, let finding = await firstReadable(guesses(near: base).map { DiscoveredFeed(url: $0) }, of: address)
        {
            return finding
        }
        throw FeedNotFound("\(address.url): \(reason)", serverAnswered: true)
    }

    /// The first of `candidates` that is a feed; the rest of them are told as others when a page named them.
    private func firstReadable(_ candidates: [DiscoveredFeed], of address: FeedAddress) async -> Finding? {
        for (index, candidate) in candidates.enumerated() {
            guard let response = try? await ask(candidate.url, of: address),
                let feed = try? read(response)
            else { continue }
            var finding = Finding(url: response.permanentURL ?? candidate.url, feed: feed, response: response)
            if candidate.type != nil || candidate.title != nil { finding.others = Array(candidates[(index + 1)...]) }
            return finding
        }
        return nil
    }

    private func read(_ response: Response) throws(ParseError) -> Feed {
        try parseFeed(
            response.body, at: response.url, contentType: response.contentType, within: ReadingBudget(limits))
    }

    private func ask(
        _ url: String, of address: FeedAddress, accept: String = Request.acceptsFeeds
    ) async throws(FetchError) -> Response {
        var request = Request(address)
        if url != address.url { request.move(to: url) }
        request.accept = accept
        request.takesDelta = false
        return try await fetch(request)
    }

    /// In the page's folder and at the root.
    private func guesses(near url: String) -> [String] {
        guard let page = WebAddress(url) else { return [] }
        let folder = page.folder
        return (folder == "/" ? ["/"] : [folder, "/"]).flatMap { root in
            Self.usualPlaces.map { String(decoding: page.resolving(Array((root + $0).utf8)), as: UTF8.self) }
        }
    }
}

extension Request {
    /// What a person typed, with the login that it held.
    package init(_ address: FeedAddress) {
        self.init(url: address.url)
        settings.credentials = address.credentials
    }
}

/// No feed where a person looked for one, and why.
package struct FeedNotFound: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Something is there, though no feed: asking by another scheme would tell nothing new.
    let serverAnswered: Bool

    init(_ description: String, serverAnswered: Bool = false) {
        (self.description, self.serverAnswered) = (messageLine(description), serverAnswered)
    }
}
