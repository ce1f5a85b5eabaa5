import ArgumentParser
import FeedModel
import Fetching
import FoundationEssentials
import Parsing

/// `dateline parse-page FILE|URL|-`
struct ParsePage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse-page",
        abstract: "Print an article page's text without its frame, and what the page says of itself.")

    @Argument(help: "A file, a URL, or - for standard input.") var source: String
    @Option(help: ArgumentHelp("The address that the page came from.", valueName: "url")) var url: String?
    @Option(help: ArgumentHelp("The Content-Type header that came with the page.", valueName: "type"))
    var contentType: String?

    func run() async throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: source == "-" ? "/dev/stdin" : source)))
        let page = try parsePage(bytes, at: url ?? source, contentType: contentType)
        print(JSONValue.object(page.json).pretty)
    }
}
