import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing
import TextKit

/// `dateline items [QUERY]`
struct Items: Command {
    static let configuration = CommandConfiguration(
        abstract: "List and search stored items, the newest seen first.",
        discussion: """
              dateline items 'belarus AND (sanctions OR "big deal") -football' --since 7d
              dateline items 'title:climat* author:lee' --sort rank
              dateline items --revised --weight material --tsv

            All words of QUERY must occur; AND, OR, NOT or -, brackets, "phrases", begin*. Fields: title, text, author, \
            tag, feed, agency, url, language, any. A time with ~ is when an item was seen: its feed gave none.
            """)

    @Option(help: "Only of this feed: its number, address or title.", completion: .feedNames) var feed: String?
    @Option(help: "Only of feeds with this tag.", completion: .tags) var tag: String?
    @Option(help: "Only what credits this agency.") var agency: String?
    @Option(help: "Only of this story: its number.") var story: Int64?
    @Option(help: ArgumentHelp("Seen since: 30m, 12h, 7d, or 2026-01-20.", valueName: "time")) var since: String?
    @Option(help: ArgumentHelp("Seen until, in the same form.", valueName: "time", visibility: .hidden))
    var until: String?
    @Flag(help: "Only items that were revised.") var revised = false
    @Flag(help: "Only what filters have dropped, with the filter.") var dropped = false
    @Option(help: ArgumentHelp("Revisions: material (meaning) or cosmetic (spelling).", valueName: "weight"))
    var weight: RevisionWeight?
    @Option(help: ArgumentHelp("By published, seen or rank.", valueName: "order")) var sort = ItemQuery.Order.seen
    @Option(
        help: ArgumentHelp("Add the saved search NAME, of [searches].", valueName: "name"), completion: .savedSearches)
    var saved: String?
    @Option(name: [.n, .long], help: "At most so many; 0: all. (default: 50; all for programs)") var limit: Int?
    @Flag(help: "Every copy of a story; always for programs.") var all = false
    @OptionGroup var list: ListOptions
    @OptionGroup var options: ConfigurationOptions
    @Argument(help: ArgumentHelp("What to search for.", valueName: "query")) var words: [String] = []

    func validate() throws { try checkLimit(limit) }

    func run(on console: Console) async throws {
        let text = try saved.map { try search(named: $0, console) }
        guard let store = try options.readStore(console) else {
            return try console.complain(options.noFeedsHint(console))
        }
        let query = try query(saved: text, in: store, console)
        do {
            try show(query, in: store, on: console)
        } catch let error as SearchMistake {
            try tell(error, on: console)
        }
    }

    private func query(saved: String?, in store: any Store, _ console: Console) throws -> ItemQuery {
        let now = try console.clock().now
        var query = ItemQuery()
        (query.words, query.saved) = (words.joined(separator: " "), saved)
        query.feeds = try feed.map { try FeedNames(store).feeds(named: $0).compactMap(\.id) }
        if let tag { try choose(tag: tag, in: store, &query, console) }
        (query.agency, query.story) = (agency, story)
        query.since = try since.map { try moment($0, before: now, in: console.zone) }
        query.until = try until.map { try moment($0, before: now, in: console.zone) }
        query.isRevised = revised || weight != nil
        query.weight = weight?.rawValue
        query.isDropped = dropped
        query.order = sort
        query.limit = rowLimit.asked
        query.onceAStory = list.format == .people && !all && story == nil && !dropped
        return query
    }

    private var rowLimit: RowLimit { RowLimit(limit, for: list.format, byDefault: 50) }

    /// The store learns a tag that was just written at the next check: until then the configuration says whose it is.
    private func choose(tag: String, in store: any Store, _ query: inout ItemQuery, _ console: Console) throws {
        let feeds = try store.feedNames()
        let tags = feeds.flatMap(\.tags)
        guard !tags.contains(tag) else { return query.tag = tag }
        let subscriptions = try options.load(console, sayingProblems: false).subscriptions
        _ = try knownTag(tag, among: tags + subscriptions.flatMap(\.tags))
        let tagged = Set(subscriptions.filter { $0.tags.contains(tag) }.map { addressKey($0.url) })
        let ids = feeds.filter { tagged.contains(addressKey($0.url)) }.map(\.id)
        query.feeds = query.feeds.map { $0.filter(ids.contains) } ?? ids
    }

    private func show(_ query: ItemQuery, in store: any Store, on console: Console) throws {
        let terms = try [query.words, query.saved ?? ""].flatMap { text throws(SearchMistake) in
            try SearchQuery.parse(text)?.sought ?? []
        }
        var events: [Event] = []
        var lines = list.format == .people ? nil : EventList(console, list.format)
        func flush() throws {
            let shown = lines ?? EventList(console, .people, EventColumns(events, hasKind: false))
            lines = shown
            // Asked of many at once: the store may be far.
            let copies = query.onceAStory ? try store.copies(beside: events) : [:]
            for event in events {
                shown.write(event, copies: copies[event.item?.number] ?? 0, below: snippet(event, terms))
            }
            events = []
        }
        var count = 0
        try store.forEachItem(query) { event in
            count += 1
            guard rowLimit.shows(count) else { return }
            events.append(event)
            // The columns are as wide as the first need.
            if lines != nil && !query.onceAStory || events.count == 100 { try flush() }
        }
        guard count > 0 else { return try console.complain(options.emptyHint("no item matches", in: store, console)) }
        try flush()
        let first =
            switch query.order {
            case .rank: "best matches"
            case .published: "latest published"
            default: "newest"
            }
        rowLimit.tell(count, first, on: console)
    }

    private func snippet(_ event: Event, _ terms: [SearchTerm]) -> String? {
        guard !terms.isEmpty, let item = event.item else { return nil }
        let words = terms.filter { $0.field != .title }.map(\.text)
        return Commands.snippet(of: item["content_text"]?.string ?? item["summary"]?.string ?? "", around: words)
    }

    private func search(named name: String, _ console: Console) throws -> String {
        let searches = try options.load(console, sayingProblems: false, readsFeeds: false).searches
        if let text = searches[name] { return text }
        let names = Array(searches.keys).sorted()
        let known = names.isEmpty ? "[searches] of the configuration has none" : hint(for: name, among: names)
        throw UsageError("no search is saved as '\(shortened(name, to: 100))'; \(known)")
    }

    /// The query with a mark below the mistake, and what it is.
    private func tell(_ mistake: SearchMistake, on console: Console) throws {
        let before = columns(of: onOneLine(String(mistake.query.prefix(mistake.place))))
        // A long query would not stand on one line.
        if before < 70, columns(of: mistake.query) < 200 {
            let mark = String(repeating: " ", count: before) + "^"
            console.writeError(
                ["dateline: the query cannot be read:", onOneLine(mistake.query), mark].joined(separator: "\n  "))
        }
        throw UsageError("at character \(mistake.place + 1) of the query: \(mistake)")
    }
}

extension ItemQuery.Order: ExpressibleByArgument {}

enum RevisionWeight: String, ExpressibleByArgument, CaseIterable {
    case material, cosmetic
}

/// "7d" ago, or a day or time where the operator is, as times are shown; or a time that says where.
func moment(_ text: String, before now: Date, in zone: TimeZone) throws -> Date {
    let seconds = ["m": 60.0, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000]
    // Double takes "inf" and "1e30", too.
    if let unit = text.last.flatMap({ seconds[String($0)] }), let count = Double(text.dropLast()),
        text.dropLast().allSatisfy({ $0 == "." || ("0"..."9").contains($0) })
    {
        return max(.distantPast, now.addingTimeInterval(-count * unit))
    }
    if let date = Date(rfc3339: text) { return date }
    let time = text.replacing(" ", with: "T")
    for ending in ["", ":00", "T00:00:00"] {
        guard let date = Date(rfc3339: time + ending + "Z") else { continue }
        // What the clock there said: the offset of that very moment, which another one may have changed since.
        let near = date.addingTimeInterval(-Double(zone.secondsFromGMT(for: date)))
        return date.addingTimeInterval(-Double(zone.secondsFromGMT(for: near)))
    }
    throw ValidationError("'\(text)' is no time: write 30m, 12h, 7d, 1y, 2026-01-20 or 2026-01-20T09:30:00Z.")
}
