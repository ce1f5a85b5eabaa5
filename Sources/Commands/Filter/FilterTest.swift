import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline filter test RULE`
struct FilterTest: Command {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Say what a filter would have done to what was seen in the last 30 days.",
        discussion: """
              dateline filter test no-sports
              dateline filter test 'title:football OR title:/^Live:/' --tag world
              dateline filter test --keep 'agency:reuters' --since 7d

            RULE is the name of a filter of dateline.toml, or an expression: what 'dateline items' takes for a query, \
            and /regular expressions/ of either case. Nothing is changed.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "All but what matches would be dropped.") var keep = false
    @Option(help: "Only of this feed: its number, address or title.", completion: .feedNames) var feed: String?
    @Option(help: "Only of feeds with this tag.", completion: .tags) var tag: String?
    @Option(help: ArgumentHelp("Seen since: 30m, 12h, 7d, or 2026-01-20.", valueName: "time")) var since = "30d"
    @Option(name: [.n, .long], help: "Titles of each feed that are shown.") var examples = 3
    @Flag(help: "For programs: an object a feed, one a line.") var json = false
    @Argument(help: "A filter's name, or an expression.") var rule: String

    func run(on console: Console) async throws {
        let now = try console.clock().now
        let since = try moment(since, before: now, in: console.zone)
        let filter = try filter(console)
        guard let store = try options.readStore(console) else { return console.complain("nothing is held yet") }
        let feeds = try feed.map { try FeedNames(store).feeds(named: $0).compactMap(\.id) }
        let trials = try store.tryFilter(filter, feeds: feeds, since: since, examples: max(0, examples), at: now)
        json ? trials.forEach { console.write($0.json) } : show(trials, of: filter, on: console)
        guard !trials.contains(where: \.wasStopped) else {
            console.complain(
                "a regular expression took too long and was stopped; what it was asked of then is not dropped: "
                    + "write it without repeats inside repeats")
            throw ExitCode.failure
        }
    }

    private func filter(_ console: Console) throws -> ItemFilter {
        let rules = try options.load(console, readsFeeds: false).filters.rules
        guard var filter = try rules.first(where: { $0.name == rule }) ?? typed(console) else { throw ExitCode.failure }
        guard let tag else { return filter }
        (filter.feeds, filter.tags) = ([], [tag])
        return filter
    }

    private func typed(_ console: Console) throws -> ItemFilter? {
        do throws(SearchMistake) {
            return try ItemFilter(name: rule, action: keep ? .keep : .drop, expression: rule)
        } catch {
            throw UsageError("at character \(error.place + 1) of the expression: \(error)")
        }
    }

    private func show(_ trials: [FilterTrial], of filter: ItemFilter, on console: Console) {
        let (dropped, asked) = (trials.map(\.dropped).reduce(0, +), trials.map(\.asked).reduce(0, +))
        console.write(
            "\(filter.action.rawValue) \(onOneLine(filter.expression)): \(grouped(dropped)) of \(grouped(asked)) items would have been dropped"
        )
        for trial in trials where trial.dropped > 0 {
            let counts = "\(numberColumn(grouped(trial.dropped), 6)) of \(grouped(trial.asked))"
            console.write("\(counts)  \(console.styled(onOneLine(trial.feed.name), .cyan))")
            for (number, title) in trial.examples {
                console.write(console.cut("        \(number)  \(onOneLine(String(title.prefix(300))))"))
            }
        }
    }
}

extension FilterTrial {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("feed", Int(feed.id))
        object.set("url", feed.url)
        object.set("title", feed.title)
        object.set("asked", asked)
        object.set("dropped", dropped)
        object.set(
            "examples",
            examples.map { number, title in
                var example = JSONObject()
                example.set("item", Int(number))
                example.set("title", title)
                return example
            })
        object.set("stopped", wasStopped)
        return object
    }
}
