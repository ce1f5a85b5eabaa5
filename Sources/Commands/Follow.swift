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
        abstract: "Hand each event of the log to a command, a server or a mailbox, once and in order.",
        discussion: """
            NAME keeps how far it has come, in 'followers' beside the store, when the receiver has taken an event; so it \
            goes on after restarts, rotation of the log and restored backups where it was. The first time, --from says \
            where it begins.

            A receiver that cannot be reached, or answers 5xx or 429, is waited for. An event that it refuses is tried \
            again at growing distances, and after --tries put aside in NAME.dead.jsonl, with the reason.

            --exec takes all that stands behind it. The command gets the event on its standard input, as a line of the \
            log, and numbers only in its environment (DATELINE_SEQ, DATELINE_EVENT, DATELINE_ITEM, DATELINE_STORY, …): \
            nothing that a feed says. Status 0 says that it was taken, 75 to come again later.

            --filter is terms that must all hold, such as 'kind:new,revised -tag:sport feed:reuters agency:afp \
            weight:material'; - turns a term around. Mail and messages are of new, duplicate, revised and withdrawn \
            items unless it names kinds.

              dateline follow archive --from start --exec /usr/local/bin/archive --quiet
              dateline follow desk --from now --url https://desk.example/hook --secret-file /etc/dateline/desk.key
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Its name: letters, digits, and - _ . behind the first.") var name: String
    @OptionGroup(title: "Receivers, of which there is one") var receivers: ReceiverOptions
    @Option(help: ArgumentHelp("Where it begins, unless it has begun: now, start, or the last number handled."))
    var from: String?
    @Option(parsing: .unconditional, help: "Which events.") var filter: String?
    @Option(help: "So many events at once, at most.") var batch = 1
    @Option(help: "Put an event aside after so many refusals; 0: never.") var tries = 8
    @Option(help: ArgumentHelp("Before the second try; doubled for each further one.", valueName: "duration"))
    var retryAfter = "1s"
    @Option(help: ArgumentHelp("Between two tries, at most.", valueName: "duration")) var retryLimit = "5m"
    @Flag(
        inversion: .prefixedNo,
        help: "What the first document of a feed lists, too. (default: yes; not for --mail, --ntfy and --matrix)")
    var backlog: Bool?
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
        let access = StoreAccess(configuration.store.path)
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
        settings.takesBacklog = backlog ?? !receivers.isForPeople
        do { settings.filter = try EventFilter(filter ?? "").orKinds(receivers.kinds) } catch {
            throw ValidationError("--filter: \(error)")
        }
        settings.pace.first = try duration(retryAfter, "--retry-after")
        settings.pace.longest = try duration(retryLimit, "--retry-limit")
        return settings
    }
}

/// SIGTERM and SIGINT, for as long as this lives.
private final class StopSignals {
    private var sources: [any DispatchSourceSignal] = []

    init(_ stop: @escaping @Sendable () -> Void) {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: stop)
            source.resume()
            sources.append(source)
        }
    }

    deinit { for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) } }
}

func duration(_ text: String, _ option: String) throws -> Duration {
    guard let duration = Duration(written: text), duration > .zero else {
        throw ValidationError("\(option) is a duration, such as 500ms, 30s or 5m.")
    }
    return duration
}
