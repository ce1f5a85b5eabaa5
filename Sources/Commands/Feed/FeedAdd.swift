import ArgumentParser
import Comparing
import Daemon
import FeedModel
import Fetching
import Foundation
import Parsing
import TextKit

/// `dateline feed add URL…`
struct FeedAdd: Command {
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
    @OptionGroup var retention: RetentionOptions
    @Flag(help: "Read the archive pages of the feed back too, where it has any.") var history = false
    @Option(help: "The file to write to, in feeds.d or dateline.toml itself.") var file: String?
    @Flag(name: .customLong("no-check"), help: "Take the address as it is, without reading the feed.")
    var isUnchecked = false
    @Argument(help: ArgumentHelp("A feed, a page that names one, or a host.", valueName: "url")) var urls: [String]

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        let fetcher = try Fetcher(configuration.fetch)
        let clock = try console.clock()
        // Opened for the first that is found: for nothing it need not be made.
        lazy var subscriber = Subscriber(
            configuration, clock: clock, makesStore: !isUnchecked, announce: console.complain)
        let finder = FeedFinder(limits: configuration.fetch.reading) { request throws(FetchError) in
            try await fetcher.fetch(request)
        }
        var added: Set<String> = []
        try await options.forEach(urls, on: console) { url in
            guard let found = try await find(url, configuration, finder, at: clock.now, on: console),
                added.insert(addressKey(found.subscription.url)).inserted
            else { return }
            let path = try await subscribe(to: found, configuration, subscriber, fetcher)
            if let summary = found.summary { console.write(console.styled(onOneLine(summary), .bold)) }
            console.write("  \(onOneLine(found.subscription.url))\n  in \(onOneLine(path))")
            if let advice = found.advice { console.write("  \(onOneLine(advice))") }
        }
    }

    /// What is to be subscribed to.
    private struct Found {
        var subscription: Subscription
        /// For people; nil of a feed that was not read.
        var summary: String?
        /// What to say of its texts.
        var advice: String?
        /// The feed's own.
        var title: String?
        var response: Response?
    }

    /// - Returns: nil when it is subscribed to already.
    private func find(
        _ typed: String, _ configuration: Configuration, _ finder: FeedFinder, at now: Date,
        on console: Console
    ) async throws -> Found? {
        let folder = FeedFolder(configuration)
        let address = try? pollableAddress(typed)
        if let address, tell(folder.files(of: address.url), hold: address.url, on: console) { return nil }
        var subscription = Subscription(url: address?.url ?? typed)
        (subscription.title, subscription.tags, subscription.interval) = (feed.title, feed.tags, feed.interval)
        subscription.pages = feed.pages ?? configuration.pages.policy
        subscription.readsHistory = history
        subscription.retention = retention.applied(to: Retention())
        guard !isUnchecked else {
            let address = try pollableAddress(typed)
            (subscription.url, subscription.credentials) = (address.url, address.credentials)
            return Found(subscription: subscription)
        }
        let finding = try await finder.find(typed)
        (subscription.url, subscription.credentials) = (finding.url, finding.credentials)
        if tell(folder.files(of: finding.url), hold: finding.url, on: console) { return nil }
        for other in finding.others where other.url != finding.url {
            console.complain("the page names another feed: \(other.url)\(other.title.map { " (\($0))" } ?? "")")
        }
        return Found(
            subscription: subscription, summary: finding.feed.summary(at: now),
            advice: finding.feed.advice(on: subscription), title: finding.feed.title,
            response: finding.response)
    }

    /// - Returns: the file in which it stands now.
    private func subscribe(
        to found: Found, _ configuration: Configuration, _ subscriber: Subscriber, _ fetcher: Fetcher
    ) async throws -> String {
        let subscription = found.subscription
        guard configuration.ownsFeeds else {
            try await subscriber.add(subscription, found.response, fetcher: fetcher) {}
            return configuration.store.place
        }
        let folder = FeedFolder(configuration)
        let name = feed.title ?? found.title ?? URLComponents(string: subscription.url)?.host ?? "feeds"
        let path = try file.map(folder.file(named:)) ?? folder.file(titled: name)
        let entry = try folder.entry(of: subscription)
        let remark = feed.title == nil ? found.title : nil
        try await subscriber.add(subscription, found.response, fetcher: fetcher) {
            try folder.append([(entry, remark)], to: path)
        }
        return path
    }

    private func tell(_ files: [String], hold url: String, on console: Console) -> Bool {
        guard let file = files.first else { return false }
        console.write("\(onOneLine(url)) is subscribed already, in \(onOneLine(file))")
        return true
    }
}

extension Feed {
    /// What to do about texts that are cut short; nil where most are whole, or the articles are read anyway.
    func advice(on subscription: Subscription) -> String? {
        let (short, all) = (items.count(where: isCutShort), items.count)
        guard subscription.pages == .never, short * 2 > all, items.contains(where: { $0.url != nil }) else {
            return nil
        }
        let which = short == all ? "its texts are short or cut" : "\(short) of its \(all) texts are short or cut"
        return "\(which): 'dateline feed edit \(subscription.url) --pages auto' has the articles read"
    }

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
