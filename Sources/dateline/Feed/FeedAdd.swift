import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Parsing

/// `dateline feed add URL…`
struct FeedAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Subscribe to feeds.",
        discussion: """
            Takes a feed's address, the address of a page that names its feed, or a bare host name. Reads the feed \
            once, says what it found, and writes the subscription into feeds.d, or into the file named with --file; \
            every other line of it stays as it was.

              dateline feed add example.org
              dateline feed add https://example.org/world.xml --tag world --interval 30m
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var feed: FeedOptions
    @Flag(help: "Read the archive pages of the feed back too, where it has any.") var history = false
    @Option(help: "The file to write to, in feeds.d or dateline.toml itself.") var file: String?
    @Flag(name: .customLong("no-check"), help: "Take the address as it is, without reading the feed.")
    var isUnchecked = false
    @Argument(help: ArgumentHelp("A feed, a page that names one, or a host.", valueName: "url")) var urls: [String]

    func run() async throws {
        let configuration = try options.load()
        let fetcher = try Fetcher(configuration.fetch)
        let now = try WallClock().now
        let finder = FeedFinder(limits: configuration.fetch.reading) { request throws(FetchError) in try await fetcher.fetch(request) }
        var added: Set<String> = []
        try await options.forEach(urls) { url in
            try await add(url, configuration, finder, &added, at: now)
        }
    }

    private func add(
        _ typed: String, _ configuration: Configuration, _ finder: FeedFinder, _ added: inout Set<String>, at now: Date
    ) async throws {
        let folder = FeedFolder(configuration)
        var subscription = Subscription(url: typed)
        (subscription.title, subscription.tags, subscription.interval) = (feed.title, feed.tags, feed.interval)
        subscription.pages = feed.pages ?? configuration.pages.policy
        subscription.readsHistory = history
        if tell(folder.files(of: typed), hold: typed) { return }

        var remark: String?
        var found = typed
        if isUnchecked {
            subscription.url = try pollableAddress(typed)
        } else {
            let finding = try await finder.find(typed)
            if tell(folder.files(of: finding.url), hold: finding.url) { return }
            subscription.url = finding.url
            remark = finding.feed.title
            found = finding.feed.summary(at: now)
            for other in finding.others where other.url != finding.url {
                complain(
                    "the page names another feed: \(other.url)\(other.title.map { " (\(Terminal.clean($0)))" } ?? "")")
            }
        }
        guard added.insert(subscription.url).inserted else { return }
        let name = feed.title ?? remark ?? URLComponents(string: subscription.url)?.host ?? "feeds"
        let path = try file.map(folder.file(named:)) ?? folder.file(titled: name)
        let entry = FeedEntry(subscription, default: configuration.pages.policy)
        try folder.append([(entry, feed.title == nil ? remark : nil)], to: path)
        Terminal.write(Terminal.styled(Terminal.clean(found), .bold))
        Terminal.write("  \(subscription.url)\n  in \(path)")
    }

    private func tell(_ files: [String], hold url: String) -> Bool {
        guard let file = files.first else { return false }
        Terminal.write("\(url) is subscribed already, in \(file)")
        return true
    }
}

extension Feed {
    /// "Example World: 30 entries, newest 2 h old"
    func summary(at now: Date) -> String {
        let newest = items.compactMap { [$0.datePublished, $0.dateModified].compactMap(\.self).max() }.max()
        let age = newest.map {
            $0 <= now ? ", newest \(spelled(now.timeIntervalSince($0))) old" : ", newest dated ahead"
        }
        let count = items.count == 1 ? "1 entry" : "\(items.count) entries"
        return "\(title ?? "A feed without a title"): \(count)\(age ?? "")"
    }
}
