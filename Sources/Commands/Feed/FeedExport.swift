import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline feed export`
struct FeedExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the subscriptions as OPML, which every reader takes.",
        discussion: """
            The first tag becomes the folder; all of them stand in 'category'.

              dateline feed export > subscriptions.opml
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "Only those with this tag.") var tag: String?

    func run(on console: Console) async throws {
        let configuration = try options.load(console)
        let feeds = configuration.subscriptions.filter { feed in tag.map(feed.tags.contains) ?? true }
        let held = (try? options.readStore(console)?.feeds()) ?? []
        let titles = Dictionary(held.compactMap { feed in feed.title.map { (feed.url, $0) } }) { first, _ in first }
        console.write(opml(feeds, titles: titles))
        if !configuration.isWhole { throw ExitCode.failure }
    }

    private func opml(_ feeds: [Subscription], titles: [String: String]) -> String {
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#, #"<opml version="2.0">"#,
            "<head><title>Dateline subscriptions</title></head>", "<body>",
        ]
        var folders: [String] = []
        for tag in feeds.compactMap(\.tags.first) where !folders.contains(tag) { folders.append(tag) }
        let byFolder = Dictionary(grouping: feeds) { $0.tags.first }
        for feed in byFolder[nil] ?? [] { lines.append("  " + outline(feed, titles)) }
        for folder in folders {
            lines.append("  <outline text=\(attribute(folder))>")
            for feed in byFolder[folder] ?? [] { lines.append("    " + outline(feed, titles)) }
            lines.append("  </outline>")
        }
        return (lines + ["</body>", "</opml>"]).joined(separator: "\n")
    }

    private func outline(_ feed: Subscription, _ titles: [String: String]) -> String {
        let title = feed.title ?? titles[feed.url] ?? feed.url
        let category = feed.tags.isEmpty ? "" : " category=\(attribute(feed.tags.joined(separator: ",")))"
        return "<outline type=\"rss\" text=\(attribute(title)) xmlUrl=\(attribute(feed.url))\(category)/>"
    }

    /// Quoted. Control characters, which XML 1.0 cannot hold, become blanks; what a terminal would obey is a reference.
    private func attribute(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{0}"..<" ": result += " "
            case _ where isDirectionMark(scalar), "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
