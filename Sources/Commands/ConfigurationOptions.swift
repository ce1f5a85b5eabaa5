import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Foundation
import Storing
import TextKit

/// What every command takes that works on the configuration and the store.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration; or --user, --system: whose.", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var configFile: String?
    @Flag(help: ArgumentHelp("Your own Dateline, or the service's.", visibility: .hidden)) var scope: PathScope?

    func validate() throws {
        guard configFile == nil || scope == nil else {
            throw ValidationError("--config names a configuration already: --user and --system go without it.")
        }
    }

    /// - Throws: `ExitCode` 78, after saying what is wrong, when `dateline.toml` cannot be used.
    func load(_ console: Console, sayingProblems: Bool = true, readsFeeds: Bool = true) throws -> Configuration {
        do {
            let configuration = try Configuration.load(
                environment: console.environment, configFile: configFile, scope: scope, readsFeeds: readsFeeds)
            if sayingProblems { for problem in configuration.problems { console.complain("\(problem)") } }
            return configuration
        } catch {
            console.complainInLines(error.problems.map { "\($0)" })
            throw ExitCode(78)
        }
    }

    /// What reading a document may cost. A file can be read without any configuration.
    func readingBudget(_ console: Console) -> ReadingBudget {
        let configuration = try? Configuration.load(
            environment: console.environment, configFile: configFile, scope: scope, readsFeeds: false)
        return ReadingBudget(configuration?.fetch.reading ?? ReadingLimits())
    }

    /// Those that credits of pages may name.
    func agencies(_ console: Console) -> WireAgencies {
        let configuration = try? Configuration.load(
            environment: console.environment, configFile: configFile, scope: scope, readsFeeds: false)
        return (try? configuration?.agencies()) ?? .standard
    }

    /// The store, for looking at it. It need not exist: then nothing is held.
    func readStore(_ console: Console) throws -> (any Store)? {
        let path = try load(console, sayingProblems: false, readsFeeds: false).store.path
        guard try storeExists(at: path) else { return nil }
        return try Daemon.readStore(at: path)
    }
}

extension PathScope: EnumerableFlag {}
