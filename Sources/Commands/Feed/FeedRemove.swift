import ArgumentParser
import Daemon
import FeedModel

/// `dateline feed remove URL…`
struct FeedRemove: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Give subscriptions up. What is stored of them stays.",
        discussion:
            "  dateline feed remove example.org\n\nEvery other line of their files stays as it was; a drop-in in which nothing is left is deleted."
    )

    @OptionGroup var options: ConfigurationOptions
    @Argument(
        help: ArgumentHelp("A number, an address, a title, or a part that only one has.", valueName: "feed"),
        completion: .feedNames)
    var feeds: [String]

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        let folder = FeedFolder(configuration)
        let subscriber = Subscriber(
            configuration, clock: try console.clock(), makesStore: false, announce: console.complain)
        try await options.forEach(feeds, on: console) { name in
            let url = try options.subscription(named: name, configuration, console).url
            let files = folder.files(of: url)
            try await subscriber.remove(url) { for file in files { try folder.remove(url, from: file) } }
            if files.isEmpty { console.write("removed \(onOneLine(url)) from \(onOneLine(configuration.store.place))") }
            for file in files { console.write("removed \(onOneLine(url)) from \(onOneLine(file))") }
        }
    }
}
