import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Parsing
import TextKit

/// `dateline feed import OPML`
struct FeedImport: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the subscription list of another reader (OPML).",
        discussion: """
              dateline feed import subscriptions.opml

            Folders become tags. All of it goes into one file in feeds.d; nothing is fetched. An OPML file that \
            another program keeps up to date need not be imported: put it, or a link to it, into feeds.d. A password \
            in an address goes into a file of its own, beside the configuration.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(name: .customLong("tag"), help: "A tag for all of them; give it again for more.", completion: .tags)
    var tags: [String] = []
    @Option(help: "The file to write to, in feeds.d or dateline.toml itself.") var file: String?
    @Argument(help: ArgumentHelp("An OPML file, or - for standard input.", valueName: "opml"), completion: .file())
    var source: String

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        let list: SubscriptionList
        do {
            list = try parseOPML(try console.read(source), within: ReadingBudget(configuration.fetch.reading))
        } catch {
            console.complain("\(source): \(words(of: error))")
            throw ExitCode.failure
        }
        for warning in list.warnings { console.complain("\(source): \(warning)") }
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
        subscription.pages = configuration.pages.policy
        return subscription
    }
}
