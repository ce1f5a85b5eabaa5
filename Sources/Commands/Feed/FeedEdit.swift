import ArgumentParser
import Daemon
import FeedModel
import TextKit

/// `dateline feed edit URL`
struct FeedEdit: Command {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change settings of a subscription.",
        discussion: """
            Changes just the lines of the settings that are given; comments and order stay. Other settings (headers, \
            login, proxy, …) are for an editor: 'dateline feed edit FEED --where' says in which file.

              dateline feed edit example.org --interval 1h --tag wires
              dateline feed edit 'Example World' --unset interval --retention items-for=90d
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var feed: FeedOptions
    @OptionGroup var retention: RetentionOptions
    @Option(help: "A new address.") var url: String?
    @Option(help: ArgumentHelp("false: ask its server by HTTP/1.1.", valueName: "true|false")) var http2: Bool?
    @Option(name: .customLong("remove-tag"), help: "A tag to take off; give it again for more.")
    var removedTags: [String] = []
    @Option(
        help: ArgumentHelp(
            "A setting to take out, so that its default holds; give it again for more.", valueName: "key"))
    var unset: [String] = []
    @Flag(name: .customLong("where"), help: "Only say in which file it stands.") var onlyPlace = false
    @Argument(
        help: ArgumentHelp("A number, an address, a title, or a part that only one has.", valueName: "feed"),
        completion: .feedNames)
    var name: String

    func validate() throws {
        if unset.contains("url") { throw ValidationError("a subscription needs its url") }
        for key in unset where !Subscription.settings.contains(key) {
            throw ValidationError(
                "there is no setting '\(shortened(key, to: 100))' of a feed; \(hint(for: key, among: Subscription.settings))"
            )
        }
    }

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console)
        let folder = FeedFolder(configuration)
        try await options.forEach([name], on: console) { name in
            let subscription = try options.subscription(named: name, configuration, console)
            let new = try url.map(pollableAddress)
            if let new, addressKey(new.url) != addressKey(subscription.url), let file = folder.files(of: new.url).first
            {
                throw ValidationError("\(new.url) is subscribed already, in \(file)")
            }
            for tag in removedTags { _ = try knownTag(tag, among: subscription.tags + feed.tags) }
            let changes = try changes(of: subscription, new, in: folder)
            guard !changes.isEmpty || onlyPlace else {
                throw UsageError("nothing to change; see 'dateline feed edit --help'")
            }
            let files = folder.files(of: subscription.url)
            guard configuration.ownsFeeds else {
                throw UsageError("feeds are changed on the machine that owns them, in its configuration")
            }
            if !onlyPlace {
                let change = { @Sendable in
                    for file in files { try folder.set(changes, of: subscription.url, in: file) }
                }
                if let new {
                    let subscriber = Subscriber(
                        configuration, clock: try console.clock(), makesStore: false, announce: console.complain)
                    try await subscriber.move(subscription.url, to: new.url, writing: change)
                } else {
                    try change()
                }
            }
            for file in files.map(onOneLine) {
                console.write(onlyPlace ? file : "changed \(onOneLine(subscription.url)) in \(file)")
            }
        }
    }

    private func changes(
        of subscription: Subscription, _ address: FeedAddress?, in folder: FeedFolder
    ) throws -> [(key: String, value: String?)] {
        var changes: [(key: String, value: String?)] = []
        if let address {
            changes.append(("url", tomlString(address.url)))
            if case .basic(let user, let password)? = address.credentials {
                let file = try folder.keepPassword(password, of: address.url)
                changes.append(("login", tomlLogin(user: user, passwordFile: file)))
            }
        }
        if let title = feed.title { changes.append(("title", tomlString(title))) }
        if !feed.tags.isEmpty || !removedTags.isEmpty {
            let new = feed.tags.filter { !subscription.tags.contains($0) }
            let tags = (subscription.tags + new).filter { !removedTags.contains($0) }
            changes.append(("tags", tags.isEmpty ? nil : tomlList(tags)))
        }
        if let interval = feed.interval { changes.append(("interval", tomlString(interval.written))) }
        if let pages = feed.pages { changes.append(("pages", tomlString(pages.rawValue))) }
        if let http2 { changes.append(("http2", "\(http2)")) }
        if !retention.changes.isEmpty {
            changes.append(("retention", retention.applied(to: subscription.retention).toml))
        }
        return changes + unset.map { ($0, nil) }
    }
}
