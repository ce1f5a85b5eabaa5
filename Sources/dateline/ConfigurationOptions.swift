import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Storing

/// What every command takes that works on the configuration and the store.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file. Else DATELINE_CONFIG, systemd's folders, the user's own, the service's.",
            valueName: "file"))
    var configFile: String?

    /// - Throws: `ExitCode` 78, after saying what is wrong, when `dateline.toml` cannot be used.
    func load(sayingProblems: Bool = true) throws -> Configuration {
        do {
            let configuration = try Configuration.load(configFile: configFile)
            if sayingProblems { for problem in configuration.problems { complain("\(problem)") } }
            return configuration
        } catch {
            complain(error.problems.map { "\($0)" })
            throw ExitCode(78)
        }
    }

    /// What reading a document may cost. A file can be read without any configuration.
    func readingBudget() -> ReadingBudget {
        ReadingBudget((try? Configuration.load(configFile: configFile))?.fetch.reading ?? ReadingLimits())
    }

    /// The store, for looking at it. It need not exist: then nothing is held.
    func readStore() throws -> Store? {
        let path = try load(sayingProblems: false).store.path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try Store(path: path, access: .readOnly)
    }
}

/// An error as a person reads it; Foundation's say nothing but their codes.
func words(of error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    let path = error.filePath.map { "\($0): " } ?? ""
    return path + (error.underlying?.localizedDescription ?? error.localizedDescription)
}

/// One line on standard error, whatever stands in it.
func complain(_ message: String) { complain([message]) }

/// Lines that belong together.
func complain(_ messages: [String]) {
    StandardStream.complain("dateline: " + messages.map { messageLine($0, limit: 2000) }.joined(separator: "\n"))
}
