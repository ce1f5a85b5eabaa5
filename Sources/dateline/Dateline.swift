import ArgumentParser
import Foundation

/// `dateline`: one executable, one file a command.
@main struct Dateline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dateline",
        abstract: "Polls feeds, knows which items are the same story, and tells every change exactly once.",
        version: "0.1.0",
        subcommands: [Run.self, Fetch.self, FeedCommand.self, Tail.self, Items.self, Show.self, Diff.self, Why.self, Story.self, Status.self, ConfigCommand.self, Parse.self, ParsePage.self])

    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            let text = fullMessage(for: error)
            // Else some failures would begin with "Error:", and others with our name.
            guard exitCode(for: error) != .success, text.hasPrefix("Error: ") else { exit(withError: error) }
            complain(String(text.dropFirst("Error: ".count)))
            Foundation.exit(exitCode(for: error).rawValue)
        }
    }
}
