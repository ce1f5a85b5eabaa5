import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline status [FEED]`
struct Status: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show how feeds are doing: last news, next check, failures; late feeds first.",
        discussion: "With a FEED (its number, or a part of its address or title), all that is known of its schedule.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "For programs: an object a feed, one a line; what concerns all of them stands in each.") var json =
        false
    @Argument(help: "A feed's number, or a part of its address or title.") var feed: String?

    func run(on console: Console) async throws {
        let now = try console.clock().now
        let store = try options.readStore(console)
        let feeds = try store?.feeds(matching: feed.map(feedName)) ?? []
        if feeds.isEmpty {
            let none = "no feeds yet; 'dateline feed add' subscribes to one"
            console.complain(feed.map { "no feed matches '\(shortened($0, to: 100))'" } ?? none)
            if feed != nil { throw ExitCode.failure }
        }
        let behind = try store?.behind()
        if json { return feeds.forEach { console.write(json(of: $0, behind)) } }
        if feed != nil, feeds.count <= 3 { return feeds.forEach { describe($0, on: console) } }
        if let behind { console.write(console.styled(words(of: behind, on: console), .yellow)) }
        guard !feeds.isEmpty else { return }
        tellOutage(feeds, at: now, on: console)
        console.write(console.styled("last news   next check  failures  feed", .faint))
        for feed in feeds {
            let news = feed.state.lastNews.map { spelled(now.timeIntervalSince($0)) + " ago" } ?? "none yet"
            let failing = feed.state.failures > 0
            let line = [
                column(news, 10), column(due(feed, at: now), 10),
                column(failing ? "\(feed.state.failures)" : "", 8),
                onOneLine(feed.title ?? feed.url) + (feed.state.lastError.map { ": " + onOneLine($0) } ?? ""),
            ].joined(separator: "  ")
            console.write(console.styled(line, failing ? .red : nil))
        }
    }

    /// A feed that waits for a network says so by itself (`no_network_since`).
    private func json(of feed: FeedOverview, _ behind: Store.Behind?) -> JSONObject {
        var object = feed.json
        guard let behind else { return object }
        var facts = JSONObject()
        facts.set("at", behind.at)
        facts.set("from", Int(behind.from))
        facts.set("to", Int(behind.to))
        object.set("store_behind", facts)
        return object
    }

    private func words(of behind: Store.Behind, on console: Console) -> String {
        "The store was behind its log on \(console.localTime(behind.at)), as after a backup was put back: the events \(behind.from) "
            + "to \(behind.to) are in the log only."
    }

    /// One line for all that wait for a network.
    private func tellOutage(_ feeds: [FeedOverview], at now: Date, on console: Console) {
        let times = feeds.compactMap(\.state.noNetworkSince)
        guard let first = times.min() else { return }
        let line =
            "no network for \(spelled(now.timeIntervalSince(first))): \(times.count) of \(feeds.count) feeds wait for it"
        console.write(console.styled(line, .red))
    }

    private func due(_ feed: FeedOverview, at now: Date) -> String {
        guard !feed.state.isGone else { return "gone" }
        guard feed.isSubscribed, let due = feed.due else { return "by hand" }
        return due <= now ? "now" : "in " + spelled(due.timeIntervalSince(now))
    }
}
