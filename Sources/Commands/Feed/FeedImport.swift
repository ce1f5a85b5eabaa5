import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Parsing
import TextKit

/// `dateline feed import LIST`
struct FeedImport: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the subscription list of another reader.",
        discussion: """
              dateline feed import subscriptions.opml
              dateline feed import ~/.newsboat/urls

            Takes OPML, which most readers write, newsboat's urls, sfeed's sfeedrc (read, never run) and \
            rss2email.cfg. Folders become tags; lists that a list includes are fetched, no feed is. What is not \
            taken is said, line by line. All goes into one file in feeds.d; a password in an address goes into a \
            file of its own. An OPML file that another program keeps up to date need not be imported: put it, or a \
            link to it, into feeds.d.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(name: .customLong("tag"), help: "A tag for all of them; give it again for more.", completion: .tags)
    var tags: [String] = []
    @Option(help: "The file to write to, in feeds.d or dateline.toml itself.") var file: String?
    @Option(help: "What it is, where it does not look like that.") var format: SubscriptionListFormat?
    @Argument(help: ArgumentHelp("A file, or - for standard input.", valueName: "list"), completion: .file())
    var source: String

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        var list: SubscriptionList
        do {
            list = try parseSubscriptions(
                try console.read(source), as: format, within: ReadingBudget(configuration.fetch.reading))
        } catch {
            console.complain("\(source): \(words(of: error))")
            throw ExitCode.failure
        }
        for warning in list.warnings { console.complain("\(source): \(warning)") }
        try await include(list.inclusions, in: &list, configuration, on: console)
        let folder = FeedFolder(configuration)
        var known = Set(configuration.subscriptions.map { addressKey($0.url) })
        var (taken, refused, held) = ([(entry: FeedEntry, remark: String?)](), 0, 0)
        for entry in list.entries {
            switch Result(catching: { () throws(AddressError) in try subscription(entry, configuration) }) {
            case .failure(let error):
                console.complain("\(source): \(error)")
                refused += 1
            case .success(let subscription) where known.insert(addressKey(subscription.url)).inserted:
                taken.append((try folder.entry(of: subscription), nil))
            case .success: held += 1
            }
        }
        let path = try file.map(folder.file(named:)) ?? folder.file(titled: list.title ?? fileTitle)
        if !taken.isEmpty { try folder.append(taken, to: path) }
        console.write(
            "\(taken.count) feeds taken\(taken.isEmpty ? "" : " into \(onOneLine(path))")"
                + (held > 0 ? ", \(held) subscribed already" : "") + (refused > 0 ? ", \(refused) not taken" : ""))
        if refused > 0 { throw ExitCode.failure }
    }

    /// Takes what included lists have, and what these include.
    private func include(
        _ inclusions: [SubscriptionList.Inclusion], in list: inout SubscriptionList, _ configuration: Configuration,
        on console: Console
    ) async throws {
        guard !inclusions.isEmpty else { return }
        let fetcher = try Fetcher(configuration.fetch)
        var waiting = inclusions
        var known: Set<String> = []
        while !waiting.isEmpty, known.count < Self.mostLists {
            let inclusion = waiting.removeFirst()
            guard known.insert(addressKey(inclusion.url)).inserted else { continue }
            do {
                var request = Request(try pollableAddress(inclusion.url))
                request.accept = "text/x-opml, application/xml, text/xml, */*;q=0.5"
                let response = try await fetcher.fetch(request)
                let budget = ReadingBudget(configuration.fetch.reading)
                let included = try parseOPML(response.body, within: budget)
                for warning in included.warnings { console.complain("\(inclusion.url): \(warning)") }
                list.entries += included.entries.map { entry in
                    var entry = entry
                    entry.tags = inclusion.tags + entry.tags
                    return entry
                }
                waiting += included.inclusions.map { inner in
                    var inner = inner
                    (inner.tags, inner.line) = (inclusion.tags + inner.tags, inclusion.line)
                    return inner
                }
            } catch {
                let place = "\(source): line \(inclusion.line)"
                console.complain("\(place): the list \(inclusion.url) is not taken: \(words(of: error))")
            }
        }
        if !waiting.isEmpty { console.complain("\(source): of its lists \(Self.mostLists) were read, and no more") }
    }

    /// Lists may include each other.
    private static let mostLists = 100

    private var fileTitle: String {
        source == "-" ? "imported" : URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
    }

    private func subscription(
        _ entry: SubscriptionList.Entry, _ configuration: Configuration
    ) throws(AddressError) -> Subscription {
        let address = try pollableAddress(entry.url)
        var subscription = Subscription(url: address.url)
        subscription.credentials = address.credentials
        subscription.title = entry.title
        subscription.tags = (entry.tags + tags).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        // The list does not say; what the operator has decided for all holds for these too.
        subscription.pages = entry.readsPages ? .always : configuration.pages.policy
        return subscription
    }
}

extension SubscriptionListFormat: ExpressibleByArgument {}
