import ArgumentParser
import Daemon
import Dispatch
import Foundation
import Glibc
import Logging
import Monitoring
import Storing

/// `dateline run`
struct Run: Command {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon, in the foreground.",
        discussion: """
            Checks feeds as they fall due, until SIGTERM or SIGINT. Changes of the configuration are picked up by \
            themselves, and on SIGHUP; mistakes are reported, and the last good one stays.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run(on console: Console) async throws {
        let requests = ControlRequests(console)
        let monitor = Monitor()
        guard let service = try await start(requests, monitor, on: console) else { return }
        let publishing = Task { await PublishingRounds(service).run() }
        let streaming = Task { [clock = try console.clock()] in
            await LogPublishing(service: service, clock: clock).run()
        }
        defer { publishing.cancel() }
        requests.reload(after: await service.timeToNextReading)
        var loss: (any Error)?
        requests: for await request in requests.stream {
            switch request {
            case .reload(let isMeant):
                await service.reload(isMeant: isMeant)
                requests.reload(after: await service.timeToNextReading)
            case .stop: break requests
            case .giveUp(let error):
                loss = error
                break requests
            }
        }
        monitor.stop()
        streaming.cancel()
        await service.stop()
        // Its connection is closed before the process ends under it.
        await LogPublishing.wait(forEndOf: streaming)
        if let loss { throw loss }
    }

    /// Apart from `run`, which lives as long as the daemon: the configuration names every feed, and ends here.
    /// - Returns: nil when it was asked to stop before the store was open.
    private func start(
        _ requests: ControlRequests, _ monitor: Monitor, on console: Console
    ) async throws -> Service? {
        let configuration = try options.load(console)
        let level = Logger.Level(configuration.service.logLevel)
        LoggingSystem.bootstrap { _ in JournalLogHandler(level: level) }
        let logger = Logger(label: "dateline")
        let notifier = SystemdNotifier(environment: console.environment)
        if configuration.service.watchesConfiguration {
            do {
                try requests.reload(onChangesOf: configuration.paths)
            } catch {
                logger.warning("changes of the configuration need SIGHUP", metadata: ["error": "\(error)"])
            }
        }
        // Before the store is opened, which may take long: until then it says that the daemon is not ready.
        if let address = configuration.metrics.listen { serve(monitor, at: address, logger) }
        do {
            let service = try Service(
                configuration, opening: requests.opening, clock: try console.clock(), logger: logger,
                notifier: notifier, whenLost: requests.giveUp)
            try await service.start(configuration)
            monitor.watch(service.probe)
            return service
        } catch StoreError.stopped {
            notifier.stopping()
            logger.notice("stopped before the store was open")
            return nil
        }
    }

    /// The daemon does its work unwatched too.
    private func serve(_ monitor: Monitor, at address: ListenAddress, _ logger: Logger) {
        do {
            try monitor.listen(at: address)
            logger.notice("metrics are served", metadata: ["address": "\(address)"])
        } catch {
            logger.error("metrics are not served", metadata: ["error": "\(error)"])
        }
    }
}

/// What is asked of the running daemon, by signals and by changed files, in the order in which it came.
private final class ControlRequests {
    enum Request {
        /// Because files have changed, or a person says so.
        case reload(isMeant: Bool)
        case stop
        /// The daemon cannot go on.
        case giveUp(any Error)
    }

    let stream: AsyncStream<Request>
    /// Nobody reads the stream while the store is opened.
    let opening = StoreOpening()
    private let continuation: AsyncStream<Request>.Continuation
    private var sources: [any DispatchSourceSignal] = []
    private var watching: Task<Void, Never>?
    private var waiting: Task<Void, any Error>?

    init(_ console: Console) {
        (stream, continuation) = AsyncStream.makeStream()
        for (number, request) in [(SIGTERM, Request.stop), (SIGINT, .stop), (SIGHUP, .reload(isMeant: true))] {
            sources.append(
                listen(to: number) { [continuation, opening] in
                    if case .stop = request {
                        opening.stop()
                        endProcess(within: .seconds(4), on: console)
                    }
                    continuation.yield(request)
                })
        }
    }

    var giveUp: @Sendable (any Error) -> Void { { [continuation] in continuation.yield(.giveUp($0)) } }

    func reload(onChangesOf paths: Paths) throws {
        let watcher = try ConfigurationWatcher(paths)
        watching = Task { [continuation] in
            for await _ in watcher.changes { continuation.yield(.reload(isMeant: false)) }
        }
    }

    /// Once more, in place of an earlier such signal; nil: not by itself.
    func reload(after time: Duration?) {
        waiting?.cancel()
        guard let time else { return }
        waiting = Task { [continuation] in
            try await Task.sleep(for: time + .milliseconds(100))
            continuation.yield(.reload(isMeant: false))
        }
    }

    deinit {
        watching?.cancel()
        waiting?.cancel()
    }
}

extension Logger.Level {
    init(_ level: ServiceSettings.LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}
