import ArgumentParser
import FeedModel
import Foundation
import Publishing
import Storing

/// `dateline show ITEM`
struct Show: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print an item, or all that is known of a feed.",
        discussion:
            "  dateline show 4711\n\nITEM is a number, as lists show it, a guid, an address, a title or a part of one; or a feed's address or title."
    )

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As a JSON Feed item.") var json = false
    @OptionGroup var page: PageOptions
    @Flag(help: "Its revisions: when, what changed, how much it matters, and by whose clock.") var revisions = false
    @Argument(help: "The item's number, guid, address or title; or a feed's.") var item: String

    func run(on console: Console) async throws {
        let store = try options.readStore(console)
        let found = try store?.findItem(item)
        if found == nil, let store, let feed = try exactFeed(in: store) {
            return json ? console.write(feed.json, pretty: true) : describe(feed, on: console)
        }
        let event = try found ?? console.item(named: item, in: store)
        guard let store, let held = event.item else { throw ExitCode.failure }
        if page.html != nil, let story = try PublishedStory.read(item: held.number, from: store) {
            return try page.write(StoryPage(story, in: store).bytes(), on: console)
        }
        if revisions {
            return try printRevisions(on: console, store.revisions(of: held.number))
        }
        guard !json else { return console.write(event.json, pretty: true) }
        try printItem(event, held, in: store, on: console)
    }

    /// A feed of this address or title.
    private func exactFeed(in store: any Store) throws -> FeedOverview? {
        guard Int64(item) == nil, let feed = try? FeedNames(store).feed(named: item) else { return nil }
        let isExact = feed.url == feedName(item) || feed.titles.contains { $0.lowercased() == item.lowercased() }
        return isExact ? try store.feeds(matching: feed.url).first { $0.id == feed.id } : nil
    }

    private func printItem(_ event: Event, _ held: ItemReference, in store: any Store, on console: Console) throws {
        func line(_ label: String, _ text: String?) {
            if let text { console.write("\(column(label, 10)) \(onOneLine(text))") }
        }
        let title = onOneLine(held.title ?? "(untitled)")
        for part in console.wrapped(title) { console.write(console.styled(part, .bold)) }
        line("url", held["url"]?.string)
        for (label, key) in [("published", "date_published"), ("modified", "date_modified")] {
            guard let value = held[key]?.string else { continue }
            line(label, Date(rfc3339: value).map { "\(console.localTime($0)) \(console.offset)" } ?? value)
        }
        let names = held["authors"]?.array?.compactMap { $0["name"]?.string } ?? []
        if !names.isEmpty { line("authors", names.joined(separator: ", ")) }
        line("feed", event.feed.name)
        line("item", "\(held.number), revision \(held.revision)\(revisionNote(held))")
        if let dropped = event.dropped {
            line("dropped", "by the filter \(dropped.rule): \(dropped.expression)")
        }
        if let story = try store.story(ofItem: held.number) { line("story", words(of: story, beside: held.number)) }
        guard let text = held["content_text"]?.string ?? held["summary"]?.string else { return }
        console.write("")
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            console.wrapped(onOneLine(String(part))).forEach(console.write(_:))
        }
    }

    private func revisionNote(_ held: ItemReference) -> String {
        held.revision > 1 ? "; 'dateline diff \(held.number)' shows what changed last" : ""
    }

    /// "2, the original; also item 3 (Hill Courier) and 4 more"
    private func words(of story: StoryOverview, beside item: Int64) -> String {
        guard story.members.count > 1 else { return "\(story.id), alone in it" }
        let others = story.members.filter { $0.item != item }
        let names = others.prefix(4).map { member in
            let role = member.item == story.original ? "the original is " : ""
            return "\(role)item \(member.item) (\(member.feed.name))"
        }
        let more = others.count > 4 ? " and \(others.count - 4) more: 'dateline story \(story.id)'" : ""
        let own = item == story.original ? "taken for the original; copies: " : ""
        return "\(story.id), \(own)\(names.joined(separator: ", "))\(more)"
    }

    private func printRevisions(on console: Console, _ revisions: [HeldRevision]) {
        for revision in revisions {
            if json {
                console.write(revision.json)
                continue
            }
            let facts = revision.facts
            let changed = facts["changed"]?.array?.compactMap(\.string).joined(separator: ", ") ?? "first seen"
            let marks = facts["marks"]?.array?.compactMap { $0["text"]?.string }.joined(separator: " · ") ?? ""
            let title = revision.item["title"]?.string ?? ""
            let columns = [
                column("\(revision.number)", 3), console.localTime(revision.at),
                column(facts["weight"]?.string ?? "", 8),
                column(facts["clock"]?.string.map { "clock: \($0)" } ?? "", 12),
                onOneLine(changed), onOneLine(marks.isEmpty ? title : "\(title) (\(marks))"),
            ]
            console.write(columns.joined(separator: "  "))
        }
    }
}
