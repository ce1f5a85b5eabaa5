import FeedModel
import Fetching
import Foundation
import Logging
import Storing
import Synchronization

/// The daemon: what is open while it runs, and how it takes up a changed configuration.
package actor Service {
    private let store: Store
    private let log: ItemLog
    private let recorder: Recorder
    private let clock: WallClock
    private let logger: Logger
    private let notifier: SystemdNotifier
    private let pulse = Pulse()
    /// The last good one, without its subscriptions: those are the store's now.
    private(set) var configuration: Configuration
    private var scheduler: Scheduler
    /// Since when `dateline.toml` has said nothing, other than before.
    private var bareSince: Date?
    private var running: Task<Void, Never>?
    private var minding: Task<Void, Never>?

    /// - Throws: `StoreError`.
    package init(
        _ configuration: Configuration, clock: WallClock, logger: Logger, notifier: SystemdNotifier
    ) throws {
        self.configuration = configuration
        store = try configuration.openStore { logger.notice("\($0); this may take minutes") }
        log = ItemLog(configuration.log, store: store)
        recorder = Recorder(store: store, log: log)
        (self.clock, self.logger, self.notifier) = (clock, logger, notifier)
        scheduler = try Self.makeScheduler(configuration, store, recorder, clock, logger, pulse)
    }

    /// Makes the subscriptions the configuration's and begins to check them.
    /// - Throws: `StoreError`; `ItemLogError` when the log cannot be written.
    package func start(_ configuration: Configuration) async throws {
        try await log.append()
        try store.mendSchedule(at: clock.now)
        tellLoginsTaken(from: try store.takeOutLogins(), logger)
        try await synchronize(configuration)
        running = work(by: scheduler)
        minding = Task { await mind() }
        notifier.ready(status: status(configuration))
        logger.notice("running", metadata: ["feeds": "\(configuration.subscriptions.count)", "store": "\(store.path)"])
    }

    /// Swaps the whole configuration at once; keeps the last good one when the new one is wrong. Checks under way end
    /// under the old one; their feeds are leased, so that the new one does not start them a second time.
    /// - Parameter isMeant: a person has asked for it: what is missing has been taken out, and is not half-written.
    package func reload(isMeant: Bool = false) async {
        notifier.reloading()
        do {
            let configuration = try configuration.reloaded()
            guard isMeant || !mustWait(for: configuration) else {
                return notifier.ready(status: "dateline.toml is empty; going on with the last one")
            }
            bareSince = nil
            for problem in configuration.problems {
                logger.log(level: problem.severity == .error ? .error : .warning, "\(problem)")
            }
            if configuration.store != self.configuration.store || configuration.log != self.configuration.log {
                logger.warning("other settings of [store] and [log] are taken up at the next start")
            }
            try await synchronize(configuration, patience: isMeant ? .zero : Configuration.patience)
            let next = try Self.makeScheduler(configuration, store, recorder, clock, logger, pulse)
            await scheduler.stop()
            scheduler = next
            reading?.cancel()
            running = work(by: next)
            notifier.ready(status: status(configuration))
            logger.notice("configuration taken up", metadata: ["feeds": "\(configuration.subscriptions.count)"])
        } catch {
            notifier.ready(status: "the configuration is wrong; going on with the last good one")
            logger.error("the configuration is wrong; going on with the last good one", metadata: ["error": "\(error)"])
        }
    }

    /// Feeds and their articles' pages, asked for by one fetcher.
    private func work(by scheduler: Scheduler) -> Task<Void, Never> {
        let pages = PageReader(store: store, fetcher: scheduler.pipeline.fetcher, recorder: recorder, clock: clock) {
            [logger] report in
            guard case .notKept(let url, let reason) = report else { return }
            logger.error("a page could not be kept", metadata: ["page": "\(url)", "error": "\(reason)"])
        }
        let reading = Task { await pages.run() }
        self.reading = reading
        return Task {
            await scheduler.run()
            await reading.value
        }
    }
    private var reading: Task<Void, Never>?

    private func status(_ configuration: Configuration) -> String {
        "\(configuration.subscriptions.count) feeds" + (configuration.isWhole ? "" : "; some files are wrong, see the log")
    }

    /// Feeds the watchdog while the scheduler turns, completes the log when it can be written again, and gives the memory
    /// of a large configuration or a burst of checks back to the system once there is rest.
    private func mind() async {
        while !Task.isCancelled {
            let isTurning = pulse.age < .seconds(120)
            if isTurning { notifier.watchdog() }
            if await recorder.logFailure != nil { await recorder.completeLog() }
            await tellLogFailure()
            if await scheduler.inFlight.isEmpty { giveBackMemory() }
            try? await Task.sleep(for: min(notifier.watchdogInterval ?? .seconds(10), .seconds(10)))
        }
    }

    /// Once when it begins and once when it ends, not at every try.
    private func tellLogFailure() async {
        let failure = await recorder.logFailure
        guard failure != toldLogFailure else { return }
        toldLogFailure = failure
        if let failure { logger.error("\(failure)") } else { logger.notice("the log is complete again") }
    }
    private var toldLogFailure: String?

    /// Ends within `grace`: checks that take longer are given up, and nothing of them is kept.
    package func stop(grace: Duration = .seconds(3)) async {
        notifier.stopping()
        logger.notice("stopping")
        minding?.cancel()
        reading?.cancel()
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
        store.settle()
    }

    /// In what time the configuration is to be read again, because something is missing from it that may come back.
    package var timeToNextReading: Duration? {
        guard let since = [(try? store.absences())?.since, bareSince].compactMap(\.self).min() else { return nil }
        return max(.zero, Configuration.patience - .seconds(clock.now.timeIntervalSince(since)))
    }

    /// All settings would be the defaults, another store perhaps among them.
    private func mustWait(for new: Configuration) -> Bool {
        guard new.isBare, !configuration.isBare else { return false }
        if bareSince == nil { logger.warning("dateline.toml is empty or gone; going on with the last one for a minute") }
        let since = min(bareSince ?? clock.now, clock.now)
        bareSince = since
        return clock.now.timeIntervalSince(since) < Configuration.patience / .seconds(1)
    }

    private func synchronize(_ configuration: Configuration, patience: Duration = Configuration.patience) async throws {
        // A file that could not be read may hold subscriptions: none of them is taken for removed.
        let events = try store.synchronize(
            configuration.subscriptions, removingOthers: configuration.isWhole, patience: patience, at: clock.now)
        self.configuration = configuration
        self.configuration.subscriptions = []
        if configuration.isWhole, let absent = try store.absences() {
            logger.notice(
                "feeds are missing from the configuration; they are given up in a minute, on SIGHUP at once",
                metadata: ["feeds": "\(absent.count)"])
        }
        await recorder.completeLog(events)
        await tellLogFailure()
    }

    private static func makeScheduler(
        _ configuration: Configuration, _ store: Store, _ recorder: Recorder, _ clock: WallClock, _ logger: Logger,
        _ pulse: Pulse
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
            case .turned: pulse.beat()
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
        self.init(checks: 4 * settings.connections, checksPerHost: settings.connectionsPerHost)
    }
}

extension ItemLog {
    package init(_ settings: LogSettings, store: Store) {
        self.init(path: settings.path, sizeLimit: settings.maxSize, filesKept: settings.keep, store: store)
    }
}

/// Passwords that older versions kept in the addresses of feeds fetched by hand.
private func tellLoginsTaken(from urls: [String], _ logger: Logger) {
    for url in urls {
        logger.warning(
            "a login was taken out of a feed's address in the store; lines of the log from before may hold it",
            metadata: ["feed": "\(url)"])
    }
}

/// When the scheduler last looked for what is due.
private final class Pulse: Sendable {
    private let last = Mutex(ContinuousClock.now)
    func beat() { last.withLock { $0 = .now } }
    var age: Duration { last.withLock { .now - $0 } }
}
