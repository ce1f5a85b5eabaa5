import ArgumentParser
import Daemon
import Dispatch
import Foundation
import Glibc
import Logging

/// `dateline run`
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon, in the foreground.",
        discussion: """
            Checks feeds as they fall due, until SIGTERM or SIGINT. Changes of the configuration are picked up by \
            themselves, and on SIGHUP; a wrong one is said, and the last good one stays.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load()
        let level = Logger.Level(configuration.service.logLevel)
        LoggingSystem.bootstrap { _ in JournalLogHandler(level: level) }
        let logger = Logger(label: "dateline")
        let signals = Signals([SIGTERM, SIGINT, SIGHUP])
        let service = try Service(configuration, clock: try WallClock(), logger: logger)
        try await service.start(configuration)
        logger.notice("running", metadata: ["version": "\(Dateline.configuration.version)"])
        for await signal in signals.received {
            guard signal == SIGHUP else { break }
            await reload(service, logger)
        }
        logger.notice("stopping")
        await service.stop()
    }

    private func reload(_ service: Service, _ logger: Logger) async {
        do {
            let configuration = try Configuration.load(configFile: options.configFile)
            for problem in configuration.problems { logger.error("\(problem)") }
            try await service.replace(configuration)
        } catch {
            logger.error("the configuration stays as it was", metadata: ["error": "\(error)"])
        }
    }
}

extension Logger.Level {
    init(_ level: ServiceSettings.LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}

/// Signals as a stream, instead of what they do to a process by themselves.
private struct Signals {
    let received: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    init(_ numbers: [Int32]) {
        let (stream, continuation) = AsyncStream<Int32>.makeStream()
        received = stream
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }
}
