import FeedModel
import Fetching
import Foundation
import Logging
import Storing
import Synchronization

/// The daemon: what is open while it runs, and how it takes up a changed configuration.
package actor Service {
    package nonisolated let store: any Store
    package nonisolated let storeSettings: StoreSettings
    let log: ItemLog
    let recorder: Recorder
    let clock: WallClock
    package nonisolated let logger: Logger
    private let notifier: SystemdNotifier
    let heartbeat: Heartbeat
    let network = NetworkWatch()
    let fetches = FetchCounts()
    /// How the feeds did a minute ago, or less.
    nonisolated let lastHealth = Mutex<StoreHealth?>(nil)
    /// What the service manager was told.
    private(set) var (feedStatus, networkStatus) = ("", "")
    private let notes: ReadingNotes?
    private let indexer: TextIndexer
    private let whenLost: @Sendable (any Error) -> Void
    private let thread = DedicatedThread(name: "service")
    /// The last good one, without its subscriptions: those are the store's now.
    package private(set) var configuration: Configuration
    private(set) var scheduler: Scheduler
    let reports = ReportListeners()
    private let failures = FailureJournal()
    private var control: ControlServer?
    /// Since when `dateline.toml` has said nothing, other than before.
    private var bareSince: Date?
    private var running: Task<Void, Never>?
    private var minding: [Task<Void, Never>] = []

    /// - Parameter opening: by which another thread gives up the opening of the store.
    /// - Parameter whenLost: is told why the store cannot be used any more: the daemon is to end then.
    /// - Throws: `StoreError`.
    package init(
        _ configuration: Configuration, opening: StoreOpening, clock: WallClock, logger: Logger,
        notifier: SystemdNotifier, whenLost: @escaping @Sendable (any Error) -> Void = { _ in }
    ) throws {
        self.whenLost = whenLost
        self.configuration = configuration
        let progress = OpeningProgress(opening, logger: logger, notifier: notifier)
        defer { progress.end() }
        storeSettings = configuration.store
        store = try configuration.openStore(isDaemon: true, opening: opening) {
            logger.notice("\($0)")
        }
        log = ItemLog(configuration.log, store: store, clock: clock) { logger.warning("\($0)") }
        recorder = Recorder(store: store, log: log)
        indexer = TextIndexer(store: store)
        notes = ReadingNotes(path: configuration.store.path + "-reading")
        (self.clock, self.logger, self.notifier) = (clock, logger, notifier)
        heartbeat = Heartbeat(watchdog: notifier.watchdogInterval.map { $0 * 2 })
        scheduler = try Self.makeScheduler(
            configuration, store, recorder, clock, logger, heartbeat, network, notes, reports, failures, fetches)
    }

    /// Waiting for the store takes nobody else's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Makes the subscriptions the configuration's and begins to check them.
    /// - Throws: `StoreError`; `ItemLogError` when the log cannot be written.
    package func start(_ configuration: Configuration) async throws {
        try store.join(as: configuration.workerPart(isDaemon: true))
        try await log.append()
        if configuration.ownsFeeds { try store.repairScheduleAfterClockStep(at: clock.now) }
        try putOffInterrupted()
        tellLoginsTaken(from: try store.takeOutLogins(), logger)
        try await synchronize(configuration)
        network.whenChanged { [weak self] report in
            Task { await self?.tell(report) }
        }
        running = work(by: scheduler)
        listen(at: configuration.service.control)
        minding = [
            Task { await watch() }, Task { await mind() }, Task { await keepTidy() }, Task { await awaitLoss() },
            Task { await followOthers() },
        ]
        notifier.ready(status: status(configuration))
        logger.notice("running", metadata: ["feeds": "\(configuration.subscriptions.count)", "store": "\(store.path)"])
    }

    /// Without it, all that a command may ask is done by signals or at the next start.
    private func listen(at path: String) {
        do {
            control = try ControlServer(path: path) { [weak self] request, say in
                await self?.answer(request, say) ?? ControlServer.error("the daemon is ending")
            }
        } catch {
            logger.warning("commands cannot ask this daemon", metadata: ["error": "\(error)"])
        }
    }

    /// What was being read when the last process was killed comes later: it may have been killed for that.
    private func putOffInterrupted() throws {
        guard let notes else {
            return logger.warning(
                "cannot note which feeds are being read; one that ends the process would be read first by the next",
                metadata: ["file": "\(storeSettings.path)-reading"])
        }
        let feeds = notes.leftBehind.filter { $0 > 0 }
        try store.putOffInterrupted(feeds: feeds, pages: notes.leftBehind.filter { $0 < 0 }.map(-), at: clock.now)
        if !feeds.isEmpty {
            logger.notice(
                "feeds that were being read when the process was killed come later",
                metadata: ["feeds": "\(feeds.count)"])
        }
    }

    /// Swaps the whole configuration at once; keeps the last good one when the new one is wrong. Checks under way end
    /// under the old one; their feeds are leased, so that the new one does not start them a second time.
    /// - Parameter isMeant: a person has asked for it: what is missing has been taken out, and is not half-written.
    /// - Returns: what is wrong with it; nil where it was taken up.
    @discardableResult
    package func reload(isMeant: Bool = false) async -> String? {
        notifier.reloading()
        do {
            let configuration = try configuration.reloaded()
            guard isMeant || !mustWait(for: configuration) else {
                notifier.ready(status: "dateline.toml is empty; going on with the last one")
                return nil
            }
            bareSince = nil
            for problem in configuration.problems {
                logger.log(level: problem.severity == .error ? .error : .warning, "\(problem)")
            }
            let old = self.configuration
            if configuration.store != old.store || configuration.log != old.log || configuration.metrics != old.metrics
            {
                logger.warning("other settings of [store], [log] and [metrics] are taken up at the next start")
            }
            try store.join(as: configuration.workerPart(isDaemon: true))
            try await synchronize(configuration, patience: isMeant ? .zero : Configuration.patience)
            let next = try Self.makeScheduler(
                configuration, store, recorder, clock, logger, heartbeat, network, notes, reports, failures, fetches)
            await scheduler.stop()
            scheduler = next
            reading?.cancel()
            running = work(by: next)
            notifier.ready(status: status(configuration))
            logger.notice("configuration taken up", metadata: ["feeds": "\(configuration.subscriptions.count)"])
            return nil
        } catch {
            notifier.ready(status: "the configuration is wrong; going on with the last good one")
            logger.error("the configuration is wrong; going on with the last good one", metadata: ["error": "\(error)"])
            return "\(error)"
        }
    }

    /// Feeds and their articles' pages, asked for by one fetcher.
    private func work(by scheduler: Scheduler) -> Task<Void, Never> {
        let pages = PageReader(
            store: store, fetcher: scheduler.pipeline.fetcher, recorder: recorder, clock: clock,
            reader: scheduler.pipeline.reader, network: network
        ) { [logger, failures] report in
            guard case .notKept(let url, let reason) = report else { return }
            logger.log(
                level: failures.mayTell(.keep) ? .error : .debug, "a page could not be kept",
                metadata: ["page": "\(url)", "error": "\(reason)"])
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
        feedStatus =
            "\(configuration.subscriptions.count) feeds"
            + (configuration.isWhole ? "" : "; some files are wrong, see the log")
        return feedStatus + networkStatus
    }

    /// Once when an outage begins and once when it ends.
    private func tell(_ report: NetworkWatch.Report) {
        switch report {
        case .down(let sites, let cause):
            logger.warning(
                "no host can be reached: taken for an outage of our own, and nothing is counted against the feeds",
                metadata: ["hosts": "\(sites)", "last": "\(cause)"])
            networkStatus = "; no host can be reached since \(clock.now.rfc3339), the feeds wait"
        case .up(let time):
            logger.notice(
                "hosts can be reached again, and all that is due goes on", metadata: ["after": "\(time.words)"])
            networkStatus = ""
        }
        notifier.status(feedStatus + networkStatus)
    }

    /// Feeds the watchdog while the scheduler turns and the store's writer answers. Waits for none of them.
    private nonisolated func watch() async {
        while !Task.isCancelled {
            heartbeat.ask(store)
            if heartbeat.isSteady { notifier.watchdog() }
            try? await Task.sleep(for: min(notifier.watchdogInterval ?? .seconds(10), .seconds(10)))
        }
    }

    /// Completes the log when it can be written again, and gives the memory of a large configuration or a burst of
    /// checks back to the system once there is rest.
    private func mind() async {
        while !Task.isCancelled {
            if await recorder.logFailure != nil { await recorder.completeLog() }
            await tellLogFailure()
            if await scheduler.inFlight.isEmpty { trimHeap() }
            tellHealth()
            for summary in failures.summaries() { logger.warning("\(summary)") }
            try? await Task.sleep(for: .seconds(10))
        }
    }

    /// Looks whether the store is still in its place: a daemon without one has nothing to do, and its next start makes it
    /// of the log.
    private nonisolated func awaitLoss() async {
        while !Task.isCancelled {
            do { try store.files?.checkPlace() } catch { return whenLost(error) }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    /// Writes into the log what other machines have found.
    private func followOthers() async {
        guard storeSettings.database != nil else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await recorder.completeLog()
            await indexer.run()
        }
    }

    /// Once a day prunes what is kept no longer.
    private func keepTidy() async {
        var rest = Duration.seconds(30)
        while !Task.isCancelled {
            try? await Task.sleep(for: rest)
            // Whether it is due is asked of all feeds.
            rest = .seconds(600)
            guard !Task.isCancelled else { return }
            guard configuration.ownsFeeds else { continue }
            let pruner = Pruner(configuration, store: store, clock: clock)
            do {
                guard await recorder.logFailure == nil, try pruner.isDue() else { continue }
                let gone = try await pruner.round(by: recorder)
                guard !gone.isEmpty else { continue }
                logger.info("what is kept no longer has been pruned", metadata: ["gone": "\(gone.words)"])
            } catch {
                logger.error("what is kept no longer cannot be pruned", metadata: ["error": "\(error)"])
                rest = .seconds(3600)
            }
        }
    }

    /// For `systemctl status`, in the words of `dateline status`. Seldom: it reads the state of every feed.
    private func tellHealth() {
        guard toldHealth.map({ .now - $0 > .seconds(60) }) ?? true, let health = try? store.health(at: clock.now) else {
            return
        }
        toldHealth = .now
        lastHealth.withLock { $0 = health }
        var text = health.words + ", \(grouped(health.newInLastHour)) new in the last hour"
        if let pause = health.pausedUntil {
            text += isEndless(pause: pause) ? "; paused" : "; paused until \(pause.rfc3339)"
        }
        feedStatus = text + (configuration.isWhole ? "" : "; some files are wrong, see the log")
        notifier.status(feedStatus + networkStatus)
    }
    private var toldHealth: ContinuousClock.Instant?

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
        control?.stop()
        for task in minding { task.cancel() }
        reading?.cancel()
        await scheduler.stop()
        let deadline = Task {
            try await Task.sleep(for: grace)
            running?.cancel()
            scheduler.pipeline.reader.stop()
            store.files?.giveUpIndex()
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
        store.files?.settle()
        store.files?.endRunning()
        store.leave()
    }

    /// In what time the configuration is to be read again, because something is missing from it that may come back.
    package var timeToNextReading: Duration? {
        guard let since = [(try? store.absences())?.since, bareSince].compactMap(\.self).min() else { return nil }
        return max(.zero, Configuration.patience - .seconds(clock.now.timeIntervalSince(since)))
    }

    /// All settings would be the defaults, another store perhaps among them.
    private func mustWait(for new: Configuration) -> Bool {
        guard new.isBare, !configuration.isBare else { return false }
        if bareSince == nil {
            logger.warning("dateline.toml is empty or gone; going on with the last one for a minute")
        }
        let since = min(bareSince ?? clock.now, clock.now)
        bareSince = since
        return clock.now.timeIntervalSince(since) < Configuration.patience / .seconds(1)
    }

    private func synchronize(_ configuration: Configuration, patience: Duration = Configuration.patience) async throws {
        // A file that could not be read may hold subscriptions: none of them is taken for removed.
        let events =
            configuration.ownsFeeds
            ? try store.synchronize(
                configuration.subscriptions, removingOthers: configuration.isWhole, patience: patience, at: clock.now)
            : []
        self.configuration = configuration
        self.configuration.subscriptions = []
        if configuration.ownsFeeds, configuration.isWhole, let absent = try store.absences() {
            logger.notice(
                "feeds are missing from the configuration; they are given up in a minute, on SIGHUP at once",
                metadata: ["feeds": "\(absent.count)"])
        }
        await recorder.completeLog(events)
        await tellLogFailure()
    }

    private static func makeScheduler(
        _ configuration: Configuration, _ store: any Store, _ recorder: Recorder, _ clock: WallClock, _ logger: Logger,
        _ heartbeat: Heartbeat, _ network: NetworkWatch, _ notes: ReadingNotes?, _ reports: ReportListeners,
        _ failures: FailureJournal, _ fetches: FetchCounts
    ) throws -> Scheduler {
        let pipeline = Pipeline(
            fetcher: try Fetcher(configuration.fetch, counts: fetches), recorder: recorder, clock: clock,
            network: network, reader: DocumentReader(configuration.fetch.reading, notes: notes),
            filters: configuration.filters)
        return Scheduler(
            store: store, pipeline: pipeline, limits: Scheduler.Limits(configuration.fetch), clock: clock,
            subscriptions: configuration.subscriptions, movesSchedule: configuration.ownsFeeds
        ) { report in
            reports.tell(report)
            switch report {
            case .checked(let outcome): tell(outcome, logger, failures)
            case .notKept(let feed, let reason):
                logger.log(
                    level: failures.mayTell(.keep) ? .error : .debug, "a check could not be kept",
                    metadata: ["feed": "\(feed.subscription.url)", "error": "\(reason)"])
            case .cannotClaim(let reason): logger.error("the store cannot be used", metadata: ["error": "\(reason)"])
            case .turned: heartbeat.beat()
            }
        }
    }

    private static func tell(_ outcome: Pipeline.Outcome, _ logger: Logger, _ failures: FailureJournal) {
        let url = "\(outcome.feed.subscription.url)"
        if let failure = outcome.failure {
            // Said once, when it begins; the log of items tells when it goes on for long.
            let level: Logger.Level = outcome.feed.state.failures == 0 && failures.mayTell() ? .warning : .debug
            logger.log(level: level, "a feed cannot be read", metadata: ["feed": "\(url)", "error": "\(failure)"])
        } else if outcome.feed.state.failures > 0, !outcome.hadNoNetwork {
            logger.notice("a feed can be read again", metadata: ["feed": "\(url)"])
        }
        for filter in outcome.stoppedFilters where failures.mayTell(ofStopped: filter) {
            logger.warning(
                "a filter's regular expression took too long and was stopped: what it was asked of is not dropped by it",
                metadata: ["filter": "\(filter.name)", "expression": "\(filter.text)", "feed": "\(url)"])
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
    package init(
        _ settings: LogSettings, store: any Store, clock: WallClock, announce: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            path: settings.path, sizeLimit: settings.maxSize, filesKept: settings.keep, store: store,
            now: { clock.now }, announce: announce)
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
