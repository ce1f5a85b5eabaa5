import ArgumentParser
import FeedModel
import Foundation

/// `dateline`: one executable, one file a command.
struct Dateline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dateline",
        abstract: "Watches RSS/Atom/JSON feeds, finds copies, reports each change once.",
        discussion: """
              dateline feed add example.org; dateline fetch; dateline tail
            """,
        version: datelineVersionLine,
        groupedSubcommands: [
            CommandGroup(
                name: "Read",
                subcommands: [
                    Tail.self, Items.self, Stories.self, Show.self, Open.self, Diff.self, Why.self, Story.self,
                    Parse.self, ParsePage.self,
                ]),
            CommandGroup(name: "Subscribe", subcommands: [FeedCommand.self, FilterCommand.self, Fetch.self]),
            CommandGroup(
                name: "Run",
                subcommands: [
                    Run.self, Status.self, Reload.self, Pause.self, Resume.self, ConfigCommand.self, Follow.self,
                    Publish.self,
                ]),
            CommandGroup(
                name: "Keep", subcommands: [Prune.self, Backup.self, Restore.self, StoreCommand.self, CopyStore.self]),
        ])
}

/// A command that does something, and not only has commands below it.
protocol Command: AsyncParsableCommand {
    /// - Throws: what is said on standard error in a line, with status 1; `ExitCode` after saying it; `ValidationError`
    ///   for wrong usage.
    func run(on console: Console) async throws
}

/// Does what the arguments say. What a command throws is printed here and nowhere else.
/// - Parameter arguments: without the program's name.
/// - Returns: the exit status.
package func runCommand(_ arguments: [String], on console: Console) async -> Int32 {
    let arguments = movingOptions(arguments, behindCommandOf: Dateline.self)
    if let mistake = mistypedCommand(arguments, of: Dateline.self) {
        console.complain(mistake)
        return ExitCode.validationFailure.rawValue
    }
    do {
        var command = try await Dateline.asyncParseAsRoot(arguments)
        guard let command = command as? any Command else {
            try command.run()
            return ExitCode.success.rawValue
        }
        do {
            try await command.run(on: console)
        } catch let error as ValidationError {
            throw UsageError(error.message)
        }
        return ExitCode.success.rawValue
    } catch let error as UsageError {
        console.complain("\(error)")
        return ExitCode.validationFailure.rawValue
    } catch {
        let status = Dateline.exitCode(for: error)
        guard status != .failure || error is ExitCode else {
            console.complain(words(of: error))
            return status.rawValue
        }
        // The library's, in lines: help, or what is wrong with the command line. It repeats arguments as they came.
        var text = Dateline.fullMessage(for: error, columns: console.width)
        for argument in arguments where messageLine(argument) != argument {
            text = text.replacing(argument, with: messageLine(argument))
        }
        text = inLines(text)
        // A query may begin with a word that is to be left out.
        if arguments.first == Items._commandName, text.hasPrefix("Error: Unknown option '-"), !text.contains("'--") {
            text = text.replacing("\n", with: "; behind -- it is a word to leave out\n", maxReplacements: 1)
        }
        // As all others begin.
        if text.hasPrefix("Error: ") { text = "dateline: " + text.dropFirst(7) }
        if !text.isEmpty { status.isSuccess ? console.print(text + "\n") : console.writeError(text) }
        return status.rawValue
    }
}

/// An error as a person reads it; Foundation's say nothing but their codes.
func words(of error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    return (error.filePath.map { "\($0): " } ?? "") + FeedModel.words(of: error)
}
