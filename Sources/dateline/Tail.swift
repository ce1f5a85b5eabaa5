import ArgumentParser
import FeedModel
import Foundation
import Storing

/// `dateline tail [-f] [-n N] [--json]`
struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the last news, and follow what comes.",
        discussion: """
            Reads the events out of the store, in the order of the log, so that it follows across the log's rotation \
            and the daemon's restarts. For programs, the log itself, items.jsonl, can be read with tail -F as well.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(name: .shortAndLong, help: "Go on with what comes, until interrupted.") var follow = false
    @Option(name: [.customShort("n"), .customLong("lines")], help: "How many events to begin with.") var count = 10
    @Flag(help: "Lines of the log instead of a form for people.") var json = false

    func validate() throws {
        guard count >= 0 else { throw ValidationError("-n is a number of events, 0 or more.") }
    }

    func run() async throws {
        var store = try options.readStore()
        var seq = try store?.lastSeq() ?? 0
        if let store, count > 0 { try store.lastEvents(count).forEach(show) }
        while follow {
            // The store may not exist yet when the follower is started before the daemon.
            if store == nil { store = try options.readStore() }
            let events = try store?.events(after: seq) ?? []
            events.forEach(show)
            seq = events.last?.seq ?? seq
            if events.isEmpty { try await Task.sleep(for: .milliseconds(300)) }
        }
    }

    private func show(_ event: Event) {
        Terminal.write(json ? JSONValue.object(event.json).encoded : "\(EventLine(event: event))")
    }
}
