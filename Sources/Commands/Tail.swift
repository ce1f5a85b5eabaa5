import ArgumentParser
import Daemon
import FeedModel
import Following
import Foundation
import Storing

/// `dateline tail [-f] [-n N | --after SEQ] [--json]`
struct Tail: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print the last news, and follow what comes.",
        discussion: """
              dateline tail -f
              dateline tail --json --after 4711

            Reads the events out of the store, in the order of the log, so that it follows across the log's rotation \
            and the daemon's restarts. For programs, the log itself, items.jsonl, can be read with tail -F as well. A \
            time with ~ is when an item was seen: its feed gave none.

            With --after, all events after that number, exactly as the log has them, rotated files included; those that \
            no file has any more come from the store. Missing numbers are reported on standard error. \
            'dateline follow' keeps the number by itself.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(name: .shortAndLong, help: "Go on with what comes, until interrupted.") var follow = false
    @Option(name: [.n, .customLong("lines")], help: "How many events to begin with.") var count = 10
    @Option(help: ArgumentHelp("Begin behind the event of this number, however long ago.", valueName: "seq")) var after:
        Int64?
    @Flag(help: "Copies of stories too; always for programs.") var all = false
    @OptionGroup var list: ListOptions

    func validate() throws {
        guard count >= 0 else { throw ValidationError("-n is a number of events, 0 or more.") }
        guard after ?? 0 >= 0 else { throw ValidationError("--after is the number of an event, or 0 for all.") }
    }

    func run(on console: Console) async throws {
        if let after { return try await tell(after: after, on: console) }
        var store = try options.readStore(console)
        var seq = try store?.lastSeq() ?? 0
        var lines = EventList(console, list.format)
        if let store, count > 0 {
            // Copies are left out behind their stories: enough events to find as many lines as were asked for.
            let events = try store.lastEvents(isWhole ? count : count * 8).filter(isShown).suffix(count)
            lines = EventList(console, list.format, EventColumns(Array(events)))
            let copies = isWhole ? [:] : try store.copies(beside: Array(events))
            for event in events { lines.write(event, copies: copies[event.item?.number] ?? 0) }
        }
        if seq == 0 { try console.complain(options.emptyHint("no news yet", in: store, console)) }
        store = nil
        guard follow else { return }
        // The store may not exist yet when this is started before the daemon, and another may be put in its place.
        let access = StoreAccess(try options.load(console, sayingProblems: false, readsFeeds: false).store)
        while true {
            let events = try access.store()?.events(after: seq) ?? []
            for event in events where isShown(event) { lines.write(event) }
            seq = events.last?.seq ?? seq
            console.endIfClosed()
            guard events.isEmpty else { continue }
            access.rest()
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    /// Programs get every event.
    private var isWhole: Bool { all || list.format != .people }

    private func tell(after seq: Int64, on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        let (log, access) = (configuration.log.path, StoreAccess(configuration.store))
        let last = try max(ToldEvents.lastSeq(log: log), access.store()?.lastSeq() ?? 0)
        guard seq <= last else {
            console.complain("there is no event \(seq) yet: the last is \(last)")
            throw ExitCode.failure
        }
        let lines = EventList(console, list.format)
        var told = ToldEvents(log: log, after: seq, store: access.store)
        while true {
            switch try told.next() {
            case .event(let told) where list.format == .json: console.write(told.json)
            case .event(let told): if isShown(told.event) { lines.write(told.event) }
            case .lost(let range, let unread): console.complain(lostNumbers(range, unread: unread))
            case nil:
                guard follow else { return }
                console.endIfClosed()
                access.rest()
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    private func isShown(_ event: Event) -> Bool {
        isWhole || event.kind != .duplicate && event.kind != .regrouped
    }
}
