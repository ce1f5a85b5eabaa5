import ArgumentParser
import Daemon
import FeedModel

/// `dateline`: one executable, one file a command.
struct Dateline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dateline",
        abstract: "Polls feeds, knows which items are the same story, and tells every change exactly once.",
        version: "0.1.0",
        subcommands: [
            Run.self, Fetch.self, FeedCommand.self, Tail.self, Items.self, Show.self, Diff.self, Why.self, Story.self,
            Status.self, Backup.self, Restore.self, StoreCommand.self, ConfigCommand.self, Parse.self, ParsePage.self,
        ])
}

/// Where the process begins, and ends: what a command throws is printed here and nowhere else.
@main enum Main {
    static func main() async {
        StandardStream.prepare()
        do {
            var command = try await Dateline.asyncParseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
        Output.end(ExitCode.success.rawValue)
    }

    private static func end(_ error: any Error) -> Never {
        let status = Dateline.exitCode(for: error)
        guard status != .failure || error is ExitCode else {
            complain(words(of: error))
            Output.end(status.rawValue)
        }
        // The library's, in lines: help, or what is wrong with the command line. It repeats arguments as they came.
        var text = Dateline.fullMessage(for: error)
        for argument in CommandLine.arguments where messageLine(argument) != argument {
            text = text.replacing(argument, with: messageLine(argument))
        }
        text = inLines(text)
        if !text.isEmpty { status.isSuccess ? Output.write(text + "\n") : StandardStream.complain(text) }
        Output.end(status.rawValue)
    }
}
