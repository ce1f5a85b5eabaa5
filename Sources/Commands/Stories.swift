import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline stories [--since TIME] [--by feeds|time]`
struct Stories: Command {
    static let configuration = CommandConfiguration(
        abstract: "List the stories that most feeds print.",
        discussion: """
              dateline stories --since 1d
              dateline stories --since 7d --by time --csv > stories.csv

            Says of each who still prints a text that was corrected since; 'dateline story STORY' shows the copies.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("With an item first seen here since: 12h, 7d, or 2026-01-20.", valueName: "time"))
    var since = "1d"
    @Option(help: ArgumentHelp("First seen here until, in the same form.", valueName: "time")) var until: String?
    @Option(help: "Sort by the number of feeds, or by time.") var by = StoryQuery.Order.feeds
    @Flag(help: "Those too that one feed alone prints.") var all = false
    @Option(name: [.n, .long], help: "At most so many; 0: all. (default: 20; all for programs)") var limit: Int?
    @OptionGroup var list: ListOptions

    func validate() throws { try checkLimit(limit) }

    func run(on console: Console) async throws {
        guard let store = try options.readStore(console) else {
            return try console.complain(options.noFeedsHint(console))
        }
        let now = try console.clock().now
        var query = StoryQuery(since: try moment(since, before: now, in: console.zone))
        query.until = try until.map { try moment($0, before: now, in: console.zone) }
        query.order = by
        query.feeds = all ? 1 : 2
        let rows = RowLimit(limit, for: list.format, byDefault: 20)
        query.limit = rows.asked
        let found = try store.stories(query)
        let stories = found.prefix(rows.shown ?? .max)
        switch list.format {
        case .json: for story in stories { console.write(story.json) }
        case .table(let table):
            console.write(table.line(StorySummary.tableNames))
            for story in stories { console.write(table.line(story.tableValues)) }
        case .people: show(Array(stories), on: console)
        }
        guard stories.isEmpty else {
            return rows.tell(found.count, by == .feeds ? "most printed" : "newest", on: console)
        }
        let reason = all ? "no stories" : "no story that two feeds print; --all lists those of one feed too"
        try console.complain(options.emptyHint(reason, in: store, console))
    }

    private func show(_ stories: [StorySummary], on console: Console) {
        guard !stories.isEmpty else { return }
        let number = max(5, stories.map { "\($0.id)".count }.max() ?? 0)
        let agency = min(16, max(6, stories.map { columns(of: $0.agency ?? "") }.max() ?? 0))
        console.write(
            console.styled(
                [
                    numberColumn("story", number), column("published \(console.offset)", 16), "feeds",
                    column("agency", agency), "title",
                ].joined(separator: "  "), .faint))
        for story in stories {
            let before = [
                numberColumn("\(story.id)", number), console.styled(console.localTime(story.first), .faint),
                numberColumn("\(story.feeds)", 5), console.styled(column(story.agency ?? "", agency), .cyan),
            ].joined(separator: "  ")
            let title = onOneLine(story.title ?? "(untitled)")
            let room = console.terminalWidth.map { $0 - number - agency - 29 }
            console.write(before + "  " + (room.map { cut(title, to: $0) } ?? title))
            guard !story.behind.isEmpty else { continue }
            let indent = String(repeating: " ", count: number + 2)
            console.write(
                console.styled(console.cut(indent + "still with an earlier text: " + names(of: story.behind)), .yellow))
        }
    }

    private func names(of feeds: [FeedReference]) -> String { feeds.map { onOneLine($0.name) }.joined(separator: ", ") }
}

extension StoryQuery.Order: ExpressibleByArgument {}

extension StorySummary {
    static let tableNames = [
        "story", "date_published", "last_seen", "feeds", "items", "agency", "title", "original", "revision",
        "print_earlier_text",
    ]

    var tableValues: [String?] {
        [
            "\(id)", tableTime(first), tableTime(lastSeen), "\(feeds)", "\(items)", agency, title, "\(original)",
            "\(revision)",
            behind.map(\.name).joined(separator: "; "),
        ]
    }
}
