import ArgumentParser
import Daemon
import FeedModel
import Parsing
import Storing

/// `dateline feed export`
struct FeedExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the subscriptions as OPML, which every reader takes, or as newsboat's urls.",
        discussion: """
            The first tag becomes the folder; all of them stand in 'category', but for those with a comma or a slash, \
            which become folders within.

              dateline feed export > subscriptions.opml
              dateline feed export --format newsboat > ~/.newsboat/urls
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only those with this tag.", completion: .tags) var tag: String?
    @Option(help: "opml or newsboat.") var format = Format.opml

    enum Format: String, ExpressibleByArgument, CaseIterable { case opml, newsboat }

    func run(on console: Console) async throws {
        let configuration = try options.load(console)
        if let tag { _ = try knownTag(tag, among: configuration.subscriptions.flatMap(\.tags)) }
        let held = (try? options.readStore(console)?.feedNames()) ?? []
        let known = Dictionary(held.map { ($0.url, $0) }) { first, _ in first }
        var list = SubscriptionList()
        list.title = "Dateline subscriptions"
        let chosen = configuration.subscriptions.filter { feed in tag.map(feed.tags.contains) ?? true }
        for feed in chosen {
            var entry = SubscriptionList.Entry(url: feed.url, title: feed.title ?? known[feed.url]?.titles.first)
            entry.homePageURL = known[feed.url]?.homePageURL
            entry.tags = feed.tags
            list.entries.append(entry)
        }
        console.print(format == .opml ? writeOPML(list) : writeNewsboat(list))
        // Neither format has a place for it that is not open to all.
        for feed in chosen where feed.credentials != nil {
            console.complain("\(feed.url): its login is not written; enter it in the other reader by hand")
        }
        if !configuration.isWhole { throw ExitCode.failure }
    }
}
