import FeedModel
import Foundation
import Storing

/// Checks feeds: which, how many at once, and until when. When a feed is due stands in the store; nothing is held
/// in memory for a feed at rest.
package actor Scheduler {
    let store: any FeedSchedule
    let pipeline: Pipeline
    private let limits: Limits
    let clock: WallClock
    /// Of the processes that share a store, one moves its schedule with the clock.
    private let movesSchedule: Bool
    var network: NetworkWatch { pipeline.network }
    /// When the network is tried again, where there is none.
    var restsUntil: ContinuousClock.Instant?
    private let thread = DedicatedThread(name: "schedule")
    /// What must not be kept in the store: headers, credentials and proxies of subscriptions that have any.
    private let secrets: [String: Subscription]
    private let report: @Sendable (Report) -> Void
    /// Feeds being checked, with their hosts.
    private(set) var inFlight: [Int64: String] = [:]
    private var unkept = UnkeptClaims()
    private var isStopped = false
    private var isAwake = false
    private var sleeper: CheckedContinuation<Void, Never>?

    package struct Limits: Sendable {
        /// Checks under way at one time: more than transfers, so that the wire is not idle while others parse.
        package var checks: Int
        package var checksPerHost: Int
        package init(checks: Int, checksPerHost: Int) { (self.checks, self.checksPerHost) = (checks, checksPerHost) }
    }

    /// What became of a check.
    package enum Report: Sendable {
        case checked(Pipeline.Outcome)
        /// The store could not take it. The feed stays claimed for a while.
        case notKept(ClaimedFeed, reason: String)
        /// The store could not say which feeds are due. The daemon tries again.
        case cannotClaim(reason: String)
        /// The scheduler has looked for what is due, and the store has answered.
        case turned
    }

    /// Longer than any check takes: transfers end after `fetch.timeout`, and of one host only `checksPerHost` wait.
    private static let lease = Duration.seconds(900)
    /// The longest sleep: the wall clock may be set, and another process may have added feeds.
    private static let longestSleep = 10.0

    package init(
        store: any FeedSchedule, pipeline: Pipeline, limits: Limits, clock: WallClock, subscriptions: [Subscription],
        movesSchedule: Bool = true, report: @escaping @Sendable (Report) -> Void
    ) {
        (self.store, self.pipeline, self.limits, self.clock) = (store, pipeline, limits, clock)
        (self.movesSchedule, self.report) = (movesSchedule, report)
        secrets = Dictionary(
            subscriptions.filter(\.hasSecrets).map { ($0.url, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Waiting for the store takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Checks all that is in `scope`, each feed once, and returns.
    /// - Throws: what the store throws.
    package func checkOnce(_ scope: ClaimScope) async throws {
        watchNetwork()
        var left = scope
        try await withThrowingDiscardingTaskGroup { group in
            while !isStopped {
                let claimed: [ClaimedFeed]
                do { claimed = try claimAsNetworkAllows(left) } catch {
                    network.close()  // else what is held would be waited for
                    throw error
                }
                left.remove(claimed)
                for feed in claimed { group.addTask { await self.check(feed) } }
                if claimed.isEmpty, inFlight.isEmpty { return }
                await sleep(.infinity)
            }
        }
    }

    /// Checks feeds as they fall due, until `stop`.
    package func run() async {
        watchNetwork()
        var steady = ClockStepDetector(clock)
        await withDiscardingTaskGroup { group in
            while !isStopped {
                var pause = Self.longestSleep
                do {
                    // Set forward, the clock makes feeds due, which is soon over; set back, it would hide them.
                    if let shift = steady.setBack(), movesSchedule { try store.moveSchedule(by: shift, at: clock.now) }
                    restsUntil = nil
                    try unkept.giveBack(at: clock.now) { try store.release(feeds: $0) }
                    let paused = try store.pausedUntil(at: clock.now)
                    for feed in try paused == nil ? claimAsNetworkAllows(.due) : [] {
                        group.addTask { await self.check(feed) }
                    }
                    let due = try store.nextDue()
                    report(.turned)
                    if let restsUntil {
                        pause = min(max((restsUntil - .now) / .seconds(1), 0.1), pause)
                    } else if let due, paused == nil {
                        let remaining = due.timeIntervalSince(clock.now)
                        // A second: what falls due within it shares a claim, which is a commit.
                        // What is due and was not claimed waits for a place or its host: a finished check wakes us.
                        if remaining > 0 || inFlight.isEmpty { pause = min(max(remaining, 1), pause) }
                    }
                } catch {
                    report(.cannotClaim(reason: "\(error)"))
                }
                await sleep(pause)
            }
        }
    }

    /// Starts no more checks. Those under way come to their end.
    package func stop() {
        isStopped = true
        network.close()
        wake()
    }

    /// Looks again for what is due: the subscriptions have changed.
    package func wake() {
        guard let sleeper else {
            isAwake = true
            return
        }
        self.sleeper = nil
        sleeper.resume()
    }

    /// Gives back what is claimed, for a process that cannot wait for its checks.
    package func abandon() throws { try store.release(feeds: Array(inFlight.keys)) }

    private func watchNetwork() {
        network.open { [weak self] in
            Task { await self?.wake() }
        }
    }

    private func sleep(_ seconds: TimeInterval) async {
        guard !isAwake else {
            isAwake = false
            return
        }
        let timer =
            seconds.isFinite
            ? Task {
                try await Task.sleep(for: .seconds(seconds))
                wake()
            } : nil
        await withCheckedContinuation { sleeper = $0 }
        timer?.cancel()
    }

    /// - Parameter beyondLimits: For one feed, from whose answer the others may get on.
    func claim(_ scope: ClaimScope, beyondLimits: Bool = false) throws -> [ClaimedFeed] {
        // A claim is a commit: several feeds share one.
        guard beyondLimits || inFlight.count <= limits.checks / 2 else { return [] }
        let perHost = beyondLimits ? [:] : inFlight.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let claimed = try store.claim(
            scope, limit: beyondLimits ? 1 : limits.checks - inFlight.count, limitPerHost: limits.checksPerHost,
            busyHosts: perHost, for: Self.lease, at: clock.now)
        for feed in claimed {
            unkept.remove(feed.id)
            inFlight[feed.id] = feed.host
            network.begin(feed.id, at: site(of: feed.subscription.url))
        }
        return claimed
    }

    private func check(_ feed: ClaimedFeed) async {
        do {
            let outcome = try await pipeline.check(feed.adding(secrets[feed.subscription.url]))
            unkept.noteKept()
            report(.checked(outcome))
        } catch {
            if (error as? StoreError)?.isAboutTheStore ?? false { unkept.add(feed.id, at: clock.now) }
            report(.notKept(feed, reason: "\(error)"))
        }
        network.end(feed.id)
        inFlight[feed.id] = nil
        wake()
    }
}

extension ClaimedFeed {
    /// Puts back what the store does not keep.
    fileprivate func adding(_ secrets: Subscription?) -> ClaimedFeed {
        guard let secrets else { return self }
        var feed = self
        feed.subscription = secrets
        return feed
    }
}
