import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Storing
import Synchronization

/// `dateline fetch [URL|FILE|-]…`
struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check feeds once and print what is new.",
        discussion: """
            Without an argument, checks all subscriptions that are due; with --force, those too that are not. With \
            URLs, files, or - for standard input, checks just these, subscribed or not. What is new goes into the \
            store and the log as well. Safe beside a running daemon: no feed is checked by both.

            Exit status: 0 done; 1 a feed could not be read, said on standard error; 78 wrong configuration.

              dateline fetch https://example.org/world.xml
              dateline fetch --force --json | jq -r .title
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "All subscriptions, due or not. What servers have asked for is heeded all the same.") var force = false
    @Flag(help: "Lines of the log instead of a form for people.") var json = false
    @Argument(help: ArgumentHelp("Addresses or files of feeds; - is standard input.", valueName: "url|file|-"))
    var sources: [String] = []

    func run() async throws {
        let configuration = try options.load()
        let clock = try WallClock()
        let store = try configuration.openStore(announce: complain)
        defer { store.settle() }
        let log = ItemLog(configuration.log, store: store, clock: clock, announce: complain)
        let recorder = Recorder(store: store, log: log)
        await recorder.completeLog()
        try store.mendSchedule(at: clock.now)
        let added = try store.synchronize(
            configuration.subscriptions, removingOthers: configuration.isWhole, at: clock.now)
        await recorder.completeLog(added)

        let scope = try scope(configuration, store, at: clock.now)
        let progress = Progress(json: json, of: try store.count(scope, at: clock.now))
        // A person who names feeds has not asked for others.
        let network = NetworkWatch(forOneRound: sources.isEmpty)
        network.whenChanged(progress.take)
        let fetcher = try Fetcher(configuration.fetch)
        let reader = DocumentReader(configuration.fetch.reading)
        let scheduler = Scheduler(
            store: store,
            pipeline: Pipeline(fetcher: fetcher, recorder: recorder, clock: clock, network: network, reader: reader),
            limits: Scheduler.Limits(configuration.fetch), clock: clock, subscriptions: configuration.subscriptions,
            report: progress.take)
        try await scheduler.checkOnce(scope)
        let pages = PageReader(
            store: store, fetcher: fetcher, recorder: recorder, clock: clock, reader: reader, network: network,
            report: progress.take)
        await pages.readDue(of: sources.isEmpty ? nil : sources.map(address), within: Self.timeForPages)
        progress.finish()
        let logFailure = await recorder.logFailure
        if let logFailure { complain(logFailure) }
        if progress.hasFailures || logFailure != nil || !configuration.isWhole { throw ExitCode.failure }
    }

    /// A person is waiting: the pages that are not looked at by then stay due.
    private static let timeForPages = Duration.seconds(10)

    private func scope(_ configuration: Configuration, _ store: Store, at now: Date) throws -> ClaimScope {
        guard !sources.isEmpty else { return force ? .all(notCheckedSince: now) : .due }
        let urls = sources.map(address)
        let subscribed = Set(configuration.subscriptions.map(\.url))
        for url in urls where !subscribed.contains(url) { try store.enroll(Subscription(url: url), at: now) }
        return .only(urls, notCheckedSince: now)
    }

    /// A file is known by its `file:` address.
    private func address(_ source: String) -> String {
        if source == "-" { return "file:///dev/stdin" }
        return source.contains("://") ? source : URL(fileURLWithPath: source).absoluteString
    }
}

/// Prints what checks come to, and on a terminal how far they are.
private final class Progress: Sendable {
    private let json: Bool
    /// How many feeds there are to check.
    private let total: Int
    private let state = Mutex<(checked: Int, failed: Int, isShown: Bool)>((0, 0, false))

    init(json: Bool, of total: Int) { (self.json, self.total) = (json, total) }

    var hasFailures: Bool { state.withLock { $0.failed > 0 } }

    func take(_ report: Scheduler.Report) {
        state.withLock { state in
            if state.isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
            state.isShown = false
            switch report {
            // Said once for all of them.
            case .checked(let outcome) where outcome.hadNoNetwork: break
            case .checked(let outcome):
                state.checked += 1
                for event in outcome.events {
                    Terminal.write(json ? JSONValue.object(event.json).encoded : "\(EventLine(event: event))")
                }
                if let failure = outcome.failure {
                    state.failed += 1
                    complain("\(outcome.feed.subscription.url): \(failure)")
                }
            case .notKept(let feed, let reason):
                state.failed += 1
                complain("\(feed.subscription.url): \(reason)")
            case .cannotClaim(let reason):
                state.failed += 1
                complain(reason)
            case .turned: break
            }
            guard Terminal.isError, state.checked > 0 else { return }
            let failed = state.failed > 0 ? ", \(state.failed) failed" : ""
            FileHandle.standardError.write(Data("\(state.checked) of \(max(total, state.checked)) feeds checked\(failed)".utf8))
            state.isShown = true
        }
    }

    func take(_ report: NetworkWatch.Report) {
        guard case .down = report else { return }
        state.withLock { $0.failed += 1 }
        complain("\(report)")
    }

    func take(_ report: PageReader.Report) {
        switch report {
        case .news(let events):
            for event in events { Terminal.write(json ? JSONValue.object(event.json).encoded : "\(EventLine(event: event))") }
        case .notKept(let url, let reason):
            state.withLock { $0.failed += 1 }
            complain("\(url): \(reason)")
        }
    }

    func finish() {
        state.withLock { if $0.isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }
    }
}
