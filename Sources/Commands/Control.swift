import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline reload`
struct Reload: Command {
    static let configuration = CommandConfiguration(
        abstract: "Have the running daemon read its configuration again.",
        discussion: """
            The daemon does so by itself when a file changes; this waits for it and says what is wrong. Feeds that \
            were taken out are dropped at once. Exit status: 0 it is in use; 1 it is wrong, or no daemon runs.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run(on console: Console) async throws {
        let answer = try options.daemon(console).ask(.reload)
        if let message = answer["message"]?.string { console.write(onOneLine(message)) }
    }
}

/// `dateline pause [--for TIME]`
struct Pause: Command {
    static let configuration = CommandConfiguration(
        abstract: "Stop checking until 'resume', restarts included.",
        discussion: """
            Checks under way come to their end. 'dateline resume' goes on before the time is over; 'dateline fetch' \
            still checks what it is told to.

              dateline pause --for 2h
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(
        name: .customLong("for"), help: ArgumentHelp("30m, 2h, 1d. Else until 'dateline resume'.", valueName: "time"))
    var time: String?

    func run(on console: Console) async throws {
        let now = try console.clock().now
        let end = try time.map { text in
            guard let time = Duration(written: text), time > .zero else {
                throw ValidationError("'\(text)' is no time to wait: write 30m, 2h or 1d.")
            }
            return now + time / .seconds(1)
        }
        try options.tell(.pause(until: end), console, otherwise: { try $0.pause(until: end ?? .distantFuture) })
        console.write(end.map { "paused until \(console.localTime($0))" } ?? "paused until 'dateline resume'")
    }
}

/// `dateline resume`
struct Resume: Command {
    static let configuration = CommandConfiguration(abstract: "End a pause.")

    @OptionGroup var options: ConfigurationOptions

    func run(on console: Console) async throws {
        try options.tell(.resume, console, otherwise: { try $0.pause(until: nil) })
        console.write("feeds are checked as they fall due")
    }
}

extension ConfigurationOptions {
    /// - Throws: where none runs, or it may not be asked.
    func daemon(_ console: Console) throws -> ControlClient {
        let path = try load(console, sayingProblems: false).service.control
        guard let client = try ControlClient(path: path) else {
            throw ControlError("no daemon answers at \(path): is 'dateline run' or the service running?")
        }
        return client
    }

    /// Asks the daemon, or does it in the store where none runs.
    func tell(_ request: ControlRequest, _ console: Console, otherwise: (any Store) throws -> Void) throws {
        let configuration = try load(console, sayingProblems: false)
        if let client = try ControlClient(path: configuration.service.control) {
            _ = try client.ask(request)
        } else {
            let store = try configuration.openStore(announce: console.complain)
            defer { store.files?.settle() }
            try otherwise(store)
        }
    }
}
