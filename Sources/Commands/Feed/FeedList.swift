import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline feed list`
struct FeedList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the subscriptions.",
        discussion: "'dateline status' shows how they are doing.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only those with this tag.") var tag: String?
    @Flag(help: "For programs: an object a subscription, one a line. Headers and credentials are left out.")
    var json = false

    func run(on console: Console) async throws {
        let configuration = try options.load(console)
        let feeds = configuration.subscriptions.filter { feed in tag.map(feed.tags.contains) ?? true }
        if json {
            for feed in feeds { console.write(feed.json) }
        } else {
            write(feeds, titles: titles(console), on: console)
        }
        if !configuration.isWhole { throw ExitCode.failure }
    }

    /// The feeds' own titles, where the store holds them.
    private func titles(_ console: Console) -> [String: String] {
        let feeds = (try? options.readStore(console)?.feeds()) ?? []
        return Dictionary(feeds.compactMap { feed in feed.title.map { (feed.url, $0) } }) { first, _ in first }
    }

    private func write(_ feeds: [Subscription], titles: [String: String], on console: Console) {
        guard !feeds.isEmpty else {
            return console.complain(
                "no subscriptions\(tag.map { " with the tag '\($0)'" } ?? ""); 'dateline feed add' makes one")
        }
        for feed in feeds {
            let title = feed.title ?? titles[feed.url] ?? ""
            var facts = feed.tags.map { "#\($0)" }
            if let interval = feed.interval { facts.append("every \(interval.written)") }
            if feed.pages != .never { facts.append("pages \(feed.pages.rawValue)") }
            if feed.readsHistory { facts.append("with history") }
            if let credentials = feed.credentials { facts.append("\(credentials)") }

            var columns = [
                column(title, 28), onOneLine(feed.url),
                console.styled(onOneLine(facts.joined(separator: " ")), .faint),
            ]
            if feed.acceptsAnyCertificate { columns.append(console.styled("accepts any certificate", .red)) }
            console.write(columns.joined(separator: "  "))
        }
    }
}
