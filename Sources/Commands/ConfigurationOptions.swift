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
        help: ArgumentHelp("Configuration; --user: yours; --system: the service's.", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var configFile: String?
    @Flag var scope: PathScope?

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
            throw ExitCode(Self.isWrong)
        }
    }

    /// The exit status of a command whose configuration cannot be used (`EX_CONFIG` of sysexits.h).
    static let isWrong: Int32 = 78

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
        let settings = try load(console, sayingProblems: false, readsFeeds: false).store
        return try settings.exists() ? settings.read() : nil
    }

    /// Why a command has nothing to show: `reason`, or that there is nothing yet to look through.
    func emptyHint(_ reason: String, in store: (any Store)?, _ console: Console) throws -> String {
        try store?.feedNames().isEmpty == false ? reason : noFeedsHint(console)
    }

    /// Why a store has no feeds, and what can be done. Who has lost the store has the subscriptions still.
    func noFeedsHint(_ console: Console) throws -> String {
        let configuration = try load(console, sayingProblems: false)
        let count = configuration.subscriptions.count
        guard count > 0 else { return "no feeds yet; 'dateline feed add' subscribes to one" }
        return "\(grouped(count)) \(count == 1 ? "feed is" : "feeds are") subscribed, and the store "
            + "\(configuration.store.place) has none of them yet: the daemon or 'dateline fetch' takes them up; where there was "
            + "a store, 'dateline restore FILE' puts a backup in its place"
    }
}

extension PathScope: EnumerableFlag {
    package static func help(for scope: PathScope) -> ArgumentHelp? {
        switch scope {
        case .user: ArgumentHelp("Use your own configuration.", visibility: .hidden)
        case .system: ArgumentHelp("Use the service's configuration.", visibility: .hidden)
        }
    }
}
