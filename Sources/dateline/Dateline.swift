import ArgumentParser

/// `dateline`: one executable, one file a command.
@main struct Dateline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dateline",
        abstract: "Polls feeds, knows which items are the same story, and tells every change exactly once.",
        version: "0.1.0",
        subcommands: [Run.self, Fetch.self, FeedCommand.self, Tail.self, Items.self, Show.self, Diff.self, Why.self, Story.self, Status.self, ConfigCommand.self, Parse.self, ParsePage.self])
}
