import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline items [QUERY]`
struct Items: Command {
    static let configuration = CommandConfiguration(
        abstract: "List and search what is kept, the newest first.",
        discussion: """
            QUERY is words that must all occur in title or text. "exact phrases" stand in quotes, begin* finds \
            words that begin so, and -word leaves out what has the word.

              dateline items 'ceasefire -football' --since 7d
              dateline items --revised --since 7d --weight material
              dateline items --feed reuters --json | jq -r '[.id, .title] | @tsv'
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only of this feed: its number, address or title, or a part.", completion: .feedNames) var feed:
        String?
    @Option(help: "Only of feeds with this tag.", completion: .tags) var tag: String?
    @Option(help: ArgumentHelp("Seen since: 30m, 12h, 7d, or 2026-01-20 (local time).", valueName: "time")) var since:
        String?
    @Option(help: ArgumentHelp("Seen until, written likewise.", valueName: "time")) var until: String?
    @Flag(help: "Only what has been revised, then.") var revised = false
    @Option(help: "Of --revised: material or cosmetic changes.") var weight: RevisionWeight?
    @Option(name: [.customShort("n"), .long], help: "At most so many. (default: 50; all with --json)") var limit: Int?
    @Flag(help: "Every copy of a story, not its original alone; always for programs.") var all = false
    @OptionGroup var list: ListOptions
    @Argument(help: ArgumentHelp("Words to search for.", valueName: "query")) var words: [String] = []

    func run(on console: Console) async throws {
        guard let store = try options.readStore(console) else { return }
        let now = try console.clock().now
        var query = ItemQuery()
        query.words = words.joined(separator: " ")
        query.feeds = try feed.map { try FeedNames(store).feeds(named: $0).compactMap(\.id) }
        query.tag = try tag.map { try knownTag($0, among: store.feedNames().flatMap(\.tags)) }
        query.since = try since.map { try moment($0, before: now, in: console.zone) }
        query.until = try until.map { try moment($0, before: now, in: console.zone) }
        query.isRevised = revised || weight != nil
        query.weight = weight?.rawValue
        let isWhole = all || list.format != .people
        query.limit = limit ?? (list.format == .people ? 50 : nil)
        query.onceAStory = !isWhole
        guard list.format == .people else {
            let lines = EventList(console, list.format)
            var isEmpty = true
            try store.forEachItem(query) { event in
                isEmpty = false
                lines.write(event)
            }
            return isEmpty ? console.complain("no item matches") : ()
        }
        var events: [(event: Event, copies: Int)] = []
        var lines: EventList?
        func show() {
            lines = lines ?? EventList(console, .people, EventColumns(events.map(\.event), hasKind: false))
            for (event, copies) in events { lines?.write(event, copies: copies) }
            events = []
        }
        try store.forEachItem(query) { event in
            events.append((event, isWhole ? 0 : try store.copies(beside: event)))
            // The columns are as wide as the first need.
            if lines != nil || events.count == 100 { show() }
        }
        guard lines != nil || !events.isEmpty else { return console.complain("no item matches") }
        show()
    }
}

enum RevisionWeight: String, ExpressibleByArgument, CaseIterable {
    case material, cosmetic
}

/// "7d" ago, or a day or time where the operator is, as times are shown; or a time that says where.
func moment(_ text: String, before now: Date, in zone: TimeZone) throws -> Date {
    let seconds = ["m": 60.0, "h": 3600, "d": 86_400, "w": 604_800]
    if let unit = text.last.flatMap({ seconds[String($0)] }), let count = Double(text.dropLast()), count >= 0 {
        return now.addingTimeInterval(-count * unit)
    }
    if let date = Date(rfc3339: text) { return date }
    let time = text.replacing(" ", with: "T")
    for ending in ["", ":00", "T00:00:00"] {
        guard let date = Date(rfc3339: time + ending + "Z") else { continue }
        // What the clock there said: the offset of that very moment, which another one may have changed since.
        let near = date.addingTimeInterval(-Double(zone.secondsFromGMT(for: date)))
        return date.addingTimeInterval(-Double(zone.secondsFromGMT(for: near)))
    }
    throw ValidationError("'\(text)' is no time: write 30m, 12h, 7d, 2026-01-20 or 2026-01-20T09:30:00Z.")
}
