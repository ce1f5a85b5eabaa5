import ArgumentParser
import FeedModel
import Parsing

/// `dateline parse FILE|URL|-`
struct Parse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a feed normalized, storing nothing.")

    @Argument(help: "A file, a URL, or - for standard input.") var source: String
    @Option(help: ArgumentHelp("The Content-Type header that came with the feed.", valueName: "type"))
    var contentType: String?
    @Option(help: ArgumentHelp("The address that the feed came from.", valueName: "url")) var baseURL: String?
    @Flag(help: "A readable form for people.") var text = false
    @Flag(help: "Only what had to be repaired.") var warnings = false

    func run() async throws {
        throw ParseError.notAFeed(reason: "not built yet")
    }
}
