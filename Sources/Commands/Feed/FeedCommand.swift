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
    @Option(name: .customLong("tag"), help: "A tag; give it again for more.") var tags: [String] = []
    @Option(
        help: ArgumentHelp("How often to check, such as 30m. A wish: servers are heeded first.", valueName: "duration"),
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

extension Configuration {
    /// The subscription that a person names: by its address, its title, or a part of either that no other has.
    /// - Throws: `FeedChoiceError` when there is none or more than one.
    func subscription(named name: String) throws -> Subscription {
        let key = addressKey(feedName(name))
        if let exact = subscriptions.first(where: { $0.url == name }) { return exact }
        if let same = subscriptions.first(where: { addressKey($0.url) == key }) { return same }
        let titled = subscriptions.filter { $0.title?.lowercased() == name.lowercased() }
        let partly = subscriptions.filter {
            $0.url.localizedCaseInsensitiveContains(name) || $0.title?.localizedCaseInsensitiveContains(name) == true
        }
        let matches = titled.isEmpty ? partly : titled
        guard matches.count == 1 else { throw FeedChoiceError(name: name, matches: matches.map(\.url)) }
        return matches[0]
    }
}

/// What a person calls a feed: an address is meant without "feed:", blanks and login.
func feedName(_ typed: String) -> String {
    looksLikeAddress(typed) ? (try? pollableAddress(typed))?.url ?? typed : typed
}

struct FeedChoiceError: Error, CustomStringConvertible {
    let name: String
    let matches: [String]

    var description: String {
        let name = shortened(name, to: 100)
        guard !matches.isEmpty else { return "no subscription matches '\(name)'; 'dateline feed list' shows them" }
        let shown = matches.prefix(5).joined(separator: ", ")
        return "'\(name)' is more than one: \(shown)\(matches.count > 5 ? ", …" : ""); say which by its address"
    }
}

extension ConfigurationOptions {
    /// Does `work` for each name; a failure is said and the rest still done.
    /// - Throws: `ExitCode.failure` when one failed.
    func forEach(
        _ names: [String], on console: Console, _ work: (String) async throws -> Void
    ) async throws {
        var hasFailed = false
        for name in names {
            do {
                try await work(name)
            } catch {
                console.complain(words(of: error))
                hasFailed = true
            }
        }
        if hasFailed { throw ExitCode.failure }
    }
}
