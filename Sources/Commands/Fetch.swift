import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Glibc
import Storing
import Synchronization
import TextKit

/// `dateline fetch [URL|FILE|-]…`
struct Fetch: Command {
    static let configuration = CommandConfiguration(
        abstract: "Check feeds once and print what is new.",
        discussion: """
            Without an argument, checks all subscriptions that are due; with --force, those too that are not. With \
            URLs, files, or - for standard input, checks just these, subscribed or not. What is new goes into the \
            store and the log as well. Safe beside a running daemon: no feed is checked by both. Where nothing is due, \
            that is said on standard error; not with --json.

            Exit status: 0 done; 1 a feed could not be read, said on standard error; 78 wrong configuration.

              dateline fetch https://example.org/world.xml
              dateline fetch --force --json | jq -r .title
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "All subscriptions, due or not; Retry-After and the like still hold.") var force = false
    @Flag(help: "As JSON, one event a line.") var json = false
    @Argument(
        help: ArgumentHelp("Addresses or files of feeds; - is standard input.", valueName: "url|file|-"),
        completion: .file())
    var sources: [String] = []

    func run(on console: Console) async throws {
        console.finishWork()
        let typed = try sources.map(subscription)
        let configuration = try options.load(console)
        if let daemon = try daemon(of: configuration) { return try fetch(typed.map(\.url), by: daemon, console) }
        let clock = try console.clock()
        let store = try configuration.openStore(announce: console.complain)
        defer {
            store.files?.settle()
            store.leave()
        }
        let log = ItemLog(configuration.log, store: store, clock: clock, announce: console.complain)
        let recorder = Recorder(store: store, log: log)
        try store.join(as: configuration.workerPart(isDaemon: false))
        await recorder.completeLog()
        if configuration.ownsFeeds { try store.repairScheduleAfterClockStep(at: clock.now) }
        for url in try store.takeOutLogins() {
            console.complain("a login was taken out of \(url) in the store; lines of the log from before may hold it")
        }
        if configuration.ownsFeeds {
            let added = try store.synchronize(
                configuration.subscriptions, removingOthers: configuration.isWhole, patience: Configuration.patience,
                at: clock.now)
            await recorder.completeLog(added)
        }

        let wanted = try ensureFeed(typed, configuration, in: store, at: clock.now)
        let urls = wanted.map(\.url)
        let scope: ClaimScope =
            sources.isEmpty
            ? (force ? .all(notCheckedSince: clock.now) : .due) : .only(urls, notCheckedSince: clock.now)
        let progress = Progress(on: console, json: json, of: try store.count(scope, at: clock.now))
        // A person who names feeds has not asked for others.
        let network = NetworkWatch(forOneRound: sources.isEmpty)
        network.whenChanged(progress.take)
        let fetcher = try Fetcher(configuration.fetch)
        let reader = DocumentReader(configuration.fetch.reading)
        let scheduler = Scheduler(
            store: store,
            pipeline: Pipeline(
                fetcher: fetcher, recorder: recorder, clock: clock, network: network, reader: reader,
                filters: configuration.filters),
            limits: Scheduler.Limits(configuration.fetch), clock: clock,
            subscriptions: wanted + configuration.subscriptions, report: progress.take)
        progress.onClosedOutput {
            // Nobody waits for the rest: it stays due.
            await scheduler.stop()
            try? await scheduler.abandon()
            store.leave()
            console.end(EXIT_SUCCESS)
        }
        try await scheduler.checkOnce(scope)
        let pages = PageReader(
            store: store, fetcher: fetcher, recorder: recorder, clock: clock, reader: reader, network: network,
            report: progress.take)
        await pages.readDue(of: sources.isEmpty ? nil : urls, within: Self.timeForPages)
        progress.finish()
        if sources.isEmpty, !json, !progress.hasReports { try explainSilence(configuration, store, clock.now, console) }
        let pruner = Pruner(configuration, store: store, clock: clock, rest: 0)
        if sources.isEmpty, configuration.ownsFeeds, await recorder.logFailure == nil, try pruner.isDue() {
            _ = try await pruner.round(by: recorder)
        }
        let logFailure = await recorder.logFailure
        if let logFailure { console.complain(logFailure) }
        if progress.hasFailures || logFailure != nil || !configuration.isWhole { throw ExitCode.failure }
    }

    /// No feed was checked, and nothing failed.
    private func explainSilence(
        _ configuration: Configuration, _ store: any Store, _ now: Date, _ console: Console
    ) throws {
        guard !configuration.subscriptions.isEmpty else {
            return try console.complain(options.noFeedsHint(console))
        }
        guard !force else {
            return console.complain(
                "no feed was checked: their servers have asked to wait, or another process is checking them; "
                    + "'dateline status FEED' says when a feed is checked next")
        }
        let wait = try store.nextDue().map { $0.timeIntervalSince(now) } ?? 0
        console.complain("nothing is due\(wait > 0 ? "; the next feed in \(spelled(wait))" : ""); --force checks all")
    }

    /// A person is waiting: the pages that are not looked at by then stay due.
    private static let timeForPages = Duration.seconds(10)

    /// A file is known by its `file:` address.
    /// - Throws: for what can never be asked: nothing is kept of it.
    private func subscription(_ source: String) throws -> Subscription {
        if source == "-" { return Subscription(url: "file:///dev/stdin") }
        if source.hasPrefix("file://") { return Subscription(url: source) }
        guard looksLikeAddress(source) else { return Subscription(url: URL(fileURLWithPath: source).absoluteString) }
        do throws(AddressError) {
            let address = try pollableAddress(source)
            var subscription = Subscription(url: address.url)
            subscription.credentials = address.credentials
            return subscription
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// What was typed, as the configuration or the store knows it, with the login that was typed.
    private func ensureFeed(
        _ typed: [Subscription], _ configuration: Configuration, in store: any Store, at now: Date
    ) throws -> [Subscription] {
        guard !typed.isEmpty else { return [] }
        let known = Dictionary(
            configuration.subscriptions.map { (addressKey($0.url), $0) }, uniquingKeysWith: { first, _ in first })
        return try typed.map { typed in
            var wanted = known[addressKey(typed.url)] ?? typed
            if known[addressKey(typed.url)] == nil { wanted.url = try store.ensureFeed(typed, at: now) }
            wanted.credentials = typed.credentials ?? wanted.credentials
            return wanted
        }
    }
}

/// Prints what checks come to, and on a terminal how far they are.
private final class Progress: Sendable {
    private let console: Console
    private let list: EventList
    /// How many feeds there are to check.
    private let total: Int
    private let state = Mutex<(checked: Int, failed: Int, isShown: Bool)>((0, 0, false))
    private let closing = Mutex<(@Sendable () async -> Void)?>(nil)

    init(on console: Console, json: Bool, of total: Int) {
        (self.console, list, self.total) = (console, EventList(console, json ? .json : .people), total)
    }

    var hasFailures: Bool { state.withLock { $0.failed > 0 } }
    var hasReports: Bool { state.withLock { $0.checked + $0.failed > 0 } }

    /// - Parameter body: done once, when whoever read the output has gone.
    func onClosedOutput(_ body: @escaping @Sendable () async -> Void) { closing.withLock { $0 = body } }

    private func show(_ events: [Event]) {
        for event in events { list.write(event) }
        guard console.failure == EPIPE, let body = closing.withLock({ $0.take() }) else { return }
        Task { await body() }
    }

    func take(_ report: Scheduler.Report) {
        state.withLock { state in
            if state.isShown { eraseLine() }
            state.isShown = false
            switch report {
            // Said once for all of them.
            case .checked(let outcome) where outcome.hadNoNetwork: break
            case .checked(let outcome):
                state.checked += 1
                show(outcome.events)
                if let failure = outcome.failure {
                    state.failed += 1
                    console.complain("\(outcome.feed.subscription.url): \(failure)")
                }
            case .notKept(let feed, let reason):
                state.failed += 1
                console.complain("\(feed.subscription.url): \(reason)")
            case .cannotClaim(let reason):
                state.failed += 1
                console.complain(reason)
            case .turned: break
            }
            guard console.errors.isTerminal, state.checked > 0 else { return }
            let failed = state.failed > 0 ? ", \(state.failed) failed" : ""
            let line = "\(state.checked) of \(max(total, state.checked)) feeds checked\(failed)"
            _ = console.errors.write(Array(line.utf8))
            state.isShown = true
        }
    }

    func take(_ report: NetworkWatch.Report) {
        guard case .down = report else { return }
        state.withLock { $0.failed += 1 }
        console.complain("\(report)")
    }

    func take(_ report: PageReader.Report) {
        switch report {
        case .news(let events):
            show(events)
        case .notKept(let url, let reason):
            state.withLock { $0.failed += 1 }
            console.complain("\(url): \(reason)")
        }
    }

    private func eraseLine() { _ = console.errors.write(Array("\r\u{1B}[K".utf8)) }

    func finish() {
        // What it holds is closed with the command: the store is left as others can read it.
        closing.withLock { $0 = nil }
        state.withLock { if $0.isShown { eraseLine() } }
    }
}
