import ArgumentParser
import FeedModel
import Fetching
import Parsing

/// `dateline parse FILE|URL|-`
struct Parse: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show how Dateline reads a feed; stores nothing.",
        discussion: "  dateline parse https://example.org/feed.xml --text")

    @Argument(help: "A file, a URL, or - for standard input.", completion: .file()) var source: String
    @Option(help: ArgumentHelp("The Content-Type header that came with the feed.", valueName: "type"))
    var contentType: String?
    @Option(name: .customLong("base-url"), help: ArgumentHelp("The address that the feed came from.", valueName: "url"))
    var baseURL: String?
    @Flag(help: "JSON on one line.") var compact = false
    @Flag(help: "A readable form for people.") var text = false
    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Only what was wrong in the feed, and how it was read.") var warnings = false

    func run(on console: Console) async throws {
        let document = try await Document.read(source, accept: Request.acceptsFeeds, options: options, on: console)
        let feed: Feed
        do {
            feed = try parseFeed(
                document.bytes, at: baseURL ?? document.webAddress ?? "",
                contentType: contentType ?? document.contentType, within: options.readingBudget(console))
        } catch {
            console.complain("\(source): \(error)")
            throw ExitCode.failure
        }
        if warnings {
            for warning in feed.warnings { console.write(onOneLine(warning)) }
        } else if text {
            readable(feed).forEach(console.write(_:))
        } else {
            console.write(feed.json, pretty: !compact)
        }
    }
}

/// A feed as a person would read it, in clean lines: what it says of itself, then its entries.
func readable(_ feed: Feed) -> [String] {
    var lines = [feed.title ?? "(no title)"]
    lines += [feed.homePageURL, feed.description].compactMap { $0 }
    lines += feed.warnings.map { "! " + $0 }
    for item in feed.items {
        lines.append("")
        lines.append(
            [item.datePublished?.rfc3339 ?? item.dateModified?.rfc3339, item.title].compactMap { $0 }.joined(
                separator: "  "))
        let authors = item.authors.compactMap { $0.name ?? $0.email }
        if !authors.isEmpty { lines.append("by " + authors.joined(separator: ", ")) }
        if let url = item.url { lines.append(url) }
        lines += item.attachments.map { "+ " + $0.url }
        guard let text = item.contentText ?? item.summary else { continue }
        lines += [""] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.map(onOneLine)
}
