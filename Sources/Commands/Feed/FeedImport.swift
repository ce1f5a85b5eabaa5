import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Parsing
import Storing
import TextKit

/// `dateline feed import LIST`
struct FeedImport: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the subscription list of another reader.",
        discussion: """
              dateline feed import subscriptions.opml
              dateline feed import ~/.newsboat/urls
              dateline feed import --mirror https://example.org/team.opml

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
    @Flag(help: "Follow the list: what it no longer names goes. For cron.") var mirror = false
    @Option(help: "The list's format, if it is not recognised.") var format: SubscriptionListFormat?
    @Argument(
        help: ArgumentHelp("A file, an address, or - for standard input.", valueName: "list"), completion: .file())
    var source: String

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        let (list, isWhole) = try await ListReader(
            source: source, format: format, configuration: configuration, console: console
        ).read()
        var (wanted, refused) = ([Subscription](), 0)
        for entry in list.entries {
            do throws(AddressError) {
                wanted.append(try subscription(entry, configuration))
            } catch {
                console.complain("\(source): \(error)")
                refused += 1
            }
        }
        if mirror {
            try follow(wanted, isWhole: isWhole, configuration, on: console)
        } else {
            try add(wanted, named: list.title ?? fileTitle, refused, configuration, on: console)
        }
        if refused > 0 { throw ExitCode.failure }
    }

    private func add(
        _ wanted: [Subscription], named title: String, _ refused: Int, _ configuration: Configuration,
        on console: Console
    ) throws {
        let folder = FeedFolder(configuration)
        var known = Set(configuration.subscriptions.map { addressKey($0.url) })
        let new = wanted.filter { known.insert(addressKey($0.url)).inserted }
        let path = try file.map(folder.file(named:)) ?? folder.file(titled: title)
        if !new.isEmpty { try folder.append(new.map { (try folder.entry(of: $0), nil) }, to: path) }
        let held = wanted.count - new.count
        console.write(
            "\(feeds(new.count)) taken\(new.isEmpty ? "" : " into \(onOneLine(path))")"
                + (held > 0 ? ", \(held) subscribed already" : "") + (refused > 0 ? ", \(refused) not taken" : ""))
    }

    /// The list has a file of its own, so that nothing goes but what came with it.
    private func follow(
        _ wanted: [Subscription], isWhole: Bool, _ configuration: Configuration, on console: Console
    ) throws {
        guard isWhole else {
            console.complain("\(source): the list did not come whole, and what it had stays as it is")
            throw ExitCode.failure
        }
        let folder = FeedFolder(configuration)
        // By the address and not by the list's title, which may change.
        let path = try file.map(folder.file(named:)) ?? folder.file(titled: fileTitle)
        let (came, went) = try folder.follow(withoutAnyLogin(source), naming: wanted, in: path)
        console.write("\(feeds(came)) came, \(went) went: \(onOneLine(path))")
    }

    private func feeds(_ count: Int) -> String { count == 1 ? "1 feed" : "\(grouped(count)) feeds" }

    private var fileTitle: String {
        if source == "-" { return "imported" }
        if looksLikeAddress(source) { return URLComponents(string: source).map { ($0.host ?? "") + $0.path } ?? source }
        return URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
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
