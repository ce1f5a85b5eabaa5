import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline filter list`
struct FilterList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the filters, and how much each has dropped in the last 30 days.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "For programs: an object a line.") var json = false

    func run(on console: Console) async throws {
        let rules = try options.load(console, readsFeeds: false).filters.rules
        let month = try console.clock().now.addingTimeInterval(-30 * 86_400)
        let store = try options.readStore(console)
        let counts = try Dictionary(
            (store?.droppedCounts(since: month) ?? []).map { ($0.rule, $0.count) }, uniquingKeysWith: +)
        guard !rules.isEmpty else { return console.complain("no filters; 'dateline filter --help' shows one") }
        if !json { console.write(console.styled("dropped  filter", .faint)) }
        for rule in rules {
            let count = counts[rule.name] ?? 0
            if json {
                console.write(rule.json(dropped: count))
                continue
            }
            console.write("\(numberColumn(grouped(count), 7))  \(onOneLine(rule.name))\(onOneLine(rule.scope))")
            console.write(console.cut("         \(rule.action.rawValue) \(onOneLine(rule.expression))"))
        }
    }
}

extension ItemFilter {
    /// ", for the tag world and Example World"
    fileprivate var scope: String {
        let tags = tags.isEmpty ? nil : "the \(tags.count == 1 ? "tag" : "tags") \(tags.joined(separator: ", "))"
        let parts = [tags, feeds.isEmpty ? nil : feeds.joined(separator: ", ")].compactMap(\.self)
        return parts.isEmpty ? "" : ", for \(parts.joined(separator: " and "))"
    }

    fileprivate func json(dropped: Int) -> JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set(action.rawValue, expression)
        object.set("feeds", feeds)
        object.set("tags", tags)
        object.set("dropped", dropped)
        return object
    }
}
