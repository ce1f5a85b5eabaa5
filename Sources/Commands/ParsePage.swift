import ArgumentParser
import FeedModel
import Fetching
import Parsing

/// `dateline parse-page FILE|URL|-`
struct ParsePage: Command {
    static let configuration = CommandConfiguration(
        commandName: "parse-page",
        abstract: "Print an article's text without menus and adverts.",
        discussion: """
              dateline parse-page https://example.org/article.html

            With title, author and dates, as the page says.
            """)

    @Argument(help: "A file, a URL, or - for standard input.") var source: String
    @Option(help: ArgumentHelp("The address that the page came from.", valueName: "url")) var url: String?
    @Option(help: ArgumentHelp("The Content-Type header that came with the page.", valueName: "type"))
    var contentType: String?
    @OptionGroup var options: ConfigurationOptions

    func run(on console: Console) async throws {
        let document = try await Document.read(source, accept: Request.acceptsPages, options: options, on: console)
        do {
            let page = try parsePage(
                document.bytes, at: url ?? document.url, contentType: contentType ?? document.contentType,
                agencies: options.agencies(console), within: options.readingBudget(console))
            console.write(page.json, pretty: true)
        } catch {
            console.complain("\(source): \(error)")
            throw ExitCode.failure
        }
    }
}
