import FeedModel
import Fetching
import Foundation
import Logging
import Storing

/// The daemon: what is open while it runs, and how it takes up a changed configuration.
package actor Service {
    private let store: Store
    private let log: ItemLog
    private let recorder: Recorder
    private let clock: WallClock
    private let logger: Logger
    private var scheduler: Scheduler
    private var running: Task<Void, Never>?

    /// - Throws: `StoreError`, `ItemLogError`.
    package init(_ configuration: Configuration, clock: WallClock, logger: Logger) throws {
        store = try Store(path: configuration.store.path)
        log = ItemLog(configuration.log, store: store)
        recorder = Recorder(store: store, log: log)
        (self.clock, self.logger) = (clock, logger)
        scheduler = try Self.scheduler(configuration, store, recorder, clock, logger)
    }

    /// Makes the subscriptions the configuration's and begins to check them.
    package func start(_ configuration: Configuration) async throws {
        try await log.append()
        try await synchronize(configuration)
        running = Task { [scheduler] in await scheduler.run() }
    }

    /// Swaps the whole configuration at once. Checks under way end under the old one; their feeds are leased, so
    /// that the new one does not start them a second time.
    package func replace(_ configuration: Configuration) async throws {
        try await synchronize(configuration)
        let next = try Self.scheduler(configuration, store, recorder, clock, logger)
        await scheduler.stop()
        scheduler = next
        running = Task { await next.run() }
    }

    /// Ends within `grace`: checks that take longer are given up, and nothing of them is kept.
    package func stop(grace: Duration = .seconds(3)) async {
        await scheduler.stop()
        let deadline = Task {
            try await Task.sleep(for: grace)
            running?.cancel()
        }
        let (stopped, continuation) = AsyncStream<Void>.makeStream()
        Task { [running] in
            await running?.value
            continuation.finish()
        }
        Task {
            _ = try? await deadline.value
            continuation.finish()
        }
        for await _ in stopped {}
        deadline.cancel()
        try? await scheduler.abandon()
    }

    private func synchronize(_ configuration: Configuration) async throws {
        // A file that could not be read may hold subscriptions: none of them is taken for removed.
        let events = try store.synchronize(
            configuration.subscriptions, removingOthers: configuration.isWhole, at: clock.now)
        await recorder.completeLog(events)
        if let failure = await recorder.logFailure { logger.error("cannot write the log", metadata: ["error": "\(failure)"]) }
        logger.info("configuration taken up", metadata: ["feeds": "\(configuration.subscriptions.count)"])
    }

    private static func scheduler(
        _ configuration: Configuration, _ store: Store, _ recorder: Recorder, _ clock: WallClock, _ logger: Logger
    ) throws -> Scheduler {
        let pipeline = Pipeline(fetcher: try Fetcher(configuration.fetch), recorder: recorder, clock: clock)
        return Scheduler(
            store: store, pipeline: pipeline, limits: Scheduler.Limits(configuration.fetch), clock: clock,
            subscriptions: configuration.subscriptions
        ) { report in
            switch report {
            case .checked(let outcome): tell(outcome, logger)
            case .notKept(let feed, let reason):
                logger.error("a check could not be kept", metadata: ["feed": "\(feed.subscription.url)", "error": "\(reason)"])
            case .cannotClaim(let reason): logger.error("the store cannot be used", metadata: ["error": "\(reason)"])
            case .turned: break
            }
        }
    }

    private static func tell(_ outcome: Pipeline.Outcome, _ logger: Logger) {
        let url = "\(outcome.feed.subscription.url)"
        if let failure = outcome.failure {
            // Said once, when it begins; the log of items tells when it goes on for long.
            let level: Logger.Level = outcome.feed.state.failures == 0 ? .warning : .debug
            logger.log(level: level, "a feed cannot be read", metadata: ["feed": "\(url)", "error": "\(failure)"])
        } else if outcome.feed.state.failures > 0 {
            logger.notice("a feed can be read again", metadata: ["feed": "\(url)"])
        }
        if !outcome.events.isEmpty {
            logger.debug("news", metadata: ["feed": "\(url)", "events": "\(outcome.events.count)"])
        }
    }
}

extension Scheduler.Limits {
    package init(_ settings: FetchSettings) {
        self.init(checks: 4 * settings.connections, checksPerHost: max(2 * settings.connectionsPerHost, 4))
    }
}

extension ItemLog {
    package init(_ settings: LogSettings, store: Store) {
        self.init(path: settings.path, sizeLimit: settings.maxSize, filesKept: settings.keep, store: store)
    }
}
