import ArgumentParser
import Daemon
import Dispatch
import FeedModel
import Following
import Foundation
import Glibc

/// `dateline follow NAME --exec CMD…|--url URL|…`
struct Follow: Command {
    static let configuration = CommandConfiguration(
        abstract: "Hand each event to a command, a server or a mailbox.",
        discussion: """
              dateline follow archive --from start --exec /usr/local/bin/archive
              dateline follow desk --from now --url https://desk.example/hook

            In the order of the log, and none left out. NAME keeps how far it has come, over restarts, rotation of the log and restored backups. A receiver that is \
            down is waited for. An event that it refuses --tries times is given up, and kept in NAME.dead.jsonl.

            --filter is terms that must all hold: 'kind:new,revised -tag:sport feed:reuters'. More of it, and rarer \
            options (--help-hidden shows them), are in dateline-follow(1).
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Its name: letters, digits, and - _ . behind the first.") var name: String
    @OptionGroup(title: "Receiver (give exactly one)") var receivers: ReceiverOptions
    @Option(help: ArgumentHelp("Where a new one starts: now, start, or the last number handled; ignored later."))
    var from: String?
    @Option(parsing: .unconditional, help: "Which events.") var filter: String?
    @Option(help: "So many events at once, at most.") var batch = 1
    @Option(help: "Refusals allowed; 0: try for ever.") var tries = 8
    @Option(
        help: ArgumentHelp(
            "Before the second try; doubled for each further one.", valueName: "duration", visibility: .hidden))
    var retryAfter = "1s"
    @Option(help: ArgumentHelp("Between two tries, at most.", valueName: "duration", visibility: .hidden))
    var retryLimit = "5m"
    @Flag var backlog: BacklogChoice?
    @Flag(help: "End when all is handed over.") var once = false

    func validate() throws {
        guard 1...10_000 ~= batch else { throw ValidationError("--batch is a number of events, from 1 to 10000.") }
        guard 0...1_000_000 ~= tries else { throw ValidationError("--tries is a number, or 0 to try for ever.") }
        do { _ = try FollowerFiles(name, in: "") } catch { throw ValidationError("\(error)") }
        _ = try (start(), settings())
        try receivers.check()
    }

    func run(on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        let access = StoreAccess(configuration.store)
        do {
            let files = try FollowerFiles(name, in: FollowerFiles.folder(ofStore: configuration.store.path))
            let follower = Follower(
                files, try settings(),
                to: try receivers.receiver(configuration, access, name: name, on: console),
                log: configuration.log.path, store: access, clock: try console.clock(),
                announce: console.complain)
            let start = try start()
            let work = Task { try await follower.run(from: start) }
            let signals = StopSignals {
                work.cancel()
                endProcess(within: .seconds(4), on: console)
            }
            defer { withExtendedLifetime(signals) {} }
            try await work.value
        } catch let error as FollowerError {
            console.complain("\(error)")
            // Another process may end; the rest is a person's to see to.
            if case .held = error { throw ExitCode.failure }
            throw ExitCode(78)
        }
    }

    private func start() throws -> Follower.Start? {
        switch from {
        case nil: nil
        case "now": .now
        case "start": .beginning
        case let text?:
            if let seq = Int64(text), seq >= 0 {
                .after(seq)
            } else {
                throw ValidationError("--from is now, start, or the number of an event.")
            }
        }
    }

    private func settings() throws -> FollowerSettings {
        var settings = FollowerSettings()
        (settings.batch, settings.tries, settings.endsAtEnd) = (batch, tries, once)
        settings.backlog = backlog.map { $0 == .backlog ? .each : .none } ?? (receivers.isForPeople ? .digest : .each)
        do { settings.filter = try EventFilter(filter ?? "").orKinds(receivers.kinds) } catch {
            throw ValidationError("--filter: \(error)")
        }
        settings.pace.first = try duration(retryAfter, "--retry-after")
        settings.pace.longest = try duration(retryLimit, "--retry-limit")
        return settings
    }
}

enum BacklogChoice: EnumerableFlag {
    case backlog, noBacklog

    static func help(for choice: BacklogChoice) -> ArgumentHelp? {
        switch choice {
        case .backlog:
            "Also items that a feed listed when it was first read. (default for --mail, --ntfy, --matrix: one message)"
        case .noBacklog: "Not items that a feed listed when it was first read."
        }
    }
}

/// SIGTERM and SIGINT, for as long as this lives.
private final class StopSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ stop: @escaping @Sendable () -> Void) { sources = [SIGTERM, SIGINT].map { listen(to: $0, stop) } }

    deinit { for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) } }
}

func duration(_ text: String, _ option: String) throws -> Duration {
    guard let duration = Duration(written: text), duration > .zero else {
        throw ValidationError("\(option) is a duration, such as 500ms, 30s or 5m.")
    }
    return duration
}
