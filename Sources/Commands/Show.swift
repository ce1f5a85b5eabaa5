import ArgumentParser
import FeedModel
import Foundation
import Storing

/// `dateline show ITEM`
struct Show: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print an item, or all that is known of a feed.",
        discussion: "ITEM is the number that the log calls 'item', a guid, or an address; or the address of a feed.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As a JSON Feed item.") var json = false
    @Flag(help: "Its revisions: when, what changed, how much it matters, and by whose clock.") var revisions = false
    @Argument(help: "The item's number, guid or address, or a feed's address.") var item: String

    func run(on console: Console) async throws {
        let store = try options.readStore(console)
        guard let store, let event = try store.findItem(item), let held = event.item else {
            if let feed = try store?.feeds(matching: feedName(item)).first(where: { $0.url == feedName(item) }) {
                return json ? console.write(feed.json, pretty: true) : describe(feed, on: console)
            }
            try console.complainOfNoItem(item, in: store)
            throw ExitCode.failure
        }
        if revisions {
            return try printRevisions(on: console, store.revisions(of: held.number))
        }
        guard !json else { return console.write(event.json, pretty: true) }
        console.write(console.styled(onOneLine(held.title ?? "(untitled)"), .bold))
        for (label, key) in [("url", "url"), ("published", "date_published"), ("modified", "date_modified")] {
            if let value = held[key]?.string {
                console.write("\(column(label, 10)) \(onOneLine(value))")
            }
        }
        let names = held["authors"]?.array?.compactMap { $0["name"]?.string } ?? []
        if !names.isEmpty { console.write("authors    \(onOneLine(names.joined(separator: ", ")))") }
        console.write("feed       \(onOneLine(event.feed.name))")
        console.write("item       \(held.number), revision \(held.revision)")
        guard let text = held["content_text"]?.string ?? held["summary"]?.string else { return }
        console.write("")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            console.write(onOneLine(String(line)))
        }
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
