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
        discussion: """
              dateline feed list
              dateline feed list --csv > feeds.csv

            'dateline status' shows how they are doing.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only those with this tag.", completion: .tags) var tag: String?
    @OptionGroup var list: ListOptions

    func run(on console: Console) async throws {
        let configuration = try options.load(console)
        let store = try? options.readStore(console)
        let held = (try? store?.feeds()) ?? []
        let known = Dictionary(held.map { ($0.url, $0) }) { first, _ in first }
        let all = configuration.subscriptions + (store.map { shared($0, held, besides: configuration) } ?? [])
        if let tag { _ = try knownTag(tag, among: all.flatMap(\.tags)) }
        let feeds = all.filter { feed in tag.map(feed.tags.contains) ?? true }
        switch list.format {
        case .json: for feed in feeds { console.write(json(of: feed, known[feed.url])) }
        case .table(let table):
            console.write(table.line(["feed", "title", "url", "tags", "interval_seconds", "pages"]))
            for feed in feeds { console.write(table.line(values(of: feed, known[feed.url]))) }
        case .people: write(feeds, known, on: console)
        }
        if !configuration.isWhole { throw ExitCode.failure }
    }

    /// What other machines have brought into a store that they share.
    private func shared(
        _ store: any Store, _ held: [FeedOverview], besides configuration: Configuration
    ) -> [Subscription] {
        guard configuration.store.database != nil else { return [] }
        let own = Set(configuration.subscriptions.map(\.url))
        return held.filter { !own.contains($0.url) }.sorted { $0.id < $1.id }.map { feed in
            var subscription = Subscription(url: feed.url)
            subscription.tags = (try? store.tags(ofFeed: feed.id)) ?? []
            return subscription
        }
    }

    /// With the number that commands take, and the feed's own title.
    private func json(of feed: Subscription, _ held: FeedOverview?) -> JSONObject {
        var object = feed.json
        object.set("id", held.map { Int($0.id) })
        if feed.title == nil { object.set("feed_title", held?.title) }
        return object
    }

    private func values(of feed: Subscription, _ held: FeedOverview?) -> [String?] {
        [
            held.map { "\($0.id)" }, feed.title ?? held?.title, feed.url, feed.tags.joined(separator: " "),
            feed.interval.map { "\($0.components.seconds)" }, feed.pages.rawValue,
        ]
    }

    private func write(_ feeds: [Subscription], _ held: [String: FeedOverview], on console: Console) {
        guard !feeds.isEmpty else {
            return console.complain(
                "no subscriptions; 'dateline feed add' makes one")
        }
        let number = max(3, held.values.map { "\($0.id)".count }.max() ?? 0)
        for feed in feeds {
            let title = feed.title ?? held[feed.url]?.title ?? ""
            var facts = feed.tags.map { "#\($0)" }
            if let interval = feed.interval { facts.append("every \(interval.written)") }
            if feed.pages != .never { facts.append("pages \(feed.pages.rawValue)") }
            if feed.readsHistory { facts.append("with history") }
            if let credentials = feed.credentials { facts.append("\(credentials)") }

            var columns = [
                numberColumn(held[feed.url].map { "\($0.id)" } ?? "", number), column(title, 28), onOneLine(feed.url),
                console.styled(onOneLine(facts.joined(separator: " ")), .faint),
            ]
            if feed.acceptsAnyCertificate { columns.append(console.styled("accepts any certificate", .red)) }
            console.write(columns.joined(separator: "  "))
        }
    }
}
