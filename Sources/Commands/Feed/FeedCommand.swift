import ArgumentParser
import Daemon
import FeedModel
import Foundation
import TextKit

/// `dateline feed …`
struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Subscribe to feeds, list and change subscriptions.",
        discussion: """
              dateline feed add example.org
              dateline feed list

            Subscriptions are tables in TOML files, feeds.d/*.toml beside dateline.toml, which may be edited by hand \
            just as well. A running daemon picks changes up by itself.
            """,
        subcommands: [
            FeedAdd.self, FeedList.self, FeedRemove.self, FeedEdit.self, FeedImport.self, FeedExport.self,
        ])
}

/// The settings of a subscription that commands take.
struct FeedOptions: ParsableArguments {
    @Option(help: "A name of your own, shown in place of the feed's.") var title: String?
    @Option(name: .customLong("tag"), help: "A tag; give it again for more.", completion: .tags) var tags: [String] = []
    @Option(
        help: ArgumentHelp("How often to check, such as 30m; Retry-After and the like win.", valueName: "duration"),
        transform: readDuration)
    var interval: Duration?
    @Option(help: "Fetch the articles' pages: never, auto (when the feed cuts them short), always.")
    var pages: PagePolicy?
}

extension PagePolicy: ExpressibleByArgument {}

private func readDuration(_ text: String) throws -> Duration {
    guard let duration = Duration(written: text), duration >= .seconds(1) else {
        throw ValidationError("'\(text)' is no duration; write it like 30m or 1h30m")
    }
    return duration
}

extension ConfigurationOptions {
    /// The subscription that a person names.
    /// - Throws: `UsageError` when there is none or more than one.
    func subscription(named name: String, _ configuration: Configuration, _ console: Console) throws -> Subscription {
        let feed = try FeedNames(configuration, try? readStore(console)).feed(named: name)
        return configuration.subscriptions.first { $0.url == feed.url } ?? Subscription(url: feed.url)
    }
}

extension ConfigurationOptions {
    /// Does `work` for each name; a failure is said and the rest still done.
    /// - Throws: `ExitCode`: 1 when one failed, 64 when that was because of names alone.
    func forEach(
        _ names: [String], on console: Console, _ work: (String) async throws -> Void
    ) async throws {
        var status: ExitCode?
        for name in names {
            do {
                try await work(name)
            } catch {
                console.complain(words(of: error))
                status =
                    error is UsageError && (status ?? .validationFailure) == .validationFailure
                    ? .validationFailure : .failure
            }
        }
        if let status { throw status }
    }
}
