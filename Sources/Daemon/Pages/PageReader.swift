import Comparing
import FeedModel
import Fetching
import Foundation
import Parsing
import Storing
import TextKit

/// Looks at articles' pages as they fall due: one of a host at a time, beside the feeds and by the same fetcher, whose
/// queues hold back whatever asks too much of a host.
package actor PageReader {
    private let store: any PageSchedule
    private let fetcher: Fetcher
    private let recorder: Recorder
    private let clock: WallClock
    private let network: NetworkWatch
    private let reader: DocumentReader
    private let thread = DedicatedThread(name: "pages")
    private let report: @Sendable (Report) -> Void
    /// Pages being read, with their hosts.
    private var inFlight: [Int64: String] = [:]
    private var unkept = UnkeptClaims()

    /// What became of a look.
    package enum Report: Sendable {
        case news([Event])
        case notKept(url: String, reason: String)
    }

    private static let readers = 8
    /// Longer than a look takes: robots.txt and the page, each within `fetch.timeout`.
    private static let lease = Duration.seconds(900)
    private static let pause = Duration.seconds(5)

    package init(
        store: any PageSchedule, fetcher: Fetcher, recorder: Recorder, clock: WallClock,
        reader: DocumentReader = DocumentReader(),
        network: NetworkWatch = NetworkWatch(), report: @escaping @Sendable (Report) -> Void
    ) {
        (self.store, self.fetcher, self.recorder, self.clock) = (store, fetcher, recorder, clock)
        (self.reader, self.network, self.report) = (reader, network, report)
    }

    /// Waiting for the store takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.readers {
                group.addTask {
                    while !Task.isCancelled {
                        if await !self.readNext() { try? await Task.sleep(for: Self.pause) }
                    }
                }
            }
        }
        try? store.release(pages: Array(inFlight.keys))
    }

    /// Looks at what is due, and returns when all is done or no look may begin any more. The rest stays due.
    /// - Parameter feeds: addresses; nil takes the pages of all.
    package func readDue(of feeds: [String]? = nil, within time: Duration) async {
        let deadline = ContinuousClock.now + time
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.readers {
                group.addTask { while ContinuousClock.now < deadline, await self.readNext(of: feeds) {} }
            }
        }
    }

    /// False when there is nothing to do for now.
    private func readNext(of feeds: [String]? = nil) async -> Bool {
        guard !network.isDoubtful else { return false }
        let page: ClaimedPage
        do {
            try unkept.giveBack(at: clock.now) { try store.release(pages: $0) }
            guard try feeds != nil || store.pausedUntil(at: clock.now) == nil else { return false }
            let claimed = try store.claimPages(
                of: feeds, limit: 1, busyHosts: Set(inFlight.values), for: Self.lease, at: clock.now)
            guard let first = claimed.first else { return false }
            page = first
        } catch {
            // The scheduler meets the same store, and says what is wrong with it.
            return false
        }
        unkept.remove(page.item)
        inFlight[page.item] = page.host
        defer { inFlight[page.item] = nil }
        var share: DocumentReservation?
        let answer = await ask(page, share: &share)
        defer { withExtendedLifetime(share) {} }
        guard !Task.isCancelled, answer.response != nil || !network.isDoubtful else {
            try? store.release(pages: [page.item])
            return false
        }
        let now = clock.now
        let update = PageUpdate(
            page: page, at: now, finding: answer.finding, lastModified: answer.response?.lastModified
        ) {
            plan(after: answer, page.state, $0, at: now)
        }
        do {
            let events = try await recorder.write(.page(update))
            unkept.noteKept()
            report(.news(events))
        } catch {
            if (error as? StoreError)?.isAboutTheStore ?? false { unkept.add(page.item, at: clock.now) }
            report(.notKept(url: page.url, reason: "\(error)"))
        }
        return true
    }

    // MARK: - Asking

    private func ask(_ page: ClaimedPage, share: inout DocumentReservation?) async -> PageAnswer {
        guard page.url.utf8.count <= Self.longestAddress else {
            return PageAnswer(finding: .nothing, reason: "its address is longer than \(Self.longestAddress) bytes")
        }
        guard await robots(for: page.url).allows(page.url) else {
            return PageAnswer(finding: .nothing, reason: "robots.txt does not allow it")
        }
        var request = Request(url: page.url)
        request.accept = Request.acceptsPages
        request.takesDelta = false
        request.validators = page.state.validators
        request.userAgent = page.subscription.userAgent
        do throws(FetchError) {
            let response = try await fetcher.fetch(request)
            if response.isUnchanged { return PageAnswer(finding: .unchanged, response: response) }
            // Below zero: a feed may have the same number.
            let read = await reader.read(response.body.count, of: -page.item) { [self] budget in
                judge(response, of: page, within: budget)
            }
            guard let read else { return PageAnswer(finding: .nothing, reason: FetchOutcome.postponed.failure) }
            share = read.share
            return read.value
        } catch {
            guard case .refused(let refusal) = error else {
                return PageAnswer(finding: .nothing, reason: error.description, isOurs: error.saysNothingOfTheFeed)
            }
            return PageAnswer(
                finding: refusal.status == 410 ? .gone : .nothing, reason: refusal.description,
                retryAfter: refusal.retryAfter?.wait(at: clock.now))
        }
    }

    /// No server takes longer ones (RFC 9110, 4.1), and rules are compared with all of it.
    private static let longestAddress = 8192

    /// On a thread of the reader's.
    private nonisolated func judge(_ response: Response, of page: ClaimedPage, within budget: ReadingBudget)
        -> PageAnswer
    {
        func nothing(_ reason: String) -> PageAnswer {
            PageAnswer(finding: .nothing, response: response, reason: reason)
        }
        let type = (response.contentType ?? "text/html").lowercased()
        guard type.contains("html") || type.hasPrefix("text/plain") else { return nothing("not a page but \(type)") }
        // Sites send the addresses of articles that are gone to their front page.
        if WebAddress(response.url)?.isFrontPage == true, WebAddress(page.url)?.isFrontPage != true {
            return nothing("leads to the site's front page")
        }
        let hash = String(UInt64(bitPattern: stableHash(response.body)), radix: 16)
        if hash == page.state.bodyHash { return PageAnswer(finding: .unchanged, response: response, bodyHash: hash) }
        let article: ArticlePage
        do throws(ParseError) {
            article = try parsePage(
                response.body, at: response.url, contentType: response.contentType, agencies: store.wires.agencies,
                within: budget)
        } catch {
            guard case .tooCostly(let excess) = error else { return nothing("no text found") }
            return nothing(excess.description)
        }
        switch article.wall {
        case .subscription?: return nothing("behind a login or a payment")
        case .consent?: return nothing("behind a question for consent")
        case .captcha?: return nothing("behind a captcha")
        case .script?: return nothing("written by scripts alone")
        case nil: break
        }
        guard let text = article.contentText, text.utf8.count >= 100 else { return nothing("no text found") }
        return PageAnswer(finding: .read(article), response: response, bodyHash: hash)
    }

    // MARK: - robots.txt

    /// Rules are kept for a day (RFC 9309, 2.4); those of a site that fails to tell, for an hour.
    private func robots(for url: String) async -> RobotsRules {
        guard let address = WebAddress(url), address.isWeb else { return .all }
        let origin = address.origin
        if let kept = try? store.robots(of: origin, at: clock.now) { return RobotsRules(parsing: Array(kept.utf8)) }
        var request = Request(url: origin + "/robots.txt")
        request.accept = "text/plain, */*;q=0.1"
        request.takesDelta = false
        var rules: RobotsRules
        var time = 86_400.0
        do throws(FetchError) {
            rules = RobotsRules(parsing: try await fetcher.fetch(request).body)
        } catch {
            // No file, no rules; an answer that says nothing of the file forbids all for the time being.
            if case .refused(let refusal) = error, (400..<500).contains(refusal.status), refusal.status != 429 {
                rules = .none
            } else {
                (rules, time) = (.all, 3600)
            }
            if error == .cancelled || network.isDoubtful { return rules }
        }
        try? store.keepRobots(rules.text, of: origin, until: clock.now.addingTimeInterval(time))
        return rules
    }
}
